"""The quota's day begins where the interface says, and is counted over runs."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.lanes import day_of, next_day, quota_left
from crawler.sites.load import load_sites
from tests.apis.local import localise
from tests.crawl.conftest import make_warden
from tests.crawl.stub import Said, stub
from warden.store.leases import LaneState


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Shanghai"])
def test_a_quota_begins_anew_at_midnight_of_its_zone(zone: str) -> None:
    moment = datetime.fromtimestamp(next_day(zone), ZoneInfo(zone))
    assert (moment.hour, moment.minute) == (0, 0)
    assert 0 < next_day(zone) - time.time() <= 25 * 3600
    assert day_of(zone) == (moment - timedelta(hours=1)).strftime("%Y-%m-%d")


def test_what_is_left_counts_only_today() -> None:
    today = LaneState("lane", day=day_of("UTC"), requests=90)
    yesterday = LaneState("lane", day="2020-01-01", requests=90)
    assert quota_left(today, 100, "UTC") == 10
    assert quota_left(today, 50, "UTC") == 0
    assert quota_left(yesterday, 100, "UTC") == 100


def test_zones_of_the_shipped_files() -> None:
    sites = load_sites()
    assert sites["youtube"].policy.quota_zone == "America/Los_Angeles"
    assert sites["youtube"].policy.quota == 100
    assert sites["baidu"].policy.quota_zone == "Asia/Shanghai"
    assert sites["ebay_de"].policy.quota_zone == "UTC"
    assert datetime.now(UTC).strftime("%Y-%m-%d") == day_of("UTC")


def test_a_worker_without_keys_does_not_go_round_and_round(tmp_path: Path) -> None:
    warden = make_warden(tmp_path)
    with stub(lambda _: Said(b"", 500)) as server:
        localise(warden, "etsy", server.url)
        watch = warden.root / "watch.toml"
        watch.write_text('name = "daily"\nsites = ["etsy"]\nterms = ["kettle"]\nevery = "1d"\n', "utf-8")
        warden.run("watches", "add", str(watch))
        for name in ("ETSY_KEYSTRING", "ETSY_SHARED_SECRET"):
            warden.env.pop(name, None)
        worker = warden.start("worker", "--look", "1")
        time.sleep(9)
        worker.send_signal(signal.SIGTERM)
        _, told = worker.communicate(timeout=60)
        assert told.count("etsy will answer nothing") == 1, told
        assert server.asked == []
