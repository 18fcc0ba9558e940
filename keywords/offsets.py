"""The way back from a folded text to the original's code points."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from keywords.fold import RUN_OF_BYTES, SARA_AM, SPACE, fold, fold_letters
from keywords.letters import BOUND, UNEVEN
from warden.text import INVISIBLE

_RUNS = re.compile(f"{SPACE.pattern[:-1]}{{2,}}")
_UNLIKE = re.compile(f"({_RUNS.pattern})|{UNEVEN.pattern}")
"""What becomes shorter or longer; a run of spaces becomes one."""
_RUN = re.compile(r"[!-,./-^`-~]{2,}")  # ASCII but white space, - and _
_GUESSES = 4
_AM_IN_PARTS = tuple(parts for _, parts, _ in SARA_AM)
"""The vowel am of Thai and Lao; folding makes it one sign."""


class OffsetMap:
    """From offsets in ``fold(text)`` back to code points of ``text``; made only for texts with a match."""

    __slots__ = ("_folded", "_original", "_starts")

    def __init__(self, text: str) -> None:
        self._original: list[tuple[int, int, bool]] = []
        self._starts: list[int] = []
        self._folded = 0
        pending = ""
        for start, end, run in _pieces(text):
            squeezed = SPACE.sub(" ", fold_letters(text[start:end]))
            if pending == " " and squeezed.startswith(" "):
                squeezed = squeezed[1:]
            if squeezed:
                self._starts.append(self._folded)
                self._original.append((start, end, run))
                self._folded += len(squeezed)
                pending = squeezed[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one; a character that folds to several is kept whole."""
        if not self._original:
            return 0, 0
        return self._at(start)[0], self._at(max(start, end - 1))[1]

    def _at(self, offset: int) -> tuple[int, int]:
        """The original span of the folded character at ``offset``."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        start, end, run = self._original[index]
        if not run:
            return start, end
        start = min(start + offset - self._starts[index], end - 1)
        return start, start + 1

    def __len__(self) -> int:
        return self._folded


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans that fold independently: whole runs of ASCII, which fold one for one (``True``), and between
    them each character with what attaches to it."""
    done = 0
    for found in _RUN.finditer(text):
        start, end = found.span()
        if _attaches(text, end):
            end -= 1
        if end > start:
            yield from _clusters(text, done, start)
            yield start, end, True
            done = end
    yield from _clusters(text, done, len(text))


def _attaches(text: str, at: int) -> bool:
    """Whether what stands there may become one with what stands before it."""
    char = text[at : at + 1]
    if not char:
        return False
    if at and text[at - 1 : at + 1] in _AM_IN_PARTS:
        return True
    if unicodedata.category(char)[0] == "M" or INVISIBLE.match(char):
        return True
    # ¨ is a space and then a mark, ´ an apostrophe.
    return bool(BOUND.match(char)) and fold(char)[:1] not in (" ", "'")


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A character with the marks (and jamo) that attach to it."""
    first = start
    for at in range(start + 1, end):
        if not _attaches(text, at):
            yield first, at, False
            first = at
    if first < end:
        yield first, end, False


def original_spans(
    text: str, folded: str, spans: Sequence[tuple[int, int]], spaced: bytes | None = None
) -> list[tuple[int, int]]:
    """Code point spans in ``text`` of spans in its folded form, which begin and end with a character that is no space.

    ``spaced`` as in ``keywords.walking.Reading``: with it the text is not looked through again.
    """
    if spaced is not None or text.isascii() or not UNEVEN.search(text):
        if len(text) == len(folded):
            return list(spans)
        return _behind_runs(_RUNS.finditer(text) if spaced is None else RUN_OF_BYTES.finditer(spaced), spans)
    if not BOUND.search(text) and (moved := _moved(text, folded, spans)) is not None:
        return moved
    places = _places(text, folded, sorted({place for span in spans for place in span}))
    if places is not None:
        return [(places[start], places[end]) for start, end in spans]
    offsets = OffsetMap(text)
    if len(offsets) == len(folded):
        return [offsets.span(*span) for span in spans]
    return [(_reach(text, start), _reach(text, end)) for start, end in spans]


def _behind_runs(
    runs: Iterable[re.Match[str]] | Iterable[re.Match[bytes]], spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Spans moved by what runs of spaces before them have lost."""
    begins, lost = [0], [0]
    last_end = max(end for _, end in spans) if spans else 0
    for run in runs:
        first, last = run.span()
        begins.append(first + 1 - lost[-1])  # the folded offset behind the one space that is left
        lost.append(lost[-1] + last - first - 1)
        if begins[-1] >= last_end:
            break
    return _shifted(spans, begins, begins, lost)


def _moved(text: str, folded: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """Spans moved by what stands before them: runs of spaces, characters that become several or none.

    ``None`` when a span begins or ends within what one character became, or when the lengths do not add up.
    """
    begins, ends, lost, within = [0], [0], [0], set[int]()
    for unlike in _UNLIKE.finditer(text):
        first, last = unlike.span()
        made = 1 if unlike.lastindex else len(fold(unlike[0]))
        behind = first + made - lost[-1]  # the folded offset behind it
        within.update(range(behind - made + 1, behind))
        begins.append(behind)
        ends.append(behind - 1 if made else behind)  # what vanishes belongs to no span that ends there
        lost.append(lost[-1] + last - first - made)
    if len(folded) + lost[-1] != len(text) or not within.isdisjoint(
        place for span in spans for place in span
    ):
        return None
    return _shifted(spans, begins, ends, lost)


def _shifted(
    spans: Sequence[tuple[int, int]], begins: list[int], ends: list[int], lost: list[int]
) -> list[tuple[int, int]]:
    """Folded spans in the original: ``lost[n]`` characters are missing before what begins at ``begins[n]`` or later, and
    before what has its last character at ``ends[n]`` or later."""
    return [
        (start + lost[bisect_right(begins, start) - 1], end + lost[bisect_right(ends, end - 1) - 1])
        for start, end in spans
    ]


def _places(text: str, folded: str, offsets: list[int]) -> dict[int, int] | None:
    """Where the folded offsets stand in ``text``, guessed and then proved; ``None`` when no guess is right.

    A guess lies as far from the one before as the folded offsets do, and is mended by what it misses. It is right
    when what lies between folds to what it should, and what stands there does not belong to the character before.
    """
    places: dict[int, int] = {}
    done, at = 0, 0
    for offset in offsets:
        wanted = folded[done:offset]
        guess = at + len(wanted)
        for _ in range(_GUESSES):
            made = fold(text[at:guess])
            if len(made) == len(wanted):
                break
            guess -= len(made) - len(wanted)
        if wanted.endswith(" ") and (spaces := SPACE.match(text, guess)):
            guess = spaces.end()  # several that became one
        if made != wanted or guess < at or _attaches(text, guess):
            return None
        places[offset] = at = guess
        done = offset
    return places


def _reach(text: str, offset: int) -> int:
    """The shortest start of ``text`` whose folded form has ``offset`` characters (rare: odd clusters)."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        if len(fold(text[:middle])) < offset:
            low = middle + 1
        else:
            high = middle
    return low
