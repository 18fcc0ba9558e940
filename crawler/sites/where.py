"""Where a key or a fault stands in a TOML file, for error messages: tomllib keeps no line numbers of keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")


_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def fault_in(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """(line from 1, what is wrong there) of a text that is no TOML."""
    told = str(error)
    found = _AT.search(told)
    if found is None or found[1] is None:
        return max(1, len(text.splitlines())), f"{_AT.sub('', told)} at the end of the file"
    return int(found[1]), f"{told[: found.start()]} at column {found[2]}"


def _parts(dotted: str) -> list[str]:
    return [a or b or c for a, b, c in _PART.findall(dotted)]


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line (from 1) of a dotted key of a whole TOML text, else of the nearest key above it; None without any."""
    best, best_line = 0, None
    table: list[str] = []
    lines = text.split("\n")  # as tomllib counts them
    for number, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        assigned = None if header else _KEY.match(line)
        if header and _begins(lines, number):
            table = here = _parts(header.group(1))
        elif assigned:
            here = table + _parts(assigned.group(1))
        else:
            continue
        depth = len(here)
        if depth > best and list(path[:depth]) == here and (header or _begins(lines, number)):
            best, best_line = depth, number
    return best_line


def _begins(lines: Sequence[str], number: int) -> bool:
    """Does something new begin on this line, or does it lie inside an array or a text of several lines?"""
    try:
        tomllib.loads("\n".join(lines[: number - 1]))
    except tomllib.TOMLDecodeError:
        return False
    return True
