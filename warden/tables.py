"""Hits and trends as tables for pandas and Arrow: ``hits(store, …)``, ``trends(store, …)``.

Columns are the keys of ``search --json`` and ``trends --json``; what is nested there has columns of its own. A column has one
type whatever is found, so an empty table can be worked with as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from warden.errors import UsageError
from warden.identity import parse_instant
from warden.records import HitLine
from warden.store.base import HitQuery, Store, TrendRow

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import pyarrow  # type: ignore[import-untyped]

Form = Literal["pandas", "arrow"]
_TEXTS = (
    "hit_id", "listing_key", "platform", "site", "listing_id", "url", "title", "description", "language", "target", "grade",
    "country", "location", "seller_key", "availability", "gone_reason", "cluster_id", "state", "recipe",
)  # fmt: skip
_TIMES = ("listed_at", "first_seen_at", "last_seen_at", "gone_at")
_LISTS = ("origins", "products", "contact_keys", "images")
_ROWS = 10_000
"""Rows that are turned into columns at once."""


def hits(
    store: Store,
    words: str = "",
    *,
    targets: Sequence[str] = (),
    sites: Sequence[str] = (),
    languages: Sequence[str] = (),
    countries: Sequence[str] = (),
    grades: Sequence[str] = (),
    states: Sequence[str] = (),
    decisions: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    withdrawn: bool = False,
    order: str = "newest",
    limit: int | None = None,
    terms: Sequence[Path] = (),
    form: Form = "pandas",
) -> Any:
    """The hits that ``warden search`` finds, a row each: a pandas ``DataFrame``, or with ``form="arrow"`` a pyarrow ``Table``.

    ``targets`` with all below them; ``terms`` are directories of further terms that name them. Raises ``UsageError`` for an
    unknown target, and where the extra ``tables`` is not installed.
    """
    arrow = _arrow()
    query = HitQuery(
        text=words or None,
        targets=_below(targets, terms),
        sites=sites,
        languages=languages,
        countries=[one.upper() for one in countries],
        grades=grades,
        states=states,
        decisions=decisions,
        since=since,
        until=until,
        withdrawn=withdrawn,
        order=order,
        limit=limit,
    )
    return _made(arrow, _hit_schema(arrow), map(_hit, store.search(query)), form)


def trends(
    store: Store,
    *,
    by: Sequence[str] = ("week",),
    since: str | None = None,
    until: str | None = None,
    targets: Sequence[str] = (),
    sites: Sequence[str] = (),
    languages: Sequence[str] = (),
    same_basket: bool = True,
    terms: Sequence[Path] = (),
    form: Form = "pandas",
) -> Any:
    """What ``warden trends`` counts, a row a bucket; ``week_begins`` is the Monday of ``week``.

    ``same_basket``: only what ran in every week of the window, so that searching more does not look like more trade.
    """
    arrow = _arrow()
    rows = store.trends(
        since=since,
        until=until,
        by=by,
        targets=_below(targets, terms),
        sites=sites,
        languages=languages,
        same_basket=same_basket,
    )
    return _made(arrow, _trend_schema(arrow), map(_trend, rows), form)


def _arrow() -> Any:
    """pyarrow, with pandas there as well; a light installation has neither."""
    try:
        import pandas  # noqa: F401
        import pyarrow
    except ModuleNotFoundError as missing:
        if missing.name not in ("pandas", "pyarrow"):
            raise
        raise UsageError("Tables need one more part: pip install 'warden-monitor[tables]'.") from missing
    return pyarrow


def _below(targets: Sequence[str], terms: Sequence[Path]) -> list[str]:
    """The targets and everything under them."""
    if not targets:
        return []
    from keywords import load_terms

    vocabulary = load_terms(terms)
    found: set[str] = set()
    for name in [targets] if isinstance(targets, str) else targets:
        below = vocabulary.descendants(name)
        if not below:
            raise UsageError(f"There is no target {name!r}. `warden targets list` shows them.")
        found |= below
    return sorted(found)


def _made(arrow: Any, schema: Any, rows: Iterable[dict[str, Any]], form: Form) -> Any:
    if form not in ("pandas", "arrow"):
        raise UsageError(f"There is no form {form!r} of a table. Known: pandas, arrow.")
    batches = [arrow.RecordBatch.from_pylist(list(some), schema=schema) for some in _parts(rows)]
    table: pyarrow.Table = arrow.Table.from_batches(batches, schema=schema)
    if form == "arrow":
        return table
    frame: pandas.DataFrame = table.to_pandas()
    return frame


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS:
            yield some
            some = []
    yield some


def _hit_schema(arrow: Any) -> Any:
    text, time = arrow.string(), arrow.timestamp("us", "UTC")
    number, count, truth = arrow.float64(), arrow.int64(), arrow.bool_()
    told: list[tuple[str, Any]] = [(name, text) for name in _TEXTS]
    told += [(name, time) for name in _TIMES]
    told += [(name, arrow.list_(text)) for name in (*_LISTS, "terms")]
    told += [("score", number), ("obfuscated", truth), ("withdrawn", truth), ("changed", truth)]
    told += [("sightings", count), ("revisions", count)]
    told += [
        ("price_amount", number),
        ("price_amount_max", number),
        ("price_currency", text),
        ("price_text", text),
        ("price_type", text),
    ]
    told += [("quantity_value", number), ("quantity_unit", text)]
    told += [("decision", text), ("decided_taxon", text), ("decided_by", text), ("decided_at", time)]
    return arrow.schema(told)


def _hit(line: HitLine) -> dict[str, Any]:
    verdict = line.verdict or {}
    told = {name: getattr(line, name) for name in (*_TEXTS, *_LISTS)}
    told |= {name: _time(getattr(line, name)) for name in _TIMES}
    told |= {
        name: getattr(line, name)
        for name in ("score", "obfuscated", "withdrawn", "changed", "sightings", "revisions")
    }
    told |= {f"price_{name}": value for name, value in asdict(line.price).items()}
    told |= {"quantity_value": line.quantity.value, "quantity_unit": line.quantity.unit}
    told |= {
        "decision": verdict.get("decision"),
        "decided_taxon": verdict.get("taxon"),
        "decided_by": verdict.get("reviewer"),
    }
    return told | {
        "decided_at": _time(verdict.get("at")),
        "terms": list(dict.fromkeys(match["term"] for match in line.matches)),
    }


def _trend_schema(arrow: Any) -> Any:
    texts = ("week", "site", "target", "language", "country", "product", "probe")
    counts = ("listings", "new", "sellers", "sightings", "probes", "pages", "erased")
    told = [(name, arrow.string()) for name in texts] + [("week_begins", arrow.date32())]
    return arrow.schema(told + [(name, arrow.int64()) for name in counts])


def _trend(row: TrendRow) -> dict[str, Any]:
    begins = None
    if row.week is not None:
        year, _, week = row.week.partition("-W")
        begins = date.fromisocalendar(int(year), int(week), 1)
    return asdict(row) | {"week_begins": begins}


def _time(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)
