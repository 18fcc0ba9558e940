"""A store copied into another one, whatever their engines: plain records, in an order in which none lacks what it
refers to, each written as often as one likes.

What a record is says ``warden.store.copied``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from warden.errors import OtherSecret, UsageError
from warden.identity import drawn
from warden.store import snapshot
from warden.store.base import Problem, Store
from warden.store.copied import FINGERPRINT, KINDS, NOTE
from warden.store.rows import chunks

_OWN = frozenset({"setting", "lane", "recipe", "probe"})
"""Kinds that a store may have of its own before anything is copied into it: they say nothing of what was seen."""
_SIZE = {"listing": 100, "evidence": 100, "run_probe": 10, "watch": 10}
_MANY = 500

Tell = Callable[[str, int], None]
"""Told after each batch that is written: its kind, and how many records of that kind are copied by now."""


def copy(source: Store, target: Store, tell: Tell) -> dict[str, int]:
    """Copy all there is, going on where a copy of the same source was broken off; how many records of each kind.

    What ``tell`` raises ends it there. Raises ``OtherSecret`` for a target made with another secret, ``UsageError``
    for one that is the source or holds what the source does not.
    """
    _refuse_same(source, target)
    name = f"{NOTE}from {source.url}"
    begun = target.get_setting(name)
    _same_secret(source, target)
    if begun is None:
        _refuse_strangers(source, target)
    done: dict[str, Any] = begun or {"counts": {}, "kind": KINDS[0], "after": ""}
    counts = Counter({kind: int(done["counts"].get(kind, 0)) for kind in KINDS})
    for kind in KINDS[KINDS.index(done["kind"]) :]:
        after = done["after"] if kind == done["kind"] else ""
        for part in chunks(source.records(kind, after), _SIZE.get(kind, _MANY)):
            target.add_records(kind, [record for _, record in part])
            counts[kind] += len(part)
            target.put_setting(name, {"counts": dict(counts), "kind": kind, "after": part[-1][0]})
            tell(kind, counts[kind])
    _forget(target, name)
    return dict(counts)


def _forget(target: Store, name: str) -> None:
    target.add_records("setting", [{"name": name, "value": None}])


def _refuse_same(source: Store, target: Store) -> None:
    """One store has many addresses: what is written at one end must not be seen at the other."""
    name, mark = f"{NOTE}mark", drawn()
    target.put_setting(name, mark)
    try:
        same = source.get_setting(name) == mark
    finally:
        _forget(target, name)
    if same:
        raise UsageError(f"{target.url} is the store that is to be copied. Name another one with --to.")


def _same_secret(source: Store, target: Store) -> None:
    kept = next((record for key, record in source.records("setting", "") if key == FINGERPRINT), None)
    if kept is None:
        return
    try:
        target.fingerprint(kept["value"])
    except OtherSecret as fault:
        raise OtherSecret(
            f"{target.url} was made with another secret than {source.url}: their seller and contact keys do not "
            "fit together. Name an empty store with --to."
        ) from fault


def _refuse_strangers(source: Store, target: Store) -> None:
    for kind in KINDS:
        if kind not in _OWN and (key := _stranger(source, target, kind)) is not None:
            raise UsageError(
                f"{target.url} holds what {source.url} does not ({kind} {key}): a copy would mix two stores. Name "
                "an empty store with --to."
            )


def _stranger(source: Store, target: Store, kind: str) -> str | None:
    """The first key that only the target has; both tell theirs in order."""
    theirs = (key for key, _ in source.records(kind, ""))
    there: str | None = ""
    for key, _ in target.records(kind, ""):
        while there is not None and there < key:
            there = next(theirs, None)
        if there != key:
            return key
    return None


def compare(store: Store, other: Store) -> list[Problem]:
    """What two stores do not agree on, a problem for each section."""
    cure = "warden store copy"
    one, two = store.counts(), other.counts()
    found = [
        Problem(f"{name}: {one[name]} here, {two[name]} in {other.url}", abs(one[name] - two[name]), cure)
        for name in one
        if one[name] != two[name]
    ]
    here, there = snapshot.of(store), snapshot.of(other)
    for section in here:
        if wrong := _apart(here[section], there[section]):
            found.append(Problem(f"rows of {section} that only one of both has", wrong, cure))
    return found


def _apart(one: list[Any], two: list[Any]) -> int:
    here, there = (Counter(json.dumps(row, sort_keys=True) for row in rows) for rows in (one, two))
    return ((here - there) + (there - here)).total()
