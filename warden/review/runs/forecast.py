"""What a selection would cost, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.contact import need_contact
from crawler.keys import lacking as keyless
from warden.errors import UsageError
from warden.planning.costs import cost
from warden.planning.selecting import probes_for
from warden.records import Probe
from warden.review import here
from warden.review.wording import for_browser


@dataclass(frozen=True, slots=True)
class Forecast:
    """Lines as of ``crawl --dry-run``: one a site, and the total."""

    rows: list[dict[str, Any]]
    total: dict[str, Any]


def probes_of(spec: Mapping[str, Any]) -> list[Probe]:
    """The probes of a selection. Raises ``UsageError`` where it names what is not there, or may not be sent."""
    return probes_for(here.settings(), here.sites(), here.vocabulary(), spec)


def forecast(probes: list[Probe], pages: int | None) -> Forecast:
    """Requests at most, hours and megabytes, by site and in all."""
    *rows, total = cost(here.settings(), here.sites(), [(probe, pages) for probe in probes], [])
    return Forecast(rows, total)


def lacking(probes: list[Probe]) -> str | None:
    """Why none of this can be asked: no contact, or no site's key is there."""
    sites = [here.sites()[name] for name in sorted({probe.site for probe in probes})]
    try:
        need_contact(sites, here.settings().crawl.contact)
    except UsageError as fault:
        return for_browser(fault)
    lines = [f"{site.id}: {why}" for site in sites if (why := keyless(site.auth))]
    return "; ".join(lines) if sites and len(lines) == len(sites) else None
