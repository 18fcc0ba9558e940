"""The example marketplaces' own calibration terms find what their files promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.demo.run import marketplaces
from crawler.sites.load import load_sites
from tests.crawl.conftest import Warden


def calibrated() -> list[str]:
    folder = Path(__file__).parents[2] / "crawler" / "demo" / "sites"
    return sorted(file.stem for file in folder.glob("*.toml") if "calibration" in file.read_text("utf-8"))


def test_there_are_calibrated_ones() -> None:
    assert "demo_bazaar" in calibrated()


@pytest.mark.parametrize("name", calibrated())
def test_a_search_without_results_raises_no_alarm(warden: Warden, name: str) -> None:
    place = warden.root / "demo"
    with marketplaces(place):
        word = load_sites([place])[name].file.expect.calibration
        asked = ("crawl", "--site", name, "--term", "xyzzy", "--max-pages", "1", "--json")
        done = warden.run(*asked, WARDEN_SITES=str(place))
    assert word and word not in done.stderr
    (line,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (line["status"], line["none"], line["results"], line["changed"]) == ("done", 1, 1, 0)
