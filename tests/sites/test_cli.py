"""``warden sites``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from crawler.sites.companies import COLUMNS, PROOFS, ROADS, STATUSES, companies, counts
from crawler.sites.load import load_sites
from tests.sites.test_load import GOOD, write
from warden.cli.sites import register
from warden.errors import UsageError

COMPANIES = """Alibaba|Artron|Baidu|Baixing|eBay|Etsy|Facebook|Google|Huaxia Collection|Hantang Collection|Instagram|Kuaishou
Kupatana|Mall for Africa|Leboncoin|letgo|Microsoft|OfferUp|OLX|Pinterest|Qyer|Rakuten|Ruby Lane|Sapo|Shengshi Collection|Sina Weibo
Sougou|Tencent|Tortoise Friends|Wen Wan Tian Xia|Zhong Hua Gu Wan|Zhongyikupai|Zhuanzhuan|58 Group""".replace(
    "\n", "|"
).split("|")


def run(arguments: Sequence[str], folders: Sequence[Path] = ()) -> Any:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    told = SimpleNamespace(sites_named=lambda _: load_sites(list(folders)), data=None)
    result = CliRunner().invoke(app, ["sites", *arguments], obj=told)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def lines(result: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_list_has_every_site() -> None:
    rows = lines(run(["list", "--json"]))
    assert [row["site"] for row in rows] == list(load_sites())
    assert "ebay_us" in run(["list"]).stdout


def test_list_companies_has_a_row_for_each_of_the_coalition() -> None:
    rows = lines(run(["list", "--companies", "--json"]))
    assert {row["company"] for row in rows} == set(COMPANIES)
    assert len(COMPANIES) == 34
    sites = load_sites()
    for row in rows:
        assert list(row) == list(COLUMNS)
        assert row["proof"] in PROOFS
        assert (row["proof"] == "none") == (row["verified"] == "nothing")
        assert (row["proof"] == "none") == (row["site"] is None), row["product"]
        assert row["needs"]
        assert row["languages"]
        assert date.fromisoformat(row["since"]) <= date(2100, 1, 1)
        assert row["road"] in ROADS
        # Two places tell how a site stands; only where the road is another one than the file's they may differ.
        if row["site"] is not None and row["product"] not in ("Google Search", "Bing"):
            assert sites[row["site"]].file.identity.status == row["status"], row["product"]
        assert row["status"] in STATUSES
        assert row["reason"]
        assert row["site"] is None or row["site"] in sites
    assert {row["site"] for row in rows} >= {"ebay_us", "olx_pl", "leboncoin", "ruby_lane"}
    assert run(["list", "--companies"]).exit_code == 0


def test_list_companies_counts_by_road_status_and_proof() -> None:
    told = run(["list", "--companies"]).stderr.splitlines()
    rows = companies(load_sites())
    assert told == counts(rows)
    assert [line.split(":")[0] for line in told] == ["by road", "by status", "rests on"]
    for line in told:
        assert sum(int(part.rsplit(" ", 1)[1]) for part in line.split(", ")) == len(rows)


def test_a_company_without_a_file_in_force_has_no_site() -> None:
    assert {row["site"] for row in companies({})} == {None}


def test_show_prints_the_file_or_the_merged_definition() -> None:
    assert run(["show", "ebay_fr"]).stdout.startswith('extends = "_ebay"')
    merged = json.loads(run(["show", "ebay_fr", "--merged"]).stdout)
    assert merged["vars"] == {"marketplace": "EBAY_FR"}
    assert merged["auth"]["client_id_env"] == "EBAY_CLIENT_ID"
    with pytest.raises(UsageError, match="no such site"):
        run(["show", "nowhere"])


def test_check_replays_the_captures() -> None:
    rows = lines(run(["check", "--json"]))
    assert all(row["ok"] and row["captures"] for row in rows)
    (ebay,) = [row for row in rows if row["site"] == "ebay_us"]
    assert {"browse-api", "s-card", "x-item"} <= set(ebay["variants"])
    assert ebay["fill"]["title"] == 1.0
    assert run(["check", "ebay_us"]).exit_code == 0


def test_check_says_what_to_do_with_a_users_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (row,) = lines(run(["check", "corner_nl", "--json"], [tmp_path]))
    assert row["captures"] == 0
    assert "warden sites capture corner_nl --file PAGE" in row["next"]
    write(tmp_path, GOOD.replace("pace = 6", "pace = 1"))
    with pytest.raises(UsageError, match=r"corner_nl\.toml:11: policy\.pace"):
        run(["check", "corner_nl"], [tmp_path])
    result = run(["check", "--json"], [tmp_path])
    assert result.exit_code == 1
    (bad,) = [row for row in lines(result) if not row["ok"]]
    assert (bad["site"], bad["status"]) == ("corner_nl", "broken")
    assert "corner_nl.toml:11: policy.pace" in bad["moved"][0]


def test_check_fails_when_a_reading_has_moved(tmp_path: Path) -> None:
    shipped = (Path(load_sites()["leboncoin"].path)).read_text(encoding="utf-8")
    write(tmp_path, shipped.replace('title = "subject"', 'title = "body"'), "leboncoin.toml")
    result = run(["check", "leboncoin"], [tmp_path])
    assert result.exit_code == 1
    assert "title" in result.stdout


def test_add_writes_a_file_that_is_read_from_then_on(tmp_path: Path) -> None:
    from warden.config import load_config

    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    asked = [
        "sites",
        "add",
        "https://shop.example",
        "--family",
        "woocommerce",
        "--lang",
        "de",
        "--currency",
        "EUR",
    ]
    result = CliRunner().invoke(app, asked, obj=SimpleNamespace(data=tmp_path))
    assert result.exit_code == 0, result.output
    assert "warden sites capture shop-example --place newest" in result.stdout
    config = load_config(None, store=None, data=tmp_path)
    assert config.site_directories[0] == tmp_path / "sites"
    assert load_sites(config.site_directories)["shop-example"].file.identity.languages == ("de",)
