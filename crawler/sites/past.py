"""A site against its own past: what its stored pages of late show beside those of the weeks before.

A site that slowly breaks still answers ``results``: its price goes missing, its rows are dropped, another
markup comes. Two windows of the store are compared: the newest ISO week with pages (the two newest where
that one holds too little), and the eight weeks before. What is too small to be told says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.sites.load import read_source
from crawler.sites.site import Site
from crawler.sites.where import line_of
from warden.identity import instant, iso_week, parse_instant, probe_id
from warden.records import PageRef
from warden.store.base import Store
from warden.store.health import FIELDS, Filled, PageTally, SeenPage

PAST_WEEKS = 8
LEAST_LISTINGS = 30
"""Listings, or rows, on both sides below which nothing is said."""
LEAST_PAGES = 5
FALL = 0.20
"""A share that moved by more than this is told."""
WORSE = ("changed", "blocked")


@dataclass(frozen=True, slots=True)
class Finding:
    """A line for a person. ``wrong``: something must be done; else it is only worth knowing."""

    text: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a site's pages: since <= time < until."""

    since: str
    until: str
    tallies: Sequence[PageTally]
    filled: Filled

    @property
    def week(self) -> str:
        return iso_week(parse_instant(self.since))

    def count(self, what: Callable[[PageTally], int]) -> int:
        return sum(what(tally) for tally in self.tallies)

    @property
    def pages(self) -> int:
        return self.count(lambda tally: tally.pages)

    def ended(self, outcome: str) -> int:
        """Pages that ended so."""
        return self.count(lambda tally: tally.pages if tally.outcome == outcome else 0)

    @property
    def variants(self) -> Counter[str]:
        """Pages by markup: ``list by l-card``."""
        found: Counter[str] = Counter()
        for tally in self.tallies:
            if tally.variant and tally.outcome == "results":
                found[f"{tally.page_kind} by {tally.variant}"] += tally.pages
        return found


def windows(site: str, store: Store, last: str) -> tuple[Window, Window]:
    """The site's newest weeks and those before; ``last``: the time of its newest page."""
    moment = parse_instant(last)
    monday = (moment - timedelta(days=moment.isoweekday() - 1)).replace(hour=0, minute=0, second=0)
    until = moment + timedelta(seconds=1)
    late = _window(site, store, monday, until)
    if late.filled.listings < LEAST_LISTINGS or late.pages < LEAST_PAGES:
        monday -= timedelta(weeks=1)
        late = _window(site, store, monday, until)
    return late, _window(site, store, monday - timedelta(weeks=PAST_WEEKS), monday)


def _window(site: str, store: Store, since: datetime, until: datetime) -> Window:
    first, end = instant(since) or "", instant(until) or ""
    return Window(first, end, store.page_tallies(first, end, [site]), store.filled(site, first, end))


def findings(
    site: Site, store: Store, last: dict[str, SeenPage], late: Window, before: Window
) -> list[Finding]:
    """What of late is otherwise than before; ``last``: the site's newest page by outcome."""
    return [
        *_fields(site, store, late, before),
        *_outcomes(site, last, late, before),
        *_dropped(site, late, before),
        *_variants(late, before),
        *calibration(site, store, late.until),
    ]


def _fields(site: Site, store: Store, late: Window, before: Window) -> Iterable[Finding]:
    if min(late.filled.listings, before.filled.listings) < LEAST_LISTINGS:
        return
    markup = next((name for name, _ in late.variants.most_common() if name.startswith("list by ")), "")
    for name in FIELDS:
        now, then = late.filled.share(name) or 0.0, before.filled.share(name) or 0.0
        if then - now <= FALL:
            continue
        page = store.seen_page(late.filled.lacking.get(name, ""))
        yield Finding(
            f"{name} is filled in {_share(now)} of {late.filled.listings:,} listings since {late.week}, "
            f"{_share(then)} of {before.filled.listings:,} before: {look(site, page)}, "
            f"then {key_of(site, markup.removeprefix('list by '), name)}"
        )


def _outcomes(site: Site, last: dict[str, SeenPage], late: Window, before: Window) -> Iterable[Finding]:
    if min(late.pages, before.pages) < LEAST_PAGES:
        return
    for outcome in WORSE:
        now, then = late.ended(outcome) / late.pages, before.ended(outcome) / before.pages
        if now - then > FALL and outcome in last:
            yield Finding(
                f"{_share(now)} of {late.pages:,} pages ended {outcome} since {late.week}, {_share(then)} of "
                f"{before.pages:,} before: {_cure(outcome, site, last[outcome])}"
            )


