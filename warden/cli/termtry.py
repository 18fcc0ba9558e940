"""``warden terms try``: what a term would catch, before it goes live."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warden.cli import tables
from warden.cli.match import directories
from warden.cli.needs import need_languages
from warden.cli.state import State, say
from warden.errors import UsageError

if TYPE_CHECKING:
    from keywords.vocabulary import Vocabulary
    from warden.curation.tried import Tried


def try_term(
    ctx: typer.Context,
    term: Annotated[str, typer.Argument(metavar="TERM", help="The word, or the id of a listed term.")],
    lang: Annotated[str, typer.Option(help="Its language: the name of the file it would stand in.")],
    site: Annotated[list[str] | None, typer.Option(help="Only listings of this site (repeatable).")] = None,
    target: Annotated[str | None, typer.Option(help="What it would stand for.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="species, combined, code, product …; default code.")
    ] = None,
    match: Annotated[str | None, typer.Option(help="word, prefix, substring, token …; default word.")] = None,
    needs: Annotated[
        list[str] | None, typer.Option(help="A cue group it needs (repeatable, or with |).")
    ] = None,
    product: Annotated[str | None, typer.Option(help="The product it names.")] = None,
    weight: Annotated[str | None, typer.Option(help="strong, medium, weak …; default medium.")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="First ask each --site for one page of results, as a crawl does.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """What a term would catch among the stored listings, by the real matcher. Without --live nothing is written or sent."""
    from keywords import load_terms
    from keywords.hidden import Hidden
    from warden.curation.judged import Judged
    from warden.curation.tried import tried
    from warden.curation.trying import Trial

    here: State = ctx.obj
    vocabulary = load_terms(directories(ctx))
    columns = {
        "target": target,
        "kind": kind,
        "match": match,
        "needs": needs,
        "product": product,
        "weight": weight,
    }
    try:
        made = tried(vocabulary, term, lang, columns)
    except UsageError as fault:
        raise UsageError(Hidden(vocabulary).masked(str(fault))) from None
    if not made.listed:
        tell_new_language(lang, vocabulary)
    if live:
        _sample(here, made, site or [], vocabulary)
    with here.read_store() as store:
        trial = Trial(vocabulary, made, Judged(store, vocabulary))
        trial.read_all(store, site or [], say)
        line = trial.line(store, lang, site or [])
    if as_json:
        typer.echo(json.dumps(line, ensure_ascii=False))
    else:
        _tell(line)


def _sample(here: State, made: Tried, sites: list[str], vocabulary: Vocabulary) -> None:
    """One page of each site, by the ordinary crawl: its pace, its robots.txt, archive and ledger."""
    from crawler.onepage import ask_once
    from crawler.sites.site import refuse_broken
    from warden.cli.needs import need_keys

    if made.restricted:
        raise UsageError("--live: a restricted term is not sent for a sample; crawl with its id.")
    known = here.site_files
    refuse_broken(sites, known)
    if not sites or (strange := [name for name in sites if name not in known]):
        raise UsageError(f"--live needs a --site to ask{': no site named ' + strange[0] if sites else ''}.")
    for name in sites:
        need_keys(known[name])
        page = ask_once(here.config, known[name], vocabulary, term=made.term.term, say=say)
        say(f"{name} answered: {page.outcome}")


def tell_new_language(lang: str, vocabulary: Vocabulary) -> None:
    """A language that no file has yet is allowed, and said."""
    try:
        need_languages([lang], vocabulary)
    except UsageError:
        say(f"there are no terms of the language {lang} yet; it would be its first")


def _tell(line: dict[str, Any]) -> None:
    console = tables.stdout()

    def told(text: str) -> None:
        tables.line(console, tables.plain(text))

    told(
        f"{line['term']}: stands in {line['found']} listings ({line['revisions']} revisions read), "
        f"counts in {line['caught']}, {line['new']} of them new"
    )
    if line["reviewed"]:
        told(
            f"confirmed {line['confirmed']} of {line['reviewed']} reviewed: {line['share']:.0%} "
            f"({line['low']:.0%} to {line['high']:.0%})"
        )
    else:
        told("none of them was reviewed")
    for name, rows in (
        ("caught already by", line["overlap"]),
        ("against it", line["false_friends"]["exclusions"]),
    ):
        if rows:
            told(f"{name}: " + ", ".join(f"{row['term']} {row['listings']}" for row in rows))
    if line["false_friends"]["beside"]:
        beside = line["false_friends"]["beside"]
        told("beside doubtful ones: " + ", ".join(f"{row['word']} {row['listings']}" for row in beside))
    _examples(console, "for", line["examples"])
    _examples(console, "against", line["against"])
    if line["row"]:
        told(f"The row for terms/{line['lang']}.csv:")
        for text in line["row"].splitlines():
            tables.line(console, text)


def _examples(console: Any, name: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    cells = (
        (name, row["site"], f"{row['before']} → {row['after']}", row["verdict"], _marked(row)) for row in rows
    )
    tables.show(("", "site", "grade", "verdict", "title"), cells, console, flexible=("title",))


def _marked(row: dict[str, Any]) -> str:
    """The title with brackets around its matched words."""
    title: str = row["title"]
    done = len(title)
    for word in sorted(row["words"], key=lambda word: (-word["end"], -word["start"])):
        if word["end"] <= done:
            title = f"{title[: word['start']]}[{title[word['start'] : word['end']]}]{title[word['end'] :]}"
            done = word["start"]
    return title


def register(terms: typer.Typer) -> None:
    """Add ``try`` to ``warden terms``."""
    terms.command("try")(try_term)
