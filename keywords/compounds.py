"""Longer words that sellers make of a material's name: 象牙手链, กำไลงาช้าง, Elfenbeinfigur.

An engine that looks for whole words finds none of them for the name alone. They are only sent to sites whose file asks for
``compounds``, never matched by: the matcher finds the name within them, or the list has a term of its own.
The parts are everyday words of jewellery and carving in ``compounds.csv``; no native speaker has read them yet.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from keywords.schema import Term

TABLE = Path(__file__).with_name("compounds.csv")


def compounds(term: Term, wording: str) -> list[str]:
    """The longer words for a wording of one word; none for products and languages that make none."""
    if " " in wording or not term.product:
        return []
    return [
        f"{wording}{part}" if after else f"{part}{wording}"
        for part, after, products in _parts().get(term.lang, ())
        if term.product in products and part.casefold() not in wording.casefold()
    ]


@cache
def _parts() -> dict[str, list[tuple[str, bool, frozenset[str]]]]:
    """By language: (part, whether it stands after the name, products)."""
    lines = (line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    found: dict[str, list[tuple[str, bool, frozenset[str]]]] = {}
    for row in csv.DictReader(lines):
        products = frozenset(row["products"].split("|"))
        found.setdefault(row["lang"], []).append((row["part"], row["place"] == "after", products))
    return found
