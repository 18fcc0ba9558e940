"""What a crawl would cost: requests, hours, megabytes, and what is left of today's quotas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from warden.config import Config
from warden.store import open_store, store_exists
from warden.store.leases import LaneState

if TYPE_CHECKING:
    from crawler.sites.site import Site
    from warden.records import Probe


def in_words(total: Mapping[str, Any], again: int = 0) -> str:
    """The total of a dry run for a person, and what it assumes; ``again``: known hits looked at again."""
    if not total["requests"]:
        return "nothing would be sent: no term of these languages or targets may be sent there"
    parts = [f"{total['probes']} probes", *([f"{again} known hits to look at again"] if again else [])]
    parts.append(f"at most {total['requests']} requests")
    parts.append(f"about {total['hours']:g} hours")
    parts.append("megabytes unknown" if total["megabytes"] is None else f"about {total['megabytes']:g} MB")
    if total["quota_days"]:
        parts.append(f"{total['quota_days']} days of quota")
    return (
        f"in all {', '.join(parts)}; this assumes that every probe fills its pages. "
        "The pages and pictures of hits come on top. Nothing was sent."
    )


def quota_lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each lane whose quota of today does not last."""
    told: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        if row["quota"]:
            needed = told.get(row["lane"], (0, 0, 0))[0] + row["requests"]
            told[row["lane"]] = (needed, row["quota_left"], row["quota"])
    return [
        f"{lane}: {needed} requests are needed at most, {left} of today's {quota} are left"
        + ("" if needed <= left else "; the rest stays due, and the same command goes on another day")
        for lane, (needed, left, quota) in told.items()
    ]


def cost(
    config: Config, sites: Mapping[str, Site], asks: list[tuple[Probe, int | None]], again: list[str]
) -> list[dict[str, Any]]:
    """A line a site and one for all: probes, requests at most, hours of the lane, megabytes, quota days.

    ``asks``: probes, each with its pages at most; ``again``: the site of each known hit to look at again.
    Megabytes come from what answers of the site weighed before; ``null`` where none is known.
    """
    from crawler.asking import pace_of

    weights = _weights(config)
    rows: list[dict[str, Any]] = []
    asked: dict[str, list[int]] = {name: [] for name in again}
    for probe, told in asks:
        asked.setdefault(probe.site, []).append(told or config.crawl.max_pages)
    for name, mine in sorted(asked.items()):
        site = sites[name]
        requests = sum(_pages(site, pages) for pages in mine) + again.count(name)
        weight = weights.get(name)
        rows.append(
            {
                "site": name,
                "lane": site.lane,
                "probes": len(mine),
                "requests": requests,
                "hours": None,
                "megabytes": round(requests * weight / 1e6, 2) if weight else None,
                "quota_days": None,
                "quota": site.file.policy.quota,
                "quota_left": None,
            }
        )
    lanes = {lane: [row for row in rows if row["lane"] == lane] for lane in {row["lane"] for row in rows}}
    hours = {
        lane: sum(row["requests"] * pace_of(sites[row["site"]]) for row in mine) / 3600
        for lane, mine in lanes.items()
    }
    for lane, found in lanes.items():
        for row in found:
            row["hours"] = round(hours[lane], 3)
            if row["quota"]:
                row["quota_left"] = _left(config, sites[row["site"]])
                beyond = max(0, sum(one["requests"] for one in found) - row["quota_left"])
                row["quota_days"] = 1 + math.ceil(beyond / row["quota"])
    return [*rows, _total(rows, hours)]


def _pages(site: Site, wanted: int) -> int:
    """Pages of one probe at most; capped results are asked in slices when more is wanted than is shown."""
    paging = site.file.paging
    if paging.type == "none":
        return 1
    return wanted if paging.split is not None else min(wanted, paging.max_pages)


def _left(config: Config, site: Site) -> int:
    """Requests that the day's quota of a site's lane still allows."""
    from crawler.lanes import quota_left

    policy = site.file.policy
    known = LaneState(site.lane)
    if store_exists(config.store_url):
        with closing(open_store(config.store_url, create=False)) as store:
            known = store.lane(site.lane)
    return quota_left(known, policy.quota or 0, policy.quota_zone)


def _total(rows: list[dict[str, Any]], lanes: dict[str, float]) -> dict[str, Any]:
    weights = [row["megabytes"] for row in rows]
    days = [row["quota_days"] for row in rows if row["quota_days"] is not None]
    return {
        "site": None,
        "lane": None,
        "probes": sum(row["probes"] for row in rows),
        "requests": sum(row["requests"] for row in rows),
        "hours": round(max(lanes.values(), default=0.0), 3),
        "megabytes": None if None in weights or not weights else round(sum(weights), 2),
        "quota_days": max(days, default=None),
        "quota": None,
        "quota_left": None,
    }


def _weights(config: Config) -> dict[str, float]:
    """Mean bytes of an answer by site, from a store that is already there."""
    if not store_exists(config.store_url):
        return {}
    with closing(open_store(config.store_url, create=False)) as store:
        return store.page_weights()
