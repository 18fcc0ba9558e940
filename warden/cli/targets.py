"""``warden targets``: what terms stand for, and how it stands in law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from warden.cli import tables
from warden.cli.match import directories
from warden.cli.state import say
from warden.errors import UsageError

if TYPE_CHECKING:
    from keywords import Vocabulary
    from keywords.law import Law, Subject
    from keywords.standing import LawRow, Standing

targets = typer.Typer(
    help="What terms stand for, and how it stands in law.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")]
Named = Annotated[
    str, typer.Argument(metavar="TARGET|NAME", help="A target, or a scientific or other name of a taxon.")
]
_NAMES = ("target", "label_en", "rank", "scientific_name", "parent", "origin")
_SAID = {
    "listed": "listed", "not_listed": "not listed", "depends": "depends", "not_yet": "not yet listed",
    "no_longer": "no longer listed", "unknown": "unknown",
}  # fmt: skip


@targets.command("list")
def list_targets(
    ctx: typer.Context,
    under: Annotated[
        list[str] | None, typer.Option(help="Only this target and what is under it (repeatable).")
    ] = None,
    json: Json = False,
) -> None:
    """The targets: those of the list and the imported taxa."""
    from keywords import load_terms

    vocab = load_terms(directories(ctx))
    wanted = set().union(*(vocab.descendants(name) for name in under)) if under else None
    if under and not wanted:
        raise UsageError(f"There is no target {', '.join(under)}: `warden targets list` shows them.")
    rows = [target_line(vocab, name) for name in vocab.targets if wanted is None or name in wanted]
    for row in rows if json else ():
        typer.echo(orjson.dumps(row).decode())
    if not json:
        shown = ([row[name] for name in _NAMES] for row in rows)
        tables.show(_NAMES, shown, tables.stdout(), flexible=("label_en", "scientific_name"))


def target_line(vocab: Vocabulary, name: str) -> dict[str, Any]:
    """A target as ``--json`` prints it."""
    row = vocab.targets[name]
    return {
        "target": name,
        "label_en": row.label_en,
        "parent": row.parent,
        "rank": row.rank,
        "scientific_name": row.scientific_name,
        "name_authority": row.name_authority or None,
        "described_on": row.described_on or None,
        "aliases": list(row.aliases),
        "exceptions": list(row.exceptions),
        "origin": "list" if name in vocab.own_targets else "imported",
    }


@targets.command("show")
def show_target(ctx: typer.Context, name: Named, json: Json = False) -> None:
    """All that is known of a target: accepted name, synonyms, names, what is above and below it, its listings."""
    law = _law(ctx)
    subject = _one(law, name)
    line = shown_line(law, subject)
    if json:
        typer.echo(orjson.dumps(line).decode())
        return
    for key, value in line.items():
        for text in _texts(key, value):
            print(text)


def _texts(key: str, value: Any) -> Iterable[str]:
    """The lines of one key for a person."""
    if key == "listings":
        yield from (f"listing: {_row_text(row)}" for row in value)
    elif key == "names":
        yield from (f"names ({lang}): {', '.join(map(tables.plain, words))}" for lang, words in value.items())
    elif key == "imports":
        for one in value:
            yield from filter(None, (one["citation"], one["notice"]))
    elif value:
        yield f"{key.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"


def shown_line(law: Law, subject: Subject) -> dict[str, Any]:
    """A target with all that is known of it, as ``--json`` prints it."""
    taxon, vocab = subject.taxon, law.vocab
    known = subject.target in vocab.targets
    base = target_line(vocab, subject.target) if known else _nameless(subject)
    return {
        **base,
        "accepted_name": subject.name,
        "synonym_of": subject.synonym_of or None,
        "author": (taxon.author if taxon else "") or None,
        "name_authority": (taxon.authority if taxon else "") or base["name_authority"],
        "parents": vocab.parents(subject.target),
        "children": sorted(vocab.children(subject.target)),
        "synonyms": list(taxon.synonyms) if taxon else [],
        "names": _names(law, subject),
        "listings": [row_line(row) for row in law.way(subject)[0].rows],
        "imports": [
            {"name": one.name, "downloaded": one.downloaded, "citation": one.citation, "notice": one.notice}
            for one in law.imports_for(subject)
        ],
    }


def _nameless(subject: Subject) -> dict[str, Any]:
    """A taxon that is no target: one that the list names only as an exception."""
    empty: dict[str, Any] = {
        "target": None,
        "label_en": subject.name,
        "parent": None,
        "rank": "",
        "scientific_name": subject.name,
    }
    return {
        **empty,
        "name_authority": None,
        "described_on": None,
        "aliases": [],
        "exceptions": [],
        "origin": "list",
    }


def _names(law: Law, subject: Subject) -> dict[str, list[str]]:
    """Names by language: the list's own words first; restricted ones are left out."""
    found: dict[str, dict[str, str]] = {}
    for term in law.vocab.own_terms:
        if (
            term.target == subject.target
            and term.kind == "species"
            and not term.restricted
            and term.match != "regex"
        ):
            found.setdefault(term.lang, {}).setdefault(term.term.casefold(), term.term)
    for lang, word in subject.taxon.names if subject.taxon else ():
        found.setdefault(lang, {}).setdefault(word.casefold(), word)
    return {lang: list(words.values()) for lang, words in sorted(found.items())}


