"""``warden hit``: report a listing that no term matched (nothing is sent), look at one hit."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

import typer

from warden.cli import hitlines
from warden.cli.hitshow import show
from warden.cli.hittable import read_table
from warden.cli.imports import _Import
from warden.cli.state import State, say
from warden.errors import UsageError
from warden.identity import derived, instant, listing_key, now, revision_id
from warden.records import Assessment, Listing, Origin, ResultPage, Run, SiteFacts
from warden.store.base import Entry, PageRecord, Store

if TYPE_CHECKING:
    from crawler.importing import SavedPage
    from crawler.sites.site import Site
    from keywords.hidden import Hidden
    from keywords.matcher import Matcher
    from keywords.vocabulary import Vocabulary
    from warden.session import Session

hit_app = typer.Typer(
    help="Report a listing as a hit; look at one hit.", no_args_is_help=True, rich_markup_mode=None
)
BY_PEOPLE = ("volunteer", "expert")


def register(app: typer.Typer) -> None:
    """Add ``hit`` to the command line."""
    hit_app.command("show")(show)
    app.add_typer(hit_app, name="hit")


@dataclass(frozen=True, slots=True)
class Identified:
    """Which listing an address leads to."""

    key: str
    listing_id: str
    facts: SiteFacts


@hit_app.callback()
def _group() -> None:
    """Report a listing as a hit; look at one hit."""


@hit_app.command("add")
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Option(help="The listing's address.")] = "",
    origin: Annotated[str, typer.Option(help="volunteer or expert.")] = "volunteer",
    target: Annotated[str | None, typer.Option(help="What it stands for, if you know.")] = None,
    title: Annotated[str | None, typer.Option(help="Its headline.")] = None,
    file: Annotated[Path | None, typer.Option(help="The page as you saved it.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Many listings: a table with the columns url, title, target.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who reports it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Report a listing by its address, for review. Nothing is sent; a saved page is read and kept."""
    here: State = ctx.obj
    if origin not in BY_PEOPLE:
        raise UsageError(f"Unknown origin {origin!r}. Known: {', '.join(BY_PEOPLE)}.")
    hidden = _hidden(here)
    hidden.refuse("--by", by)
    reporting = _Reporting(here, hidden, origin, by)
    if csv is not None:
        if url or title or target or file:
            raise UsageError("--csv goes without --url, --title, --target and --file: its columns say them")
        raise typer.Exit(_many(reporting, csv, as_json))
    if not url:
        raise UsageError("Name the listing with --url, or many with --csv.")
    if file is not None and not file.is_file():
        raise UsageError(f"There is no file {file}. Save the page and name it with --file.")
    if file is not None and not file.stat().st_size:
        raise UsageError(f"{file} is empty. Save the page again, or leave --file out.")
    _tell(reporting.one(url, target, title, file), as_json)


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(hitlines.json_line(told))
    else:
        typer.echo(f"{'known already' if told['known'] else 'added'}: hit {told['hit_id']}")


def _many(reporting: _Reporting, file: Path, as_json: bool) -> int:
    """Report the rows of a table; those that cannot be are told by their line. The exit code."""
    code = 0
    for number, row in read_table(file):
        try:
            _tell(reporting.one(row["url"], row["target"] or None, row["title"] or None, None), as_json)
        except UsageError as fault:
            code = 1
            say(f"line {number}: {reporting.hidden.masked(str(fault))}")
    return code


@dataclass(frozen=True, slots=True)
class _Reporting:
    """Who reports, and by what road."""

    here: State
    hidden: Hidden
    origin: str
    by: str | None

    def one(self, url: str, target: str | None, title: str | None, file: Path | None) -> dict[str, Any]:
        """Report one listing: its hit, its key, and whether it was one already."""
        here, meant = self.here, _target(self.here, target)
        address = without_people(canonical(url))
        with here.open_store() as store:
            # Asked before anything is written: the report itself, or its saved page, may make the hit.
            first = identify(store, here, address)
            before = bool(store.hit_listings([first.key]))
        shown = _read_file(here, file, address) if file is not None else set()
        with here.open_store() as store:
            # An address without a number may be known by now: the saved page told which listing it is.
            found = identify(store, here, address) if first.listing_id.startswith("u:") else first
            masked = self.hidden.masked(address)
            if shown and found.key not in shown:
                say(f"{file} shows another listing than {masked}: look whether it is the right page")
            page, entry = _report(here, found, masked, title, self.by, self.origin)
            store.start_run(_run(page, self.by))
            hit_id, known = store.add_hit(page, entry, meant, _origin(self.origin), self.by)
        return {"hit_id": hit_id, "listing_key": found.key, "known": known and before}


def _origin(name: str) -> Origin:
    return next(known for known in get_args(Origin) if known == name)


@lru_cache(maxsize=1)
def _vocabulary(places: tuple[Path, ...]) -> Vocabulary:
    """Read once, however many rows a table has."""
    from keywords import load_terms

    return load_terms(places)


@lru_cache(maxsize=1)
def _matcher(places: tuple[Path, ...]) -> Matcher:
    from keywords import matcher_of

    return matcher_of(_vocabulary(places))


@lru_cache(maxsize=1)
def _words(places: tuple[Path, ...]) -> Hidden:
    from keywords.hidden import Hidden

    return Hidden(_vocabulary(places))


def _target(here: State, name: str | None) -> str | None:
    """The target's permanent id; unknown ones are a ``UsageError``."""
    if name is None:
        return None
    meant = _vocabulary(tuple(here.terms)).resolve(name)
    if meant is None:
        raise UsageError(f"There is no target {name!r}. `warden terms list` shows the targets of the terms.")
    return meant


# -- which listing it is ---------------------------------------------------------------------------


