"""Classes of characters that folding asks for: read from a table, since working them out takes half a second at a start.

A character that the table's Unicode does not know counts as uneven, which is slow and always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path


def _read() -> Iterator[re.Pattern[str]]:
    table = Path(__file__).with_name("letters.txt").read_text(encoding="ascii")
    return (re.compile(line.encode("ascii").decode("unicode_escape")) for line in table.splitlines())


UNEVEN, BOUND = _read()
"""``UNEVEN``: what does not become exactly one character, and all beyond the basic plane. ``BOUND``: where folding is not
character by character."""
