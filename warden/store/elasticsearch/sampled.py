"""What the audit and its estimates ask of an Elasticsearch store; see ``warden.store.sampled``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from warden.identity import instant, now
from warden.records import Verdict
from warden.store.elasticsearch import changes, clusters, listings
from warden.store.elasticsearch.documents import Documents, every
from warden.store.elasticsearch.listing import Held
from warden.store.elasticsearch.people import settled, verdicts_in
from warden.store.elasticsearch.texts import Texts
from warden.store.rows import chunks
from warden.store.sampled import PLACES, SampledHit

_PLAIN = ("listing_key", "hit_id", "target", "grade", "score", "state", "decision")
_SHOWN = [*_PLAIN, "withdrawn", "claimed_until", "line.verdict"]
_AT_ONCE = 500
_MOST = 50_000
"""Different values of one field."""


def _since(since: str) -> dict[str, Any]:
    return {"range": {"first_seen_at": {"gte": since}}}


class Sampled:
    """See ``warden.store.sampled.Sampled``."""

    docs: Documents

    def sampled_hits(self, since: str) -> Iterator[SampledHit]:
        moment = instant(now()) or ""
        order = [{"listing_key": "asc"}, {"hit_id": "asc"}]
        for doc in self.docs.each("hit", _since(since), order, source=_SHOWN):
            row = doc.source or {}
            verdict = row["line"]["verdict"] or {}
            held = row["state"] == "new" and (row["claimed_until"] or "") > moment
            plain = {name: row[name] for name in (*_PLAIN, "withdrawn")}
            yield SampledHit(**plain, taxon=verdict.get("taxon"), held=held)

    def count_listings(self, since: str, first: str = "", last: str | None = None) -> int:
        span = {"gte": first} if last is None else {"gte": first, "lte": last}
        return self.docs.count("listing", every(_since(since), {"range": {"listing_key": span}}))

    def listing_keys(self, since: str, first: str, limit: int) -> list[str]:
        query = every(_since(since), {"range": {"listing_key": {"gte": first}}})
        order = [{"listing_key": "asc"}]
        rows = self.docs.search("listing", query=query, sort=order, size=limit, source=["listing_key"])
        return [str(row["_source"]["listing_key"]) for row in rows["hits"]["hits"]]

    def places(self) -> dict[str, list[str]]:
        by = {name: {"terms": {"field": name, "size": _MOST}} for name in PLACES}
        found = self.docs.search("hit", query={"term": {"counted": True}}, size=0, aggs=by)["aggregations"]
        return {name: sorted(str(row["key"]) for row in found[name]["buckets"]) for name in PLACES}

    def audit(self, listing_key: str, by: str, at: str) -> str | None:
        marks: set[str] = set()

        def audited(held: Held, texts: Texts) -> str:
            usable = [hit for hit in held.hits.values() if not hit.withdrawn or hit.target is None]
            usable.sort(
                key=lambda hit: (
                    hit.withdrawn,
                    hit.state != "new",
                    -(-1.0 if hit.score is None else hit.score),
                    hit.hit_id,
                )
            )
            if usable:
                return usable[0].hit_id
            made = changes.insert(held, None, "audit", at, by)
            marks.update(held.marks)
            settled(held, texts, at)
            return made.hit_id

        try:
            hit_id: str = listings.change(self.docs, listing_key, audited)
        except listings.Erased:
            return None
        clusters.settle(self.docs, [listing_key], marks)
        return hit_id

    def verdicts_of(self, hit_ids: Sequence[str]) -> dict[str, list[Verdict]]:
        found: dict[str, list[Verdict]] = {}
        for some in chunks(dict.fromkeys(hit_ids), _AT_ONCE):
            docs = self.docs.get_all("hit", some, source=["listing_key"])
            keys = {doc.id: doc.source["listing_key"] for doc in docs if doc.source}
            held = listings.read(self.docs, list(dict.fromkeys(keys.values())))
            for hit_id, key in keys.items():
                verdicts = verdicts_in(held[key], hit_id) if key in held else []
                if verdicts:
                    found[hit_id] = verdicts
        return found