def canonical(url: str) -> str:
    """The address as listings have it: no fragment, no tracking. ``UsageError`` for anything else."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no address of a listing. Copy it from the browser: https://…")
    try:
        from crawler.reading.cleaning import canonical as cleaned
    except ImportError:  # installed without the crawler
        return urldefrag(url.strip())[0]
    return cleaned(url.strip(), None, url.strip()) or urldefrag(url.strip())[0]


_PEOPLE = re.compile(
    r"(seller|vendor|user|member|account|owner|author|shop|name|nick|login|profile|contact|tel|phone|mobile|"
    r"whats?app|wechat|weixin|telegram|viber|line|e?mail)(_?(id|name|no|nr|number))?",
    re.IGNORECASE,
)
_REACHED = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}|\+\d[\d ()./-]{6,}|00\d[\d ()./-]{7,}", re.IGNORECASE)


def without_people(address: str) -> str:
    """The address without parameters that name a person or how to reach one; sites find the listing without."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not (_PEOPLE.fullmatch(pair[0]) or _REACHED.fullmatch(pair[1].strip()))]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def _hidden(here: State) -> Hidden:
    return _words(tuple(here.terms))


def identify(store: Store, here: State, address: str) -> Identified:
    """The listing we know by this address, else what its site file reads out of the address.

    An address that holds no number is the listing's identity itself: ``u:`` + its SHA-256.
    """
    site = _site(here, address)
    facts = site.facts if site else SiteFacts("generic", "generic")
    known = store.find_listing(address) or store.find_listing(_hidden(here).masked(address))
    if known is not None:
        return Identified(known[0], known[3], facts if site else SiteFacts(known[1], known[2]))
    number = _number(site, address)
    name = number or "u:" + hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
    key = listing_key(facts.platform, name, facts.site if facts.identity == "site" else None)
    return Identified(key, name, facts)


def _site(here: State, address: str) -> Site | None:
    try:
        from crawler.reading.recognise import by_address
        from crawler.sites.site import broken_host
    except ImportError:
        return None
    if broken := broken_host(address, here.site_files):
        raise UsageError(
            f"{broken.fault}; this is a listing of {broken.id}, whose number its file must tell: mend the file first"
        )
    return by_address(address, here.site_files)


def _number(site: Site | None, address: str) -> str | None:
    """The listing's number in an address, by the rules of the site file."""
    if site is None:
        return None
    from crawler.reading.numbers import number_in

    return number_in(address, site)


# -- what is kept ------------------------------------------------------------------------------------


def _report(
    here: State, found: Identified, address: str, title: str | None, by: str | None, origin: str
) -> tuple[PageRecord, Entry]:
    """The report as a page without a probe: no effort, so no figure rests on it until a probe finds it."""
    at = instant(now()) or ""
    listing = Listing(found.listing_id, title or "", address)
    listing, made = _matched(here, found, listing)
    digest = hashlib.sha256(repr((listing.title, listing.url)).encode("utf-8", "replace")).hexdigest()[:32]
    page = PageRecord(
        page_id=derived("page", "hit add", found.key, origin, by),
        run_id=derived("run", "hit add", by),
        site=found.facts.site,
        platform=found.facts.platform,
        kind="url",
        page_kind="list",
        number=1,
        outcome="results",
        captured_at=None,
        stored_at=at,
        url=address,
        listings=1,
    )
    return page, Entry(
        found.key, revision_id(found.key, page.site, page.page_kind, digest), digest, listing, made
    )


def _matched(here: State, found: Identified, listing: Listing) -> tuple[Listing, Assessment]:
    """The listing as any other is stored: contact details replaced by keys, matched."""
    nothing = Assessment("none", 0.0, [], [], False, [], "")
    if not listing.title:
        return listing, nothing
    from keywords import MATCHER_VERSION
    from warden.session import Session

    try:
        from pipelines.process import read_only
    except ImportError:  # installed without the crawler
        say("the title is left out: taking contact details out of it needs the extra `crawl`")
        return replace(listing, title=""), nothing
    page = ResultPage(
        found.facts.site, "url", "results", found.facts, "", "", listings=[listing], captured_at=now()
    )
    matcher = _matcher(tuple(here.terms))
    read_only(page, Session(here.config, matcher, MATCHER_VERSION, 0, keys=here.keys()))
    return (page.listings[0], page.assessments[0]) if page.listings else (listing, nothing)


def _run(page: PageRecord, by: str | None) -> Run:
    """All reports of one person are one run."""
    return Run(page.run_id, "person", f"hit add {by or ''}", page.stored_at, page.stored_at, "done", by=by)


class _Quiet(_Import):
    """``warden import`` of one page, without its line; ``shown`` are the listings on it."""

    shown: set[str]

    def _store(self, page: ResultPage, saved: SavedPage, body: bytes, session: Session) -> None:
        """A page that people brought and that cannot be read says nothing of its site: it raises no alarm there."""
        if page.outcome in ("results", "none"):
            super()._store(page, saved, body, session)
        else:
            why = f" ({page.reason})" if page.reason else ""
            say(f"the saved page cannot be read{why}: the report stands without it")

    def _tell(self, page: ResultPage, saved: SavedPage, known: bool) -> None:  # noqa: ARG002  asked with both
        """Nothing said: ``hit add`` has a line of its own."""
        from pipelines.deduplicate import key_of

        self.shown |= {key_of(page, row) for row in page.listings}


def _read_file(here: State, file: Path, address: str) -> set[str]:
    """Read, archive and match the saved page as ``warden import`` does; the listings it shows."""
    told = {"site": None, "url": address, "captured": None, "manifest": None}
    reader = _Quiet(here, here.site_files, False, True)
    reader.shown = set()
    reader.all([file], told)
    return reader.shown
