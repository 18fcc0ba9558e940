"""Ids are copied by people: no terminal is too narrow for them, and a pipe gets every column in full."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from crawler.sites.companies import companies
from crawler.sites.load import load_sites
from warden.cli import hitlines, tables
from warden.cli import sites as site_verbs
from warden.records import HitLine, Price
from warden.store import open_store
from warden.store.base import HitQuery

from .conftest import Warden


def screen(width: int) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, markup=False, color_system=None)


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.fixture
def hits(data: Path, shop: str) -> list[HitLine]:
    store = open_store(f"sqlite:///{data / 'warden.db'}")
    found = list(store.search(HitQuery()))
    store.close()
    found[0].title = "very long title " * 20
    found[0].price = Price(1_200_000, None, "EUR")
    return found


@pytest.mark.parametrize("width", [60, 80, 100, 139])
def test_a_narrow_terminal_gets_two_lines_a_hit(hits: list[HitLine], width: int) -> None:
    console = screen(width)
    assert hitlines.table(hits, console) == 3
    lines = printed(console)
    assert len(lines) == 6
    for line, first, second in zip(hits, lines[::2], lines[1::2], strict=True):
        assert first.startswith(f"{line.hit_id}  {line.first_seen_at[:10]}")
        assert second.startswith("    ")
        both = first + second
        for told in (line.site, line.target, line.grade, line.state, hitlines.price(line)):
            assert told and told in both
        assert line.title[:10] in second or width < 80
        assert max(cell_len(first), cell_len(second)) <= width
    assert "1200000 EUR" in "\n".join(lines)


def test_a_wide_terminal_gets_a_row_a_hit(hits: list[HitLine]) -> None:
    console = screen(150)
    assert hitlines.table(hits, console) == 3
    head, *rows = printed(console)
    assert head.split() == list(hitlines.NAMES)
    for line, row in zip(hits, rows, strict=True):
        for told in (line.hit_id, line.site, line.target, line.grade, line.state):
            assert told and f"{told} " in row
        assert cell_len(row) <= 150


def test_a_pipe_gets_columns_in_full(warden: Warden, shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    head, *rows = warden("search").out.splitlines()
    assert head.split("\t") == list(hitlines.NAMES)
    assert [len(row.split("\t")) for row in rows] == [8, 8, 8]
    assert {row.split("\t")[-1] for row in rows} >= {"老虎骨 酒", "=cmd|' ivory"}


def test_columns_give_way_but_never_ids() -> None:
    console = screen(40)
    rows = [["demo_a_long_site_id", "x" * 80, None], ["b", "象牙" * 30, "y\x1b[31m"]]
    assert tables.show(["site", "name", "note"], rows, console, flexible=["name"]) == 2
    lines = printed(console)
    assert all(cell_len(line) <= 40 for line in lines)
    assert lines[1].startswith("demo_a_long_site_id  ")
    assert lines[1].endswith("…")
    assert "\x1b" not in "".join(lines)
    narrow = screen(10)
    tables.show(["site", "name"], [["demo_a_long_site_id", "x" * 80]], narrow, flexible=["name"])
    assert "demo_a_long_site_id" in "".join(printed(narrow))


def test_the_list_of_sites_keeps_its_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.sites.load import load_sites

    console = screen(100)
    names = list(load_sites())
    rows = [site_verbs._row(site) for site in load_sites().values()]
    tables.show(
        list(rows[0]), [map(str, row.values()) for row in rows], console, flexible=site_verbs.FLEXIBLE
    )  # type: ignore[misc]
    lines = printed(console)
    assert [line.split("  ")[0].strip() for line in lines[1:]] == names
    assert max(map(cell_len, lines)) <= 100


@pytest.mark.parametrize("width", [80, 100])
def test_a_company_s_reason_is_read_in_full_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    console = screen(width)
    monkeypatch.setattr(tables, "stdout", lambda: console)
    known = load_sites()
    monkeypatch.setattr(site_verbs, "loaded", lambda _: known)
    site_verbs.list_sites(None, as_json=False, by_company=True)  # type: ignore[arg-type]
    lines = printed(console)
    assert max(map(cell_len, lines)) <= width
    assert not [line for line in lines if "…" in line]
    whole = " ".join(" ".join(lines).split())
    for row in companies(known):
        assert " ".join(str(row["reason"]).split()) in whole
        assert str(row["product"]) in whole
