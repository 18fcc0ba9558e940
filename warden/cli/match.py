"""``warden match``: the terms and the matcher over somebody's own feed."""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from warden.cli.state import need_input, need_output
from warden.records import Grade


class MinGrade(StrEnum):
    none = "none"
    review = "review"
    hit = "hit"


def directories(ctx: typer.Context) -> list[Path]:
    """The further term directories of the global options."""
    return list(getattr(ctx.obj, "terms", None) or [])


def match(
    ctx: typer.Context,
    min_grade: Annotated[MinGrade, typer.Option(help="Leave out lines graded below this.")] = MinGrade.none,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes to share the work.")] = 1,
    candidate: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Term files laid over the list: write only the lines they change, as {id, before, after}.",
        ),
    ] = None,
) -> None:
    """Grade JSON Lines of listings from standard input: {"id","title","description"?,"lang"?,"site"?}.

    One line out for each line in, in order. A bad line gives {"id":null,"line":n,"error"} and exit 1. Imported species count
    only with `--data` before the verb. With --candidate a changed list is tried on the same lines: grade, score and
    targets are compared.
    """
    from keywords.jsonl import match_lines
    from warden.cli.needs import tell_faults

    need_output()
    need_input()
    # Without it the processes that share the work outlive this one.
    signal.signal(signal.SIGTERM, _stop)
    grade: Grade = min_grade.value
    told = getattr(ctx.obj, "terms_of_match", None)
    told = directories(ctx) if told is None else told
    tally = match_lines(
        sys.stdin.buffer,
        sys.stdout.buffer,
        told,
        min_grade=grade,
        jobs=jobs,
        candidate=candidate or (),
        loaded=tell_faults,
    )
    if candidate:
        print(f"warden: {tally.written} of {tally.lines} lines are graded otherwise", file=sys.stderr)
    if tally.bad:
        print(f"warden: {tally.bad} of {tally.lines} lines were no listings", file=sys.stderr)
        raise typer.Exit(1)


def _stop(*_: object) -> None:
    raise SystemExit(143)


def register(app: typer.Typer) -> None:
    """Add ``match`` to the command line."""
    app.command("match")(match)
