"""``warden people``: accounts of the console."""

from __future__ import annotations

import getpass
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Annotated

import typer

from warden import private
from warden.cli import tables
from warden.cli.hitlines import json_line
from warden.cli.serve import console_part
from warden.cli.state import State, say
from warden.cli.worker import environment
from warden.errors import UsageError

ROLES = "administrator, expert, reviewer, curator, volunteer or reader"
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]


def register(app: typer.Typer) -> None:
    """Add ``people`` to the command line."""
    people = typer.Typer(help="Accounts of the console.", no_args_is_help=True)
    people.command("add")(add)
    people.command("set")(change)
    people.command("list")(show)
    app.add_typer(people, name="people")


def add(
    ctx: typer.Context,
    name: Name,
    role: Annotated[str, typer.Option(help=ROLES)] = "reader",
) -> None:
    """Make an account. The password is asked for, or read from standard input where that is no terminal."""
    accounts = _accounts(ctx.obj)
    accounts.add(name, role, _password())
    say(f"{name} may sign in as {role}")


def change(
    ctx: typer.Context,
    name: Name,
    role: Annotated[str | None, typer.Option(help=ROLES)] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for another password.")] = False,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether they may sign in.")
    ] = None,
) -> None:
    """Change an account. Nothing somebody decided is touched by it."""
    accounts = _accounts(ctx.obj)
    accounts.change(name, role, _password() if password else None, active)
    say(f"{name} is changed")


def show(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False
) -> None:
    """Who has an account."""
    rows = _accounts(ctx.obj).rows()
    if as_json:
        for name, role, active, last in rows:
            typer.echo(json_line({"name": name, "role": role, "active": active, "last_sign_in": last}))
        return
    told = [
        (name, role, "" if active else "may not sign in", last or "never")
        for name, role, active, last in rows
    ]
    tables.show(("name", "role", "", "last signed in"), told, tables.stdout())


def _accounts(state: State) -> ModuleType:
    server = console_part()
    os.environ.update(environment(state))
    private.make_directory(state.data)
    state.keys()
    server.prepare()
    return import_module("warden.review.people.accounts")


def _password() -> str:
    if sys.stdin is None:
        raise UsageError("Standard input is closed: give the password there.")
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise UsageError("The two passwords differ. Nothing was changed.")
    return first
