"""What a crawl of the example marketplaces found against what was planted there."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.demo.catalogue import Catalogue
from keywords.vocabulary import Vocabulary
from warden.records import HitLine

EXPECTED = Path(__file__).parent / "expected.tsv"
RELISTED = 900_000
"""What a relisted offer's number is higher than the first one's."""


@dataclass(frozen=True, slots=True)
class Planted:
    """An expected finding: ``kind`` is plain, code (words not on the list), obfuscated or trap."""

    market: str
    number: int
    target: str | None
    kind: str


@dataclass(slots=True)
class Findings:
    """Counts are listings, not hits: a listing may be a hit for several targets."""

    found: dict[str, int] = field(default_factory=dict)
    planted: dict[str, int] = field(default_factory=dict)
    misses: list[Planted] = field(default_factory=list)
    false_alarms: list[tuple[str, int, str]] = field(default_factory=list)
    hits: int = 0
    proved: int = 0
    """Hits with item page and picture."""

    @property
    def recall(self) -> float:
        return self.found.get("plain", 0) / max(self.planted.get("plain", 0), 1)

    @property
    def precision(self) -> float:
        return 1 - len(self.false_alarms) / max(self.hits, 1)

    @property
    def proof(self) -> float:
        return self.proved / max(self.hits, 1)


def expected() -> dict[tuple[str, int], Planted]:
    """Everything planted, by market and number."""
    with EXPECTED.open(encoding="utf-8", newline="") as table:
        return {
            (row["market"], int(row["number"])): Planted(
                row["market"], int(row["number"]), row["target"] or None, row["class"]
            )
            for row in csv.DictReader(table, delimiter="\t")
        }


def compare(
    hits: Iterable[HitLine],
    evidence: Mapping[str, set[str]],
    vocabulary: Vocabulary,
    without: Collection[str] = (),
) -> Findings:
    """``evidence``: kinds of evidence by listing key; ``without``: markets that were not crawled.

    Offers that were never on sale are left out.
    """
    told = {place: planted for place, planted in expected().items() if place[0] not in without}
    catalogue = Catalogue()
    result = Findings()
    targets: dict[tuple[str, int], set[str]] = {}
    keys: dict[tuple[str, int], str] = {}
    titles: dict[tuple[str, int], str] = {}
    for line in hits:
        place = (line.platform.removeprefix("demo_"), int(line.listing_id))
        targets.setdefault(place, set()).add(line.target or "")
        keys[place], titles[place] = line.listing_key, line.title
    for place, planted in told.items():
        offer = catalogue.get(*place)
        if offer is None or offer.state != "on":
            continue
        result.planted[planted.kind] = result.planted.get(planted.kind, 0) + 1
        right = planted.target and _same(planted.target, targets.get(place, set()), vocabulary)
        if right:
            result.found[planted.kind] = result.found.get(planted.kind, 0) + 1
        elif planted.target:
            result.misses.append(planted)
    for place in targets:
        result.hits += 1
        result.proved += {"item", "picture"} <= evidence.get(keys[place], set())
        first = (place[0], place[1] - RELISTED if place[1] > RELISTED else place[1])
        if first not in told or told[first].target is None:
            result.false_alarms.append((*place, titles[place]))
    return result


def _same(planted: str, found: set[str], vocabulary: Vocabulary) -> bool:
    """The target itself, one below it or one above it: a listing may name the group or the species."""
    near = vocabulary.descendants(planted) | set(vocabulary.parents(planted)) | {planted}
    return bool(near & found)
