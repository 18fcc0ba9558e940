"""Pages and hits put into a store, and what a search finds."""

from __future__ import annotations

from typing import Any

from tests.store import build as b
from warden.identity import now
from warden.records import Assessment, Listing
from warden.store.base import HitQuery, PageRecord
from warden.store.elasticsearch import changes, listings, pages
from warden.store.elasticsearch.documents import Doc, Documents, Write
from warden.store.elasticsearch.listing import Held
from warden.store.elasticsearch.search import Search
from warden.store.elasticsearch.texts import Texts


def show(documents: Documents, on: PageRecord, *shown: tuple[Listing, Assessment]) -> None:
    """Store a page as an ingest does, of listings never seen before."""
    pages.write(documents, on)
    texts, held = Texts(documents), []
    for listing, assessment in shown:
        entry = b.entry(listing, on, assessment)
        one = Held(Doc(entry.listing_key), entry.listing_key, on.platform, on.site, listing.listing_id)
        one.generation = int(now().timestamp() * 1000)  # as an ingest begins
        at = on.captured_at or on.stored_at
        changes.take(one, entry, changes.Moment(page=on, at=at, texts=texts, stored_at=on.stored_at))
        changes.sync(one, at)
        held.append(one)
    assert listings.write(documents, held, texts) == set()


def alter(documents: Documents, hit: str, **values: Any) -> None:
    """Put other values into a hit's document, and into its line where that has them."""

    old = documents.get("hit", hit).source
    assert old is not None
    line = {name: values.get(name, value) for name, value in old["line"].items()}
    documents.write([Write("hit", hit, {**old, **values, "line": line}, version=old_version(documents, hit))])


def numbers(store: Search, query: HitQuery) -> list[str]:
    return [line.listing_id for line in store.search(query)]


def old_version(documents: Documents, hit: str) -> int:
    """The version a stored hit has, under which it may be written again."""
    return int(documents.client.get(index=documents.indices["hit"], id=hit)["_version"])
