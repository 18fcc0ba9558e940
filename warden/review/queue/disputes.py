"""What reviewers say who see a hit differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from warden.records import Verdict
from warden.review.queue.choices import LABELS
from warden.store.states import effective


class Side(NamedTuple):
    """One of several decisions that differ."""

    reviewer: str
    label: object
    taxon: str | None
    note: str | None
    blind: bool


def sides(verdicts: Iterable[Verdict]) -> list[Side]:
    """What each reviewer says now."""
    told = [
        {
            "at": one.at,
            "verdict_id": one.verdict_id,
            "undone": one.undone,
            "reviewer": one.reviewer,
            "of": one,
        }
        for one in verdicts
    ]
    found = [row["of"] for row in effective(told)]
    return [
        Side(one.reviewer, LABELS.get(one.decision, one.decision), one.taxon, one.note, bool(one.seen.blind))
        for one in found
    ]
