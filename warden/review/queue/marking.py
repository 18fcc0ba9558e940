"""A text cut where the matched words begin and end, so that each can be marked and explained."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warden.review import here
from warden.review.queue.words import named

Glosses = Mapping[tuple[str, str], str]
"""What public terms mean in English, by language and word."""
_STRONGEST = ("signal", "exclusion", "shadow", "cue")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``role`` is that of the strongest word in it, "" where none is."""

    text: str
    role: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A matched word as it is explained beside the text."""

    term: str
    lang: str
    gloss: str
    target: str
    product: str
    role: str


def pieces(
    text: str, matches: Iterable[dict[str, Any]], glosses: Glosses, most: int | None = None
) -> list[Piece]:
    """The text in order. ``matches`` are those of one field, as ``HitLine.matches`` has them; those without a place
    are left out. Only the first ``most`` characters are shown."""
    whole, text = text, text if most is None else text[:most]
    placed = [one for one in matches if one["start"] is not None and one["start"] < len(text)]
    cuts = sorted({0, len(text), *(min(one[edge], len(text)) for one in placed for edge in ("start", "end"))})
    made: list[Piece] = []
    for start, end in itertools.pairwise(cuts):
        found = [one for one in placed if one["start"] <= start and one["end"] >= end]
        found.sort(key=lambda one: _STRONGEST.index(one["role"]))
        told = "; ".join(dict.fromkeys(_told(explained(one, glosses, whole)) for one in found))
        made.append(Piece(text[start:end], found[0]["role"] if found else "", told))
    return made


def explained(match: dict[str, Any], glosses: Glosses, text: str = "") -> Word:
    """A match in the words of the list; of a pattern what it matched in the text. Of a restricted term a match holds the id
    alone, which has no gloss."""
    gloss = glosses.get((match["lang"], match["term"]), "")
    target, product = match["target"] or "", match["product"] or ""
    term = match["term"]
    if (match["lang"], term) in here.patterns():
        start, end = match["start"], match["end"]
        term = (text[start:end] if start is not None else "") or gloss or match["lang"]
    return Word(term, match["lang"], gloss, target, product, match["role"])


def words(matches: Sequence[dict[str, Any]], glosses: Glosses, texts: Mapping[str, str | None]) -> list[Word]:
    """All matched words, signals first, each once. ``texts``: the fields of the listing they were found in."""
    ordered = sorted(matches, key=lambda one: _STRONGEST.index(one["role"]))
    return list(dict.fromkeys(explained(one, glosses, texts.get(one["field"]) or "") for one in ordered))


def _told(word: Word) -> str:
    of = " ".join(part for part in (named(word.target, "target"), named(word.product, "product")) if part)
    parts = (word.term, f"({word.lang})", f"= {word.gloss}" if word.gloss else "", f"→ {of}" if of else "")
    return f"{' '.join(part for part in parts if part)}, {named(word.role, 'role')}"
