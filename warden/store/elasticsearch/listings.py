"""Reading listings, writing them by compare-and-set, and the hits that are made of them for searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from warden.errors import CannotContinue, WardenError
from warden.records import HitLine, PageRef, Price, Quantity
from warden.store.elasticsearch import erasures
from warden.store.elasticsearch.documents import ATTEMPTS, Doc, Documents, Write
from warden.store.elasticsearch.listing import Held, Hit, held_of
from warden.store.elasticsearch.patience import pause
from warden.store.elasticsearch.texts import NoRevision, Texts
from warden.store.lines import images, joined
from warden.store.pages import reference
from warden.store.roads import Rev
from warden.store.rows import MATCH_KEYS
from warden.text import search_tokens


def read(docs: Documents, keys: Sequence[str]) -> dict[str, Held]:
    """The listings that are there, in real time."""
    found = docs.get_all("listing", list(keys)) if keys else []
    return {doc.id: held_of(doc) for doc in found if doc.source is not None}


def stands(docs: Documents, held: Held) -> bool:
    """Whether a listing is still as it was read: what it lacks was then not erased with it, but lost."""
    now = docs.get_all("listing", [held.listing_key], source=["generation"])[0]
    return (now.seq_no, now.primary_term) == (held.doc.seq_no, held.doc.primary_term)


def raw(docs: Documents, keys: Sequence[str]) -> dict[str, Doc]:
    """Their documents, also of those that are not there yet."""
    return {doc.id: doc for doc in docs.get_all("listing", list(keys))} if keys else {}


def write(
    docs: Documents, held: Iterable[Held], texts: Texts, allowed: Callable[[], None] | None = None
) -> set[str]:
    """Write listings with their revisions, then the hits that show them; keys of those others were faster with.

    ``allowed`` raises when the writer must not write any more. What is already as it should be is not written again; its hits are, since who wrote it may have been killed in
    between.
    """
    all_held = list(held)
    erasing = erasures.under_way(docs, [one.listing_key for one in all_held]) if texts.changed else set()
    texts.write()
    sources = {one.listing_key: one.source() for one in all_held}
    writes = [
        Write("listing", one.listing_key, sources[one.listing_key], over=one.doc)
        for one in all_held
        if one.is_new or not _same(one.doc.source or {}, sources[one.listing_key])
    ]
    if allowed is not None:
        allowed()
    overtaken = {write.id for write in docs.write(writes)}
    changed = {write.id for write in writes}
    for one in all_held:
        if one.listing_key in changed and one.listing_key not in overtaken:
            one.generation += 1
    # A retention may have looked for the listing before it was written, and for its revisions after they were.
    texts.again(name for one in all_held if one.listing_key in erasing - overtaken for name in one.revisions)
    project(docs, [one for one in all_held if one.listing_key not in overtaken], texts)
    return overtaken


def _same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return {**old, "generation": 0} == {**new, "generation": 0}


class Erased(WardenError):
    """There is no such listing, or no longer."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The listing {key} is not kept any more: it was erased, its time was over.")


def change(docs: Documents, key: str, work: Callable[[Held, Texts], Any]) -> Any:
    """Change one listing until nobody comes between; what ``work`` gave. Raises ``Erased`` for one not there."""
    for attempt in range(ATTEMPTS):
        held = read(docs, [key]).get(key)
        if held is None:
            raise Erased(key)
        texts = Texts(docs)
        try:
            made = work(held, texts)
            if not write(docs, [held], texts):
                return made
        except NoRevision:
            if stands(docs, held):
                raise
        docs.wait(pause(attempt))
    raise CannotContinue(
        f"{docs.place.shown}: listing {key} was changed by others {ATTEMPTS} times in a row. Run it again."
    )


def project(docs: Documents, held: Sequence[Held], texts: Texts) -> None:
    """Write the hits of listings as searches need them, each under its listing's generation: a writer that comes
    late puts no older one over it."""
    shown = [one for one in held if one.hits]
    if not shown:
        return
    cards = {one.listing_key: one.shown() for one in shown}
    texts.load(name for one in shown for name in _told_of(one, cards[one.listing_key]))
    names = sorted({rev.page_id for rev in cards.values() if rev and rev.page_id})
    found = {doc.id: doc.source for doc in docs.get_all("page", names)} if names else {}
    writes = []
    for one in shown:
        card = cards[one.listing_key]
        if not all(texts.has(name) for name in _told_of(one, card)):
            continue  # erased meanwhile, or lost: there is nothing to show
        page = reference(found.get(card.page_id or "")) if card else None
        for hit in one.hits.values():
            source = _source(one, hit, texts, page)
            writes.append(Write("hit", hit.hit_id, source, version=one.generation))
    docs.write(writes)


