"""The country of an offer, and how it is known."""

from __future__ import annotations

import re

from pipelines.normalise.countries import CODES, COUNTRIES
from warden.records import SiteFacts

_PARTS = re.compile(r"[,;/|()\n·•>]+|\s[-–—]\s")
_LEAD = re.compile(
    r"^(?:from|in|located in|item location|ships from|aus|uit|z|de|da|desde|из)[:\s]+", re.IGNORECASE
)


def country_of(location: str | None, facts: SiteFacts) -> tuple[str | None, str | None]:
    """(ISO 3166 code, basis): ``listing_field`` when the place names it, ``domain`` when only the site says.

    A site of several countries says nothing by its domain. The last part of a place that is a country's name counts. A two-letter code counts only at the end,
    and only if the site is not of one country with regions written like that (Madison, WI, in the US).
    """
    if location:
        parts = [part.strip(" .") for part in _PARTS.split(location) if part.strip(" .")]
        for part in reversed(parts):
            found = COUNTRIES.get(_LEAD.sub("", part).casefold()) or COUNTRIES.get(part.casefold())
            if found:
                return found, "listing_field"
        last = parts[-1] if parts else ""
        if last in CODES and (not facts.country or last == facts.country or last in facts.countries):
            return last, "listing_field"
    one = facts.country and len(facts.countries) <= 1
    return (facts.country, "domain") if one else (None, None)
