"""Classes of characters that folding asks for: read from a table, since working them out takes half a second at a start.

A character that the table's Unicode does not know counts as unusual, which is slow and always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path


def _read() -> Iterator[re.Pattern[str]]:
    table = Path(__file__).with_name("letters.txt").read_text(encoding="ascii")
    return (re.compile(line.encode("ascii").decode("unicode_escape")) for line in table.splitlines())


UNUSUAL, UNEVEN, BOUND = _read()
"""``UNUSUAL``: what folding does more to than write it in lower case, whatever stands beside it, and all beyond the
basic plane; the usual dashes and white space are no part of it. A text without needs one look instead of five.
``UNEVEN``: what does not become exactly one character. ``BOUND``: where folding is not character by character."""
