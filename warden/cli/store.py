"""``warden store``: check, migrate and copy."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from warden.cli import hitlines
from warden.cli.state import State, say
from warden.cli.stopping import Stopping

if TYPE_CHECKING:
    from warden.store.base import Problem, Store
    from warden.store.copying import Done

store_app = typer.Typer(
    help="The store: check it, migrate it, copy it.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]
With = Annotated[
    str | None, typer.Option("--with", metavar="URL", help="Compare it with this store instead.")
]
To = Annotated[str, typer.Option("--to", metavar="URL", help="The store to copy into; made when not there.")]
_EVERY = 5.0
"""Seconds between two lines of progress."""


def register(app: typer.Typer) -> None:
    """Add ``store`` to the command line."""
    app.add_typer(store_app, name="store")


@store_app.command("check")
def check(ctx: typer.Context, other: With = None, as_json: Json = False) -> None:
    """Is what the store says of itself true? Exit 1 when something is wrong, with its cure."""
    here: State = ctx.obj
    from warden.store import comparing
    from warden.store.copied import counted

    with here.open_store(create=False, unfinished=True) as store:
        problems = (
            [*comparing.half_copied(store), *store.check()] if other is None else _compared(store, other)
        )
        counts = store.counts()
    for problem in problems:
        told = f"{problem.count} × {problem.what}. Cure: {problem.cure}"
        typer.echo(hitlines.json_line(asdict(problem)) if as_json else told)
    if not problems and not as_json:
        found = "the store is sound" if other is None else "both stores hold the same"
        typer.echo(f"{found}: {counted(counts)}")
    if problems:
        raise typer.Exit(1)


def _compared(store: Store, url: str) -> list[Problem]:
    from warden.store import comparing, open_store

    with closing(open_store(url, create=False)) as other:
        return comparing.compare(store, other)


@store_app.command("migrate")
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Bring schema, states, search index and counts up to date."""
    here: State = ctx.obj
    done = False
    with here.open_store(create=False, to_migrate=True) as store:
        for step in store.migrate():
            done = True
            typer.echo(hitlines.json_line({"done": step}) if as_json else step)
    if not done:
        typer.echo(hitlines.json_line({"done": "nothing to do"}) if as_json else "nothing to do")


@store_app.command("copy")
def copy(ctx: typer.Context, to: To, as_json: Json = False) -> None:
    """Copy the store into another one, of either engine. Stopped, the same command goes on where it was."""
    from warden.store import copying, open_store

    here: State = ctx.obj
    with here.open_store(create=False) as source, closing(open_store(to)) as target, Stopping() as stopping:
        try:
            done = copying.copy(source, target, _teller(stopping))
        except _Stopped as stop:
            say(
                f"stopped {stop}; nothing is lost, but {to} is not complete and not to be used: the same command goes "
                "on from there"
            )
            raise typer.Exit(stopping.code) from None
    _tell(done, as_json)


def _tell(done: Done, as_json: bool) -> None:
    from warden.store.copied import WORDS, counted

    if as_json:
        for kind in WORDS:
            line = {"kind": kind, "written": done.written[kind], "there": done.there[kind]}
            typer.echo(hitlines.json_line(line))
        return
    written, there = (
        counted({kind: counts[kind] for kind in WORDS if counts[kind]})
        for counts in (done.written, done.there)
    )
    typer.echo(f"newly written: {written or 'nothing'}")
    typer.echo(f"there already: {there or 'nothing'}")


class _Stopped(Exception):
    """A signal has come, and all that was begun is written."""


def _teller(stopping: Stopping) -> Callable[[str, int], None]:
    from warden.store.copied import counted

    last = time.monotonic()

    def tell(kind: str, count: int) -> None:
        nonlocal last
        if stopping.asked:
            raise _Stopped(f"after {counted({kind: count})}")
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            say(f"looked through so far: {counted({kind: count})}")

    return tell
