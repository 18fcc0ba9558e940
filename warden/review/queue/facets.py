"""Counts beside the list: how many of the hits shown have which target, product, site…, each a link that narrows it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warden.review import here
from warden.review.queue.filters import carried
from warden.store.base import HitQuery
from warden.store.sampled import FACETS

UNASKED = 5_000
"""Hits up to which they are counted with every list; of more when somebody asks."""
SHOWN = 12
NAMES: dict[str, str | Promise] = {
    "target": _("Target"),
    "product": _("Product"),
    "site": _("Site"),
    "language": _("Language"),
    "origin": _("Origin"),
    "state": _("State"),
    "grade": _("Grade"),
}
assert tuple(NAMES) == FACETS


@dataclass(frozen=True, slots=True)
class Value:
    """A value, how many hits have it, and the address of the list of these."""

    value: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The commonest values of one facet; ``more``: how many others there are."""

    name: str
    label: str | Promise
    values: list[Value]
    more: int


def facets(
    told: QueryDict, query: HitQuery, total: int, kept: Iterable[str] = (), *, asked: bool
) -> list[Facet] | None:
    """The facets of the list; ``None`` where there is much to count and nobody asked. ``kept``: listings whose state is not
    told."""
    if total > UNASKED and not asked:
        return None
    query = replace(query, after=None, limit=None)
    found = here.store().facets(query)
    if besides := sorted({*query.besides, *kept}):
        found["state"] = here.store().facets(replace(query, besides=besides))["state"]
    found["target"] = _with_those_below(found["target"])
    made = []
    for name, label in NAMES.items():
        # A listing has several of these: a link to another value would leave the one that is asked for.
        if name in ("product", "origin") and (only := told.get(name)):
            found[name] = {only: found[name].get(only, 0)}
        counts = sorted(found[name].items(), key=lambda pair: (-pair[1], pair[0]))
        named = [
            (value, count) for value, count in counts if value and not (name == "grade" and value == "none")
        ]
        values = [Value(value, count, _narrowed(told, name, value)) for value, count in named[:SHOWN]]
        if values:
            made.append(Facet(name, label, values, max(0, len(named) - SHOWN)))
    return made


def _with_those_below(counts: Mapping[str, int]) -> dict[str, int]:
    """Hits of a target and of all below it: what the link to the target leads to."""
    return {
        name: sum(counts.get(one, 0) for one in here.with_descendants([name])) if name else count
        for name, count in counts.items()
    }


def _narrowed(told: QueryDict, name: str, value: str) -> str:
    kept = told.copy()
    kept[name] = value
    return f"?{carried(kept)}"
