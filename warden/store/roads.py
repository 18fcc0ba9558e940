"""Roads: how revisions of one listing follow each other, which one is its card, what hits it makes.

A road is Site × list or item page. A capture is compared only with its own road's newest revision, and
only when both were read by the same site file and parser: else it is a ``reread``, not a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MATERIAL = ("title", "description", "price", "quantity", "images", "location", "seller_key", "contact_keys")
"""Fields whose change re-opens a decided hit. Availability has ``gone_at``; ranks and views change daily."""

_PRICE = ("amount", "amount_max", "currency", "type")


@dataclass(slots=True)
class Rev:
    """What must be known of a revision to place the next one; ``targets`` of its current reading."""

    revision_id: str
    site: str
    page_kind: str
    first_at: str
    last_at: str
    seq: int
    site_version: str | None
    parser_version: int | None
    grade: str = "none"
    targets: list[dict[str, Any]] = field(default_factory=list)
    restricted: bool = False
    recipe: str | None = None
    read_at: str = ""
    page_id: str | None = None
    """The page it was last seen on."""
    n: int = 0
    """Its number in a store that gives numbers."""
    products: list[str] = field(default_factory=list)
    """Of its current reading."""
    amount: float | None = None
    currency: str | None = None
    """Of its price, where it is a plain one (``warden.store.figures.plain_price``)."""

    @property
    def age(self) -> tuple[str, int]:
        return (self.last_at, self.seq)


def newest(revs: Iterable[Rev]) -> dict[tuple[str, str], Rev]:
    """{road: its newest revision}."""
    roads: dict[tuple[str, str], Rev] = {}
    for rev in revs:
        road = (rev.site, rev.page_kind)
        if road not in roads or rev.age > roads[road].age:
            roads[road] = rev
    return roads


def card(revs: Iterable[Rev]) -> Rev | None:
    """The revision shown, matched and searched: the item page's newest, else the list's."""
    return max(newest(revs).values(), key=lambda rev: (rev.page_kind == "item", rev.age), default=None)


@dataclass(slots=True)
class Made:
    """A hit as the current readings make it."""

    target: str
    grade: str
    score: float
    revision_id: str
    restricted: bool


def made(revs: Iterable[Rev]) -> dict[str, Made]:
    """The hits of a listing: by the card's reading, else by the newest of any other road.

    So a target that the list card showed and the item page's longer text does not is kept: it goes
    only when no road's newest revision makes it any more. The order in which roads were read makes
    no difference.
    """
    revs = list(revs)
    shown = card(revs)
    roads = sorted(newest(revs).values(), key=lambda rev: (rev is shown, rev.age), reverse=True)
    hits: dict[str, Made] = {}
    for rev in roads:
        for target in rev.targets:
            if target["grade"] in ("hit", "review") and target["target"] not in hits:
                name = target["target"]
                hits[name] = Made(name, target["grade"], target["score"], rev.revision_id, rev.restricted)
    return hits


def cause(before: Rev | None, site_version: str | None, parser_version: int | None) -> str:
    """first | changed | reread."""
    if before is None:
        return "first"
    same = (before.site_version, before.parser_version) == (site_version, parser_version)
    return "changed" if same else "reread"


def _comparable(name: str, value: Any) -> Any:
    if name == "price":
        return {key: (value or {}).get(key) for key in _PRICE}
    if name == "images":
        return sorted({str(address).split("?", 1)[0] for address in value or []})
    if name == "contact_keys":
        return sorted(value or [])
    return value or None


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Names of the material fields that differ between two contents."""
    return [name for name in MATERIAL if _comparable(name, old.get(name)) != _comparable(name, new.get(name))]
