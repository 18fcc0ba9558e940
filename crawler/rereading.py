"""Archived pages read again with today's site files: a new reading, the old one stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.answers import of_the_right_listing
from crawler.archive import read_page
from crawler.reading import Answer, Reading, read
from crawler.reading.generic import GENERIC, generic_site, read_generic
from crawler.sites.requests import paging_of
from crawler.sites.site import Site
from warden.identity import parse_instant
from warden.records import ResultPage
from warden.store.base import PageRecord


def read_again(record: PageRecord, listing_key: str | None, site: Site, archive: Path) -> ResultPage:
    """The page as today's site file reads it, under its old id and time.

    Raises ``CannotContinue`` when the archive has no such page any more.
    """
    assert record.archive is not None
    kept = read_page(archive, record.archive)
    when = parse_instant(record.captured_at) if record.captured_at else None
    url = kept.url if kept.url.startswith("http") else None
    answer = Answer(url, kept.status or 200, kept.headers, kept.body, when)
    reading = _reading(answer, record, site)
    page = ResultPage(
        site=record.site,
        kind=record.kind,
        **reading.shown(),
        facts=site.facts,
        run_id=record.run_id,
        page_id=record.page_id,
        probe=record.probe,
        page=record.number,
        page_kind=record.page_kind,
        url=record.url,
        captured_at=when,
        archive=record.archive,
        bytes=record.bytes,
        requests=record.requests,
        listing_key=listing_key,
        source=record.source,
    )
    return of_the_right_listing(page, site)


def site_of_record(record: PageRecord, sites: Mapping[str, Site]) -> Site | None:
    """Today's site file of a page; pages of shops nobody prepared have the generic one, walls without a site too."""
    return generic_site() if record.site in (GENERIC, "") else sites.get(record.site)


def _reading(answer: Answer, record: PageRecord, site: Site) -> Reading:
    if site.id == GENERIC:
        return read_generic(answer, record.page_kind if record.listings else None)
    paging = paging_of(site, record.probe.place if record.probe else None)
    return read(answer, site, record.page_kind, record.number, paging)
