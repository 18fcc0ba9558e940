"""``warden sites check --recall``: what a site's own search finds of what its newest list shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from warden.cli import tables
from warden.cli.needs import need_keys
from warden.cli.sites import chosen, loaded, print_lines
from warden.cli.state import State, say
from warden.errors import UsageError

if TYPE_CHECKING:
    from warden.sitelines import RecallLine

ENOUGH = 0.8
"""A search that finds less of its site's newest list is told by the exit code."""


def check_recall(
    ctx: typer.Context, names: Sequence[str], words: Sequence[str], pages: int, as_json: bool
) -> None:
    """Ask, show a line for each word, and end with code 1 when a site's search finds too little."""
    from crawler.recall import ask_recall
    from keywords import load_terms

    if not names:
        raise UsageError("--recall sends requests: name the sites to ask")
    state: State = ctx.obj
    sites = chosen(loaded(ctx, names), names)
    for site in sites:
        need_keys(site)
    lines = ask_recall(state.config, sites, load_terms(state.terms), words=words, pages=pages, say=say)
    if as_json:
        print_lines([dataclasses.asdict(line) for line in lines])
    else:
        _show(lines)
    if any(map(_is_bad, lines)):
        raise typer.Exit(1)


def _is_bad(line: RecallLine) -> bool:
    """Whether a word is lost, or nothing can be said: the list or the search was blocked, failed or read as changed."""
    if line.recall is None:
        return bool(line.listed) or line.failed
    return line.recall < ENOUGH and not line.cut


def _show(lines: Sequence[RecallLine]) -> None:
    console = tables.stdout()
    rows = (
        (line.site, line.lang, line.word, line.listed, line.found, _share(line), line.next) for line in lines
    )
    names = ("site", "language", "word", "listed", "found", "recall", "next")
    tables.show(names, rows, console, flexible=("next",))
    for line in lines:
        for title in line.missed:
            tables.line(console, tables.plain(f"{line.site}: {line.word}: not found: {title}"))


def _share(line: RecallLine) -> str:
    if line.recall is None:
        return "-"
    return f"{'at least ' if line.cut else ''}{round(line.recall * 100)} %"
