"""Every fault of the word list, with its place: what ``warden terms check`` prints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from keywords.closed_regex import RegexFault
from keywords.compounds import read_parts
from keywords.fold import fold
from keywords.law import LAW_COLUMNS
from keywords.load import EXAMPLE_COLUMNS, SHIPPED, Sheet, gather, vocabulary_of
from keywords.matcher import Matcher
from keywords.patterns import patterns_of
from keywords.rows import Row, read_rows
from keywords.schema import Fault, Term
from keywords.vocabulary import Vocabulary

SOURCE_COLUMNS = ("source", "citation", "where", "licence")


def check_terms(dirs: Sequence[Path] = ()) -> list[Fault]:
    """All faults of the shipped list and the overlays in ``dirs``, in the order of files and lines."""
    sheet = gather(dirs)
    faults = list(sheet.faults)
    sources = _sources(dirs, faults)
    terms = [(term, sheet.rows[key]) for key, term in sheet.terms.items()]
    live = [(term, row) for term, row in terms if term.status != "retired"]
    faults += _needs_faults(live)
    faults += _same_spelling(live)
    faults += _same_id(live)
    for term, row in terms:
        faults += _term_faults(term, row, sources)
    faults += _target_faults(sheet)
    faults += _example_faults(dirs, [term for term, _ in live], sheet, faults)
    faults += _law_faults(dirs, sheet, faults)
    faults += _title_faults(dirs, sheet)
    faults += read_parts(products=sheet.products)[1]
    return sorted(set(faults))


def faults_in_use(vocabulary: Vocabulary) -> int:
    """How many faults make that terms do not work as written, told from what is loaded already.

    The whole check reads all files again, which costs as long as loading them; this costs milliseconds.
    """
    broken = sum(term.match == "regex" and not _compiles(term) for term in vocabulary.own_terms)
    return len(vocabulary.faults) + broken + sum(1 for _ in _unknown_needs(vocabulary.own_terms))


def _compiles(term: Term) -> bool:
    try:
        patterns_of(term)
    except RegexFault:
        return False
    return True


def _sources(dirs: Sequence[Path], faults: list[Fault]) -> set[str]:
    names: set[str] = set()
    for folder in (SHIPPED, *dirs):
        path = folder / "SOURCES.csv"
        if path.is_file():
            names |= {row.cells["source"] for row in read_rows(path, SOURCE_COLUMNS, faults, "source")}
    return names


def _needs_faults(terms: list[tuple[Term, Row]]) -> Iterator[Fault]:
    rows = dict(terms)
    for term, name in _unknown_needs(rows):
        yield rows[term].fault(
            "needs",
            f"{term.shown} needs {name!r}, which is neither a cue group nor a term: put {name!r} into the column cue of the words meant",
        )


def _unknown_needs(terms: Collection[Term]) -> Iterator[tuple[Term, str]]:
    """Terms with a need that nothing on the list can meet."""
    names = {group for term in terms for group in term.cue}
    names |= {term.term.casefold() for term in terms} | {term.id for term in terms}
    for term in terms:
        for need in term.needs:
            name = need.removeprefix("!").strip()
            if name not in names and name.casefold() not in names:
                yield term, name


def _same_spelling(terms: list[tuple[Term, Row]]) -> Iterator[Fault]:
    seen: dict[tuple[str, str, str, str], tuple[Term, Row]] = {}
    for term, row in terms:
        key = (term.lang, fold(term.term), term.target or "", term.product or "")
        other = seen.setdefault(key, (term, row))
        if other[0] is not term and other[0].kind == term.kind and other[1].file == row.file:
            yield row.fault(
                "term",
                f"{term.shown} folds to the same as line {other[1].line}: make one a form of the other",
            )


def _same_id(terms: list[tuple[Term, Row]]) -> Iterator[Fault]:
    seen: dict[str, Row] = {}
    for term, row in terms:
        other = seen.setdefault(term.id, row)
        if other is not row:
            yield row.fault(
                "id",
                f"the id {term.id} stands already in {other.file}, line {other.line}: ids are never shared",
            )


def _term_faults(term: Term, row: Row, sources: set[str]) -> Iterator[Fault]:
    try:
        patterns = patterns_of(term)
    except RegexFault as error:
        what = "the regex" if term.restricted else f"the regex {term.term}"
        yield row.fault("term", f"{what} {'is outside the language' if term.restricted else error}")
        return
    if not patterns:
        yield row.fault("term", f"nothing is left of {term.shown} after folding: give it letters or a sign")
    if term.match in ("word", "prefix", "substring") and any(
        len(p.literal) < 2 and p.literal.isascii() for p in patterns
    ):
        yield row.fault("term", f"{term.shown} is one letter: use match token and a need")
    if term.match != "regex" and "(" in term.term and not term.restricted:
        yield row.fault("term", f"{term.term!r} holds a bracket: a remark goes into the column note")
    for source in term.source:
        if source not in sources:
            yield row.fault("source", f"source {source!r} is not in SOURCES.csv: add its citation there")
    if term.status == "active" and not (term.reviewed_by and term.last_reviewed):
        yield row.fault(
            "status", f"{term.shown} is active but nobody signed: fill reviewed_by and last_reviewed"
        )
    if term.weight == "context" and term.kind in ("species", "combined", "code"):
        yield row.fault("weight", f"{term.shown} speaks for a target: its weight is strong, medium or weak")


def _target_faults(sheet: Sheet) -> Iterator[Fault]:
    names = set(sheet.targets)
    aliases: set[str] = set()
    for name, row in sheet.target_rows.items():
        target = sheet.targets[name]
        if target.parent and target.parent not in names:
            yield row.fault("parent", f"parent {target.parent!r} is not in taxa.csv")
        for alias in target.aliases:
            if alias in names or alias in aliases:
                yield row.fault("aliases", f"alias {alias!r} is another target's name or alias")
            aliases.add(alias)
        if _circular(sheet, name):
            yield row.fault("parent", f"{name} is its own ancestor: correct the parents")


def _circular(sheet: Sheet, name: str) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at and at in sheet.targets:
        if at in seen:
            return True
        seen.add(at)
        at = sheet.targets[at].parent
    return False


def _example_faults(
    dirs: Sequence[Path], terms: list[Term], sheet: Sheet, faults: list[Fault]
) -> Iterator[Fault]:
    """Messages name no word: an overlay's titles may hold restricted ones."""
    known = {(term.lang, term.term) for term in terms} | {(term.lang, term.id) for term in terms}
    for folder in (SHIPPED, *dirs):
        for path in sorted((folder / "examples").glob("*.csv")):
            for row in read_rows(path, EXAMPLE_COLUMNS, faults, "title"):
                cells = row.cells
                if cells.get("verdict") not in ("catch", "spare"):
                    yield row.fault("verdict", "verdict must be catch or spare")
                if cells.get("term") and (path.stem, cells["term"]) not in known:
                    yield row.fault(
                        "term", f"this term is not on the list of {path.stem}: correct it or delete the row"
                    )
                if cells.get("verdict") == "catch" and not cells.get("term"):
                    yield row.fault("term", "a title to catch must say which term catches it")
                if cells.get("target") and cells["target"] not in sheet.targets:
                    yield row.fault("target", f"target {cells['target']!r} is not in taxa.csv")


