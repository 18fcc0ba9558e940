"""Why pages of a run ended badly, the commonest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from warden.records import Work

BAD = ("failed", "changed", "blocked")
MOST_REASONS = 5
"""Reasons named of a site; the others are counted."""


def reasons_of(works: Iterable[Work]) -> dict[str, Counter[tuple[str, str]]]:
    """{site: {(how it ended, why): pages}} of the work that ended badly, and of what waits after a block."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for work in works:
        how = _how(work)
        if how:
            found.setdefault(work.site, Counter())[how, work.reason or "no reason was kept"] += 1
    return found


def _how(work: Work) -> str | None:
    if work.outcome in BAD:
        return work.outcome
    if work.status == "failed":
        return "failed"
    return "due again" if work.status == "due" and work.reason else None


def told(reasons: Counter[tuple[str, str]]) -> list[str]:
    """The commonest reasons, a line each, and how many others there are."""
    lines = [f"{count} {how}: {why}" for (how, why), count in reasons.most_common(MOST_REASONS)]
    rest = sum(reasons.values()) - sum(count for _, count in reasons.most_common(MOST_REASONS))
    return [*lines, f"{rest} more, for other reasons"] if rest else lines
