"""A selector asked for all rows at once gives what each row would have given."""

from __future__ import annotations

from random import Random

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.reading.columns import CROWD, Columns

SELECTORS = (
    "p",
    ".a",
    "p.a",
    "div.row",
    "[data-x]",
    "a[href='/1']",
    ".row p",
    "p, .a",
    ".nowhere",
    "b:first-child",
    "p.a.b",
)


def page(rng: Random, depth: int = 0, *, nested: bool = False) -> str:
    """Elements in each other; rows only inside rows when asked for."""
    made = []
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(("div", "p", "b", "span"))
        classes = rng.sample(["a", "b", "c"], rng.randint(0, 2))
        inside = page(rng, depth + 1, nested=nested) if depth < 3 and name in ("div", "span") else f"t{depth}"
        if name == "div" and (nested or depth == 1):
            classes.append("row")
        extra = " data-x='1'" if rng.random() < 0.2 else ""
        made.append(f"<{name} class='{' '.join(classes)}'{extra}>{inside}</{name}>")
    return "".join(made) + ("<a href='/1'>x</a>" if rng.random() < 0.3 else "")


@pytest.mark.parametrize("nested", [False, True])
def test_a_column_is_what_each_row_gives(nested: bool) -> None:
    rng, compared = Random(7), 0
    for _ in range(200):
        tree = LexborHTMLParser(f"<html><body>{page(rng, nested=nested)}</body></html>")
        rows = list({node.mem_id: node for node in tree.css("div.row")}.values())
        columns = Columns(tree, rows)
        for select in SELECTORS:
            for row in rows:
                told = [node.mem_id for node in columns.of(row, select)]
                assert told == [node.mem_id for node in row.css(select)], (select, tree.html)
                compared += len(told)
    assert compared > 1_000


def test_what_mostly_stands_beside_the_rows_is_asked_of_each_row() -> None:
    beside = "<p>x</p>" * (2 * CROWD + 1)
    tree = LexborHTMLParser(f"<div class=row><p>1</p></div><div class=row></div>{beside}")
    rows = tree.css(".row")
    columns = Columns(tree, rows)
    assert [[node.text() for node in columns.of(row, "p")] for row in rows] == [["1"], []]
    assert columns._found == {"p": None}
