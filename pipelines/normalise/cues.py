"""WHICH SMALL WORDS AND SIGNS STAND IN A TEXT, all of them looked for in one pass.

A pattern is dear, and most texts have nothing of what it needs: a price in a description, an account of a
messenger, a word of counting. Each pattern's reader says what its pattern cannot do without, and runs it only where
one of that stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from daachorse import CharwiseDoubleArrayAhoCorasick

from pipelines.normalise.text import one_case

EDGE, LATIN_EDGE = "|", "¦"
"""In a cue: no letter stands here (``|wh`` begins a word, ``ing|`` ends one, ``|lot|`` is one), or none from a to z.

Letters of scripts that are written without spaces may: 5kg包邮 has ``|kg|``.
"""
INNER = "·"
"""In a cue: some letter or figure stands here (``··ing|`` ends a word of at least five)."""
_SPACED = 0x590
"""Below stand the letters of scripts that part words by spaces and that cues with edges are written in."""
_known: dict[str, None] = {}


def cues(words: str | Iterable[str]) -> frozenset[str]:
    """The cues for ``standing`` to look for, in one case; a text of several is parted at its spaces."""
    made = frozenset(one_case(word) for word in (words.split() if isinstance(words, str) else words))
    _known.update(dict.fromkeys(made))
    _automaton.cache_clear()
    standing.cache_clear()
    return made


@lru_cache(maxsize=1)
def _automaton() -> tuple[CharwiseDoubleArrayAhoCorasick, list[list[tuple[str, int, int]]]]:
    """The cues without their edges, and for each of them the cues it stands for.

    Of each its name, and before and behind it the end of the letters that may not stand there, 0 without an edge;
    below 0 how many must.
    """
    by_part: dict[str, list[tuple[str, int, int]]] = {}
    for cue in _known:
        part = cue.strip(EDGE + LATIN_EDGE + INNER)
        before, _, behind = cue.partition(part)
        by_part.setdefault(part, []).append((cue, _edge(before), _edge(behind)))
    return CharwiseDoubleArrayAhoCorasick(list(by_part)), list(by_part.values())


def _edge(marks: str) -> int:
    return {EDGE: _SPACED, LATIN_EDGE: 0x7F}.get(marks, -len(marks))


@lru_cache(maxsize=32)
def standing(text: str) -> frozenset[str]:
    """Every cue that stands in the text, letters compared in ``one_case``.

    Remembered for the last texts: a title is looked at for its quantity, its language and its contacts.
    """
    automaton, told = _automaton()
    folded = one_case(text)
    try:
        parts = automaton.find_overlapping(folded)
    except UnicodeEncodeError:  # lone surrogates are no part of any cue
        parts = automaton.find_overlapping(folded.encode("utf-8", "replace").decode())
    found: set[str] = set()
    length = len(folded)
    for start, end, at in parts:
        for cue, left, right in told[at]:
            if cue in found:
                continue
            if left > 0 and start and (near := folded[start - 1]).isalpha() and ord(near) < left:
                continue
            if right > 0 and end < length and (near := folded[end]).isalpha() and ord(near) < right:
                continue
            if left < 0 and (start < -left or not folded[start + left : start].isalnum()):
                continue
            if right < 0 and (end - right > length or not folded[end : end - right].isalnum()):
                continue
            found.add(cue)
    return frozenset(found)


FIGURES = cues("0 1 2 3 4 5 6 7 8 9")
"""The ASCII digits."""
