"""The two-letter codes of states of the US and provinces of Canada, as sellers write them after a town."""

from __future__ import annotations

_US = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
    "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR"
)
_CANADA = "AB BC MB NB NL NS NT NU ON PE QC SK YT"

STATES: dict[str, str] = dict.fromkeys(_US.split(), "US") | dict.fromkeys(_CANADA.split(), "CA")
"""Code to the country it lies in; no code is in both."""
