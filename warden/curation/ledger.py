"""What each term has cost and earned on each site, and what might be done about it (docs/explanation/curation.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from keywords.schema import Term
from keywords.vocabulary import Vocabulary
from warden.curation.intervals import wilson
from warden.curation.judged import judgement
from warden.identity import parse_instant
from warden.records import HitLine, Verdict
from warden.store.base import HitQuery, Store
from warden.store.effort import TermEffort

AWAY = timedelta(minutes=10)
"""A look that lasted longer than a claim is no look: who was shown the hit had gone."""
EVERY = 10_000

VAIN = 30
"""Answered pages without any hit among what they showed, after which a search is in vain."""
ENOUGH = 20
"""Reviewed hits before a term is called useless."""
USELESS = 0.10
"""The upper end of the interval below which it is."""
ALIKE = 5
"""Rejected hits of one reason that make an exclusion worth while."""
NAMING: frozenset[str] = frozenset(
    {
        "name_homonym",
        "colour_word",
        "brand_or_place_name",
        "toy_or_print",
        "faux_or_synthetic",
        "book_or_media",
    }
)
"""Reasons that a word beside the term gives away."""


@dataclass(slots=True)
class Account:
    """One term on one site."""

    term: Term
    site: str
    effort: TermEffort | None = None
    hits: int = 0
    confirmed: int = 0
    rejected: int = 0
    last_useful: str | None = None
    minutes: float | None = None
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def reviewed(self) -> int:
        return self.confirmed + self.rejected

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.confirmed, self.reviewed)


class Ledger:
    """One walk through the hits. Memory grows with terms and sites."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        langs: Collection[str],
        targets: Collection[str],
        sites: Collection[str],
    ) -> None:
        self._sites = sites
        kept = [term for term in vocabulary.terms if _wanted(term, langs, targets)]
        self._by_id = {term.id: term for term in kept}
        self._by_word: dict[tuple[str, str, str, str | None], Term] = {
            (term.lang, term.term, term.kind, term.target): term for term in kept if not term.restricted
        }
        self._accounts: dict[tuple[str, str], Account] = {}

    def read_all(self, store: Store, since: str | None, say: Callable[[str], None]) -> None:
        """Effort, then every hit first seen since then."""
        for effort in store.term_effort(since):
            account = self._account(effort.term_id, effort.site)
            if account:
                account.effort = effort
        for number, line in enumerate(store.search(HitQuery(since=since, withdrawn=True, order="oldest")), 1):
            if number % EVERY == 0:
                say(f"{number} hits read")
            if not line.withdrawn or line.verdict:
                self._add(store, line)

    def _account(self, term_id: str, site: str) -> Account | None:
        if term_id not in self._by_id or (self._sites and site not in self._sites):
            return None
        return self._accounts.setdefault((term_id, site), Account(self._by_id[term_id], site))

    def _add(self, store: Store, line: HitLine) -> None:
        found = [self._account(name, line.site) for name in sorted(set(self._signals(line)))]
        accounts = [account for account in found if account]
        if not accounts:
            return
        judged = judgement(line.verdict["decision"]) if line.verdict else None
        verdicts = store.verdicts(line.hit_id) if line.verdict else []
        minutes = _minutes(verdicts, store.selections(line.hit_id)) if verdicts else None
        reasons = {reason for verdict in verdicts if not verdict.undone for reason in verdict.reasons}
        for account in accounts:
            account.hits += 1
            account.confirmed += judged == "confirmed"
            if judged == "confirmed":
                account.last_useful = max(account.last_useful or "", line.first_seen_at[:10])
            if judged == "rejected":
                account.rejected += 1
                account.reasons.update(reasons)
            if minutes is not None:
                account.minutes = (account.minutes or 0.0) + minutes

    def _signals(self, line: HitLine) -> Iterator[str]:
        """Ids of the terms that speak for the hit's target; equal ones of several languages each."""
        for match in line.matches:
            if match["role"] != "signal":
                continue
            if match["kind"] is None:
                yield match["term"]  # a hit of restricted terms tells ids only
            elif match["target"] == line.target or line.target is None:
                for lang in {match["lang"], *match["langs"]}:
                    term = self._by_word.get((lang, match["term"], match["kind"], match["target"]))
                    if term:
                        yield term.id

    def lines(self) -> Iterator[dict[str, Any]]:
        """What ``terms ledger --json`` prints (``warden.benchlines.LedgerLine``), by language, word and site."""
        best: dict[str, float] = {}
        for account in self._accounts.values():
            low = account.interval[0] if account.interval else 0.0
            best[account.term.id] = max(best.get(account.term.id, 0.0), low)
        order = sorted(
            self._accounts.values(), key=lambda one: (one.term.lang, one.term.shown, one.term.id, one.site)
        )
        for account in order:
            yield _line(account, best[account.term.id])


def _wanted(term: Term, langs: Collection[str], targets: Collection[str]) -> bool:
    spoken = not langs or term.lang in langs or term.lang.split("-")[0] in langs
    return spoken and (not targets or term.target in targets)


def _minutes(verdicts: list[Verdict], shown: list[dict[str, Any]]) -> float | None:
    """Minutes from when reviewers were shown the hit to what they decided; ``None`` where that is not known."""
    spent: list[timedelta] = []
    for verdict in verdicts:
        looks = [
            row["at"] for row in shown if row["reviewer"] == verdict.reviewer and row["at"] <= verdict.at
        ]
        if looks:
            spent.append(parse_instant(verdict.at) - parse_instant(max(looks)))
    kept = [one for one in spent if one <= AWAY]
    return sum(kept, timedelta()).total_seconds() / 60 if kept else None


def _line(account: Account, best: float) -> dict[str, Any]:
    term, effort, interval = account.term, account.effort, account.interval
    advice, why = advise(account, best)
    return {
        "term_id": term.id,
        "term": term.shown,
        "lang": term.lang,
        "site": account.site,
        "kind": term.kind,
        "target": term.target,
        "probes": effort.probes if effort else 0,
        "pages": effort.pages if effort else 0,
        "listings": effort.listings if effort else 0,
        "found": effort.hits if effort else 0,
        "hits": account.hits,
        "reviewed": account.reviewed,
        "confirmed": account.confirmed,
        "precision": round(account.confirmed / account.reviewed, 4) if account.reviewed else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "last_useful": account.last_useful,
        "minutes": None if account.minutes is None else round(account.minutes, 1),
        "advice": advice,
        "why": why,
    }


def advise(account: Account, best: float) -> tuple[str | None, str | None]:
    """(split, retire or add_exclusion; why), or nothing. ``best``: the highest lower end of the term on any site."""
    high = account.interval[1] if account.interval else 1.0
    if high < best:
        return "split", f"at most {high:.0%} right here, at least {best:.0%} elsewhere"
    if account.reviewed >= ENOUGH and high < USELESS:
        return "retire", f"{account.confirmed} of {account.reviewed} confirmed"
    reason, number = max(
        ((name, n) for name, n in account.reasons.items() if name in NAMING),
        key=lambda row: (row[1], row[0]),
        default=("", 0),
    )
    if number >= ALIKE and 2 * number >= account.rejected:
        return "add_exclusion", f"{number} of {account.rejected} rejected as {reason}"
    effort = account.effort
    if effort and effort.pages >= VAIN and not effort.hits and not account.hits:
        return "retire", f"{effort.pages} pages asked, no hit among {effort.listings} listings"
    return None, None
