"""The term somebody wants to try, made from the words of a command line and laid over the list."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from keywords.check import faults_in_use
from keywords.closed_regex import RegexFault
from keywords.hidden import Hidden
from keywords.patterns import patterns_of
from keywords.schema import KINDS, MODES, SIGNAL_KINDS, WEIGHTS, Term, term_id
from keywords.vocabulary import Vocabulary
from warden.errors import UsageError

COLUMNS = (
    "id", "term", "kind", "target", "product", "match", "needs", "weight", "sensitivity", "status", "source", "note",
)  # fmt: skip
"""Columns of the row that a curator would paste; the others take their defaults."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Tried:
    """The term, and the list with it. ``listed``: it is a row of the list already, which is replaced."""

    term: Term
    vocabulary: Vocabulary
    listed: bool
    restricted: bool
    """The term's words are secret: shown is its id, and no span."""

    @property
    def shown(self) -> str:
        return self.term.id if self.restricted else self.term.term


def tried(vocabulary: Vocabulary, word: str, lang: str, columns: dict[str, Any]) -> Tried:
    """The list with the word over it, as a row of an overlay would stand there.

    ``columns`` are those given: kind, target, product, match, needs, weight. A word or id that is on the list takes the others
    from its row. Raises ``UsageError`` for what a row could not say; it never repeats a restricted word.
    """
    given = {name: value for name, value in columns.items() if value}
    row = _row(vocabulary, word, lang, given)
    hidden = Hidden(vocabulary).held(word)
    restricted = row.restricted if row else hidden is not None
    shown = row.id if row and restricted else hidden or repr(word)
    if row is None:
        row = _new(word, lang, given, shown)
    term = replace(row, **_known(vocabulary, given))
    if hidden and not row.restricted:
        term = replace(term, id=f"{hidden}+")
    _check(term, shown, secret=restricted)
    # Public within the trial: its spans are needed to count, and are not told.
    term = replace(term, sensitivity="public")
    listed = any(one.key == term.key for one in vocabulary.terms)
    kept = [one for one in vocabulary.terms if one.key != term.key and one.id != term.id]
    terms = tuple(sorted((*kept, term), key=lambda one: (one.key, one.id)))
    made = replace(vocabulary, terms=terms)
    if not restricted and faults_in_use(made) > faults_in_use(vocabulary):
        raise UsageError(
            f"--needs {'|'.join(term.needs)} names something that is neither a cue group nor a term."
        )
    return Tried(term, made, listed, restricted)


def row_of(term: Term, header: bool = True) -> str:
    """The row of ``terms/<lang>.csv``, under its header."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    cells = {name: getattr(term, name) for name in COLUMNS} | {"id": ""}
    writer.writerow("|".join(cell) if isinstance(cell, tuple) else cell or "" for cell in cells.values())
    return told.getvalue().rstrip("\n")


def _row(vocabulary: Vocabulary, word: str, lang: str, given: dict[str, Any]) -> Term | None:
    """The row that is meant: by its id, or by word and language where kind and target fit."""
    plain = unicodedata.normalize("NFC", word)
    for term in vocabulary.terms:
        named = word == term.id or (term.lang == lang and plain in (term.term, *term.forms))
        if named and all(
            getattr(term, name) == given.get(name, getattr(term, name)) for name in ("kind", "target")
        ):
            return term
    return None


def _new(word: str, lang: str, given: dict[str, Any], shown: str) -> Term:
    if not _TAG.fullmatch(lang):
        raise UsageError(f"--lang {lang!r} is no language tag such as pt or zh-Hant.")
    if not word.strip():
        raise UsageError("There is no word to try.")
    kind = given.get("kind") or "code"
    if kind in SIGNAL_KINDS and not given.get("target"):
        raise UsageError(
            f"{shown} is not on the list, and a term of kind {kind} needs a target: name it with --target, "
            "or another --kind."
        )
    plain = unicodedata.normalize("NFC", word)
    return Term(
        term_id(lang, plain, given.get("target"), kind), lang, plain, cast(Any, kind), source=("S00",)
    )


def _known(vocabulary: Vocabulary, given: dict[str, Any]) -> dict[str, Any]:
    """The columns, each value one that there is."""
    for name, known in (
        ("kind", KINDS),
        ("match", MODES),
        ("weight", WEIGHTS),
        ("product", vocabulary.products),
    ):
        if given.get(name, "") and given[name] not in known:
            raise UsageError(f"Unknown --{name} {given[name]!r}. Known: {', '.join(sorted(known))}.")
    told = dict(given)
    if "target" in told:
        told["target"] = vocabulary.resolve(told["target"])
        if told["target"] is None:
            raise UsageError(
                f"There is no target {given['target']!r}. `warden terms list` shows the targets of the terms."
            )
    if "needs" in told:
        hidden = Hidden(vocabulary)
        told["needs"] = tuple(hidden.named(need) for need in _listed(told["needs"]))
    return told


def _listed(needs: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for need in needs for part in need.split("|") if part.strip())


def _check(term: Term, shown: str, secret: bool) -> None:
    if term.match == "shadow" and term.kind != "exclusion":
        raise UsageError("Only an exclusion can be a shadow: add --kind exclusion.")
    try:
        patterns = patterns_of(term)
    except RegexFault as fault:
        why = "" if secret else f": {fault}"
        raise UsageError(f"{shown} is not in the closed regex language{why}.") from None
    if not patterns:
        raise UsageError(f"{shown} leaves nothing to look for once it is folded.")