def _title_faults(dirs: Sequence[Path], sheet: Sheet) -> Iterator[Fault]:
    """Titles of overlays that the list with them does not catch, or does not spare; the shipped ones have a test."""
    own = [path for folder in dirs for path in sorted((folder / "examples").glob("*.csv"))]
    if not own:
        return
    vocab = vocabulary_of(sheet)
    matcher = Matcher(vocab)
    known = {(term.lang, name) for term in vocab.own_terms for name in (term.term, term.id)}
    for path in own:
        for row in read_rows(path, EXAMPLE_COLUMNS, [], "title"):
            if row.cells.get("term") and (path.stem, row.cells["term"]) not in known:
                continue  # told above
            found = {target.target for target in matcher.assess(row.cells["title"]).targets}
            asked = row.cells.get("target", "")
            if asked:
                found &= vocab.descendants(asked) | set(vocab.parents(asked))
            if row.cells.get("verdict") == "catch" and not found:
                yield row.fault(
                    "title", "this title is to be caught and is graded none: its words need a term or a cue"
                )
            if row.cells.get("verdict") == "spare" and found:
                yield row.fault(
                    "title", f"this title is to be spared and is graded for {', '.join(sorted(found))}"
                )


def _law_faults(dirs: Sequence[Path], sheet: Sheet, faults: list[Fault]) -> Iterator[Fault]:
    for folder in (SHIPPED, *dirs):
        for path in sorted((folder / "laws").glob("*.csv")):
            for row in read_rows(path, LAW_COLUMNS, faults, "target"):
                if row.cells["target"] not in sheet.targets:
                    yield row.fault("target", f"target {row.cells['target']!r} is not in taxa.csv")
