"""``warden hit show``: everything kept of one hit, old readings beside today's."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

import typer

from warden.cli import hitlines, tables
from warden.cli.state import State
from warden.errors import UsageError
from warden.records import HitLine
from warden.store.base import Store

MOST = 5
"""Ids that are named where several begin as was written."""


def show(
    ctx: typer.Context,
    hit: Annotated[
        str,
        typer.Argument(metavar="HIT", help="The hit's id, as `warden search` shows it, or its beginning."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """One hit with its revisions, every reading of each, its verdicts and its evidence."""
    here: State = ctx.obj
    with here.open_store(create=False) as store:
        line = _hit(store, hit.strip().lower())
        told = {
            "hit": hitlines.hit_dict(line),
            "revisions": store.revisions(line.listing_key),
            "verdicts": [asdict(verdict) for verdict in store.verdicts(line.hit_id)],
            "evidence": store.evidence(line.listing_key),
        }
    if as_json:
        typer.echo(hitlines.json_line(told))
    else:
        _tell(line, told)


def _hit(store: Store, name: str) -> HitLine:
    """The hit of an id or of the beginning of one; ``UsageError`` when there is none or several begin so."""
    line = store.hit(name)
    if line is not None:
        return line
    found = store.hit_ids(name, MOST + 1) if name else []
    if len(found) > 1:
        more = " …" if found[MOST:] else ""
        raise UsageError(
            f"Several hits begin with {name}: {', '.join(found[:MOST])}{more}. Write more of the id."
        )
    line = store.hit(found[0]) if found else None
    if line is None:
        raise UsageError(f"There is no hit {name}. `warden search` shows the ids of hits.")
    return line


def _tell(line: HitLine, told: dict[str, Any]) -> None:
    console = tables.stdout()
    price = line.price.text or (
        f"{Decimal(str(line.price.amount)).normalize():f} {line.price.currency}"
        if line.price.amount is not None
        else "no price"
    )
    for text in (
        line.title,
        f"{line.url or 'no address'}",
        f"{line.target or 'no target yet'}: {line.grade}, {line.score if line.score is not None else 'no score'}; state {line.state}",
        f"{price}; seen {line.sightings} times, {line.first_seen_at} to {line.last_seen_at}"
        + (f"; gone {line.gone_at} ({line.gone_reason})" if line.gone_at else ""),
    ):
        tables.line(console, tables.plain(text))
    rows = [
        (
            f"{revision['site']} {revision['page_kind']}",
            revision["cause"] + (f": {', '.join(revision['difference'])}" if revision["difference"] else ""),
            revision["first_at"],
            ("* " if reading["current"] else "") + (reading["recipe"] or "by hand")[:12],
            f"{reading['grade']} {reading['score']:g}",
            ", ".join(match["term"] for match in reading["matches"]),
        )
        for revision in told["revisions"]
        for reading in revision["readings"]
    ]
    names = ("road", "revision", "first seen", "reading", "grade", "terms")
    tables.show(names, rows, console, flexible=("revision", "terms"))
    for verdict in told["verdicts"]:
        tables.line(
            console, tables.plain(f"verdict {verdict['at']} {verdict['reviewer']}: {verdict['decision']}")
        )
    for piece in told["evidence"]:
        tables.line(
            console, tables.plain(f"evidence: {piece['kind']} {piece['file']} sha256 {piece['sha256'][:16]}…")
        )
