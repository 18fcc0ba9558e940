"""``warden serve``: the console in the browser."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Annotated

import typer

from warden import private
from warden.cli.state import State, say
from warden.cli.worker import GRACE, environment
from warden.errors import CannotContinue, UsageError
from warden.owners import BESIDE

PORT = 8710


def register(app: typer.Typer) -> None:
    """Add ``serve`` to the command line."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = PORT,
    threads: Annotated[int, typer.Option(min=1, help="Requests answered at a time.")] = 4,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Also crawl what is due or asked for.")
    ] = True,
) -> None:
    """The console: look at hits, decide, see trends, start crawls, in the browser. Ends with Ctrl-C.

    A worker runs beside it, as long as it runs; not where workers of their own share the store.
    """
    state: State = ctx.obj
    server = console_part()
    os.environ.update(environment(state))
    private.make_directory(state.data)
    with state.open_store():
        pass  # made, brought up to date, and its secret compared, before anybody looks
    try:
        server.prepare()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        with _worker(state) if worker else nullcontext():
            server.serve(host, port, threads, lambda address: _tell(address, server.first_address(address)))
    except OSError as fault:
        raise CannotContinue(
            f"{host}:{port} cannot be listened at: {fault.strerror or fault}. Name another with --port."
        ) from fault


@contextmanager
def _worker(state: State) -> Iterator[None]:
    """``warden worker`` as a child, which ends with us: by a signal, or when it sees that we are gone."""
    if find_spec("scrapy") is None:
        say("the extra [crawl] is not installed: nothing is crawled from here")
        yield
        return
    told = {**os.environ, **environment(state), BESIDE: str(os.getpid())}
    child = subprocess.Popen([sys.executable, "-m", "warden", "worker"], env=told, start_new_session=True)
    ending = threading.Event()
    threading.Thread(target=_mourn, args=(child, ending), daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(GRACE + 10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _mourn(child: subprocess.Popen[bytes], ending: threading.Event) -> None:
    """Say so when the worker ends before the console does."""
    code = child.wait()
    if not ending.is_set():
        say(
            f"the worker has ended with {code}: nothing is crawled from here until the console is started again"
        )


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
