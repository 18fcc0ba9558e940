"""Archived pages read again with today's site files: a new reading, the old one stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.answers import of_the_right_listing
from crawler.archive import read_page
from crawler.reading import Answer, Reading, read
from crawler.reading.documents import Document
from crawler.reading.generic import GENERIC, generic_site, read_generic
from crawler.reading.recognise import read_page as read_saved
from crawler.reading.recognise import site_of
from crawler.sites.requests import paging_of
from crawler.sites.site import Site
from warden.identity import parse_instant
from warden.records import PageKind, ResultPage
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
    page_kind, reading = _reading(answer, record, site)
    page = ResultPage(
        site=site.id if record.site else "",
        kind=record.kind,
        **reading.shown(),
        facts=site.facts,
        run_id=record.run_id,
        page_id=record.page_id,
        probe=record.probe,
        page=record.number,
        page_kind=page_kind,
        url=record.url,
        captured_at=when,
        archive=record.archive,
        bytes=record.bytes,
        requests=record.requests,
        listing_key=listing_key,
        source=record.source,
    )
    return of_the_right_listing(page, site)


def site_of_record(record: PageRecord, sites: Mapping[str, Site], archive: Path) -> Site | None:
    """Today's site file of a page.

    A page of a shop nobody had prepared, which gave nothing, is asked again whose it is: its file may have
    been written since. Else it has the generic one, as walls without a site.
    """
    if record.site not in (GENERIC, ""):
        return sites.get(record.site)
    found = None
    if record.site == GENERIC and not record.listings and record.archive is not None:
        kept = read_page(archive, record.archive)
        url = kept.url if kept.url.startswith("http") else None
        found = site_of(Document(Answer(url, kept.status or 200, kept.headers, kept.body)), sites)
    return found or generic_site()


def _reading(answer: Answer, record: PageRecord, site: Site) -> tuple[PageKind, Reading]:
    if site.id == GENERIC:
        return record.page_kind, read_generic(answer, record.page_kind if record.listings else None)
    if record.site == GENERIC:
        return read_saved(answer, site)
    paging = paging_of(site, record.probe.place if record.probe else None)
    return record.page_kind, read(answer, site, record.page_kind, record.number, paging)
