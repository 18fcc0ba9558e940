"""Search: phrases over our own tokens, filters, orders that end with ``hit_id``, keyset pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warden.errors import UsageError
from warden.identity import instant, now
from warden.records import HitLine
from warden.store.base import HitQuery
from warden.store.paging import unplace
from warden.store.rows import dumps
from warden.store.sampled import FACETS, Facets
from warden.store.sqlite import index, lines
from warden.store.sqlite.connection import CHUNK, Database

_ORDERS = {
    "newest": ("h.first_seen_at", True),
    "oldest": ("h.first_seen_at", False),
    "score": ("COALESCE(h.score, -1)", True),
    "relevance": ("words.rank", False),
}

_LISTS = {
    "targets": "h.target",
    "sites": "h.site",
    "platforms": "l.platform",
    "languages": "h.language",
    "countries": "h.country",
    "grades": "h.grade",
    "states": lines.CLAIMED,
    "decisions": "h.decision",
    "hit_ids": "h.hit_id",
    "listing_keys": "l.listing_key",
    "clusters": "l.cluster_id",
}

_DISPUTED = "h.state = 'disputed'"
"""As the index of the few disputed hits has it."""

_TESTS = {
    "since": "h.first_seen_at >= :since",
    # A day or month takes in all of itself.
    "until": "substr(h.first_seen_at, 1, length(:until)) <= :until",
    "seller_key": "l.seller_key = :seller_key",
    "contact_key": "EXISTS (SELECT 1 FROM contact c WHERE c.listing_n = l.n AND c.contact_key = :contact_key)",
}

_READINGS = (
    "revision r JOIN reading g ON g.revision_n = r.revision_n AND g.recipe = r.recipe, "
    "json_each(g.assessment, '$.products') p"
)
_SHOWN = "r.listing_n = l.n AND r.revision_id IN (l.card, h.revision_id)"
"""The reading shown and the one that makes the hit, whose products its line tells."""
_FACETS = {
    "target": ("h.target", "", ""),
    "site": ("h.site", "", ""),
    "language": ("h.language", "", ""),
    "state": (lines.CLAIMED, "", ""),
    "grade": ("h.grade", "", ""),
    "origin": ("o.value", """, json_each('["' || replace(h.origins, ',', '","') || '"]') o""", ""),
    "product": ("p.value", f", {_READINGS}", f" AND {_SHOWN}"),
}
"""{facet: (its value, what else is read for it, how that is joined)}"""


def where(query: HitQuery) -> tuple[str, str, dict[str, Any]] | None:
    """(FROM, WHERE, parameters) of a query; ``None`` when its text has no tokens and so finds nothing."""
    source = "hit h JOIN listing l ON l.n = h.listing_n"
    tests, params = ["1"], {"now": instant(now())}
    if query.text and query.text.strip():
        phrase = index.phrase(query.text)
        if phrase is None:
            return None
        source = "words JOIN listing l ON l.n = words.rowid JOIN hit h ON h.listing_n = l.n"
        tests, params["phrase"] = ["words MATCH :phrase"], phrase
    if list(query.states) == ["disputed"]:
        tests.append(_DISPUTED)
    for name, column in _LISTS.items():
        if (values := getattr(query, name)) and not (name == "states" and _DISPUTED in tests):
            tests.append(f"{column} IN (SELECT value FROM json_each(:{name}))")
            params[name] = dumps(list(values))
    if query.besides:
        tests.append("l.listing_key NOT IN (SELECT value FROM json_each(:besides))")
        params["besides"] = dumps(list(query.besides))
    for name, test in _TESTS.items():
        if (value := getattr(query, name)) is not None:
            tests.append(test)
            params[name] = value
    if query.origins:
        tests.append(
            "EXISTS (SELECT 1 FROM json_each(:origins) WHERE instr(',' || h.origins || ',', ',' || value || ','))"
        )
        params["origins"] = dumps(list(query.origins))
    if query.products:
        tests.append(
            f"EXISTS (SELECT 1 FROM {_READINGS} WHERE {_SHOWN} AND p.value IN (SELECT value FROM json_each(:products)))"
        )
        params["products"] = dumps(list(query.products))
    if not query.withdrawn:
        tests.append("NOT h.withdrawn")
    return source, " AND ".join(tests), params


def order(query: HitQuery) -> tuple[str, bool]:
    """(sort expression, descending) of a query's order."""
    if query.order not in _ORDERS:
        raise UsageError(f"Unknown order {query.order!r}. Known: {', '.join(_ORDERS)}.")
    if query.order == "relevance" and not (query.text and query.text.strip()):
        return _ORDERS["score"]
    return _ORDERS[query.order]


class Search:
    """Search of a SQLite store; see ``warden.store.base.Store``."""

    db: Database

    def search(self, query: HitQuery) -> Iterator[HitLine]:
        names = self._ids(query)
        for start in range(0, len(names), CHUNK):
            yield from lines.load(self.db, names[start : start + CHUNK])

    def _ids(self, query: HitQuery) -> list[str]:
        column, falling = order(query)
        parts = where(query)
        if parts is None:
            return []
        source, test, params = parts
        if query.after is not None:
            value, params["after_id"] = unplace(query)
            params["after"] = value if value is not None else self._value(column, source, test, params)
            sign = "<" if falling else ">"
            test += f" AND ({column} {sign} :after OR {column} = :after AND h.hit_id > :after_id)"
        params["limit"] = -1 if query.limit is None else query.limit
        sql = (
            f"SELECT h.hit_id FROM {source} WHERE {test} "
            f"ORDER BY {column} {'DESC' if falling else 'ASC'}, h.hit_id LIMIT :limit"
        )
        return self.db.column(sql, params)

    def _value(self, column: str, source: str, test: str, params: dict[str, Any]) -> Any:
        """Where the last hit of the page before stands, for orders a hit does not carry in itself."""
        return self.db.value(f"SELECT {column} FROM {source} WHERE {test} AND h.hit_id = :after_id", params)

    def count(self, query: HitQuery, at_most: int | None = None) -> int:
        parts = where(query)
        if parts is None:
            return 0
        source, test, params = parts
        some = f"SELECT 1 FROM {source} WHERE {test} LIMIT :most"
        return int(
            self.db.value(
                f"SELECT COUNT(*) FROM ({some})", {**params, "most": -1 if at_most is None else at_most}
            )
        )

    def facets(self, query: HitQuery) -> Facets:
        parts = where(query)
        return {name: self._facet(name, *parts) if parts else {} for name in FACETS}

    def _facet(self, name: str, source: str, test: str, params: dict[str, Any]) -> dict[str, int]:
        value, more, joined = _FACETS[name]
        # A join may meet a hit twice with one value.
        count = "COUNT(DISTINCT h.hit_id)" if joined else "COUNT(*)"
        rows = self.db.all(
            f"SELECT {value}, {count} FROM {source}{more} WHERE {test}{joined} GROUP BY 1", params
        )
        return {row[0] or "": row[1] for row in rows}
