"""Notes of erasures: what must be known of a listing when its document is gone, until all that hung on it is gone too.

A note is of one state of one listing's document, and is never written over. So whoever holds it knows whether that
state was erased: as long as the document stands in it somebody may be about to, and once it stands in a later one
nobody can any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from warden.identity import derived, drawn, instant, now
from warden.store.elasticsearch.documents import Doc, Documents, Write, every, term
from warden.store.rows import dumps

NOTE = "erasing"
"""Name of the notes among the settings; those of users have ids of their own."""
FORGOTTEN = timedelta(days=1)
"""After this nobody is still about to erase what he noted."""


@dataclass(slots=True)
class Erasure:
    """What must be known of a listing when its document is gone."""

    listing_key: str
    erased: str
    """Id of the document that keeps its numbers."""
    pages: list[str]
    marks: list[str]
    contributions: list[dict[str, Any]]
    seq_no: int | None = None
    primary_term: int | None = None
    born: int = 0
    """Which of the listings that have come under this key, one after the other."""
    at: str = ""
    by: str = ""
    """Who has written this note: he may take it back, unless another has joined him."""

    @property
    def id(self) -> str:
        return id_of(self.listing_key)

    def as_noted(self, doc: Doc) -> bool:
        """Whether the listing's document is in the very state that was to go."""
        return (doc.seq_no, doc.primary_term) == (self.seq_no, self.primary_term)

    def stayed(self, source: dict[str, Any]) -> bool:
        """Whether this is the listing that was to go; one that was erased and came again is another."""
        return bool(source["state"].get("born", 0) == self.born and set(self.pages) <= set(source["pages"]))


def id_of(key: str) -> str:
    return f"{NOTE} {key}"


def erasure_of(doc: Doc) -> Erasure:
    source = doc.source
    assert source is not None  # from a search
    rows = [{**row, "erased": True} for row in source["contributions"]]
    # The same listing can be stored and erased more than once: the id is of this state of its document.
    name = derived("erased", doc.id, doc.seq_no, doc.primary_term)
    return Erasure(
        doc.id,
        name,
        source["pages"],
        source["marks"],
        rows,
        seq_no=doc.seq_no,
        primary_term=doc.primary_term,
        born=source["state"].get("born", 0),
        at=instant(now()) or "",
        by=drawn(),
    )


def _read(doc: Doc) -> Erasure | None:
    # A setting of a user may have the same name.
    if doc.source is None or not doc.id.startswith(f"{NOTE} "):
        return None
    return Erasure(**json.loads(doc.source["value"]))


def noted(docs: Documents) -> Iterator[Erasure]:
    """Erasures that were begun and not finished."""
    for doc in docs.each("setting", every(term("name", NOTE)), [{"name": "asc"}]):
        if (one := _read(doc)) is not None:
            yield one


def under_way(docs: Documents, keys: Sequence[str]) -> set[str]:
    """Listings of which something may still be deleted, in real time."""
    ids = {id_of(key): key for key in keys}
    found = docs.get_all("setting", list(ids), source=["name"]) if ids else []
    return {ids[doc.id] for doc in found if doc.source is not None}


def held(docs: Documents, erasures: Sequence[Erasure], *, own: bool = False) -> dict[str, Doc]:
    """{listing: its note}, of those whose note still stands as it is told here; with ``own`` by whom as well."""
    wanted = {one.id: one for one in erasures}
    found: dict[str, Doc] = {}
    for doc in docs.get_all("setting", list(wanted)):
        kept = _read(doc)
        one = wanted[doc.id]
        if kept is not None and kept.erased == one.erased and (not own or kept.by == one.by):
            found[kept.listing_key] = doc
    return found


def note(docs: Documents, doomed: Sequence[Doc]) -> list[Erasure]:
    """Keep what is needed to finish, whatever comes in between; those that may be removed now."""
    made = {doc.id: erasure_of(doc) for doc in doomed}
    known = _write(docs, {key: (one, Doc(one.id)) for key, one in made.items()})
    there = docs.get_all("listing", list(made), source=["generation"])
    stands = {doc.id for doc in there if made[doc.id].as_noted(doc)}
    # Erased or changed by somebody else between the search and the note: nothing was begun here.
    late = [one for key, one in made.items() if key not in known | stands]
    forget(docs, held(docs, late, own=True).values())
    # Another retention that has noted the same state is joined; where it has noted another, it is its turn.
    theirs = held(docs, [made[key] for key in sorted(known & stands)])
    missed = _write(docs, {key: (made[key], doc) for key, doc in theirs.items()})
    return [made[key] for key in sorted((stands - known) | (theirs.keys() - missed))]


def _write(docs: Documents, notes: dict[str, tuple[Erasure, Doc]]) -> set[str]:
    """Listings of which somebody was faster with the note."""
    keys = {one.id: key for key, (one, _) in notes.items()}
    writes = [
        Write("setting", one.id, {"name": NOTE, "value": dumps(asdict(one))}, over=over)
        for one, over in notes.values()
    ]
    return {keys[write.id] for write in docs.write(writes)} if writes else set()


def forget(docs: Documents, notes: Iterable[Doc]) -> None:
    """Delete notes, unless others of the same listings have taken their place."""
    if writes := [Write("setting", doc.id, None, over=doc) for doc in notes]:
        docs.write(writes)


def old(one: Erasure) -> bool:
    return one.at < (instant(now() - FORGOTTEN) or "")
