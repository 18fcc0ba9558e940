"""``warden export``: hits for other people's tools."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from warden.cli import hitlines
from warden.cli.state import State, need_output, say
from warden.errors import CannotContinue, UsageError
from warden.records import HitLine

if TYPE_CHECKING:
    from keywords.hidden import Hidden

FORMATS = ("jsonl", "csv")
PROFILES = ("public", "partner", "enforcement")

NESTED = {
    "price": ("amount", "amount_max", "currency", "text", "type"),
    "quantity": ("value", "unit", "text"),
    "verdict": ("decision", "taxon", "reviewer", "at", "revision_id"),
    "page": ("archive", "offset", "sha256", "captured_at"),
}
"""Objects of a hit that become a CSV column a key: ``price_amount`` …"""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PERSONAL: dict[str, Any] = {
    "listing_key": None,
    "listing_id": None,
    "url": None,
    "description": None,
    "location": None,
    "seller_key": None,
    "contact_keys": [],
    "images": [],
    "page": None,
    "cluster_id": None,
}
"""What leads to the listing, and so to a person: a platform's address follows from its number, and a
listing's key (a cluster's id is one) from both."""


def register(app: typer.Typer) -> None:
    """Add ``export`` to the command line."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    file_format: Annotated[str, typer.Option("--format", help="jsonl or csv.")],
    profile: Annotated[
        str, typer.Option(help="public, partner or enforcement (everything).")
    ] = "enforcement",
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    target: Annotated[
        list[str] | None, typer.Option(help="This target and all under it (repeatable).")
    ] = None,
    site: Annotated[list[str] | None, typer.Option(help="Site (repeatable).")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Language of the listing (repeatable).")] = None,
    state: Annotated[list[str] | None, typer.Option(help="new, decided, disputed … (repeatable).")] = None,
    decision: Annotated[list[str] | None, typer.Option(help="What was decided (repeatable).")] = None,
    since: Annotated[str | None, typer.Option(help="First seen on or after this day.")] = None,
    until: Annotated[str | None, typer.Option(help="First seen on or before this day.")] = None,
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="Also hits no current reading makes.")
    ] = False,
) -> None:
    """Write the hits, oldest first: a hit a line, as JSON or CSV."""
    for name, value, known in (("format", file_format, FORMATS), ("profile", profile, PROFILES)):
        if value not in known:
            raise UsageError(f"Unknown {name} {value!r}. Known: {', '.join(known)}.")
    if out is None:
        need_output()
    here: State = ctx.obj
    told: dict[str, Any] = {
        "target": target,
        "site": site,
        "lang": lang,
        "state": state,
        "decision": decision,
        "since": since,
        "until": until,
        "withdrawn": withdrawn,
        "order": "oldest",
    }
    asked = hitlines.query(here, **told)
    with here.read_store() as store, opened(out) as file:
        hidden = None if profile == "enforcement" else _hidden(here)
        lines = (released(line, profile, hidden) for line in store.search(asked))
        count = _csv(lines, file) if file_format == "csv" else _jsonl(lines, file)
    say(f"{count} hits written" + (f" to {out}" if out else ""))


def _hidden(here: State) -> Hidden | None:
    """The restricted words of one's own lists, where there are lists."""
    if not here.terms:
        return None
    from keywords import load_terms
    from keywords.hidden import Hidden

    return Hidden(load_terms(here.terms))


def released(line: HitLine, profile: str, hidden: Hidden | None = None) -> dict[str, Any]:
    """The hit as a profile may see it; every key stays, with null or [].

    ``partner`` leaves out texts and words of hits that restricted terms made, or whose text has ``hidden`` words since, and
    masks these in addresses. ``public`` does so too and leaves out what leads to a person, and who decided.
    """
    made = hitlines.hit_dict(line)
    if profile == "enforcement":
        return made
    masked = [match for match in made["matches"] if match["kind"] is None]
    if masked or (hidden and hidden.held(f"{line.title}\n{line.description or ''}")):
        made |= {"title": "", "description": None, "matches": masked}
    if hidden:
        made |= {
            "url": hidden.masked(line.url) if line.url else None,
            "images": list(map(hidden.masked, line.images)),
        }
    if profile == "public":
        made |= _PERSONAL
        made["price"] = made["price"] | {"text": None}
        made["quantity"] = made["quantity"] | {"text": None}
        if made["verdict"]:
            made["verdict"] = made["verdict"] | {"reviewer": None}
    return made


@contextmanager
def opened(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is whole."""
    if out is None:
        yield sys.stdout
        return
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
        partial = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                yield file
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as fault:
        raise CannotContinue(
            f"{out} cannot be written: {fault.strerror}. Name another file with --out."
        ) from fault


def _jsonl(lines: Iterator[dict[str, Any]], file: TextIO) -> int:
    count = 0
    for line in lines:
        file.write(hitlines.json_line(line) + "\n")
        count += 1
    return count


def columns() -> list[str]:
    """The CSV columns: the keys of a hit, objects taken apart."""
    names: list[str] = []
    for name in HitLine.__dataclass_fields__:
        names += [f"{name}_{part}" for part in NESTED[name]] if name in NESTED else [name]
    return names


def row(line: dict[str, Any]) -> list[Any]:
    cells: list[Any] = []
    for name, value in line.items():
        if name in NESTED:
            cells += [cell((value or {}).get(part)) for part in NESTED[name]]
        else:
            cells.append(cell(value))
    return cells


def cell(value: Any) -> Any:
    """One cell. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(value, list):
        texts = all(isinstance(part, str) for part in value)
        value = "|".join(value) if texts else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value


def _csv(lines: Iterator[dict[str, Any]], file: TextIO) -> int:
    writer = csv.writer(file, lineterminator="\r\n" if file is not sys.stdout else "\n")
    writer.writerow(columns())
    count = 0
    for line in lines:
        writer.writerow(row(line))
        count += 1
    return count
