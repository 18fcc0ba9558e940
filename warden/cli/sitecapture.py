"""``warden sites capture``: one page, its request and what is read of it, as a case for later checks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warden.cli import tables
from warden.cli.sites import chosen, loaded
from warden.cli.state import State, say
from warden.errors import CannotContinue, UsageError

if TYPE_CHECKING:
    from crawler.reading import Reading
    from crawler.sites.captures import Case
    from crawler.sites.capturing import Taken
    from crawler.sites.site import Site
    from warden.store.health import SeenPage

_AT = re.compile(r"(?P<file>.+)@(?P<offset>\d+)")


def capture(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="SITE", help="The id of a site.")],
    term: Annotated[str | None, typer.Option(help="Ask the site for this word: one request.")] = None,
    place: Annotated[str | None, typer.Option(help="Ask for this list of the site: one request.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Ask for this address: one request. With --file: its address.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A page you saved, in any format of import; sends nothing.")
    ] = None,
    archived: Annotated[
        str | None,
        typer.Option(metavar="FILE@OFFSET", help="A page of the page archive; sends nothing."),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Directory of captures; default <data>/captures.")] = None,
    case: Annotated[
        str | None, typer.Option("--name", help="Name of the case; default kind and day.")
    ] = None,
) -> None:
    """Keep a page and what is read of it, for check to read again.

    The case fails until a person has compared listings.json with the page and set "checked" to true in it.
    Sellers' names are not written into listings.json; the page itself holds all it showed: keep it private.
    """
    from crawler.sites.capturing import keep

    sites = loaded(ctx, [name] if file is None else [])  # whose a saved page is, all of them must tell
    (site,) = chosen(sites, [name])
    ways = {"--term": term, "--place": place, "--file": file, "--archived": archived}
    ways |= {"--url": url} if file is None else {}
    given = [option for option, value in ways.items() if value is not None]
    if len(given) != 1:
        raise UsageError(
            "say where the page is, one of: --term WORD, --place NAME, --url ADDRESS (one request to the site), "
            "--file SAVED_PAGE, --archived FILE@OFFSET (nothing is sent)"
        )
    state: State = ctx.obj
    if file is not None:
        taken = _from_file(file, site, sites, url)
    elif archived is not None:
        taken = _from_archive(state, site, archived)
    else:
        taken = _asked(state, site, term, place, url)
    made, reading = keep(taken, site, to or state.data / "captures", case)
    _show(made, reading, taken, site)
    if reading.outcome not in ("results", "none"):
        raise typer.Exit(1)


def _from_file(file: Path, site: Site, sites: dict[str, Site], url: str | None) -> Taken:
    from crawler.sites.capturing import from_file

    if file.is_dir():
        raise UsageError(f"{file} is a directory; name one saved page of it")
    return from_file(file, site, sites, url)


def _from_archive(state: State, site: Site, archived: str) -> Taken:
    found = _AT.fullmatch(archived)
    if not found:
        raise UsageError(f"--archived {archived}: FILE@OFFSET is needed, as `warden sites status` names it")
    with state.read_store() as store:
        page = store.page_at(Path(found["file"]).name, int(found["offset"]))
    if page is None:
        raise UsageError(
            f"--archived {archived}: no stored page stands there; `warden sites status` names some"
        )
    if page.site != site.id:
        raise UsageError(f"--archived {archived}: that is a page of {page.site}, not of {site.id}")
    return _out_of_archive(state, page)


def _out_of_archive(state: State, page: SeenPage) -> Taken:
    from crawler.sites.capturing import from_archive

    if page.archive is None:
        raise CannotContinue(f"no page came: {page.reason or page.outcome}. Nothing was kept as a case.")
    return from_archive(state.config.archive, page.archive, page.page_kind, page.number, page.url)


def _asked(state: State, site: Site, term: str | None, place: str | None, url: str | None) -> Taken:
    """One request by the ordinary crawl, into the ordinary store; the page is taken out of the archive."""
    from crawler.onepage import ask_once
    from keywords import load_terms
    from warden.cli.needs import need_keys

    need_keys(site)
    page = ask_once(state.config, site, load_terms(state.terms), term=term, place=place, url=url, say=say)
    return _out_of_archive(state, page)


def _show(case: Case, reading: Reading, taken: Taken, site: Site) -> None:
    from crawler.sites.capturing import fields_shown

    console = tables.stdout()
    by = f", read by {reading.variant}" if reading.variant else ""
    why = f" ({reading.reason})" if reading.reason else ""
    tables.line(
        console,
        tables.plain(f"{taken.source}: {reading.outcome}{why}, {_offers(len(reading.listings))}{by}"),
    )
    rows = [
        (name, f"{count} of {len(reading.listings)}", example)
        for name, (count, example) in fields_shown(reading, site).items()
    ]
    if rows:
        tables.show(
            ("field", "filled", "of the first listing"), rows, console, flexible=("of the first listing",)
        )
    tables.line(console, f"kept in {case.folder}")
    say(_advice(case, reading, site))


def _offers(count: int) -> str:
    return "1 listing" if count == 1 else f"{count} listings"


def _advice(case: Case, reading: Reading, site: Site) -> str:
    from crawler.sites.past import where

    file = where(site)
    if reading.outcome == "changed":
        return f"The file does not read this page: mend {file}, then capture it once more."
    if reading.outcome == "blocked":
        return "This page is no list but a block page: save the list itself; nothing gets around a block."
    if reading.outcome == "failed":
        return f"The page cannot be read: {reading.reason or 'no reason was kept'}."
    return (
        f"Until a person has looked at it the case fails. Compare {case.page.name} with listings.json, "
        'then change "checked": false to true in it.'
    )
