"""Chance that can be looked up again: numbers made of the installation's stored seed and what is drawn for.

A listing's key is a hash of its platform and number, so keys in their order are listings in an order that has nothing
to do with what they offer: permanent random numbers. The audit goes through them from a stored random start, round at
the end (Ohlsson 1995, "Coordination of samples using permanent random numbers").
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from warden.errors import CannotContinue

SETTING = "sampling"
"""The store's setting in which the plan stands."""
ATTEMPTS = 50
"""Times that a change is tried while others change it as well."""


class Settings(Protocol):
    """What keeps the plan; every store does."""

    def get_setting(self, name: str) -> Any: ...
    def swap_setting(self, name: str, old: Any, new: Any) -> bool: ...


@dataclass(slots=True)
class Plan:
    """``start``: the key the audit begins at; ``reached``: the furthest listing drawn of each stratum."""

    seed: str
    start: str
    reached: dict[str, str] = field(default_factory=dict)

    def position(self, key: str) -> tuple[bool, str]:
        """Where a listing stands in the audit's order."""
        return key < self.start, key

    def sampled(self, stratum: str, key: str) -> bool:
        """Whether the audit has drawn so far as this listing."""
        last = self.reached.get(stratum)
        return last is not None and self.position(key) <= self.position(last)

    def spans(self, stratum: str) -> list[tuple[str, str | None]]:
        """The ranges of keys, both ends included, that the audit has drawn; the last has no end where ``None``."""
        last = self.reached.get(stratum)
        if last is None:
            return []
        return [(self.start, last)] if last >= self.start else [(self.start, None), ("", last)]

    def reach(self, stratum: str, key: str) -> bool:
        """Note that a listing was drawn; whether that changed anything."""
        if self.sampled(stratum, key):
            return False
        self.reached[stratum] = key
        return True


def plan_of(store: Settings) -> Plan:
    """The store's plan; made when there is none. Of several who make one at once the first one's holds for all."""
    for _ in range(ATTEMPTS):
        told = store.get_setting(SETTING)
        if isinstance(told, dict):
            return Plan(told["seed"], told["start"], dict(told["reached"]))
        made = {"seed": secrets.token_hex(16), "start": str(uuid.uuid4()), "reached": {}}
        store.swap_setting(SETTING, told, made)
    raise _contested()


def keep(store: Settings, plan: Plan) -> None:
    """Write back how far the plan has come; what others have reached meanwhile stays reached."""
    for _ in range(ATTEMPTS):
        told = store.get_setting(SETTING)
        kept = Plan(plan.seed, plan.start, dict(told["reached"]) if isinstance(told, dict) else {})
        further = [kept.reach(stratum, key) for stratum, key in plan.reached.items()]
        plan.reached = kept.reached
        made = {"seed": plan.seed, "start": plan.start, "reached": kept.reached}
        if not any(further) or store.swap_setting(SETTING, told, made):
            return
    raise _contested()


def _contested() -> CannotContinue:
    return CannotContinue(
        f"The plan of the audit was changed by others {ATTEMPTS} times in a row. Try again."
    )


def number(seed: str, *parts: str) -> float:
    """A number in [0, 1) that follows from the seed and what it is drawn for."""
    text = "\x1f".join((seed, *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64


def systematic(share: float, nth: int, start: float) -> bool:
    """Whether the ``nth`` thing of a stratum, from 1 on, is drawn: a share of them at even steps from a random start."""
    return int(nth * share + start) > int((nth - 1) * share + start)
