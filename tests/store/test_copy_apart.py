"""Two stores that are not the same, and copies that are not whole: told, and never used as if all were well."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from warden.cli import app as warden
from warden.errors import CannotContinue, UsageError
from warden.store import comparing, copying, open_store
from warden.store.base import HitQuery, Store
from warden.store.copied import unfinished

from . import build as b
from .conftest import Stores
from .test_copy import Breaking, Cut, fill, quiet

PAIRS = [
    ("sqlite", "sqlite"),
    pytest.param(("sqlite", "elastic"), marks=pytest.mark.xdist_group("elastic")),
    pytest.param(("elastic", "sqlite"), marks=pytest.mark.xdist_group("elastic")),
]
both = pytest.mark.parametrize("road", PAIRS, ids="-".join)


def _broken(source: Store, target: Store, after: int) -> None:
    breaking: Any = Breaking(target, after, written=True)
    with pytest.raises(Cut):
        copying.copy(source, breaking, quiet)


def _found(source: Store, target: Store) -> dict[str, int]:
    return {
        problem.what.partition(" that ")[0]: problem.count for problem in comparing.compare(source, target)
    }


@both
def test_all_that_a_copy_carries_is_compared(stores: Stores, road: Sequence[str]) -> None:
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    copying.copy(source, target, quiet)
    assert comparing.compare(source, target) == []
    hit = b.hit_of("kept")
    given = next(verdict for verdict in source.verdicts(hit) if not verdict.undone)
    given.undone, given.at = True, b.at(27)
    source.add_verdict(given)
    source.put_setting("greeting", {"text": "hej"})
    source.add_selection(hit, "björn", "second", "low", 0.5, b.at(27))
    source.add_effort(b.page(number=901, kind="effort", probe=None), 3.0, 1, "anna")
    source.save_watch("ivory", {"terms": ["horn"]}, [b.probe("horn")], b.at(27))
    source.set_pace(b.LANE, paused_until=3000.5, blocks=3)
    found = _found(source, target)
    for words in ("verdicts undone", "settings", "choices for review", "searches by hand", "lanes"):
        assert found[words] == 1, words
    assert found["versions of watches"] == 1
    assert "listings" not in found
    copying.copy(source, target, quiet)
    assert comparing.compare(source, target) == []


def test_the_time_of_a_verdict_is_compared(stores: Stores) -> None:
    source, target = stores.new("sqlite"), stores.new("sqlite")
    fill(source)
    copying.copy(source, target, quiet)
    row = source.db.one("SELECT verdict_id FROM verdict LIMIT 1")  # type: ignore[attr-defined]
    source.db.run("UPDATE verdict SET at = ? WHERE verdict_id = ?", (b.at(28), row[0]))  # type: ignore[attr-defined]
    assert _found(source, target) == {"verdicts": 1}


@both
def test_a_run_that_one_lacks_makes_no_other_differ(stores: Stores, road: Sequence[str]) -> None:
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    copying.copy(source, target, quiet)
    b.begin(source, "a-run-before-all-others")
    found = [problem for problem in comparing.compare(source, target) if "that only" in problem.what]
    assert {(problem.what, problem.count) for problem in found} >= {(f"runs that only {source.url} holds", 1)}
    assert sum(problem.count for problem in found) <= 2  # with the probes of the run


def test_the_cure_is_the_whole_command_in_the_right_direction(stores: Stores) -> None:
    one, two, empty = (stores.new("sqlite") for _ in range(3))
    fill(one)
    forth = f"warden --store {one.url} store copy --to {empty.url}"
    assert {problem.cure for problem in comparing.compare(one, empty)} == {forth}
    assert {problem.cure for problem in comparing.compare(empty, one)} == {forth}
    b.begin(two, "run-of-its-own")
    two.fingerprint("f1")
    (cure,) = {problem.cure for problem in comparing.compare(one, two)}
    assert "neither takes a copy of the other" in cure
    empty.fingerprint("f2")
    problems = comparing.compare(one, empty)
    assert any("different secrets" in problem.what for problem in problems)
    assert all("neither can be copied into the other" in problem.cure for problem in problems)


# -- broken off -----------------------------------------------------------------------------------


@both
def test_a_copy_goes_on_though_the_store_has_grown(
    stores: Stores, road: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_SIZE", {"listing": 2})
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    _broken(source, target, 8)
    assert target.counts()["listing"] > 0
    grown = (b.listing("new"), b.assessment("panthera"))
    b.begin(source, "run-2", b.probe("horn"))
    source.ingest(b.batch(b.page(number=950, captured=b.at(26)), grown))
    copying.copy(source, target, quiet)
    assert comparing.compare(source, target) == []
    assert target.check() == []


@both
def test_a_store_that_grows_while_it_is_copied_ends_it_and_it_goes_on(
    stores: Stores, road: Sequence[str]
) -> None:
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)

    def grow(kind: str, _: int) -> None:
        if kind == "page":
            grown = (b.listing("new"), b.assessment("panthera"))
            source.ingest(b.batch(b.page(number=950, captured=b.at(26)), grown))

    with pytest.raises(CannotContinue, match="something writes to the store"):
        copying.copy(source, target, grow)
    copying.copy(source, target, quiet)
    assert comparing.compare(source, target) == []


def test_a_store_is_known_whatever_its_address(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target, another = (stores.new("sqlite") for _ in range(3))
    fill(source)
    _broken(source, target, 3)
    fill(another)
    with pytest.raises(CannotContinue, match=r"is being filled by `warden store copy` from"):
        copying.copy(another, target, quiet)
    path = Path(str(source.db.path))  # type: ignore[attr-defined]
    monkeypatch.chdir(path.parent)
    named = open_store(path.name)
    copying.copy(named, target, quiet)
    named.close()
    assert unfinished(target) is None
    assert comparing.compare(source, target) == []


@both
def test_what_was_written_into_half_a_copy_is_never_mixed(
    stores: Stores, road: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_SIZE", {"listing": 2})
    source, target = stores.new(road[0]), stores.new(road[1])
    fill(source)
    for after in itertools.count(9):
        _broken(source, target, after)
        if hits := list(target.search(HitQuery(withdrawn=True))):
            break
    target.add_verdict(b.verdict(hits[0].hit_id, "cannot_tell", verdict_id="v-other", when=b.at(27)))
    with pytest.raises(UsageError, match="among the verdicts: v-other"):
        copying.copy(source, target, quiet)
    assert "v-other" in [verdict.verdict_id for verdict in target.verdicts(hits[0].hit_id)]


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("elastic", marks=pytest.mark.xdist_group("elastic"))]
)
def test_nobody_uses_half_a_copy(stores: Stores, tmp_path: Path, engine: str) -> None:
    source, target = stores.new("sqlite"), stores.new(engine)
    fill(source)
    source.db.run("DELETE FROM meta WHERE name = 'fingerprint'")  # type: ignore[attr-defined]
    _broken(source, target, 3)
    app = ["--store", target.url, "--data", str(tmp_path / "data")]
    page = tmp_path / "page.html"
    page.write_text("<html><body>ivory</body></html>")
    for words in (
        ["search", "ivory"],
        ["trends"],
        ["watches", "list"],
        ["store", "copy", "--to", str(tmp_path / "third.db")],
        ["hit", "add", "--url", "https://www.ebay.de/itm/123456789012", "--title", "ivory"],
        ["import", str(page), "--site", "ebay_de"],
    ):
        done = CliRunner().invoke(warden, [*app, *words])
        assert isinstance(done.exception, CannotContinue), (words, done.output)
        assert f"--to {target.url}` again" in str(done.exception)
    done = CliRunner().invoke(warden, [*app, "store", "check", "--json"])
    problems = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, any("is not complete" in line["what"] for line in problems)) == (1, True)
    told = CliRunner().invoke(warden, [*app, "doctor"]).stdout
    assert "is not complete" in told
    copying.copy(source, target, quiet)
    assert CliRunner().invoke(warden, [*app, "search", "ivory"]).exit_code == 0


def test_a_migration_with_nothing_to_do_says_so(stores: Stores, tmp_path: Path) -> None:
    store = stores.new("sqlite")
    app = ["--store", store.url, "--data", str(tmp_path / "data"), "store", "migrate"]
    assert CliRunner().invoke(warden, app).stdout == "nothing to do\n"
    line = CliRunner().invoke(warden, [*app, "--json"]).stdout
    assert json.loads(line) == {"done": "nothing to do"}
