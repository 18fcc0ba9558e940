"""What a person must not be told yet: others' decisions on a listing of which a second opinion is asked, at every address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet

from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.people.models import Person, Right
from warden.review.queue.models import SecondOpinion, Told

DECIDED = ("decided", "cannot_tell")
"""States in which a second opinion is still one: of a disputed hit there are two already."""


def waiting(person: Person) -> QuerySet[SecondOpinion]:
    """The second opinions this person may be asked for: others decided, and what they said was never shown to them."""
    told = Told.objects.filter(person=person).values("listing_key")
    open_ones = SecondOpinion.objects.filter(second="").exclude(first=person.username)
    return open_ones.exclude(listing_key__in=told)


def hidden(person: Person) -> frozenset[str]:
    """Keys of the listings whose decisions are not told to this person, re-listings decided with them too."""
    if not person.may(Right.DECIDE):
        return frozenset()
    rows = waiting(person).values_list("listing_key", "also")
    return frozenset(key for listing_key, also in rows for key in (listing_key, *also))


def opinion_on(line: HitLine, person: Person) -> SecondOpinion | None:
    """The second opinion this person is asked for on a listing, as long as the first decision stands."""
    opinion = waiting(person).filter(listing_key=line.listing_key).first()
    if opinion is None:
        return None
    # Its card tells of all hits of the listing, a later one too that nobody has decided.
    asked = line if line.hit_id == opinion.hit_id else here.store().hit(opinion.hit_id)
    if asked is None or asked.state not in DECIDED:
        return None
    return None if _of(here.store().verdicts(opinion.hit_id), person) else opinion


def _of(verdicts: Iterable[Verdict], person: Person) -> bool:
    return any(one.reviewer == person.username and not one.undone for one in verdicts)


def keep(person: Person, listing_keys: Iterable[str]) -> None:
    """Note that this person was shown what others decided on these; no blind opinion on them is asked again."""
    rows = [Told(person=person, listing_key=key) for key in dict.fromkeys(listing_keys)]
    Told.objects.bulk_create(rows, ignore_conflicts=True)


def decided_by_others(lines: Iterable[HitLine], person: Person) -> list[str]:
    """Keys of the listings of which these lines tell another's decision."""
    return [
        one.listing_key for one in lines if one.verdict and one.verdict.get("reviewer") != person.username
    ]


def masked(line: HitLine, kept: frozenset[str]) -> HitLine:
    """The line as somebody may see it: of a listing that is kept from them as if nobody had decided."""
    if line.listing_key not in kept:
        return line
    return replace(line, state="new", verdict=None, changed=False)


def settle(line: HitLine) -> None:
    """After a decision: of what two people see differently by now no second opinion is asked any more."""
    after = here.store().hit(line.hit_id)
    if after is None or after.state in ("disputed", "adjudicated"):
        SecondOpinion.objects.filter(listing_key=line.listing_key, second="").delete()
