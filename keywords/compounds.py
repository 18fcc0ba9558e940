"""Longer words that sellers make of a material's name: 象牙手链, กำไลงาช้าง, Elfenbeinfigur.

An engine that looks for whole words finds none of them for the name alone. They are only sent to sites whose file asks for
``compounds``, never matched by: the matcher finds the name within them, or the list has a term of its own.
The parts are everyday words of jewellery and carving in ``compounds.csv``; no native speaker has read them yet.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from keywords.rows import listed, read_rows
from keywords.schema import Fault, Term

TABLE = Path(__file__).with_name("compounds.csv")
COLUMNS = ("lang", "part", "place", "products")


def compounds(term: Term, wording: str) -> list[str]:
    """The longer words for a wording of one word; none for products and languages that make none."""
    if " " in wording or not term.product:
        return []
    return [
        f"{wording}{part.text}" if part.after else f"{part.text}{wording}"
        for part in _parts().get(term.lang, ())
        if term.product in part.products and part.text.casefold() not in wording.casefold()
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """What is joined to a name: where it stands, and to the terms of which products."""

    text: str
    after: bool
    products: tuple[str, ...]


def read_parts(
    path: Path = TABLE, products: Collection[str] | None = None
) -> tuple[dict[str, list[Part]], list[Fault]]:
    """The parts by language, and what is wrong with rows, which are left out. ``products``: those there are."""
    found: dict[str, list[Part]] = {}
    faults: list[Fault] = []
    for row in read_rows(path, COLUMNS, faults, "part"):
        lang, place, named = (
            row.cells.get("lang", ""),
            row.cells.get("place"),
            listed(row.cells.get("products", "")),
        )
        strange = [one for one in named if products is not None and one not in products]
        if not lang:
            faults.append(row.fault("lang", "the column lang is empty: name the part's language"))
        elif place not in ("after", "before"):
            faults.append(row.fault("place", f"place {place!r} is neither after nor before"))
        elif not named or strange:
            faults.append(
                row.fault("products", f"product {', '.join(strange) or 'none'} is not in products.csv")
            )
        else:
            found.setdefault(lang, []).append(Part(row.cells["part"], place == "after", named))
    return found, faults


@cache
def _parts() -> dict[str, list[Part]]:
    return read_parts()[0]
