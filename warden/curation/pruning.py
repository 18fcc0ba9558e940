"""Of many overlapping pieces of text the few that are words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from keywords.scripts import joins

CLOSE = 0.8
"""A piece goes when a longer one that holds it stands in this share of its listings."""


def longest(counts: Mapping[str, int]) -> list[str]:
    """Pieces that stand often enough without any longer one of the counted ones around them."""
    gone: set[str] = set()
    for word, number in counts.items():
        gone.update(part for part in _parts(word) if part in counts and number >= CLOSE * counts[part])
    return [word for word in counts if word not in gone]


def _parts(word: str) -> Iterator[str]:
    """What a word holds: shorter phrases of a phrase, shorter pieces of a run."""
    words = word.split(" ")
    units, joint = (words, " ") if len(words) > 1 else (list(word), "")
    if joint == "" and joins(word[0]):
        return  # a word of a script with spaces has no parts
    for size in range(1, len(units)):
        for first in range(len(units) - size + 1):
            yield joint.join(units[first : first + size])


def parted_kin(rows: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The rows in their order, without those that hold, or are held by, an earlier one."""
    kept: list[tuple[str, float, float]] = []
    for row in rows:
        if not any(_holds(row[0], earlier) or _holds(earlier, row[0]) for earlier, _, _ in kept):
            kept.append(row)
    return kept


def _holds(longer: str, shorter: str) -> bool:
    if joins(shorter[0]):
        return f" {shorter} " in f" {longer} "
    return shorter in longer