def _told_of(held: Held, card: Rev | None) -> set[str]:
    """Revisions that the hits of a listing are told from."""
    makers = {hit.revision_id for hit in held.hits.values() if hit.revision_id in held.revisions}
    return {name for name in (*makers, card.revision_id if card else None) if name}


def _source(held: Held, hit: Hit, texts: Texts, page: PageRef | None) -> dict[str, Any]:
    line = _line(held, hit, texts, page)
    return {
        "listing_key": held.listing_key,
        "platform": held.platform,
        "site": held.site,
        "listing_id": held.listing_id,
        "language": held.language,
        "country": held.country,
        "seller_key": held.seller_key,
        "contact_keys": held.contact_keys,
        "cluster_id": held.cluster_id,
        "hit_id": hit.hit_id,
        "target": hit.target,
        "origins": hit.origins.split(","),
        "grade": hit.grade,
        "state": hit.state,
        "decision": hit.decision,
        "products": line["products"],
        "first_seen_at": hit.first_seen_at,
        "last_seen_at": held.last_seen_at,
        "created_at": hit.created_at,
        "claimed_until": hit.claimed_until,
        "gone_at": held.gone_at,
        "score": hit.score,
        "withdrawn": hit.withdrawn,
        "restricted": hit.restricted,
        "changed": hit.changed,
        "counted": hit.counted,
        "tokens": " ".join(search_tokens(f"{line['title']}\n{line['description'] or ''}")),
        "line": line,
    }


def _line(held: Held, hit: Hit, texts: Texts, page: PageRef | None) -> dict[str, Any]:
    """A ``HitLine`` as plain values."""
    rev = held.shown()
    card = texts.content(rev.revision_id) if rev else {}
    shown = texts.reading(rev.revision_id, rev.recipe) if rev else {}
    maker = held.revisions.get(hit.revision_id or "")
    other = None
    if maker is not None and rev is not None and maker.rev.revision_id != rev.revision_id:
        other = texts.reading(maker.rev.revision_id, maker.rev.recipe)
    reading = joined(shown, other)
    told: dict[str, Any] = {
        "hit_id": hit.hit_id,
        "listing_key": held.listing_key,
        "platform": held.platform,
        "site": held.site,
        "listing_id": held.listing_id,
        "url": held.url,
        "title": card.get("title") or "",
        "description": card.get("description"),
        "language": held.language,
        "target": hit.target,
        "origins": hit.origins.split(","),
        "products": reading.get("products") or [],
        "score": hit.score,
        "grade": hit.grade,
        "matches": [{name: match[name] for name in MATCH_KEYS} for match in reading.get("matches") or []],
        "obfuscated": bool(reading.get("obfuscated")),
        "price": Price(**card.get("price", {})),
        "quantity": Quantity(**card.get("quantity", {})),
        "country": held.country,
        "location": card.get("location"),
        "seller_key": held.seller_key,
        "contact_keys": card.get("contact_keys") or [],
        "images": images(card),
        "availability": card.get("availability"),
        "listed_at": card.get("listed_at"),
        "first_seen_at": held.first_seen_at,
        "last_seen_at": held.last_seen_at,
        "gone_at": held.gone_at,
        "gone_reason": held.gone_reason,
        "sightings": len(held.seen),
        "revisions": len(held.revisions),
        "cluster_id": held.cluster_id,
        "state": hit.state,
        "verdict": _verdict(hit),
        "recipe": (rev.recipe or None) if rev else None,
        "page": page,
        "withdrawn": hit.withdrawn,
        "changed": hit.changed,
    }
    return asdict(HitLine(**told))


def _verdict(hit: Hit) -> dict[str, Any] | None:
    names = ("decision", "taxon", "reviewer", "at", "revision_id")
    found = next((row for row in hit.verdicts if row["verdict_id"] == hit.verdict_id), None)
    return {name: found[name] for name in names} if found else None


def line_of(source: dict[str, Any], now: str) -> HitLine:
    """The line of a stored hit. A claim is a state only while it lasts, so it is never stored as one."""
    told = dict(source["line"])
    if source["state"] == "new" and (source["claimed_until"] or "") > now:
        told["state"] = "claimed"
    page = PageRef(**told["page"]) if told["page"] else None
    return HitLine(
        **{**told, "price": Price(**told["price"]), "quantity": Quantity(**told["quantity"]), "page": page}
    )
