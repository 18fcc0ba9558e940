"""What ``warden sites check`` says of a site file: is it whole, do its captures still read the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.sites.captures import Case, cases, differences, plain
from crawler.sites.past import findings, windows
from crawler.sites.site import Broken, Site
from warden.errors import UsageError
from warden.store.base import Store
from warden.store.health import Filled, SeenPage

REPOSITORY = Path(__file__).parents[2] / "tests" / "captures"
"""Where captures lie in a checkout; an installed Warden has none there."""


@dataclass(frozen=True, slots=True)
class Health:
    """One site: ``fill`` is the share of listings of its captures that have the field."""

    site: str
    status: str
    captures: int
    listings: int
    variants: tuple[str, ...]
    fill: dict[str, float]
    moved: tuple[str, ...] = field(default=())
    """What reads otherwise than checked, a line each."""
    next: str = ""
    """What to do next, in a sentence."""
    past: tuple[str, ...] = field(default=())
    """What its stored pages of late show worse than those of the weeks before, and what to do about it."""
    notes: tuple[str, ...] = field(default=())
    """What is otherwise than before and no fault."""
    since: str | None = None
    """The ISO week in which "of late" begins; None without stored pages."""
    fill_lately: dict[str, float] = field(default_factory=dict)
    fill_before: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.moved and not self.past


def folders(data: Path | None) -> list[Path]:
    """Where captures are looked for: the checkout and ``<data>/captures``."""
    return [one for one in (REPOSITORY, data / "captures" if data else None) if one and one.is_dir()]


def check(site: Site, places: Sequence[Path]) -> Health:
    """Replay every capture of one site, offline."""
    found = [case for place in places for case in cases(place) if case.site == site.id]
    moved: list[str] = []
    variants: dict[str, None] = {}
    rows: list[dict[str, object]] = []
    for case in found:
        try:
            reading = case.reading(site)
            moved += [f"{case.name}: {line}" for line in differences(case, site)]
        except UsageError as fault:
            moved.append(str(fault))
            continue
        if reading.variant:
            variants[reading.variant] = None
        rows += plain(reading)["listings"]
    names = sorted({name for row in rows for name in row})
    fill = {name: round(sum(name in row for row in rows) / len(rows), 3) for name in names}
    return Health(
        site=site.id,
        status=site.file.identity.status,
        captures=len(found),
        listings=len(rows),
        variants=tuple(variants),
        fill=fill,
        moved=tuple(moved),
        next=_next(site, found, moved),
    )


def of_broken(one: Broken) -> Health:
    """A file that does not hold, so that nothing of it can be checked."""
    told = "mend the file, or move it out of its directory"
    return Health(one.id, "broken", 0, 0, (), {}, moved=(one.fault,), next=told)


def against_past(one: Health, site: Site, store: Store, last: dict[str, SeenPage]) -> Health:
    """The same with what the store says; ``last``: the site's newest page by outcome, {} without any."""
    if not last:
        return one
    late, before = windows(site.id, store, max(page.at for page in last.values()))
    found = findings(site, store, last, late, before)
    past = tuple(line.text for line in found if line.wrong)
    return replace(
        one,
        past=past,
        notes=tuple(line.text for line in found if not line.wrong),
        since=late.week,
        fill_lately=_shares(late.filled),
        fill_before=_shares(before.filled),
        next=one.next if one.moved or not past else "look at its stored pages: the lines below say which",
    )


def _unseen(case: Case) -> bool:
    try:
        return not case.checked
    except UsageError:
        return False  # told with what moved


def _shares(filled: Filled) -> dict[str, float]:
    return {name: round(count / filled.listings, 3) for name, count in filled.fields.items() if count}


def _next(site: Site, found: Sequence[Case], moved: Sequence[str]) -> str:
    if unseen := [case for case in found if _unseen(case)]:
        return f'compare {unseen[0].folder} with its page, then set "checked": true in listings.json'
    if moved:
        return "look at the pages named, then mend the file or accept the new reading in listings.json"
    if not found:
        return f"save a page of it in a browser and check what is read: warden sites capture {site.id} --file PAGE"
    if site.file.identity.status == "unverified":
        return f"when a real page of it reads well (warden sites capture {site.id} --file PAGE), set status and date"
    if site.policy.access == "import":
        return "nothing; people save its pages, `warden import` reads them"
    return "nothing"
