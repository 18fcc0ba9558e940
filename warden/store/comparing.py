"""What two stores do not agree on, of all that a copy carries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from warden.store.apart import rows, walk
from warden.store.base import Problem, Store
from warden.store.copied import KINDS, WORDS, command, unfinished
from warden.store.copying import fingerprint

_PARTS = ("week", "site", "target", "language")


@dataclass(slots=True)
class _Apart:
    """Rows of each section by where they are."""

    here: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)


def half_copied(store: Store) -> list[Problem]:
    """That a store is not filled yet, if so."""
    told = unfinished(store)
    if told is None:
        return []
    what, _, cure = told.partition(": let it finish")
    return [Problem(what, 1, f"let it finish{cure}")]


def compare(store: Store, other: Store) -> list[Problem]:
    """What two stores do not agree on, a problem for each section and side."""
    found = [*half_copied(store), *half_copied(other)]
    one, two = store.counts(), other.counts()
    apart = _apart(store, other)
    cure = _cure(store, other, apart)
    found += [
        Problem(
            f"{WORDS[name]}: {one[name]} here, {two[name]} in {other.url}", abs(one[name] - two[name]), cure
        )
        for name in one
        if one[name] != two[name]
    ]
    secrets = [fingerprint(store), fingerprint(other)]
    if None not in secrets and len(set(secrets)) > 1:
        found.append(Problem(f"{store.url} and {other.url} were made with different secrets", 1, cure))
    for section, words in WORDS.items():
        for rest, count in (
            (f"that only {store.url} holds", apart.here[section]),
            (f"that only {other.url} holds", apart.there[section]),
            ("that are not the same in both", apart.other[section]),
        ):
            if count:
                found.append(Problem(f"{words} {rest}", count, cure))
    return found or _trends(store, other)


def _apart(store: Store, other: Store) -> _Apart:
    apart = _Apart()
    for kind in KINDS:
        for pair in walk(store, other, kind):
            here, there = rows(kind, pair.key, pair.one), rows(kind, pair.key, pair.two)
            apart.here.update(name[0] for name in here.keys() - there.keys())
            apart.there.update(name[0] for name in there.keys() - here.keys())
            apart.other.update(name[0] for name in here.keys() & there.keys() if here[name] != there[name])
    return apart


def _cure(store: Store, other: Store, apart: _Apart) -> str:
    """The whole command, where one puts it right."""
    forth, back = command(store.url, other.url), command(other.url, store.url)
    secrets = [fingerprint(store), fingerprint(other)]
    if None not in secrets and len(set(secrets)) > 1:
        return (
            "none: neither can be copied into the other, their secrets differ; copy the one that is right into a "
            f"store that is not there yet: {command(store.url, 'NEW')}, or {command(other.url, 'NEW')}"
        )
    if apart.here and apart.there:
        return (
            "each holds what the other does not, and neither takes a copy of the other; copy the one that is right "
            f"into a store that is not there yet: {command(store.url, 'NEW')}, or {command(other.url, 'NEW')}"
        )
    if apart.here:
        return forth
    if apart.there:
        return back
    return f"{forth}, if {store.url} is right; {back}, if {other.url} is"


def _trends(store: Store, other: Store) -> list[Problem]:
    """Counts follow from the records, but are kept: of two stores with the same records they are the same."""
    one, two = (
        Counter(
            repr(row)
            for row in each.trends(
                since=None, until=None, by=_PARTS, targets=(), sites=(), languages=(), same_basket=False
            )
        )
        for each in (store, other)
    )
    wrong = ((one - two) + (two - one)).total()
    cure = f"warden --store {store.url} trends rebuild, and the same for {other.url}"
    return [Problem("rows of trends that only one of both has", wrong, cure)] if wrong else []
