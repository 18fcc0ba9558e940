"""A store copied into another one, whatever their engines: plain records, in an order in which none lacks what it
refers to, each written as often as one likes.

What a record is says ``warden.store.copied``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from warden.errors import CannotContinue, OtherSecret, UsageError
from warden.identity import drawn
from warden.store.apart import Pair, rows, walk
from warden.store.base import Store
from warden.store.copied import FINGERPRINT, KINDS, NOTE, UNFINISHED, WORDS, unfinished
from warden.store.rows import chunks

OWN = frozenset({"setting", "lane", "recipe", "probe"})
"""Kinds that a store may have of its own before anything is copied into it: they say nothing of what was seen."""
_SIZE = {"listing": 100, "evidence": 100, "run_probe": 10, "watch": 10}
_MANY = 500
_ID = f"{NOTE}id"
_MARK = f"{NOTE}mark"

Tell = Callable[[str, int], None]
"""Told after each batch that was looked through: its kind, and how many records of that kind by now."""


@dataclass(slots=True)
class Done:
    """How many rows of each section were written, those that had changed too, and how many were there as they are."""

    written: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)


def copy(source: Store, target: Store, tell: Tell) -> Done:
    """Copy all there is that the target does not hold yet, which is also how a copy that was broken off goes on.

    Each time from the first kind on: the source may have grown, and what is there already is only read. What ``tell``
    raises ends it there. Raises ``OtherSecret`` for a target made with another secret, ``UsageError`` for one that is
    the source or holds what the source does not, ``CannotContinue`` for one that another store is being copied into.
    """
    _refuse_same(source, target)
    known = _identity(source)
    note = target.get_setting(UNFINISHED)
    if note is not None and note["id"] != known:
        raise CannotContinue(f"{unfinished(target)}. Or name an empty store with --to.")
    kept = _same_secret(source, target)
    _refuse_strangers(source, target)
    target.put_setting(UNFINISHED, {"id": known, "url": source.url})
    if kept is not None:
        target.fingerprint(kept)
    done = Done()
    for kind in KINDS:
        _copy_kind(source, target, kind, done, tell)
    _forget(target, UNFINISHED)
    return done


def _copy_kind(source: Store, target: Store, kind: str, done: Done, tell: Tell) -> None:
    seen = 0
    for part in chunks(_known(source, target, kind), _SIZE.get(kind, _MANY)):
        wanted = []
        for pair in part:
            here, there = rows(kind, pair.key, pair.one), rows(kind, pair.key, pair.two)
            # A row may be nothing but ``None``: not being there is another thing.
            new = [name[0] for name, row in here.items() if name not in there or there[name] != row]
            done.written.update(new)
            done.there.update(name[0] for name in here)
            done.there.subtract(new)
            if new and pair.one is not None:
                wanted.append(pair.one)
        if wanted:
            target.add_records(kind, wanted)
        seen += len(part)
        tell(kind, seen)


def _known(source: Store, target: Store, kind: str) -> Iterator[Pair]:
    """What the source holds. What only the target does came while it was copied, for it was looked at before."""
    for pair in walk(source, target, kind):
        if (stranger := _stranger(kind, pair)) is not None:
            raise _mixed(source, target, stranger)
        if pair.one is not None:
            yield pair


def _forget(target: Store, name: str) -> None:
    target.add_records("setting", [{"name": name, "value": None}])


def _identity(store: Store) -> str:
    """What a store is known by, whatever the address it is named with; drawn once. A copied file is the same one."""
    kept = store.get_setting(_ID)
    if kept is None:
        try:
            store.put_setting(_ID, drawn())
        except CannotContinue:  # a medium that takes no writes: its address has to do
            return store.url
        kept = store.get_setting(_ID)
    return str(kept)


def _refuse_same(source: Store, target: Store) -> None:
    """One store has many addresses: what is written at one end must not be seen at the other."""
    mark = drawn()
    target.put_setting(_MARK, mark)
    try:
        same = source.get_setting(_MARK) == mark
    finally:
        _forget(target, _MARK)
    if same:
        raise UsageError(f"{target.url} is the store that is to be copied. Name another one with --to.")


def fingerprint(store: Store) -> Any:
    """The fingerprint of the secret a store was made with, ``None`` while it has none."""
    return next((record["value"] for key, record in store.records("setting", "") if key == FINGERPRINT), None)


def _same_secret(source: Store, target: Store) -> Any:
    """The source's fingerprint."""
    kept, there = fingerprint(source), fingerprint(target)
    if None not in (kept, there) and kept != there:
        raise OtherSecret(
            f"{target.url} was made with another secret than {source.url}: their seller and contact keys do not "
            "fit together. Name an empty store with --to."
        )
    return kept


# -- what only the target holds -------------------------------------------------------------------


def _refuse_strangers(source: Store, target: Store) -> None:
    """Before anything is written, also when a copy goes on: somebody may have written into the half of it."""
    for kind in KINDS:
        if kind in OWN or next(target.records(kind, ""), None) is None:
            continue
        for pair in walk(source, target, kind):
            if (stranger := _stranger(kind, pair)) is not None:
                raise _mixed(source, target, stranger)


def _stranger(kind: str, pair: Pair) -> tuple[str, ...] | None:
    """The name of a row that only the target has, be it a verdict on a listing that both hold."""
    if kind in OWN or pair.two is None:
        return None
    known = rows(kind, pair.key, pair.one)
    return next((name for name in rows(kind, pair.key, pair.two) if name not in known), None)


def _mixed(source: Store, target: Store, name: tuple[str, ...]) -> UsageError:
    section, *rest = name
    return UsageError(
        f"{target.url} holds what {source.url} does not (among the {WORDS[section]}: {' '.join(rest)}): a copy would "
        "mix two stores. Name an empty store with --to."
    )
