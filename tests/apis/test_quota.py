"""The quota's day begins where the interface says, and is counted over runs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.lanes import day_of, next_day, quota_left
from crawler.sites.load import load_sites
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
