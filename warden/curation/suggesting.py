"""Words that confirmed offers have and rejected ones have not, and that are not on the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from keywords.vocabulary import Vocabulary
from warden.curation.judged import decided
from warden.curation.odds import Counts, log_odds
from warden.curation.pruning import longest, parted_kin
from warden.curation.reading import Offer, Texts, script
from warden.curation.variants import Variants
from warden.decisions import REJECTED
from warden.records import HitLine
from warden.store.base import HitQuery, Store, StoredRevision

LEAST_VERDICTS = 5
"""Confirmed and rejected listings each, below which hits are compared with the other listings instead."""
LEAST_Z = 1.28
"""A z-score below which a word is not told: of words that differ by chance one in ten is above."""
MOST = 50
EXAMPLES = 3
_KEPT = 1_000_000
"""Different words counted at once; those seen once go when there are more."""
EVERY = 10_000

Comparison = Literal["verdicts", "hits"]


@dataclass(slots=True)
class Group:
    """Listings with a word, by word; and how many have any word of a script."""

    words: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)

    def add(self, words: Collection[str], among: Collection[str] | None = None) -> None:
        # A sign may stand in any text, a letter only among its own.
        self.scripts.update({"SIGN", *map(script, words)})
        self.words.update(words if among is None else [word for word in words if word in among])

    def counts(self, word: str) -> Counts:
        of = self.scripts[script(word)]
        return Counts(min(self.words[word], of), of)


@dataclass(slots=True)
class Spread:
    """Who writes a word: one account only may be its name."""

    sellers: set[str] = field(default_factory=set)

    def add(self, seller: str) -> None:
        if len(self.sellers) < 2:
            self.sellers.add(seller)


@dataclass(slots=True)
class Variant:
    """A word one step away from a listed one, and where it stands."""

    of: str
    listings: int = 0
    spread: Spread = field(default_factory=Spread)
    examples: list[dict[str, Any]] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)


class Suggestions:
    """One reading of a store: the hits twice, all revisions once. Memory grows with words, which are pruned."""

    def __init__(
        self, vocabulary: Vocabulary, *, langs: Collection[str], targets: Collection[str], least: int
    ) -> None:
        self._texts, self._variants = Texts(vocabulary), Variants(vocabulary.terms)
        self._target_of = {term.term.casefold(): term.target for term in vocabulary.terms if term.target}
        self._langs, self._targets, self._least = langs, targets, least
        self.comparison: Comparison = "verdicts"
        self._in, self._out, self._all = Group(), Group(), Group()
        self._spread: dict[str, Spread] = {}
        self._beside: set[str] = set()
        self._near: dict[str, Variant] = {}

    def read_all(self, store: Store, say: Callable[[str], None]) -> None:
        """Choose what is compared, and count."""
        lines = list(_keys(self._lines(store)))
        confirmed = {key for key, what in lines if what == "confirmed"}
        rejected = {key for key, what in lines if what == "rejected"} - confirmed
        if min(len(confirmed), len(rejected)) < LEAST_VERDICTS:
            self.comparison = "hits"
            say(
                f"few verdicts ({len(confirmed)} listings confirmed, {len(rejected)} rejected): hits are compared with "
                "listings that are none"
            )
        hits = self._read_in(store, confirmed)
        candidates = self._candidates()
        if self.comparison == "verdicts":
            for line in _once(line for line, _ in self._lines(store)):
                if line.listing_key in rejected:
                    self._out.add(self._offer(line).words, candidates)
        self._read_rest(store, candidates, hits, say)

    def _lines(self, store: Store) -> Iterator[tuple[HitLine, str]]:
        return ((line, what) for line, what in decided(store) if self._meant(line))

    def _meant(self, line: HitLine) -> bool:
        return (not self._targets or line.target in self._targets) and self._spoken(line.language)

    def _spoken(self, language: str | None) -> bool:
        return not self._langs or bool({language, (language or "").split("-")[0]} & set(self._langs))

    def _offer(self, line: HitLine) -> Offer:
        found = self._texts.offer(line.title, line.description, line.location)
        self._beside |= found.beside
        return found

    def _read_in(self, store: Store, confirmed: set[str]) -> set[str]:
        """Count the confirmed listings, or all hits that are not rejected; the keys of all hits."""
        hits: set[str] = set()
        for line in self._in_lines(store, confirmed, hits):
            words = self._offer(line).words
            self._in.add(words)
            for word in words:
                self._spread.setdefault(word, Spread()).add(line.seller_key or line.listing_key)
            if len(self._in.words) > _KEPT:
                self._in.words = Counter({word: n for word, n in self._in.words.items() if n > 1})
                self._spread = {word: self._spread[word] for word in self._in.words}
        return hits

    def _in_lines(self, store: Store, confirmed: set[str], hits: set[str]) -> Iterator[HitLine]:
        """Of each listing of the group that is ahead one line; all hits' keys go into ``hits``."""
        told: set[str] = set()
        for line in _all_hits(store):
            hits.add(line.listing_key)
            rejected = line.verdict is not None and line.verdict["decision"] in REJECTED
            known = line.listing_key in confirmed
            wanted = known if self.comparison == "verdicts" else known or not (rejected or line.withdrawn)
            if wanted and line.listing_key not in told and self._meant(line):
                told.add(line.listing_key)
                yield line

    def _candidates(self) -> dict[str, None]:
        """Frequent words of several accounts, without pieces of longer ones that are as frequent."""
        frequent = {
            word: n
            for word, n in self._in.words.items()
            if n >= self._least and len(self._spread[word].sellers) > 1
        }
        return dict.fromkeys(longest(frequent))

    def _read_rest(
        self, store: Store, candidates: dict[str, None], hits: set[str], say: Callable[[str], None]
    ) -> None:
        for number, kept in enumerate(store.stored_revisions(), 1):
            if number % EVERY == 0:
                say(f"{number} revisions read")
            listing = kept.listing
            if not self._spoken(listing.language):
                continue
            found = self._texts.offer(listing.title, listing.description, listing.location)
            self._beside |= found.beside & candidates.keys()
            self._all.add(found.words, candidates)
            if self.comparison == "hits" and kept.listing_key not in hits:
                self._out.add(found.words, candidates)
            self._look_for_variants(kept, found)

    def _look_for_variants(self, kept: StoredRevision, found: Offer) -> None:
        for token in found.tokens:
            of = self._variants.of(token)
            if of is None or token in found.beside:
                continue
            near = self._near.setdefault(token, Variant(of))
            if any(example["listing_key"] == kept.listing_key for example in near.examples):
                continue
            near.listings += 1
            near.spread.add(kept.listing.seller_key or kept.listing_key)
            near.languages[kept.listing.language or "und"] += 1
            if len(near.examples) < EXAMPLES:
                near.examples.append(_example(kept.listing_key, kept.site, kept.listing.title))

    # -- what is told ------------------------------------------------------------------------------

    def chosen(self) -> list[tuple[str, float, float]]:
        """(word, log-odds ratio, z-score), the strongest first; of words that hold one another only one."""
        rows = []
        for word in self._candidates():
            ratio, z = log_odds(self._in.counts(word), self._out.counts(word), self._all.counts(word))
            if z >= LEAST_Z and word not in self._beside and self._texts.is_new(word):
                rows.append((word, round(ratio, 3), round(z, 3)))
        rows.sort(key=lambda row: (-row[2], -self._in.words[row[0]], -len(row[0]), row[0]))
        return parted_kin(rows)[:MOST]

    def variants(self) -> list[tuple[str, Variant]]:
        """Near misses of listed words, in two listings and of two accounts at least, the commonest first."""
        rows = [
            (word, near)
            for word, near in self._near.items()
            if near.listings >= min(2, self._least)
            and len(near.spread.sellers) > 1
            and word not in self._beside
            and self._texts.is_new(word)
        ]
        return sorted(rows, key=lambda row: (-row[1].listings, row[0]))[:MOST]

    def target_of(self, listed: str) -> str | None:
        return self._target_of.get(listed)

    def numbers(self, word: str) -> tuple[Counts, Counts]:
        return self._in.counts(word), self._out.counts(word)

    def seen_in(self, store: Store, words: Collection[str]) -> dict[str, list[HitLine]]:
        """The hits that hold each word, of the group that is ahead."""
        confirmed = {key for key, what in _keys(self._lines(store)) if what == "confirmed"}
        found: dict[str, list[HitLine]] = {word: [] for word in words}
        for line in self._in_lines(store, confirmed, set()):
            for word in found.keys() & self._offer(line).words:
                found[word].append(line)
        return found


def _keys(lines: Iterable[tuple[HitLine, str]]) -> Iterator[tuple[str, str]]:
    return ((line.listing_key, what) for line, what in lines)


def _all_hits(store: Store) -> Iterator[HitLine]:
    return store.search(HitQuery(withdrawn=True, order="oldest"))


def _once(lines: Iterable[HitLine]) -> Iterator[HitLine]:
    """Each listing once, whatever it is a hit for."""
    seen: set[str] = set()
    for line in lines:
        if line.listing_key not in seen:
            seen.add(line.listing_key)
            yield line


def _example(listing_key: str, site: str, title: str) -> dict[str, Any]:
    return {"listing_key": listing_key, "site": site, "title": title}
