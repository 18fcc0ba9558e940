"""The command line. Each verb has a module with ``register(app)``; this one holds what they share."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from warden import __version__
from warden.cli import extras
from warden.cli.hushing import hushed
from warden.cli.state import State
from warden.errors import CannotContinue, WardenError

VERBS = (
    "demo",
    "crawl",
    "worker",
    "imports",
    "search",
    "hit",
    "decide",
    "effort",
    "watches",
    "sites",
    "terms",
    "targets",
    "match",
    "trends",
    "export",
    "reread",
    "store",
    "serve",
    "people",
    "doctor",
)
"""Modules of ``warden.cli`` in the order of ``--help``."""

app = typer.Typer(
    name="warden",
    help="Watch public marketplaces for the trade in protected wildlife.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"warden {__version__}")
        raise typer.Exit


_begun: list[State] = []
"""The state of this process's verb: an error that ends it is told outside of the verb."""


@app.callback()
def options(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Settings file [WARDEN_CONFIG].")] = None,
    store: Annotated[str | None, typer.Option(help="Where hits are kept [WARDEN_STORE].")] = None,
    data: Annotated[Path | None, typer.Option(help="Data directory [WARDEN_DATA].")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,  # noqa: ARG001  done by its callback
) -> None:
    """Options that stand before the verb."""
    _begun[:] = [State(config, store, data)]
    (ctx.obj,) = _begun


for _verb in VERBS:
    import_module(f"warden.cli.{_verb}").register(app)


def main() -> None:
    """Run a verb; errors become one clear line and the exit code of the contract."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()  # here, where a full disk can still be told
        sys.exit(code if isinstance(code, int) else 0)
    except WardenError as fault:
        _line(str(fault))
        sys.exit(fault.exit_code)
    except typer.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); nothing is left to be said to it.
        _silence()
        sys.exit(0)
    except OSError as fault:
        sys.exit(_unwritten(fault))
    except Exception as fault:  # noqa: BLE001  the process's edge: what is not a usage fault is raised again
        sys.exit(_usage(fault))


_UNWRITTEN = (errno.ENOSPC, errno.EFBIG, errno.EBADF, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def _unwritten(fault: OSError) -> int:
    """One line for an output that takes no more; any other failure of the system is raised again."""
    if fault.errno not in _UNWRITTEN:
        raise fault
    _silence()
    where = fault.filename or "the output"
    _line(
        f"{where} cannot be written: {fault.strerror}. Free some space or write elsewhere, and run it again."
    )
    return CannotContinue.exit_code


def _silence() -> None:
    """Nothing more to standard output: what waits in its buffer would fail once more at the exit."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(fault: Exception) -> int:
    if line := extras.lacking(fault):
        _line(line)
        return 2
    show = getattr(fault, "show", None)
    code = getattr(fault, "exit_code", None)
    if show is None or code is None:
        raise fault
    if isinstance(getattr(fault, "message", None), str):
        fault.message = hushed(fault.message, next(iter(_begun), None))  # type: ignore[attr-defined]
    show()
    return int(code)


def _line(text: str) -> None:
    told = hushed(text, next(iter(_begun), None))
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(f"warden: {told}")
