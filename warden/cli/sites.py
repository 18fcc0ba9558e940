"""``warden sites``: which sites can be read, what their files say, whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from warden.cli import tables
from warden.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.sites.site import Site, SiteFiles
    from warden.cli.state import State

sites_app = typer.Typer(help="The site files: where we look.", no_args_is_help=True, rich_markup_mode=None)
FLEXIBLE = ("name", "company", "lane", "places", "product", "reason")
"""Columns that give way on a narrow terminal."""
NARROW = 140
"""Columns of a terminal below which a company's reason stands under it, as a hit's title does."""
Json = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]


def register(app: typer.Typer) -> None:
    """Add ``sites`` to the command line."""
    from warden.cli import (
        siteadd,
        sitecapture,
        sitehealth,
    )  # they take from this module what all of these share

    for name, verb in (
        ("add", siteadd.add_site),
        ("check", sitehealth.check_sites),
        ("capture", sitecapture.capture),
        ("status", sitehealth.site_status),
    ):
        if name not in {command.name for command in sites_app.registered_commands}:
            sites_app.command(name)(verb)
    app.add_typer(sites_app, name="sites")


def loaded(ctx: typer.Context, only: Sequence[str] = ()) -> SiteFiles:
    """The sites in force, or only those wanted and those of the user's directories; files that do not hold are told."""
    here: State = ctx.obj
    return here.sites_named(only)


def chosen(sites: Mapping[str, Site], names: Sequence[str]) -> list[Site]:
    """The sites named, all of them when none is; UsageError for one that is not there or whose file does not hold."""
    from crawler.sites.site import (
        meant,
        refuse_broken,
    )  # `warden match` runs where the crawler is not installed

    refuse_broken(names, sites)
    for name in names:
        if name not in sites:
            raise UsageError(f"{name}: no such site{meant(name, sites)}; `warden sites list` shows them")
    return [sites[name] for name in names] if names else list(sites.values())


@sites_app.command("list")
def list_sites(
    ctx: typer.Context,
    as_json: Json = False,
    by_company: Annotated[
        bool, typer.Option("--companies", help="A row for each product of the coalition.")
    ] = False,
) -> None:
    """The sites that can be read, or what stands of each company of the coalition."""
    from crawler.sites.companies import companies, counts

    sites = loaded(ctx)
    rows: list[dict[str, Any]] = (
        list(companies(sites)) if by_company else [_row(site) for site in sites.values()]
    )
    for line in counts(rows) if by_company else ():
        typer.echo(line, err=True)
    if as_json:
        print_lines(rows)
        return
    console = tables.stdout()
    if by_company and console.is_terminal and console.width < NARROW:
        _companies(rows, console)
    elif rows:
        told = ([_cell(value) for value in row.values()] for row in rows)
        tables.show(list(rows[0]), told, console, flexible=FLEXIBLE)


def _companies(rows: Sequence[dict[str, Any]], console: Console) -> None:
    """The reason, which is what one wants to read, in full under each product."""
    told = (
        (
            row["company"] if row["product"] == row["company"] else f"{row['company']}: {row['product']}",
            *(row[name] for name in ("road", "status", "site")),
        )
        for row in rows
    )
    names = ("company: product", "road", "status", "site")
    tables.show(names, told, console, flexible=names[:1], below=[row["reason"] for row in rows])


def _row(site: Site) -> dict[str, Any]:
    identity = site.file.identity
    return {
        "site": site.id,
        "name": identity.name,
        "company": identity.company,
        "access": site.policy.access,
        "status": identity.status,
        "since": identity.date.isoformat(),
        "country": identity.country,
        "lane": site.lane,
        "places": list(site.file.place),
    }


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    return ", ".join(value) if isinstance(value, list) else str(value)


@sites_app.command("show")
def show_site(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="SITE", help="The id of a site.")],
    merged: Annotated[
        bool, typer.Option("--merged", help="With the base it extends merged in, as JSON.")
    ] = False,
) -> None:
    """The file of one site as it is written, or with its base merged in."""
    from crawler.sites.load import merged_table

    (site,) = chosen(loaded(ctx, [name]), [name])
    if merged:
        option = orjson.OPT_INDENT_2
        typer.echo(orjson.dumps(merged_table(site.path), option=option, default=str).decode())
    else:
        typer.echo(site.path.read_text(encoding="utf-8-sig"), nl=False)


def print_lines(rows: Sequence[dict[str, Any]]) -> None:
    """JSON Lines on standard output."""
    for row in rows:
        typer.echo(orjson.dumps(row).decode())
