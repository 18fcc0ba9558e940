"""Hits and trends as tables: what they hold is what the store says, on both engines; the how-to's examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest

import warden
from tests.store import build as b
from warden import tables
from warden.errors import UsageError, WardenError
from warden.store import open_store
from warden.store.base import HitQuery, Store

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "analyse-in-python.md"


def filled(store: Store) -> None:
    b.begin(store)
    store.ingest(b.batch(b.page(), (b.listing("1"), b.assessment("elephant"))))
    store.ingest(
        b.batch(
            b.page(number=2, captured=b.at(10)),
            (b.listing("2", "Scales", price=b.Price()), b.assessment("pangolin")),
        )
    )
    store.add_verdict(b.verdict(b.hit_of("1", "elephant"), "relevant_prohibited", taxon="elephant"))


@pytest.mark.parametrize("form", ["pandas", "arrow"])
def test_hits_are_those_of_a_search(store: Store, form: Any) -> None:
    filled(store)
    made = tables.hits(store, order="oldest", form=form)
    rows = made.to_pylist() if form == "arrow" else made.to_dict("records")
    lines = list(store.search(HitQuery(order="oldest")))
    assert [row["hit_id"] for row in rows] == [line.hit_id for line in lines]
    first, second = rows
    assert (first["title"], first["price_amount"], first["price_currency"]) == (
        "Old ivory netsuke",
        100.0,
        "EUR",
    )
    assert (first["decision"], first["decided_by"], first["state"]) == (
        "relevant_prohibited",
        "anna",
        "decided",
    )
    assert first["first_seen_at"] == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert list(first["terms"]) == ["ivory"]
    assert pandas.isna(second["price_amount"])
    assert pandas.isna(second["decision"])


def test_filters_reach_the_store(store: Store) -> None:
    filled(store)
    assert tables.hits(store, "ivory netsuke").target.tolist() == ["elephant"]
    assert tables.hits(store, targets=["pangolin"]).title.tolist() == ["Scales"]
    assert len(tables.hits(store, limit=1)) == 1
    assert tables.hits(store, states=["decided"], since="2026-11").hit_id.tolist() == [
        b.hit_of("1", "elephant")
    ]
    with pytest.raises(UsageError, match="no target 'unicorn'"):
        tables.hits(store, targets=["unicorn"])
    with pytest.raises(UsageError, match="no form 'csv'"):
        tables.hits(store, form="csv")  # type: ignore[arg-type]


def test_trends_are_those_of_the_store(store: Store) -> None:
    filled(store)
    every: dict[str, Any] = {"since": None, "until": None, "targets": [], "sites": [], "languages": []}
    rows = store.trends(by=["week", "target"], same_basket=False, **every)
    made = tables.trends(store, by=["week", "target"], same_basket=False, form="arrow").to_pylist()
    assert [{name: row[name] for name in asdict(rows[0])} for row in made] == [asdict(row) for row in rows]
    assert [row["week_begins"] for row in made] == [date(2026, 11, 2), date(2026, 11, 9)]


def test_an_empty_table_has_its_columns(store: Store) -> None:
    found = tables.hits(store)
    assert len(found) == 0
    assert str(found.first_seen_at.dtype) == "datetime64[us, UTC]"
    assert str(found.price_amount.dtype) == "float64"
    assert len(tables.trends(store)) == 0


def test_the_examples_of_the_page_run(store_url: str, tmp_path: Path) -> None:
    first = open_store(store_url)
    filled(first)
    first.close()
    names: dict[str, Any] = {"where": store_url, "folder": tmp_path}
    exec("\n".join(re.findall(r"(?s)```python\n(.*?)```", PAGE.read_text("utf-8"))), names)
    assert names["dear"].title.tolist() == ["Old ivory netsuke"]
    assert len(names["netsuke"]) == 1
    assert names["first_price"] == 100.0
    assert names["table"].sum().to_dict() == {"elephant": 1, "pangolin": 1}
    assert pyarrow.parquet.read_table(tmp_path / "hits.parquet").num_rows == 2


def test_a_data_directory_is_opened_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(WardenError):
        warden.open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []
    open_store(f"sqlite:///{tmp_path / 'warden.db'}").close()
    warden.open_store(tmp_path).close()
    warden.open_store(tmp_path / "warden.db").close()


def _run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_the_package_alone_loads_nothing() -> None:
    script = "import sys, warden; print([n for n in sys.modules if n.startswith('warden.') or n in ('pandas', 'sqlite3')])"
    assert _run(script) == "[]"
    script = "import sys, warden.tables; print([n for n in ('pandas', 'pyarrow', 'keywords', 'django') if n in sys.modules])"
    assert _run(script) == "[]"


@pytest.mark.parametrize("gone", ["pandas", "pyarrow"])
def test_what_is_missing_is_told(gone: str) -> None:
    script = (
        f"import sys; sys.modules[{gone!r}] = None\n"
        "from warden import tables\n"
        "try: tables.hits(None)\n"
        "except Exception as fault: print(type(fault).__name__, fault)\n"
    )
    assert _run(script) == "UsageError Tables need one more part: pip install 'warden-monitor[tables]'."
