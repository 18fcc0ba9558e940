"""Second opinions: which decisions are asked for again, of whom, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from warden.decisions import REJECTED, RELEVANT
from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.people.models import Person
from warden.review.queue import blind
from warden.review.queue.models import SecondOpinion, Stratum
from warden.sampling.chance import number, plan_of, systematic
from warden.store.base import Store

MOST = 5_000
"""Second opinions that figures of agreement are made of, the newest ones."""
_TRIED = 20


def class_of(decision: str) -> str:
    """Relevant, not relevant, or cannot tell."""
    return "relevant" if decision in RELEVANT else "not_relevant" if decision in REJECTED else decision


def asked(line: HitLine, decision: str, reviewer: str, decided: Iterable[str] = ()) -> None:
    """Note a decision in its stratum; perhaps it is one of those that are asked for again. ``decided``: the hits that
    were decided with it."""
    share = here.config().console.second_share
    name = f"{line.target or ''}/{class_of(decision)}"
    with transaction.atomic():
        stratum, _ = Stratum.objects.get_or_create(name=name)
        Stratum.objects.filter(pk=stratum.pk).update(decisions=F("decisions") + 1)
        stratum.refresh_from_db()
        start = number(plan_of(here.store()).seed, "second", name)
        if not systematic(share, stratum.decisions, start):
            return
        lines = [found for hit_id in decided if (found := here.store().hit(hit_id)) is not None]
        SecondOpinion.objects.get_or_create(
            listing_key=line.listing_key,
            defaults={
                "hit_id": line.hit_id,
                "target": line.target or "",
                "stratum": name,
                "probability": share,
                "first": reviewer,
                "also": sorted({one.listing_key for one in lines} - {line.listing_key}),
            },
        )


def waits(listing_keys: Iterable[str], person: Person) -> bool:
    """Whether somebody else's decision about one of these is asked for again, so that this person should not see it."""
    return blind.waiting(person).filter(listing_key__in=list(listing_keys)).exists()


def wanted(store: Store, person: Person, besides: str | None) -> tuple[SecondOpinion, HitLine] | None:
    """The oldest one this person may give. Those whose listing has changed or gone meanwhile are dropped."""
    for one in blind.waiting(person).order_by("pk").exclude(listing_key=besides or "")[:_TRIED]:
        line = store.hit(one.hit_id)
        if line is None or line.state not in blind.DECIDED:
            one.delete()
        elif not any(
            verdict.reviewer == person.username and not verdict.undone
            for verdict in store.verdicts(one.hit_id)
        ):
            return one, line
    return None


def given(opinion: SecondOpinion, reviewer: str) -> None:
    """Somebody gave it."""
    # Two may have had the card open: who was first is the one that counts.
    SecondOpinion.objects.filter(pk=opinion.pk, second="").update(second=reviewer)


def undone(made: Iterable[tuple[str, str]], person: Person) -> None:
    """Decisions (verdict id, hit id) were taken back: the first one's is not asked for again; the second's is wanted once
    more, but of somebody else, since who had given it could look at the first. What somebody decides later, having seen
    the first, is no second opinion, and to take that back leaves the blind one."""
    verdict_ids = {hit_id: verdict_id for verdict_id, hit_id in made}
    concerned = SecondOpinion.objects.filter(hit_id__in=list(verdict_ids))
    concerned.filter(first=person.username, second="").delete()
    told = here.store().verdicts_of(list(verdict_ids))
    blindly = [
        hit_id
        for hit_id, verdict_id in verdict_ids.items()
        if any(one.verdict_id == verdict_id and one.seen.blind for one in told.get(hit_id, []))
    ]
    given_ones = concerned.filter(second=person.username, hit_id__in=blindly)
    blind.keep(person, given_ones.values_list("listing_key", flat=True))
    given_ones.update(second="")


@dataclass(frozen=True, slots=True)
class Opinions:
    """Two decisions about one listing, the second given blind."""

    target: str
    first: str
    second: str
    decisions: tuple[str, str]

    @property
    def classes(self) -> tuple[str, str]:
        return class_of(self.decisions[0]), class_of(self.decisions[1])


def opinions(store: Store) -> list[Opinions]:
    """The pairs there are, by the verdicts in the store."""
    done = list(SecondOpinion.objects.exclude(second="").order_by("-pk")[:MOST])
    verdicts = store.verdicts_of([one.hit_id for one in done])
    found = []
    for one in done:
        told = [verdict for verdict in verdicts.get(one.hit_id, []) if not verdict.undone]
        again = _newest(verdict for verdict in told if verdict.reviewer == one.second and verdict.seen.blind)
        # What the first said later, knowing more, is no independent opinion.
        first = _newest(v for v in told if v.reviewer == one.first and (again is None or v.at <= again.at))
        if first and again:
            found.append(Opinions(one.target, one.first, one.second, (first.decision, again.decision)))
    return found


def _newest(verdicts: Iterable[Verdict]) -> Verdict | None:
    return max(verdicts, key=lambda verdict: (verdict.at, verdict.verdict_id), default=None)
