"""``warden terms ledger``: what each term costs and earns."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from warden.cli import hitlines, tables
from warden.cli.match import directories
from warden.cli.needs import need_languages
from warden.cli.state import State, say

_NAMES = (
    "term", "lang", "site", "probes", "pages", "listings", "hits", "reviewed", "confirmed", "precision", "last useful", "minutes", "advice",
)  # fmt: skip


def ledger(
    ctx: typer.Context,
    lang: Annotated[list[str] | None, typer.Option(help="Only terms of this language (repeatable).")] = None,
    site: Annotated[list[str] | None, typer.Option(help="Only this site (repeatable).")] = None,
    target: Annotated[
        list[str] | None, typer.Option(help="Only terms of this target and all under it (repeatable).")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only what was seen since this day or instant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A term and site a line, as JSON.")] = False,
) -> None:
    """What each term has cost and earned on each site, and what might be done about it. Only reads."""
    from keywords import load_terms
    from warden.curation.ledger import Ledger

    here: State = ctx.obj
    vocabulary = load_terms(directories(ctx))
    need_languages(lang or [], vocabulary)
    begin = hitlines.date("since", since)
    targets = hitlines.with_descendants(here, target)
    found = Ledger(vocabulary, langs=lang or [], targets=targets, sites=site or [])
    with here.read_store() as store:
        found.read_all(store, begin, say)
    rows = list(found.lines())
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        tables.show(_NAMES, map(_cells, rows), tables.stdout(), flexible=("term", "advice"))
    else:
        say("no term has been asked for or found anything yet")


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    told = row["precision"]
    share = "" if told is None else f"{told:.0%} ({row['low']:.0%} to {row['high']:.0%})"
    names = ("term", "lang", "site", "probes", "pages", "listings", "hits", "reviewed", "confirmed")
    advice = f"{row['advice']}: {row['why']}" if row["advice"] else ""
    return (*(row[name] for name in names), share, row["last_useful"], row["minutes"], advice)


def register(terms: typer.Typer) -> None:
    """Add ``ledger`` to ``warden terms``."""
    terms.command("ledger")(ledger)