def _cure(outcome: str, site: Site, page: SeenPage) -> str:
    if outcome == "blocked":
        return f"{_reason(page)}; the lane rests by itself. {look(site, page)}; ask for less, or import saved pages"
    return f"{_reason(page)}; {look(site, page)}, then mend {where(site)}"


def _dropped(site: Site, late: Window, before: Window) -> Iterable[Finding]:
    rows = late.count(lambda tally: tally.rows), before.count(lambda tally: tally.rows)
    if min(rows) < LEAST_LISTINGS:
        return
    lost = [window.count(lambda tally: tally.dropped + tally.refused) for window in (late, before)]
    now, then = lost[0] / rows[0], lost[1] / rows[1]
    if now - then > FALL:
        yield Finding(
            f"{_share(now)} of {rows[0]:,} rows were dropped since {late.week}, {_share(then)} of {rows[1]:,} "
            f"before: compare a page with `require` and `drop` of {where(site)}"
        )


def _variants(late: Window, before: Window) -> Iterable[Finding]:
    """Another markup is read as it should be, but the one before may be leaving."""
    if min(late.pages, before.pages) < LEAST_PAGES:
        return
    for name in sorted(late.variants.keys() - before.variants.keys()):
        text = f"{late.variants[name]:,} pages since {late.week} were read as {name}, none before"
        yield Finding(f"{text}: compare five rows of one by eye", wrong=False)
    whole = sum(before.variants.values())
    for name, pages in sorted(before.variants.items()):
        if name not in late.variants and pages / whole > FALL:
            text = f"no page since {late.week} was read as {name}, {pages:,} were before"
            yield Finding(f"{text}: the site may have given that markup up", wrong=False)


def calibration(site: Site, store: Store, last: str) -> list[Finding]:
    """The newest search of the word that always finds something, where it found too little."""
    page = calibrated(site, store, last)
    if page is None or page.outcome not in ("none", "changed"):
        return []
    word = site.file.expect.calibration
    told = f"the calibration term {word!r} found nothing on {page.at[:10]}: the search is blind"
    return [Finding(f"{told}; {look(site, page)}, then mend [search] of {where(site)}")]


def calibrated(site: Site, store: Store, last: str) -> SeenPage | None:
    """The newest search of the calibration term in the weeks that are compared; ``last``: the newest page."""
    word = site.file.expect.calibration
    if not word:
        return None
    since = instant(parse_instant(last) - timedelta(weeks=PAST_WEEKS)) or ""
    return store.last_search(probe_id(site.id, "search", "", word), since)


def look(site: Site, page: SeenPage | None) -> str:
    """How to see a stored page: where it stands, and the verb that takes it out."""
    if page is None or page.archive is None:
        return "save a page of it in your browser"
    return f"look at the page {place_of(page.archive)}: warden sites capture {site.id} --archived {at_of(page.archive)}"


def at_of(ref: PageRef) -> str:
    """As ``sites capture --archived`` takes it."""
    return f"{ref.archive}@{ref.offset}"


def place_of(ref: PageRef) -> str:
    """In words, below the data directory."""
    return f"archive/{ref.archive} at {ref.offset}"


def key_of(site: Site, variant: str, name: str) -> str:
    """Where the file says how a field is read: ``olx_pl.toml:57 [response.l-card.fields] price``."""
    return f"{where(site, 'response', variant, 'fields', name)} [response.{variant}.fields] {name}"


def where(site: Site, *path: str) -> str:
    """The file, and the line of a dotted key where it has one."""
    return f"{_shown(site.path)}{_line(site.path, path)}"


def _shown(path: Path) -> str:
    shipped = Path(__file__).parent
    return f"crawler/sites/{path.name}" if path.parent == shipped else str(path)


def _line(path: Path, keys: tuple[str, ...]) -> str:
    source = read_source(path)
    table = source.table
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    line = line_of(source.text, keys) if keys and table else None  # of a base's key the line is not here
    return f":{line}" if line else ""


def _reason(page: SeenPage) -> str:
    return page.reason or "no reason was kept"


def _share(share: float) -> str:
    return f"{round(share * 100)} %"
