"""Every shipped site file has checked pages, and today's reader gives what was checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from crawler.sites.captures import KEPT_BACK, Case, as_kept, cases, differences, plain
from crawler.sites.load import load_sites
from crawler.sites.site import Site

CAPTURES = Path(__file__).parents[1] / "captures"
CASES = list(cases(CAPTURES))


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


@lru_cache(maxsize=256)
def read_now(folder: Path) -> dict[str, Any]:
    case = next(one for one in CASES if one.folder == folder)
    return plain(case.reading(sites()[case.site]))


def _fields() -> list[Any]:
    made = []
    for case in CASES:
        expected = case.expected
        names = {name for name in expected if name not in ("listings", "checked")} | {
            "next",
            "gone_reason",
            "total",
        }
        names |= {f"listing.{name}" for row in expected["listings"] for name in row}
        made += [pytest.param(case, name, id=f"{case.site}-{case.name}-{name}") for name in sorted(names)]
    return made


@pytest.mark.parametrize(("case", "name"), _fields())
def test_a_checked_page_still_reads_the_same(case: Case, name: str) -> None:
    now, then = read_now(case.folder), case.expected
    if name.startswith("listing."):
        key = name.removeprefix("listing.")
        assert len(now["listings"]) == len(then["listings"])
        shown = [as_kept(a, b) for a, b in zip(now["listings"], then["listings"], strict=True)]
        assert [row.get(key) for row in shown] == [row.get(key) for row in then["listings"]]
    else:
        assert now.get(name) == then.get(name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.site}-{case.name}")
def test_nothing_is_read_beyond_what_was_checked(case: Case) -> None:
    assert differences(case, sites()[case.site]) == []


def test_every_shipped_site_file_has_a_page() -> None:
    assert {case.site for case in CASES} == set(sites())


def test_every_site_with_item_pages_has_one_among_its_family() -> None:
    with_item = {sites()[case.site].platform for case in CASES if case.request["kind"] == "item"}
    assert {"ebay", "ruby_lane", "olx", "leboncoin", "marktplaats"} <= with_item


def test_differences_name_the_field_that_moved(tmp_path: Path) -> None:
    case = next(one for one in CASES if one.name == "list_s_item")
    folder = tmp_path / "ebay_de" / "moved"
    folder.mkdir(parents=True)
    for file in case.folder.iterdir():
        text = (
            file.read_text(encoding="utf-8").replace("EUR 3,79", "EUR 3,80")
            if file.suffix == ".html"
            else file.read_text(encoding="utf-8")
        )
        (folder / file.name).write_text(text, encoding="utf-8")
    moved = next(cases(tmp_path))
    assert differences(moved, sites()["ebay_de"]) == [
        "listing 1, price_text: 'EUR 3,80', checked was 'EUR 3,79'"
    ]


def copied(case: Case, root: Path, **changes: Any) -> Case:
    """The case below another folder, with other words in its ``listings.json``."""
    folder = root / case.site / case.name
    folder.mkdir(parents=True)
    for file in case.folder.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "listings.json").write_bytes(orjson.dumps(case.expected | changes))
    return next(cases(root))


def test_a_case_nobody_has_looked_at_fails(tmp_path: Path) -> None:
    case = next(one for one in CASES if one.site == "olx_pl")
    fresh = copied(case, tmp_path / "a", checked=False)
    assert differences(fresh, sites()["olx_pl"]) == [
        f"nobody has looked at {fresh.folder / 'listings.json'} yet: compare it with page.html, "
        'then set "checked": true'
    ]
    assert differences(copied(case, tmp_path / "b", checked=True), sites()["olx_pl"]) == []


def test_of_a_seller_kept_back_only_its_being_there_counts(tmp_path: Path) -> None:
    case = next(one for one in CASES if any("seller" in row for row in one.expected["listings"]))
    site = sites()[case.site]
    rows = case.expected["listings"]
    hidden = [row | ({"seller": KEPT_BACK} if "seller" in row else {}) for row in rows]
    assert differences(copied(case, tmp_path / "a", listings=hidden), site) == []
    there = next(number for number, row in enumerate(rows) if "seller" in row)
    hidden[there] = {name: value for name, value in hidden[there].items() if name != "seller"}
    assert differences(copied(case, tmp_path / "b", listings=hidden), site) == [
        f"listing {there + 1}, seller: {rows[there]['seller']!r}, checked was None"
    ]
