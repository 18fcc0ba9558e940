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
from warden.review.queue.models import SecondOpinion, Stratum
from warden.sampling.chance import number, plan_of, systematic
from warden.store.base import Store

MOST = 5_000
"""Second opinions that figures of agreement are made of, the newest ones."""
_TRIED = 20


def class_of(decision: str) -> str:
    """Relevant, not relevant, or cannot tell."""
    return "relevant" if decision in RELEVANT else "not_relevant" if decision in REJECTED else decision


def asked(line: HitLine, decision: str, reviewer: str) -> None:
    """Note a decision in its stratum; perhaps it is one of those that are asked for again."""
    share = here.config().console.second_share
    name = f"{line.target or ''}/{class_of(decision)}"
    with transaction.atomic():
        stratum, _ = Stratum.objects.get_or_create(name=name)
        Stratum.objects.filter(pk=stratum.pk).update(decisions=F("decisions") + 1)
        stratum.refresh_from_db()
        start = number(plan_of(here.store()).seed, "second", name)
        if not systematic(share, stratum.decisions, start):
            return
        SecondOpinion.objects.get_or_create(
            listing_key=line.listing_key,
            defaults={
                "hit_id": line.hit_id,
                "target": line.target or "",
                "stratum": name,
                "probability": share,
                "first": reviewer,
            },
        )


def waits(listing_keys: Iterable[str], person: Person) -> bool:
    """Whether somebody else's decision about one of these is asked for again, so that this person should not see it."""
    wanted = SecondOpinion.objects.filter(listing_key__in=list(listing_keys), second="")
    return wanted.exclude(first=person.username).exists()


def of_listing(listing_key: str, person: Person) -> SecondOpinion | None:
    """The second opinion this person is asked for about a listing: somebody else decided it, they have not."""
    wanted = SecondOpinion.objects.filter(listing_key=listing_key, second="")
    return wanted.exclude(first=person.username).first()


def wanted(store: Store, person: Person, besides: str | None) -> tuple[SecondOpinion, HitLine] | None:
    """The oldest one this person may give. Those whose listing has changed or gone meanwhile are dropped."""
    waiting = SecondOpinion.objects.filter(second="").exclude(first=person.username).order_by("pk")
    for one in waiting.exclude(listing_key=besides or "")[:_TRIED]:
        line = store.hit(one.hit_id)
        if line is None or line.state not in ("decided", "cannot_tell"):
            one.delete()
        elif not any(
            verdict.reviewer == person.username and not verdict.undone
            for verdict in store.verdicts(one.hit_id)
        ):
            return one, line
    return None


def given(opinion: SecondOpinion, reviewer: str) -> None:
    """Somebody gave it."""
    SecondOpinion.objects.filter(pk=opinion.pk).update(second=reviewer)


def undone(hit_ids: Iterable[str], reviewer: str) -> None:
    """A decision was taken back: the first one's is not asked for again, the second's is wanted once more."""
    concerned = SecondOpinion.objects.filter(hit_id__in=list(hit_ids))
    concerned.filter(first=reviewer, second="").delete()
    concerned.filter(second=reviewer).update(second="")


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
        blind = _newest(verdict for verdict in told if verdict.reviewer == one.second and verdict.seen.blind)
        # What the first said later, knowing more, is no independent opinion.
        first = _newest(v for v in told if v.reviewer == one.first and (blind is None or v.at <= blind.at))
        if first and blind:
            found.append(Opinions(one.target, one.first, one.second, (first.decision, blind.decision)))
    return found


def _newest(verdicts: Iterable[Verdict]) -> Verdict | None:
    return max(verdicts, key=lambda verdict: (verdict.at, verdict.verdict_id), default=None)
