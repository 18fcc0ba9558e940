"""``warden terms``: look at the word list and check it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from warden.cli import tables, termledger, termsuggest, termtry
from warden.cli.match import directories
from warden.cli.needs import need_languages
from warden.cli.state import say

if TYPE_CHECKING:
    from keywords import Term, Vocabulary

terms = typer.Typer(
    help="The word list and the curator's bench.", no_args_is_help=True, rich_markup_mode=None
)
_NAMES = ("id", "lang", "term", "kind", "target", "product", "status")
_SHOWN = ("lang", "kind", "target", "product", "match", "weight", "search", "origin", "sensitivity", "status")


@terms.command("check")
def check(
    ctx: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")] = False,
) -> None:
    """Every fault of the shipped and your own term files, with its place. Exit 1 when there is one."""
    from keywords import check_terms

    faults = check_terms(directories(ctx))
    for fault in faults:
        line = {"file": fault.file, "line": fault.line, "column": fault.column, "message": fault.message}
        typer.echo(_json(line) if json else str(fault))
    if faults:
        raise typer.Exit(1)


@terms.command("list")
def list_terms(
    ctx: typer.Context,
    lang: Annotated[list[str] | None, typer.Option(help="Only these languages; zh takes in zh-Hans.")] = None,
    target: Annotated[
        list[str] | None, typer.Option(help="Only these targets and what is under them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")] = False,
) -> None:
    """The terms in use. Of restricted ones only the id is printed."""
    from keywords import load_terms

    vocab = load_terms(directories(ctx))
    need_languages(lang or [], vocab)
    used: set[str] = set()
    chosen = _noting(_chosen(vocab, lang, target), used)
    console = tables.stdout()
    if not json and console.is_terminal:
        tables.show(_NAMES, map(_cells, chosen), console, flexible=("term", "kind", "target", "product"))
    else:
        for term in chosen:
            typer.echo(_json(term_line(term)) if json else "\t".join(_cells(term)))
    _tell_terms_of_use(directories(ctx), used)


def _noting(chosen: Iterator[Term], used: set[str]) -> Iterator[Term]:
    """The same terms; the imports they come from are put into ``used``."""
    for term in chosen:
        if term.origin == "imported":
            used.update(term.source)
        yield term


def _tell_terms_of_use(dirs: Sequence[Path], used: set[str]) -> None:
    """What the sources of the listed names ask, on standard error."""
    from keywords.importing.kept import imports_of

    told = (one for folder in dirs if used for one in imports_of(folder) if one.name in used)
    for line in dict.fromkeys(line for one in told for line in (one.citation, one.notice) if line):
        say(line)


def _chosen(vocab: Vocabulary, langs: list[str] | None, targets: list[str] | None) -> Iterator[Term]:
    wanted = set().union(*(vocab.descendants(name) for name in targets)) if targets else None
    if targets and not wanted:
        raise typer.BadParameter(f"no target {', '.join(targets)}: keywords/taxa.csv lists them")
    for term in vocab.terms:
        if langs and term.lang not in langs and term.lang.split("-")[0] not in langs:
            continue
        if wanted is None or term.target in wanted:
            yield term


def term_line(term: Term) -> dict[str, Any]:
    """A term as ``--json`` prints it; a restricted one without its words."""
    hidden = term.restricted
    return {
        "id": term.id,
        "term": term.shown,
        **{name: getattr(term, name) for name in _SHOWN},
        "cue": list(term.cue),
        "needs": list(term.needs),
        "forms": [] if hidden else list(term.forms),
        "gloss": None if hidden else term.gloss or None,
        "source": list(term.source),
    }


def _cells(term: Term) -> tuple[str, ...]:
    return (term.id, term.lang, term.shown, term.kind, term.target or "", term.product or "", term.status)


def _json(line: dict[str, Any]) -> str:
    return orjson.dumps(line).decode()


def register(app: typer.Typer) -> None:
    """Add ``terms`` to the command line."""
    from warden.cli.termsimport import import_terms

    if "import" not in {command.name for command in terms.registered_commands}:
        terms.command("import")(import_terms)
    termtry.register(terms)
    termledger.register(terms)
    termsuggest.register(terms)
    app.add_typer(terms, name="terms")
