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

EDGE = "|"
"""In a cue: no letter from a to z stands here. ``|wh`` begins a word, ``ing|`` ends one, ``|lot|`` is one.

Other letters may: 5kg包邮 has ``|kg|``.
"""
_known: dict[str, None] = {}


def cues(words: str | Iterable[str]) -> frozenset[str]:
    """The cues for ``standing`` to look for, in one case; a text of several is parted at its spaces."""
    made = frozenset(one_case(word) for word in (words.split() if isinstance(words, str) else words))
    _known.update(dict.fromkeys(made))
    _automaton.cache_clear()
    standing.cache_clear()
    return made


@lru_cache(maxsize=1)
def _automaton() -> tuple[CharwiseDoubleArrayAhoCorasick, list[list[tuple[str, bool, bool]]]]:
    """The cues without their edges, and for each of them the cues it stands for: name, edge before, edge behind."""
    by_part: dict[str, list[tuple[str, bool, bool]]] = {}
    for cue in _known:
        by_part.setdefault(cue.strip(EDGE), []).append((cue, cue.startswith(EDGE), cue.endswith(EDGE)))
    return CharwiseDoubleArrayAhoCorasick(list(by_part)), list(by_part.values())


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
            if left and start and "a" <= folded[start - 1] <= "z":
                continue
            if right and end < length and "a" <= folded[end] <= "z":
                continue
            found.add(cue)
    return frozenset(found)


FIGURES = cues("0 1 2 3 4 5 6 7 8 9")
"""The ASCII digits."""
