"""``warden search``: hits by words and filters."""

from __future__ import annotations

from typing import Annotated

import typer

from warden.cli import hitlines
from warden.cli.state import State, say

Many = Annotated[list[str] | None, typer.Option()]


def register(app: typer.Typer) -> None:
    """Add ``search`` to the command line."""
    app.command("search")(search)


def search(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="Words that stand together; empty for all.")
    ] = "",
    target: Annotated[
        list[str] | None, typer.Option(help="This target and all under it (repeatable).")
    ] = None,
    site: Annotated[list[str] | None, typer.Option(help="Site (repeatable).")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Language of the listing (repeatable).")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Country, two letters (repeatable).")] = None,
    grade: Annotated[list[str] | None, typer.Option(help="hit or review (repeatable).")] = None,
    state: Annotated[list[str] | None, typer.Option(help="new, decided, disputed … (repeatable).")] = None,
    decision: Annotated[list[str] | None, typer.Option(help="What was decided (repeatable).")] = None,
    origin: Annotated[list[str] | None, typer.Option(help="match, volunteer, expert, audit.")] = None,
    since: Annotated[str | None, typer.Option(help="First seen on or after this day.")] = None,
    until: Annotated[str | None, typer.Option(help="First seen on or before this day.")] = None,
    seller: Annotated[str | None, typer.Option(help="Seller key.")] = None,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also hits no current reading makes.")
    ] = False,
    order: Annotated[str, typer.Option(help="newest, oldest, score or relevance.")] = "newest",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A hit a line, as JSON.")] = False,
) -> None:
    """Find hits. The words are one phrase, in any script: 象牙 finds 象牙手链."""
    told = {
        "target": target,
        "site": site,
        "lang": lang,
        "country": country,
        "grade": grade,
        "state": state,
        "decision": decision,
        "origin": origin,
        "since": since,
        "until": until,
        "seller": seller,
        "withdrawn": withdrawn,
        "order": order,
        "limit": limit,
    }
    here: State = ctx.obj
    asked = hitlines.query(here, text, **told)
    with here.read_store() as store:
        for line_told in hitlines.unheard(store, told):
            say(line_told)
        if as_json:
            for line in store.search(asked):
                typer.echo(hitlines.json_line(hitlines.hit_dict(line)))
            return
        shown = hitlines.table(store.search(asked), hitlines.stdout())
        whole = store.count(asked)
    say(f"{shown} of {whole} hits" if shown < whole else f"{whole} hit{'' if whole == 1 else 's'}")
