"""The state of a hit, computed from its append-only verdicts (design: "States of a hit")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from warden.decisions import REJECTED, RELEVANT


class VerdictRow(Protocol):
    """A verdict by the names of its values, beside those of ``Verdict`` ``after_seq``: the newest revision
    its author could have seen."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(slots=True)
class Standing:
    """What the verdicts of a hit come to. ``verdict_id`` is the hit's verdict, also when outdated."""

    state: str = "new"
    changed: bool = False
    verdict_id: str | None = None
    decision: str | None = None


def effective(verdicts: Sequence[VerdictRow]) -> list[VerdictRow]:
    """Each reviewer's newest verdict not undone, oldest first."""
    last: dict[str, VerdictRow] = {}
    for row in sorted(verdicts, key=lambda row: (row["at"], row["verdict_id"])):
        if not row["undone"]:
            last.pop(row["reviewer"], None)
            last[row["reviewer"]] = row
    return list(last.values())


def standing(verdicts: Sequence[VerdictRow], change: int) -> Standing:
    """``change``: the moment of the listing's last material change; verdicts before it are outdated."""
    every = effective(verdicts)
    if not every:
        return Standing()
    valid = [row for row in every if row["after_seq"] >= change]
    judges = [row for row in valid or every if row["adjudicates"]]
    ruling = (judges or valid or every)[-1]
    if not valid:
        state = "new"
    elif judges:
        state = "adjudicated"
    elif len({row["decision"] for row in valid}) > 1:
        state = "disputed"
    elif ruling["decision"] == "cannot_tell":
        state = "cannot_tell"
    else:
        state = "decided"
    return Standing(state, not valid, ruling["verdict_id"], ruling["decision"])


def counted(withdrawn: bool, origins: str, now: Standing) -> bool:
    """Whether figures count the hit: not withdrawn, not rejected; of the audit only, once confirmed."""
    decision = None if now.state == "new" else now.decision
    if withdrawn or decision in REJECTED:
        return False
    return origins != "audit" or decision in RELEVANT
