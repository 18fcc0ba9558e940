"""``warden terms suggest``: words that confirmed hits have and the list lacks."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from warden.cli import hitlines, tables
from warden.cli.match import directories
from warden.cli.state import State, say


def suggest(
    ctx: typer.Context,
    lang: Annotated[
        list[str] | None, typer.Option(help="Only listings of this language (repeatable).")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(help="Only hits of this target and all under it (repeatable).")
    ] = None,
    min_count: Annotated[int, typer.Option(min=1, help="Listings that a word must stand in, at least.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="A suggestion a line, as JSON.")] = False,
) -> None:
    """Words over-represented in confirmed hits that are on no list, with examples and the rows to paste."""
    from keywords import load_terms
    from warden.curation.proposals import lines
    from warden.curation.suggesting import Suggestions

    here: State = ctx.obj
    vocabulary = load_terms(directories(ctx))
    targets = hitlines.with_descendants(here, target)
    found = Suggestions(vocabulary, langs=lang or [], targets=targets, least=min_count)
    with here.read_store() as store:
        found.read_all(store, say)
        rows = list(lines(found, store))
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    _tell(rows, found.comparison)


def _tell(rows: list[dict[str, Any]], comparison: str) -> None:
    from warden.curation.tried import COLUMNS

    if not rows:
        say("nothing to suggest")
        return
    console = tables.stdout()
    compared = {"verdicts": "confirmed against rejected hits", "hits": "hits against listings that are none"}
    say(f"compared: {compared[comparison]}")
    names = ("word", "lang", "target", "how", "in", "of", "out", "of", "z", "for example")
    cells = map(_cells, rows)
    tables.show(names, cells, console, flexible=("for example", "target"))
    say("the rows for terms/<lang>.csv, as candidates:")
    tables.line(console, ",".join(COLUMNS))
    for row in rows:
        tables.line(console, tables.plain(row["row"]))


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    how = f"{row['how']} of {row['near']}" if row["near"] else row["how"]
    example = row["examples"][0]["title"] if row["examples"] else ""
    told = (row[name] for name in ("having", "of", "out_having", "out_of", "z"))
    return (row["word"], row["lang"], row["target"], how, *told, example)


def register(terms: typer.Typer) -> None:
    """Add ``suggest`` to ``warden terms``."""
    terms.command("suggest")(suggest)
