"""``warden serve``: the console in the browser."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Annotated

import typer

from warden import private
from warden.cli.state import State, say
from warden.cli.worker import environment
from warden.errors import CannotContinue, UsageError

PORT = 8710


def register(app: typer.Typer) -> None:
    """Add ``serve`` to the command line."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = PORT,
    threads: Annotated[int, typer.Option(min=1, help="Requests answered at a time.")] = 4,
) -> None:
    """The console: look at hits and decide, in the browser. Ends with Ctrl-C."""
    state: State = ctx.obj
    server = console_part()
    os.environ.update(environment(state))
    private.make_directory(state.data)
    with state.open_store():
        pass  # made, brought up to date, and its secret compared, before anybody looks
    try:
        server.prepare()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        server.serve(host, port, threads, lambda address: _tell(address, server.first_address(address)))
    except OSError as fault:
        raise CannotContinue(
            f"{host}:{port} cannot be listened at: {fault.strerror or fault}. Name another with --port."
        ) from fault


def console_part() -> ModuleType:
    """What starts the console. Raises ``UsageError`` where the extra is not installed."""
    if find_spec("django") is None or find_spec("waitress") is None:
        raise UsageError(
            "This verb needs the extra [console], which is not installed; "
            "in the checkout: pip install '.[console]', or `make setup` for the locked versions."
        )
    return import_module("warden.review.server")


def _tell(address: str, first: str | None) -> None:
    say(f"the console is at {address}/ (Ctrl-C ends it)")
    if first:
        say(f"nobody has an account yet; the first administrator's is made at {first}")
