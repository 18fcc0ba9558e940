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

SETTING = "sampling"
"""The store's setting in which the plan stands."""


class Settings(Protocol):
    """What keeps the plan; every store does."""

    def get_setting(self, name: str) -> Any: ...
    def put_setting(self, name: str, value: Any) -> None: ...


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
    """The store's plan; made when there is none."""
    told = store.get_setting(SETTING)
    if not isinstance(told, dict):
        told = {"seed": secrets.token_hex(16), "start": str(uuid.uuid4()), "reached": {}}
        store.put_setting(SETTING, told)
    return Plan(told["seed"], told["start"], dict(told["reached"]))


def keep(store: Settings, plan: Plan) -> None:
    """Write the plan back."""
    store.put_setting(SETTING, {"seed": plan.seed, "start": plan.start, "reached": plan.reached})


def number(seed: str, *parts: str) -> float:
    """A number in [0, 1) that follows from the seed and what it is drawn for."""
    text = "\x1f".join((seed, *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64


def systematic(share: float, nth: int, start: float) -> bool:
    """Whether the ``nth`` thing of a stratum, from 1 on, is drawn: a share of them at even steps from a random start."""
    return int(nth * share + start) > int((nth - 1) * share + start)
