"""Where a key stands in a TOML file, for error messages: tomllib keeps no line numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")


def _parts(dotted: str) -> list[str]:
    return [a or b or c for a, b, c in _PART.findall(dotted)]


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line (from 1) of a dotted key, else of the nearest key above it; None when none is there."""
    best, best_line = 0, None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = _parts(header.group(1))
            here = table
        else:
            assigned = _KEY.match(line)
            if not assigned:
                continue
            here = table + _parts(assigned.group(1))
        depth = len(here)
        if depth > best and list(path[:depth]) == here:
            best, best_line = depth, number
    return best_line
