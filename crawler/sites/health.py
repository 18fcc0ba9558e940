"""What ``warden sites check`` says of a site file: is it whole, do its captures still read the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.sites.captures import Case, cases, differences, plain
from crawler.sites.site import Site

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

    @property
    def ok(self) -> bool:
        return not self.moved


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
        reading = case.reading(site)
        if reading.variant:
            variants[reading.variant] = None
        rows += plain(reading)["listings"]
        moved += [f"{case.name}: {line}" for line in differences(case, site)]
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


def _next(site: Site, found: Sequence[Case], moved: Sequence[str]) -> str:
    if moved:
        return "look at the pages named, then mend the file or accept the new reading in listings.json"
    if not found:
        return (
            f"save a page of it and check what is read: warden import PAGE --site {site.id} --dry-run --json"
        )
    if site.file.identity.status == "unverified":
        return "read a real page of it with `warden import --dry-run`, then set status and date"
    if site.policy.access == "import":
        return "nothing; people save its pages, `warden import` reads them"
    return "nothing"
