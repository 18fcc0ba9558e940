"""``warden trends``: weekly counts."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

import typer

from warden.cli import hitlines, tables
from warden.cli.state import State, say
from warden.errors import UsageError
from warden.identity import now
from warden.store.base import Store
from warden.store.counting import TrendQuery, TrendRow

COLUMNS = (
    "week", "site", "target", "language", "listings", "new", "sellers", "sightings", "probes", "pages", "erased",
    "country", "product", "probe",
)  # fmt: skip
"""Keys of a line of ``trends --json``, in this order."""


def register(app: typer.Typer) -> None:
    """Add ``trends`` to the command line."""
    app.command("trends")(trends)


def trends(
    ctx: typer.Context,
    action: Annotated[
        str,
        typer.Argument(
            metavar="[rebuild|ahead]",
            help="rebuild: count again, mend. ahead: count what the console will be asked for.",
        ),
    ] = "",
    since: Annotated[str | None, typer.Option(help="First week: a day, a month or 2026-W47.")] = None,
    until: Annotated[str | None, typer.Option(help="Last week: a day, a month or 2026-W47.")] = None,
    by: Annotated[
        str, typer.Option(help="What to tell apart: week,site,target,language,country,product,probe.")
    ] = "week",
    target: Annotated[
        list[str] | None, typer.Option(help="This target and all under it (repeatable).")
    ] = None,
    site: Annotated[list[str] | None, typer.Option(help="Site (repeatable).")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Language of the listing (repeatable).")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Country of the listing (repeatable).")] = None,
    product: Annotated[list[str] | None, typer.Option(help="What it is made into (repeatable).")] = None,
    all_probes: Annotated[
        bool, typer.Option("--all-probes", help="Not only what ran in every week of the window.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A bucket a line, as JSON.")] = False,
) -> None:
    """Listings with a hit, by week. Hits withdrawn or rejected are not counted.

    By default only the findings of probes that ran in every week are counted (the same basket), so that
    searching more does not look like more trade.
    """
    here: State = ctx.obj
    if action not in ("", *_ACTIONS):
        raise UsageError(f"Unknown action {action!r}. Known: rebuild, ahead; without one, counts are shown.")
    with here.read_store() as store:
        if action:
            _ACTIONS[action](store, as_json)
            return
        query = TrendQuery(
            since=since,
            until=until,
            by=[part.strip() for part in by.split(",") if part.strip()],
            targets=hitlines.with_descendants(here, target),
            sites=site or [],
            languages=lang or [],
            countries=[name.upper() for name in country or []],
            products=product or [],
            same_basket=not all_probes,
        )
        rows = store.counted(query)
        for line in hitlines.unheard(store, {"site": _silent(store, site or []), "lang": lang}):
            say(line)
    if as_json:
        for row in rows:
            typer.echo(hitlines.json_line({name: asdict(row)[name] for name in COLUMNS}))
        return
    _table(rows, all_probes)


def _silent(store: Store, sites: list[str]) -> list[str]:
    """Those of the sites where nothing was ever looked up: one that was searched in vain is known."""
    return [
        site for site in sites if not store.counted(TrendQuery(by=["site"], sites=[site], same_basket=False))
    ]


def _rebuild(store: Store, as_json: bool) -> None:
    problems = store.rebuild_trends()
    for problem in problems:
        told = asdict(problem)
        typer.echo(hitlines.json_line(told) if as_json else f"mended: {problem.count} {problem.what}")
    if not problems and not as_json:
        typer.echo("the counts are right")


def _ahead(store: Store, as_json: bool) -> None:
    """For the worker, and for cron. It yields to whatever else the machine does."""
    from warden.trends.ahead import count_ahead

    with suppress(AttributeError, OSError):
        os.nice(10)
    if store.keeps_counts:
        count_ahead(store, now())
    elif not as_json:
        say("this store keeps no counts: nothing is counted ahead")


_ACTIONS = {"rebuild": _rebuild, "ahead": _ahead}


def _table(rows: list[TrendRow], all_probes: bool) -> None:
    if not rows:
        say(
            "nothing counted"
            if all_probes
            else "nothing counted: no probe ran in every week; try --all-probes"
        )
        return
    kept = [
        name
        for name in COLUMNS
        if name in COLUMNS[4:10] or any(getattr(row, name) not in (None, 0) for row in rows)
    ]
    tables.show(kept, ([getattr(row, name) for name in kept] for row in rows), tables.stdout())
    say(
        "all probes: more effort finds more"
        if all_probes
        else "same basket: probes that ran in every week shown"
    )
