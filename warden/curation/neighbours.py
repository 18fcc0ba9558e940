"""The words that stand beside a find: what a false friend has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from warden.curation.finding import Found
from warden.curation.words import words_of

REACH = 40
"""Code points to either side of a find: some six words, or a clause of Chinese."""
_MOST = 50_000
"""Different words kept while counting; the single ones go first."""


class Neighbours:
    """Counts each word once a text."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, text: str, found: Sequence[Found]) -> None:
        """Count what stands around the finds of one text."""
        beside: set[str] = set()
        for find in found:
            beside.update(
                words_of(text[max(0, find.start - REACH) : find.start], cut_start=find.start > REACH)
            )
            beside.update(words_of(text[find.end : find.end + REACH], cut_end=len(text) > find.end + REACH))
        self._counts.update(beside)
        if len(self._counts) > _MOST:
            self._counts = Counter({word: n for word, n in self._counts.items() if n > 1})

    def commonest(self, most: int) -> list[dict[str, Any]]:
        """Words of at least two texts, the commonest first; of pieces of one longer word only the longest."""
        rows = sorted(self._counts.items(), key=lambda row: (-row[1], -len(row[0]), row[0]))
        kept: list[tuple[str, int]] = []
        for word, number in rows:
            if number < 2 or len(kept) >= most:
                break
            if not any(word in longer and number <= n for longer, n in kept):
                kept.append((word, number))
        return [{"word": word, "listings": number} for word, number in kept]
