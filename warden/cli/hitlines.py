"""What the verbs that show hits share: their filters, their lines, their table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from warden.errors import UsageError
from warden.records import Decision, Grade, HitLine, HitState, Origin
from warden.store.base import HitQuery

if TYPE_CHECKING:
    from warden.cli.state import State

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?)?)?")

WORDS: dict[str, tuple[str, ...]] = {
    "grade": get_args(Grade),
    "state": get_args(HitState),
    "decision": get_args(Decision),
    "origin": get_args(Origin),
}
"""Words an option may take."""


def hit_dict(line: HitLine) -> dict[str, Any]:
    """The hit as JSON, keys in the frozen order."""
    return asdict(line)


def json_line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def one_of(option: str, values: Sequence[str] | None) -> list[str]:
    """The values, all of them known; else a ``UsageError`` that lists the known ones."""
    known = WORDS[option]
    for value in values or ():
        if value not in known:
            raise UsageError(f"Unknown {option} {value!r}. Known: {', '.join(known)}.")
    return list(values or ())


def date(option: str, value: str | None) -> str | None:
    """A year, month, day or instant."""
    if value is not None and not _DATE.fullmatch(value):
        raise UsageError(
            f"--{option} {value!r} is no date. Write 2026, 2026-11, 2026-11-21 or an instant in UTC."
        )
    return value


def with_descendants(state: State, targets: Sequence[str] | None) -> list[str]:
    """The targets and everything under them; unknown ones are a ``UsageError``."""
    if not targets:
        return []
    from keywords import load_terms

    vocabulary = load_terms(state.terms)
    found: set[str] = set()
    for name in targets:
        below = vocabulary.descendants(name)
        if not below:
            raise UsageError(
                f"There is no target {name!r}. `warden terms list` shows the targets of the terms."
            )
        found |= below
    return sorted(found)


def query(here: State, text: str = "", **told: Any) -> HitQuery:
    """The query of a verb's options; each may be left out."""
    return HitQuery(
        text=text or None,
        targets=with_descendants(here, told.get("target")),
        sites=told.get("site") or (),
        languages=told.get("lang") or (),
        countries=[code.upper() for code in told.get("country") or ()],
        grades=one_of("grade", told.get("grade")),
        states=one_of("state", told.get("state")),
        decisions=one_of("decision", told.get("decision")),
        origins=one_of("origin", told.get("origin")),
        since=date("since", told.get("since")),
        until=date("until", told.get("until")),
        seller_key=told.get("seller"),
        withdrawn=bool(told.get("withdrawn")),
        order=told.get("order") or "newest",
        limit=told.get("limit"),
    )


def plain(text: str | None) -> str:
    """Page text as a terminal may show it: one line, no control or direction characters."""
    return "".join(char if char.isprintable() else " " for char in text or "")


def price(line: HitLine) -> str:
    if line.price.amount is None:
        return plain(line.price.text)
    return f"{line.price.amount:g} {line.price.currency or ''}".strip()


NARROW = 120
"""Columns of a terminal below which a hit's row leaves some cells out."""


def table(lines: Iterable[HitLine], console: Console) -> int:
    """Print the hits as a table; how many. Ids are never cut: people copy them."""
    shown = Table(box=None, pad_edge=False)
    shown.add_column("hit", no_wrap=True, min_width=36)
    names = ["seen", "target", "grade", "title"]
    if console.width >= NARROW:
        names = ["seen", "site", "target", "grade", "state", "price", "title"]
    for name in names:
        shown.add_column(
            name, no_wrap=True, overflow="ellipsis", min_width={"seen": 10, "title": 20}.get(name)
        )
    count = 0
    for line in lines:
        count += 1
        cells = {
            "seen": line.first_seen_at[:10],
            "site": line.site,
            "target": line.target or "open",
            "grade": line.grade,
            "state": f"{line.state}, changed" if line.changed else line.state,
            "price": price(line),
            "title": plain(line.title)[:120],
        }
        # Page text is no markup: the cells are not parsed for it.
        shown.add_row(line.hit_id, *(Text(cells[name]) for name in names))
    if count:
        console.print(shown)
    return count


def stdout() -> Console:
    """For data: no markup, no colours that a page's text could ask for; wide when nobody looks."""
    console = Console(markup=False, highlight=False)
    return console if console.is_terminal else Console(markup=False, highlight=False, width=160)
