"""``warden sites check`` and ``warden sites status``: does a site still read, and what to do if not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from warden.cli import siterecall, tables
from warden.cli.needs import key_lines, missing_keys
from warden.cli.sites import Json, chosen, loaded, print_lines
from warden.cli.state import say
from warden.errors import UsageError

if TYPE_CHECKING:
    from crawler.sites.health import Health
    from warden.sitelines import SiteStatusLine
    from warden.store.base import Store

Names = Annotated[list[str] | None, typer.Argument(metavar="[SITE]...", help="Site ids; none: all.")]
FEW = 3
"""Sites for which the filling of each field is shown too."""
NO_STORE = "Nothing is stored yet, so there is no past to compare with: crawl or import first."


@contextmanager
def store_there(ctx: typer.Context) -> Iterator[Store | None]:
    """The store, only where there is one: none is made."""
    from warden.store import store_exists

    url = getattr(ctx.obj, "store_url", None)
    if url is None or not store_exists(url):
        yield None
        return
    with ctx.obj.open_store(create=False) as store:
        yield store


def check_sites(
    ctx: typer.Context,
    names: Names = None,
    recall: Annotated[
        bool,
        typer.Option("--recall", help="Ask the named sites: does their search find what they list?"),
    ] = False,
    term: Annotated[
        list[str] | None,
        typer.Option(help="With --recall: a word to ask for; default: words of the newest titles."),
    ] = None,
    pages: Annotated[
        int, typer.Option(min=1, max=20, help="With --recall: pages of the list and of each search.")
    ] = 3,
    as_json: Json = False,
) -> None:
    """Do the files still read their pages as before? Sends nothing without --recall.

    Saved pages are read again and compared with what a person checked; stored pages of late with those of
    the weeks before. Exit code 1 when something is wrong; each line says what to do. With --recall the sites
    are asked instead: what their newest list shows with a word in the title, their search should find.
    """
    if recall:
        siterecall.check_recall(ctx, names or [], term or [], pages, as_json)
        return
    if term:
        raise UsageError("--term says what to ask a site for: it needs --recall")
    from crawler.sites.health import against_past, check, folders, of_broken

    force = loaded(ctx, names or [])
    sites = chosen(force, names or [])
    data = getattr(ctx.obj, "data", None)
    places = folders(Path(data) if data is not None else None)
    found = [check(site, places) for site in sites]
    left_out = [] if names else [of_broken(one) for one in force.broken.values()]
    with store_there(ctx) as store:
        if store:
            last = store.last_pages()
            found = [
                against_past(one, site, store, last.get(site.id, {}))
                for one, site in zip(found, sites, strict=True)
            ]
    found += left_out
    for line in key_lines(site for site in sites if site.id in _enabled(ctx, names or [])):
        say(line)
    if as_json:
        print_lines([dataclasses.asdict(one) | {"ok": one.ok} for one in found])
    else:
        _check_table(found, bool(names))
        if store is None:
            say(NO_STORE)
    if not all(one.ok for one in found):
        raise typer.Exit(1)


def _enabled(ctx: typer.Context, names: Sequence[str]) -> set[str]:
    """The sites that are named, else those the settings enable: of others nobody expects an answer."""
    config = getattr(ctx.obj, "config", None)
    return set(names or (config.crawl.sites if config else ()))


def _check_table(found: Sequence[Health], named: bool) -> None:
    console = tables.stdout()
    few = named and len(found) <= FEW and console.is_terminal
    names = ("site", "status", "captures", "listings", "variants", "next")[: -1 if few else None]
    rows = ((*_facts(one), one.next)[: len(names)] for one in found)
    tables.show(names, rows, console, flexible=("variants", "next"))
    for one in found:
        if named and len(found) <= FEW:
            _fill_table(one, console)
        for line in (*one.moved, *one.past, *([f"next: {one.next}"] if few else [])):
            _line(console, f"{one.site}: {line}")
        for line in one.notes:
            _line(console, f"{one.site}: note: {line}")


def _facts(one: Health) -> tuple[Any, ...]:
    return one.site, one.status, one.captures, one.listings, ", ".join(one.variants)


def _fill_table(one: Health, console: Console) -> None:
    """How far each field is filled: in the captures, in the store of late, in the weeks before."""
    from crawler.sites.capturing import as_in_files

    shares = (as_in_files(one.fill), one.fill_lately, one.fill_before)
    names = list(dict.fromkeys(name for share in shares for name in share))
    if not names:
        return
    heads = (f"{one.site}: filled", "captures", f"since {one.since}", "before")
    width = len(heads) if one.since else 2
    tables.line(console, "")
    rows = ([name, *(_percent(share.get(name)) for share in shares)][:width] for name in names)
    tables.show(heads[:width], rows, console)
    tables.line(console, "")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{round(share * 100)} %"


def site_status(ctx: typer.Context, names: Names = None, as_json: Json = False) -> None:
    """What each site answered last, and what to do next.

    Read from the store; sends nothing. Counts by outcome are of the last seven days.
    """
    from crawler.sites.status import Seen, status

    force = loaded(ctx, names or [])
    sites = chosen(force, names or [])
    with store_there(ctx) as store:
        seen = Seen.of(store)
        found = [status(site, seen, missing_keys(site)) for site in sites]
    if as_json:
        print_lines([dataclasses.asdict(one) for one in found])
        return
    _status_table(found, _enabled(ctx, names or []))
    # Pages of shops nobody prepared, and walls of nobody knows whom, have no file and need none.
    known = force.keys() | force.broken.keys() | {"generic", ""}
    for name in sorted(seen.last.keys() - known) if not names else ():
        say(
            f"{name}: its pages are stored, but no site file has this name; name its directory in WARDEN_SITES"
        )
    if store is None:
        say("Nothing is stored yet: crawl or import first.")


def _status_table(found: Sequence[SiteStatusLine], expected: set[str]) -> None:
    """Sites with pages, and those expected to have some; of the others only how many there are."""
    console = tables.stdout()
    shown = [one for one in found if one.last_at or one.site in expected or not console.is_terminal]
    shown = shown or list(found)
    names = (
        "site",
        "stands",
        "last page",
        "7 days",
        "pages",
        "listings",
        "hits",
        "read by",
        "recall",
        "next",
    )
    rows = [_cells(one) for one in shown]
    if not console.is_terminal:
        tables.show(names, rows, console)
        return
    tables.show(names[:-1], [row[:-1] for row in rows], console, flexible=("7 days", "read by"))
    for one in shown:
        if one.next != "nothing" and (one.last_at or one.site in expected):
            _line(console, f"{one.site}: {one.next}")
    _others([one for one in found if one not in shown or not (one.last_at or one.site in expected)], console)


def _others(rest: Sequence[SiteStatusLine], console: Console) -> None:
    """What may be done about sites without a page, a line a way."""
    for standing, told in (
        ("never", "never asked; what it would cost: warden crawl --site SITE --dry-run"),
        ("key", "a key is needed; which one: warden sites status SITE"),
        ("import", "people save its pages: warden import PAGE"),
    ):
        if count := sum(one.standing == standing for one in rest):
            _line(console, f"{count} {'site' if count == 1 else 'sites'}: {told}")


def _cells(one: SiteStatusLine) -> tuple[Any, ...]:
    """What went badly is told apart; the rest of the week's pages is only counted."""
    bad = (f"{one.outcomes[name]} {name}" for name in ("blocked", "changed", "failed") if one.outcomes[name])
    week = ", ".join([str(sum(one.outcomes.values())), *bad])
    last = one.last_at[:10] if one.last_at else "never"
    read = ", ".join(one.variants)
    found = "-" if one.recall is None else f"{round(one.recall * 100)} %"
    return one.site, one.standing, last, week, one.pages, one.listings, one.hits, read, found, one.next


def _line(console: Console, text: str) -> None:
    tables.line(console, tables.plain(text))
