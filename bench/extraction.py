"""How right the generic way reads the offer of a page that no site file was written for.

    python -m bench.extraction FOLDER [ground_truth.json] [--kind item|list|none] [--errors]

FOLDER holds the pages (``.html`` or ``.html.gz``), the JSON their truth: path or stem → ``url`` and lists of right
values of ``price``, ``sku``, ``availability`` (``InStock``/``OutOfStock``). Counted as the public
product-extraction-benchmark does: a value that is one of the right ones is a true positive; a wrong value is a false
positive, and a false negative too where a right one exists; a missing value is a false negative where one exists.
Prices are compared as decimal numbers, the others as they are written. ``±``: standard deviation over 1,000 samples.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from crawler.reading.answer import Answer, Reading
from crawler.reading.generic import read_generic
from warden.records import PageKind

ATTRIBUTES = ("price", "sku", "availability", "InStock", "OutOfStock")
Counts = tuple[int, int, int]
_WRITTEN = {"in_stock": "InStock", "out_of_stock": "OutOfStock"}


def counts(right: set[Any], found: Any) -> Counts:
    """True positives, false positives, false negatives of one value."""
    if found is None:
        return 0, 0, int(bool(right))
    return (1, 0, 0) if found in right else (0, 1, int(bool(right)))


def found_in(reading: Reading) -> dict[str, Any]:
    """The attributes of the one offer a page shows; {} when it shows none or several."""
    if len(reading.listings) != 1:
        return {}
    one = reading.listings[0]
    stock = _WRITTEN.get(one.availability or "")
    amount = one.price.amount
    found = {"price": None if amount is None else Decimal(str(amount)), "sku": one.sku, "availability": stock}
    return found | ({stock: stock} if stock else {})


def right_of(told: Mapping[str, Any], attribute: str) -> set[Any]:
    """The right values of one attribute, prices as numbers."""
    values = told.get(attribute) or []
    return {Decimal(value) for value in values} if attribute == "price" else set(values)


def scores(rows: list[Counts]) -> tuple[float, float, float]:
    """F1, precision, recall."""
    right, wrong, missed = (sum(row[at] for row in rows) for at in range(3))
    if not right:
        return (1.0, 1.0, 1.0) if not wrong and not missed else (0.0, 0.0, 0.0)
    precision, recall = right / (right + wrong), right / (right + missed)
    return 2 * precision * recall / (precision + recall), precision, recall


def page_of(folder: Path, name: str) -> bytes:
    """The bytes of a page by its path or the stem of its name."""
    for path in (folder / name, folder / f"{name}.html", folder / f"{name}.html.gz"):
        if path.is_file():
            return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    raise SystemExit(f"no page {name} in {folder}: give the folder that holds the pages")


def measured(
    folder: Path, truth: Mapping[str, Mapping[str, Any]], kind: PageKind | None
) -> dict[str, dict[str, tuple[Counts, Any]]]:
    """Of each attribute and page the counts and what was found."""
    made: dict[str, dict[str, tuple[Counts, Any]]] = {attribute: {} for attribute in ATTRIBUTES}
    for name, told in truth.items():
        reading = read_generic(Answer(told.get("url"), 200, {}, page_of(folder, name)), kind)
        found = found_in(reading)
        for attribute in ATTRIBUTES:
            value = found.get(attribute)
            made[attribute][name] = (counts(right_of(told, attribute), value), value)
    return made


def _spread(rows: list[Counts]) -> float:
    drawn = random.Random(42)
    return statistics.stdev(scores(drawn.choices(rows, k=len(rows)))[0] for _ in range(1_000))


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.extraction")
    asked.add_argument("folder", type=Path)
    asked.add_argument("truth", type=Path, nargs="?")
    asked.add_argument(
        "--kind", choices=("item", "none"), default="item", help="none: the reader finds it out"
    )
    asked.add_argument("--errors", action="store_true", help="a line for each wrong or missing value")
    given = asked.parse_args()
    truth = json.loads((given.truth or given.folder / "ground_truth.json").read_text("utf-8"))
    made = measured(given.folder, truth, "item" if given.kind == "item" else None)
    print(f"{'attribute':14} {'F1':>13} {'precision':>9} {'recall':>7} {'support':>7}   ({len(truth)} pages)")
    for attribute, pages in made.items():
        rows = [row for row, _ in pages.values()]
        f1, precision, recall = scores(rows)
        support = sum(bool(right_of(told, attribute)) for told in truth.values())
        print(f"{attribute:14} {f1:.3f} ± {_spread(rows):.3f} {precision:9.3f} {recall:7.3f} {support:7}")
    if given.errors:
        for attribute in ATTRIBUTES[:3]:
            for name, (row, value) in made[attribute].items():
                if any(row[1:]):
                    print(f"{attribute}\t{name}\tfound {value}\tright {truth[name].get(attribute)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
