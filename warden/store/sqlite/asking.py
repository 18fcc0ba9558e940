"""A trend query as SQL conditions: windows, what is kept, whose findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from warden.store.counting import TrendQuery
from warden.store.figures import DIMENSIONS, Key, week_of
from warden.store.rows import dumps
from warden.store.sqlite.connection import Database

ROLLED = ("site", "target", "language")
"""What rollups tell apart beside weeks."""
_COLUMN = {"probe": "probe_id", "product": "p.value"}


def column(name: str) -> str:
    """Where a dimension stands."""
    return _COLUMN.get(name, name)


@dataclass(slots=True)
class Asked:
    """A query with its window in weeks and its basket."""

    query: TrendQuery
    since: str | None
    until: str | None
    basket: list[str] | None = None
    """Probes; ``None``: all."""
    params: dict[str, Any] = field(default_factory=dict)

    def within(self) -> list[str]:
        """The window."""
        tests = ["week >= :since"] if self.since is not None else []
        return tests + (["week <= :until"] if self.until is not None else [])

    def kept(self, *names: str) -> list[str]:
        """What is asked for, of these dimensions. One value alone leaves rows in the order of an index."""
        found = []
        for name in names:
            if kept := self.query.filters[name]:
                how = "=" if len(kept) == 1 else "IN"
                found.append(f"{column(name)} {how} (SELECT value FROM json_each(:{name}))")
        return found

    def looked(self) -> list[str]:
        """Conditions of rows of effort."""
        return [*self.within(), *self.kept("site", "week"), *self.ours()]

    def ours(self, probe: str = "probe_id") -> list[str]:
        """That the basket holds the probe; ``+probe_id`` keeps SQLite from walking all that each of its probes has shown."""
        return [] if self.basket is None else [f"{probe} IN (SELECT value FROM json_each(:basket))"]

    def rows(self) -> list[str]:
        """Conditions of contributions."""
        return [*self.kept_rows(), *self.ours()]

    def kept_rows(self) -> list[str]:
        """The same but for the basket."""
        within = [] if self.one_week else self.within()
        return [*within, *self.kept(*DIMENSIONS)]

    @property
    def one_week(self) -> bool:
        """Whether a single week of the window is asked for: then rows can be had in the order of an index."""
        weeks = self.query.weeks
        return len(weeks) == 1 and (self.since or "") <= weeks[0] <= (self.until or weeks[0])

    @property
    def by_product(self) -> bool:
        return "product" in self.query.by or bool(self.query.products)

    @property
    def source(self) -> str:
        """Contributions; with the products of each, where these are asked for."""
        return "contribution, json_each(contribution.products) p" if self.by_product else "contribution"

    def group(self, names: Sequence[str] = DIMENSIONS) -> str:
        return ", ".join(column(name) if name in self.query.by else "NULL" for name in names)

    def key(self, row: Sequence[Any]) -> Key:
        """Of a row that begins with the dimensions."""
        return tuple((row[n] or None) if name in self.query.by else None for n, name in enumerate(DIMENSIONS))


def asked(db: Database, query: TrendQuery) -> Asked:
    since, until = week_of(query.since), week_of(query.until)
    made = Asked(query, since, until)
    made.params = {"since": since, "until": until}
    made.params |= {name: dumps(list(values)) for name, values in query.filters.items()}
    if query.same_basket:
        made.basket = _basket(db, made)
        made.params["basket"] = dumps(made.basket)
    return made


def both(tests: Sequence[str]) -> str:
    return " AND ".join(tests) or "1"


def _basket(db: Database, made: Asked) -> list[str]:
    """Probes that answered in every week of the window in which any did, of the site or of those asked for."""
    where = both([*made.within(), *made.kept("site"), "answered > 0"])
    place = "site" if "site" in made.query.by else "''"
    weeks = f"SELECT {place} AS place, COUNT(DISTINCT week) AS weeks FROM looked WHERE {where} GROUP BY 1"
    ran = f"SELECT probe_id, {place} AS place, COUNT(DISTINCT week) AS weeks FROM looked WHERE {where} GROUP BY 1, 2"
    return db.column(f"SELECT probe_id FROM ({ran}) JOIN ({weeks}) USING (place, weeks)", made.params)
