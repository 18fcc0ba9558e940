"""Where given words stand in a text, whatever else they would need to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from keywords.disguise import Disguises
from keywords.fold import has_latin_marks
from keywords.index import Index
from keywords.offsets import original_spans
from keywords.schema import Disguise, Term
from keywords.walking import read, walk


class Found(NamedTuple):
    """A term at code points ``start`` to ``end`` of the text as it is written."""

    term: Term
    start: int
    end: int


class Finder:
    """An automaton over a few terms: spans by the edges of their script and through disguises, without needs.

    Many times cheaper than the matcher, so that a walk through a store reads closely only what can matter.
    """

    def __init__(self, terms: Iterable[Term], disguises: Iterable[Disguise] = ()) -> None:
        self._terms = tuple(terms)
        self._index = Index.build([_bare(term) for term in self._terms])
        self._disguises = Disguises(disguises)

    def find(self, text: str) -> list[Found]:
        """Every find in the text, spans in its own code points."""
        reading = read(text)
        places = dict.fromkeys((*self._index.finds(reading), *self._hidden(reading.folded)))
        if not places:
            return []
        spans = original_spans(
            text, reading.folded, [(start, end) for _, start, end in places], reading.spaced
        )
        return [Found(self._terms[at], *span) for (at, _, _), span in zip(places, spans, strict=True)]

    def holds(self, text: str) -> bool:
        """Whether any of the terms stands in the text."""
        reading = read(text)
        return bool(self._index.finds(reading)) or any(True for _ in self._hidden(reading.folded))

    def _hidden(self, folded: str) -> Iterator[tuple[int, int, int]]:
        for undone in self._disguises.undone(folded):
            for find in self._index.finds(walk(undone.text), plain=not has_latin_marks(folded)):
                if undone.is_disguised(find.start, find.end):
                    yield (find.term, *undone.span(find.start, find.end))


def _bare(term: Term) -> Term:
    """The term as a signal of its own: the automaton reads these first, and asks nothing beside them."""
    match = "phrase" if term.match == "shadow" else term.match
    return replace(term, kind="combined", match=match)
