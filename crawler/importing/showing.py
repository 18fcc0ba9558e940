"""What a saved answer shows, as the ResultPage that pipelines take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import PurePath
from urllib.parse import parse_qs, unquote

from crawler.importing.saved import SavedPage
from crawler.importing.tables import CurrencyOf, as_listing, code_alone
from crawler.reading.answer import Answer, Reading
from crawler.reading.generic import GENERIC, generic_site, read_generic
from crawler.reading.recognise import read_page
from crawler.sites.requests import of_interface
from crawler.sites.site import Site
from warden import identity
from warden.records import PageKind, Probe, ResultPage, WorkKind

TermOf = Callable[[str, Site], str | None]
"""Finds the id of a term by the wording an address states; None when no term has it."""


def to_page(
    saved: SavedPage, *, run_id: str = "", term_of: TermOf | None = None, currency_of: CurrencyOf = code_alone
) -> ResultPage:
    """The ResultPage of a saved answer; never raises for anything it contains.

    ``site`` is ``generic`` for a page no file knows, "" for a block page or broken file without one.
    The page's id is derived from its bytes and its capture time, so importing twice changes nothing.
    """
    kind, reading, site = _reading(saved, currency_of)
    answer = saved.answer
    facts_site = site or generic_site()
    sha = hashlib.sha256(_bytes(saved)).hexdigest()
    captured = answer.captured_at if answer else None
    url = answer.url if answer else None
    return ResultPage(
        site=site.id if site else "",
        kind=_work_kind(kind, url, facts_site),
        **reading.shown(),
        facts=facts_site.facts,
        run_id=run_id,
        page_id=identity.imported_page_id(sha, captured),
        probe=probe_of(url, facts_site, kind, term_of, sha) if site else None,
        page_kind=kind,
        url=url,
        captured_at=captured,
        bytes=len(answer.body) if answer else 0,
        source=saved.file,
    )


def _bytes(saved: SavedPage) -> bytes:
    if saved.answer is not None:
        return saved.answer.body
    # The same table is reached by several paths: its name is enough.
    file = PurePath(saved.file).name if saved.format == "table" else saved.file
    return repr((file, saved.note, saved.rows)).encode("utf-8", "replace")


def _reading(saved: SavedPage, currency_of: CurrencyOf) -> tuple[PageKind, Reading, Site | None]:
    if saved.table:
        return "list", _table(saved, currency_of), saved.site or generic_site()
    if saved.answer is None:
        return "list", Reading("failed", saved.note or "the file cannot be read"), saved.site
    if saved.site is not None and saved.site.id != GENERIC:
        kind, reading = read_page(saved.answer, saved.site, saved.kind)
        if reading.outcome != "changed" or not _unprepared(saved.site, kind, saved.answer):
            return kind, reading, saved.site
    reading = read_generic(saved.answer, saved.kind)
    if reading.outcome == "blocked":
        return "list", reading, None
    return _kind_of(reading), reading, generic_site()


def _kind_of(reading: Reading) -> PageKind:
    return "item" if len(reading.listings) == 1 else "list"


def _unprepared(site: Site, kind: PageKind, answer: Answer) -> bool:
    """Has the file no rule for such a page? Then it is read as one of a site that nobody prepared.

    Shops lay out the same software as they like; of a website whose interface alone is asked a file may know no lists.
    """
    if site.any_host:
        return site.file.identity.kind == "shop"
    seen = any(one.type == "html" or one.embedded is not None for one in site.file.response.values())
    if site.policy.robots != "not-applicable" or kind != "list" or seen:
        return False
    return answer.body.lstrip()[:1] == b"<" or (answer.url is not None and not of_interface(site, answer.url))


def _table(saved: SavedPage, currency_of: CurrencyOf) -> Reading:
    page = saved.answer.url if saved.answer else None
    made = [as_listing(row, rank, saved.site, currency_of, page) for rank, row in enumerate(saved.rows, 1)]
    unique = {one.listing_id: one for one in made}
    if not unique:
        return Reading("none", "the table has no rows")
    dropped = len(made) - len(unique)
    return Reading(
        "results", listings=list(unique.values()), rows=len(made), dropped=dropped, variant="table"
    )


def _work_kind(kind: PageKind, url: str | None, site: Site) -> WorkKind:
    if kind == "item":
        return "item"
    return "search" if url and stated_term(url, site) else "url"


def stated_term(url: str, site: Site) -> str | None:
    """The wording a list's address searches for; None when it states none."""
    where = site.file.recognise.term
    if not where:
        return None
    if "(" not in where:
        return next(
            (
                value.strip()
                for value in parse_qs(url.partition("?")[2].partition("#")[0]).get(where, [])
                if value.strip()
            ),
            None,
        )
    found = re.search(where, url)
    return unquote(found.group(1)).replace("-", " ").strip() or None if found else None


def probe_of(url: str | None, site: Site, kind: PageKind, term_of: TermOf | None, sha256: str) -> Probe:
    """The probe the address states: a search when it holds a term, else the address itself."""
    form = stated_term(url, site) if url and kind == "list" else None
    if form is None:
        key = url or f"sha256:{sha256}"
        return Probe(identity.probe_id(site.id, "url", key), site.id, "url", url=url)
    term = term_of(form, site) if term_of else None
    return Probe(
        identity.probe_id(site.id, "search", term or "", form),
        site.id,
        "search",
        term_id=term,
        form=form,
        url=url,
    )
