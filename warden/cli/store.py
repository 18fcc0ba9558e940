"""``warden store``: check and migrate."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from warden.cli import hitlines
from warden.cli.state import State

store_app = typer.Typer(help="The store: check and migrate it.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]


def register(app: typer.Typer) -> None:
    """Add ``store`` to the command line."""
    app.add_typer(store_app, name="store")


@store_app.command("check")
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Is what the store says of itself true? Exit 1 when something is wrong, with its cure."""
    here: State = ctx.obj
    with here.open_store(create=False) as store:
        problems = store.check()
        counts = store.counts()
    for problem in problems:
        told = f"{problem.count} × {problem.what}. Cure: {problem.cure}"
        typer.echo(hitlines.json_line(asdict(problem)) if as_json else told)
    if not problems and not as_json:
        typer.echo("the store is sound: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    if problems:
        raise typer.Exit(1)


@store_app.command("migrate")
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Bring schema, states, search index and counts up to date."""
    here: State = ctx.obj
    with here.open_store(create=False) as store:
        done = store.migrate()
    for step in done:
        typer.echo(hitlines.json_line({"done": step}) if as_json else step)
    if not done and not as_json:
        typer.echo("nothing to do")
