"""What the verbs that show hits share: their filters, their lines, their table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date as date_type
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args

from rich.cells import cell_len
from rich.console import Console

from warden.cli import tables
from warden.decisions import REASONS, Decision
from warden.errors import UsageError
from warden.records import Grade, HitLine, HitState, Origin
from warden.store.base import HitQuery, Store

if TYPE_CHECKING:
    from warden.cli.state import State

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?)?)?")

WORDS: dict[str, tuple[str, ...]] = {
    "grade": get_args(Grade),
    "state": get_args(HitState),
    "decision": get_args(Decision),
    "origin": get_args(Origin),
    "reason": REASONS,
}
"""Words an option may take."""


plain = tables.plain
"""Page text as a terminal may show it: one line, no control or direction characters."""


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
    if value is not None and not (_DATE.fullmatch(value) and _is_day(value[:10])):
        raise UsageError(
            f"--{option} {value!r} is no date. Write 2026, 2026-11, 2026-11-21 or an instant in UTC."
        )
    return value


def _is_day(text: str) -> bool:
    """Whether the calendar has it: 2026-13 and 2026-02-31 are none."""
    try:
        date_type.fromisoformat((text + "-01-01")[:10] if len(text) in (4, 7) else text)
    except ValueError:
        return False
    return True


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


def price(line: HitLine) -> str:
    """The amount with its currency, else the page's words."""
    if line.price.amount is None:
        return plain(line.price.text)
    amount = f"{line.price.amount:.2f}".rstrip("0").rstrip(".")
    return f"{amount} {line.price.currency or ''}".strip()


FILTERS = {"site": "sites", "lang": "languages", "country": "countries", "seller": "seller_key"}
"""Options whose value is free, and the filter each stands for."""


def unheard(store: Store, told: Mapping[str, Any]) -> list[str]:
    """A line for each value of a free filter that no hit in the store has: a slip, or nothing found yet."""
    lines = []
    for option, name in FILTERS.items():
        given = told.get(option) or ()
        for value in [given] if isinstance(given, str) else given:
            meant = value.upper() if option == "country" else value
            wanted: dict[str, Any] = {name: meant if option == "seller" else [meant]}
            if not store.count(HitQuery(**wanted, withdrawn=True)):
                lines.append(f"no hit in the store has --{option} {plain(value)}")
    return lines


NARROW = 140
"""Columns of a terminal below which a hit takes two lines."""
NAMES = ("hit", "seen", "site", "target", "grade", "state", "price", "title")


def table(lines: Iterable[HitLine], console: Console) -> int:
    """Print the hits; how many. Ids are never cut: people copy them."""
    if console.is_terminal and console.width < NARROW:
        return _two_lines(lines, console)
    found = (cells(line) for line in lines)
    first = next(found, None)
    if first is None:
        return 0
    return tables.show(NAMES, chain([first], found), console, flexible=("title",))


def cells(line: HitLine) -> tuple[str, ...]:
    """What is shown of a hit, in the order of ``NAMES``."""
    state = f"{line.state}, changed" if line.changed else line.state
    seen = line.first_seen_at[:10]
    target = line.target or "open"
    return (line.hit_id, seen, line.site, target, line.grade, state, price(line), plain(line.title))


def _two_lines(lines: Iterable[HitLine], console: Console) -> int:
    """The title under the rest; what has no room in the first line stands before the title."""
    count = 0
    for line in lines:
        count += 1
        *told, title = (cell for cell in cells(line))
        first = told[0]
        rest: list[str] = []
        for cell in filter(None, told[1:]):
            if rest or cell_len(f"{first}{tables.GAP}{cell}") > console.width:
                rest.append(cell)
            else:
                first += tables.GAP + cell
        tables.line(console, first)
        second = tables.GAP.join([*rest, title])
        tables.line(console, f"    {tables.cut(second, console.width - 4)}")
    return count


def stdout() -> Console:
    """For data: no markup, no colours that a page's text could ask for; wide when nobody looks."""
    console = tables.stdout()
    return console if console.is_terminal else Console(markup=False, highlight=False, width=160)
