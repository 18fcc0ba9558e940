"""What a term would catch among the stored listings, by the real matcher (docs/reference/terms.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappush, heapreplace
from itertools import count
from typing import Any

from keywords.matcher import Matcher
from keywords.ready import matcher_of
from keywords.vocabulary import Vocabulary
from warden.curation.finding import Finder, Found
from warden.curation.intervals import wilson
from warden.curation.judged import Judged, Judgement
from warden.curation.neighbours import Neighbours
from warden.curation.tried import Tried, row_of
from warden.records import Assessment, Grade, Match
from warden.store.base import Store, StoredRevision

EXAMPLES = 20
TOLD = 20
"""Terms and words named in an overlap, at most."""
EVERY = 10_000
_RANK: dict[Grade, int] = {"none": 0, "review": 1, "hit": 2}
_GRADES: tuple[Grade, ...] = ("none", "review", "hit")
_PER_LOOK = 500


@dataclass(slots=True)
class _Listing:
    """What is known of a listing in which the term stands; grades as ranks, of its best revision."""

    before: int = 0
    after: int = 0
    caught: bool = False


@dataclass(slots=True)
class _Best:
    """The best few examples, by a rank; equal ones by key, so that the same store gives the same answer."""

    kept: list[tuple[tuple[float, ...], str, int, dict[str, Any]]] = field(default_factory=list)
    _turn: Any = field(default_factory=count)

    def offer(self, rank: tuple[float, ...], key: str, example: dict[str, Any]) -> None:
        if any(key == known for _, known, _, _ in self.kept):
            return
        row = (rank, key, next(self._turn), example)
        if len(self.kept) < EXAMPLES:
            heappush(self.kept, row)
        elif row > self.kept[0]:
            heapreplace(self.kept, row)

    def told(self) -> list[dict[str, Any]]:
        return [example for _, _, _, example in sorted(self.kept, reverse=True)]


class Trial:
    """One walk through the store. Memory grows with the listings in which the word stands, not with the store."""

    def __init__(self, vocabulary: Vocabulary, tried: Tried, judged: Judged) -> None:
        self._tried, self._judged = tried, judged
        self._finder = Finder([tried.term], vocabulary.disguises)
        self._as_is, self._with = matcher_of(vocabulary), Matcher(tried.vocabulary)
        self._shown = {term.id: term.shown for term in vocabulary.terms}
        self._found: dict[str, _Listing] = {}
        self._overlap: Counter[str] = Counter()
        self._against: Counter[str] = Counter()
        self._neighbours = Neighbours()
        self._secret = Finder(
            [term for term in vocabulary.own_terms if term.restricted], vocabulary.disguises
        )
        self._for, self._not = _Best(), _Best()
        self.read = 0

    def read_all(self, store: Store, sites: Sequence[str], say: Callable[[str], None]) -> None:
        """Every stored revision, those of ``sites`` where any is named."""
        for kept in store.stored_revisions():
            if sites and kept.site not in sites:
                continue
            self.read += 1
            self.look(kept)
            if self.read % EVERY == 0:
                say(f"{self.read} revisions read, {len(self._found)} listings hold the word")

    def look(self, kept: StoredRevision) -> None:
        """Count one revision."""
        texts = {"title": kept.listing.title, "description": kept.listing.description or ""}
        spots = {name: self._finder.find(text) for name, text in texts.items() if text}
        if not any(spots.values()):
            return
        before, after = self._assessed(self._as_is, kept), self._assessed(self._with, kept)
        caught = self._catches(before, after)
        first = kept.listing_key not in self._found
        known = self._found.setdefault(kept.listing_key, _Listing())
        newly = caught and not known.caught
        known.before = max(known.before, _RANK[before.grade])
        known.after = max(known.after, _RANK[after.grade])
        known.caught |= caught
        judged = self._judged.of(kept.listing_key, self._tried.term.target)
        if newly:
            self._count(before, after, judged, texts, spots)
        if first or newly:
            self._example(kept, before, after, caught, judged)

    def _assessed(self, matcher: Matcher, kept: StoredRevision) -> Assessment:
        listing = kept.listing
        return matcher.assess(
            listing.title,
            listing.description,
            lang=listing.language,
            site=kept.site,
            category=listing.category,
        )

    def _catches(self, before: Assessment, after: Assessment) -> bool:
        """The term has a part in a reading that is graded; of an exclusion, in one that was."""
        graded = before if self._tried.term.kind == "exclusion" else after
        return graded.grade != "none" and any(map(self._is_it, after.matches))

    def _is_it(self, match: Match) -> bool:
        """The match of the term, or of one that says the same of the same words and is named for it."""
        term = self._tried.term
        same = match.target == term.target and match.product == term.product and match.kind == term.kind
        return match.term_id == term.id or (same and term.lang in match.langs and match.term == term.term)

    def _count(
        self,
        before: Assessment,
        after: Assessment,
        judged: Judgement | None,
        texts: dict[str, str],
        spots: dict[str, list[Found]],
    ) -> None:
        own = self._tried.term.id
        self._overlap.update({m.term_id for m in before.matches if m.role == "signal" and m.term_id != own})
        against = {m.term_id for m in after.matches if m.role in ("exclusion", "shadow") and m.term_id != own}
        self._against.update(against)
        others = [m for m in after.matches if m.role in ("signal", "cue") and not self._is_it(m)]
        if judged == "rejected" or against or (judged is None and not others):
            for name, found in spots.items():
                self._neighbours.add(self._bare(texts[name]), found)

    def _bare(self, text: str) -> str:
        """The text with blanks in place of restricted words: what stands beside a find is told in clear."""
        for found in self._secret.find(text):
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
        return text

    def _example(
        self,
        kept: StoredRevision,
        before: Assessment,
        after: Assessment,
        caught: bool,
        judged: Judgement | None,
    ) -> None:
        example = {
            "listing_key": kept.listing_key,
            "site": kept.site,
            "title": kept.listing.title,
            "before": before.grade,
            "after": after.grade,
            "verdict": judged,
            "words": [] if self._tried.restricted else _words(after),
        }
        doubts = sum(match.role in ("exclusion", "shadow") for match in after.matches)
        if judged == "rejected" or not caught or (doubts and judged is None):
            self._not.offer((judged == "rejected", doubts, 1 - after.score), kept.listing_key, example)
        else:
            self._for.offer((judged == "confirmed", after.score), kept.listing_key, example)

    def line(self, store: Store, lang: str, sites: Sequence[str]) -> dict[str, Any]:
        """What ``terms try --json`` prints (``warden.benchlines.TryLine``)."""
        caught = [key for key, known in self._found.items() if known.caught]
        target = self._tried.term.target
        verdicts = Counter(self._judged.of(key, target) for key in caught)
        reviewed = verdicts["confirmed"] + verdicts["rejected"]
        interval = wilson(verdicts["confirmed"], reviewed)
        moves = Counter((known.before, known.after) for known in self._found.values())
        term = self._tried.term
        return {
            "term": self._tried.shown,
            "lang": lang,
            "kind": term.kind,
            "target": term.target,
            "product": term.product,
            "match": term.match,
            "weight": term.weight,
            "needs": list(term.needs),
            "listed": self._tried.listed,
            "sites": list(sites),
            "revisions": self.read,
            "found": len(self._found),
            "caught": len(caught),
            "new": self._new(store, caught),
            "moves": [
                {"before": _GRADES[old], "after": _GRADES[now], "listings": n}
                for (old, now), n in sorted(moves.items())
            ],
            "reviewed": reviewed,
            "confirmed": verdicts["confirmed"],
            "share": round(verdicts["confirmed"] / reviewed, 4) if reviewed else None,
            "low": interval[0] if interval else None,
            "high": interval[1] if interval else None,
            "overlap": self._named(self._overlap),
            "false_friends": {
                "rejected": verdicts["rejected"],
                "exclusions": self._named(self._against),
                "beside": [] if self._tried.restricted else self._neighbours.commonest(TOLD),
            },
            "examples": self._for.told(),
            "against": self._not.told(),
            "row": None if self._tried.restricted else row_of(term),
        }

    def _new(self, store: Store, caught: list[str]) -> int:
        """Caught listings that the list as it is leaves alone, and that are no hit for another reason."""
        fresh = [key for key in caught if not self._found[key].before and self._found[key].after]
        known: set[str] = set()
        for start in range(0, len(fresh), _PER_LOOK):
            known |= store.hit_listings(fresh[start : start + _PER_LOOK])
        return len(fresh) - len(known)

    def _named(self, counted: Counter[str]) -> list[dict[str, Any]]:
        rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:TOLD]
        return [{"term_id": name, "term": self._shown.get(name, name), "listings": n} for name, n in rows]


def _words(read: Assessment) -> list[dict[str, Any]]:
    """Where the matched words of the title stand, in code points."""
    return [
        {"start": match.start, "end": match.end, "role": match.role}
        for match in read.matches
        if match.field == "title" and match.start is not None
    ]
