"""``warden sites add``: a site file for a shop of known software, from its address alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from warden.cli.state import State

FAMILY = "Its software: discourse, discuz, magento, phpbb, prestashop, sapo, shopify, vbulletin, woocommerce, xenforo; or any."
"""As ``crawler.sites.adding.families`` finds them; a test compares, since --help reads no site files."""


def add_site(
    ctx: typer.Context,
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="The shop's or forum's address, with https:// before it.")
    ],
    family: Annotated[
        str,
        typer.Option(help=FAMILY),
    ],
    name: Annotated[str | None, typer.Option(help="What the site is called here; default: its host.")] = None,
    currency: Annotated[str | None, typer.Option(help="Currency of prices without a sign, as EUR.")] = None,
    country: Annotated[str | None, typer.Option(help="Country of the shop, two letters.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Language of its pages (repeatable).")] = None,
    newest: Annotated[
        str | None, typer.Option(help="Address of a list of the shop to be read whole, as a category.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Directory of site files; default <data>/sites.")] = None,
) -> None:
    """Add a shop or a forum of which only the address is known. Sends nothing."""
    from crawler.sites.adding import Shop, add  # `warden match` runs where the crawler is not installed
    from crawler.sites.requests import needs_value

    state: State = ctx.obj
    shop = Shop(address, family, name, currency, country, tuple(lang or ()), newest)
    site = add(shop, to or state.data / "sites", datetime.now(UTC).date())
    typer.echo(f"{site.path}: {site.id}, software {family}, {site.file.identity.base}")
    if to is not None:
        typer.echo(f"It is read when {to} is among the directories of WARDEN_SITES.")
    ways = sorted(
        (f"--place {name}{'=…' if needs_value(place) else ''}" for name, place in site.file.place.items()),
        key=lambda way: way.endswith("…"),
    )
    typer.echo(f"Look at its first page: warden sites capture {site.id} {(ways or ['--term WORD'])[0]}")
