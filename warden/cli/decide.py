"""``warden decide``: append a verdict."""

from __future__ import annotations

import difflib
import getpass
import re
from typing import Annotated

import typer

from warden.cli import hitlines
from warden.cli.state import State
from warden.errors import UsageError
from warden.identity import drawn, instant, now
from warden.records import Verdict
from warden.store.base import Store


def register(app: typer.Typer) -> None:
    """Add ``decide`` to the command line."""
    app.command("decide")(decide)


def person() -> str:
    """Who sits here, when no name is given."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def decide(
    ctx: typer.Context,
    hit: Annotated[str, typer.Argument(metavar="HIT", help="The hit's id.")],
    decision: Annotated[
        str, typer.Option(help="relevant_prohibited, replica_or_not_wildlife, cannot_tell …")
    ],
    reason: Annotated[list[str] | None, typer.Option(help="Why (repeatable).")] = None,
    taxon: Annotated[str | None, typer.Option(help="The taxon you see, if you can tell.")] = None,
    reviewer: Annotated[str | None, typer.Option(help="Who decides; default: your user name.")] = None,
    note: Annotated[str | None, typer.Option(help="Free text.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Say what a hit is. Nothing is overwritten: a new verdict of yours replaces your last one."""
    here: State = ctx.obj
    (decided,) = hitlines.one_of("decision", [decision])
    reasons = list(dict.fromkeys(hitlines.one_of("reason", reason)))
    seen = known_taxon(here, taxon) if taxon is not None else None
    verdict = Verdict(
        verdict_id=drawn(),
        hit_id=hit,
        revision_id=None,
        recipe=None,
        decision=decided,  # type: ignore[arg-type]
        reviewer=reviewer or person(),
        at=instant(now()) or "",
        taxon=seen,
        reasons=reasons,
        note=note,
    )
    with here.open_store(create=False) as store:
        known(store, hit)
        store.add_verdict(verdict)
        line = store.hit(hit)
    assert line is not None
    told = {
        "verdict_id": verdict.verdict_id,
        "hit_id": hit,
        "decision": verdict.decision,
        "taxon": verdict.taxon,
        "reviewer": verdict.reviewer,
        "at": verdict.at,
        "state": line.state,
    }
    if as_json:
        typer.echo(hitlines.json_line(told))
    else:
        typer.echo(f"{hitlines.plain(line.title)}: {verdict.decision}; the hit is {line.state}")


_NAME = re.compile(r"[A-Z][a-z-]{2,} [a-z-]{2,}(?: [a-z-]{2,})?")


def known_taxon(here: State, name: str) -> str:
    """The permanent id of a target, or a scientific name; ``UsageError`` names near ones of anything else."""
    from keywords import load_terms

    vocabulary = load_terms(here.terms)
    name = " ".join(name.split())
    meant = vocabulary.resolve(name)
    if meant:
        return meant
    if _NAME.fullmatch(name):
        return name
    rows = vocabulary.targets.values()
    known = {
        one.casefold(): row.target for row in rows for one in (row.target, row.label_en, *row.aliases) if one
    }
    near = difflib.get_close_matches(name.casefold(), known, n=5, cutoff=0.5)
    hint = ", ".join(dict.fromkeys(known[one] for one in near))
    raise UsageError(
        f"There is no taxon {name!r}. "
        + (f"Near it: {hint}. " if hint else "")
        + "Write a target's id, or a scientific name of two words such as Loxodonta africana."
    )


def known(store: Store, hit: str) -> None:
    """Raise ``UsageError`` when there is no such hit."""
    if store.hit(hit) is None:
        raise UsageError(f"There is no hit {hit}. `warden search` lists the hits with their ids.")