@targets.command("status")
def status(
    ctx: typer.Context,
    name: Named,
    country: Annotated[
        str, typer.Option(help="ISO country code, two letters; default: every law that is known.")
    ] = "",
    on: Annotated[str, typer.Option(metavar="DAY", help="On this day; default today (UTC).")] = "",
    json: Json = False,
) -> None:
    """How a taxon stands in CITES, in the EU annexes and in national law, and by which row."""
    from keywords.standing import standings

    day, where = _day(on), _country(country)
    law = _law(ctx)
    subject = _one(law, name)
    if subject.synonym_of:
        say(f"{name} is a synonym of {subject.name}")
    found = standings(law.way(subject), where, day, law.lists)
    for one in found:
        line = standing_line(subject, name, one, where, day)
        if json:
            typer.echo(orjson.dumps(line).decode())
        else:
            _print(one)
    if where and not json and not any(one.jurisdiction == where for one in found):
        say(f"no national law of {where} is here: `warden terms import national FILE` adds one")
    for notice in (
        dict.fromkeys(one.notice for one in law.imports_for(subject) if one.notice) if not json else ()
    ):
        say(notice)


def _print(one: Standing) -> None:
    through = f", through {one.through}" if one.through else ""
    print(f"{one.list} ({one.jurisdiction}): {_SAID[one.verdict]} {'/'.join(one.classes)}{through}".rstrip())
    for row in one.rows:
        print(f"  {_row_text(row_line(row))}")
    if one.note:
        print(f"  {one.note}")


def _row_text(row: dict[str, Any]) -> str:
    since = f" since {row['valid_from']}" if row["valid_from"] else ""
    until = f" until {row['valid_to']}" if row["valid_to"] else ""
    note = f": {row['annotation']}" if row["annotation"] else ""
    party = f" ({row['party']})" if row["party"] else ""
    source = f" [{row['source']}]" if row["source"] else ""
    return tables.plain(f"{row['list']} {row['class']}{party} {row['taxon']}{since}{until}{note}{source}")


def row_line(row: LawRow) -> dict[str, Any]:
    """A listing as ``--json`` prints it."""
    return {
        "list": row.list,
        "jurisdiction": row.jurisdiction,
        "class": row.category,
        "taxon": row.taxon,
        "annotation": row.annotation or None,
        "hash_annotation": row.hash_annotation or None,
        "valid_from": row.valid_from or None,
        "valid_to": row.valid_to or None,
        "party": row.party or None,
        "under": row.under or None,
        "source": row.source,
        "as_of": row.as_of or None,
    }


def standing_line(
    subject: Subject, asked: str, one: Standing, country: str | None, day: str
) -> dict[str, Any]:
    """The answer of one list as ``--json`` prints it."""
    return {
        "asked": asked,
        "target": subject.target or None,
        "accepted_name": subject.name,
        "synonym_of": subject.synonym_of or None,
        "list": one.list,
        "jurisdiction": one.jurisdiction,
        "country": country,
        "on": day,
        "standing": one.verdict,
        "classes": list(one.classes),
        "through": one.through or None,
        "rows": [row_line(row) for row in one.rows],
        "note": one.note or None,
    }


def _law(ctx: typer.Context) -> Law:
    from keywords import load_terms
    from keywords.law import Law

    dirs = directories(ctx)
    return Law(load_terms(dirs), dirs)


def _one(law: Law, name: str) -> Subject:
    """What a name stands for. Raises UsageError when nobody has it, or several do."""
    found = law.find(name)
    if not found:
        raise UsageError(
            f"No target and no imported taxon is called {name!r}: `warden targets list` shows them, `warden terms import` adds lists."
        )
    if len(found) > 1:
        raise UsageError(f"{name} is the name of several: {', '.join(_called(found))}. Ask for one of them.")
    return found[0]


def _called(found: Sequence[Subject]) -> list[str]:
    return [f"{one.target} ({one.name})" for one in found]


def _day(told: str) -> str:
    if not told:
        return datetime.now(UTC).date().isoformat()
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise UsageError(f"--on {told}: is no day. Write it like 2017-01-02.") from None


def _country(told: str) -> str | None:
    from keywords.countries import countries

    if told and told.upper() not in countries():
        raise UsageError(f"--country {told}: is no ISO code of a country. Write two letters, such as ID.")
    return told.upper() or None


def register(app: typer.Typer) -> None:
    """Add ``targets`` to the command line."""
    app.add_typer(targets, name="targets")
