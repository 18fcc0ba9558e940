"""Verdicts in the name of a token's person, on all the hits that are named or on none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError

from warden.decisions import Seen
from warden.identity import drawn, instant, now
from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.api.access import token_of
from warden.review.api.shapes import DecideAsked
from warden.review.people.audit import note_of
from warden.review.queue import blind, deciding, second
from warden.review.queue.models import Assignment


def deciding_by(request: HttpRequest, lines: Sequence[HitLine], asked: DecideAsked) -> list[dict[str, Any]]:
    """Write one verdict on each of these hits of a listing; what was written. Nothing is overwritten."""
    said, person = _said(lines, asked), token_of(request).person
    opinion = blind.opinion_on(lines[0], person)
    if opinion is not None and opinion.hit_id not in {line.hit_id for line in lines}:
        raise HttpError(
            422,
            f"hits: a second opinion is asked of you on another hit of this listing, {opinion.hit_id}: name it too",
        )
    verdicts = [_verdict(line, asked, said, person.username, opinion is not None) for line in lines]
    deciding.write(here.store(), verdicts, person.username)
    Assignment.objects.filter(hit_id__in=[line.hit_id for line in lines]).delete()
    if opinion is not None:
        second.given(opinion, person.username)
    else:
        second.asked(lines[0], asked.decision, person.username)
        blind.keep(person, [lines[0].listing_key])
    for line in lines:
        blind.settle(line)
        note_of(person.username, f"decided by a token: {asked.decision}", line.hit_id)
    return [_line(one) for one in verdicts]


def _said(lines: Sequence[HitLine], asked: DecideAsked) -> dict[str, Any]:
    """Checked as the console's form checks it."""
    form = deciding.Decision({name: value for name, value in asked.dict().items() if value is not None})
    if not form.is_valid():
        told = (f"{name}: {' '.join(map(str, why))}" for name, why in form.errors.items())
        raise HttpError(422, "; ".join(told))
    if any(deciding.nameless(here.store(), line, form.cleaned_data) for line in lines):
        raise HttpError(422, f"taxon: {deciding.NAMELESS}")
    shown, known = asked.revision_id, here.store().revisions(lines[0].listing_key)
    if shown is not None and all(one["revision_id"] != shown for one in known):
        raise HttpError(422, "revision_id: the listing has no such revision")
    return form.cleaned_data


def _verdict(
    line: HitLine, asked: DecideAsked, said: dict[str, Any], reviewer: str, blindly: bool
) -> Verdict:
    return Verdict(
        verdict_id=drawn(),
        hit_id=line.hit_id,
        revision_id=asked.revision_id,
        recipe=None,
        decision=asked.decision,
        reviewer=reviewer,
        at=instant(now()) or "",
        taxon=said["taxon"],
        reasons=list(dict.fromkeys(asked.reasons)),
        note=said["note"] or None,
        seen=Seen(**{name: said[name] or None for name in deciding.SEEN}, blind=blindly or None),
    )


def _line(verdict: Verdict) -> dict[str, Any]:
    names = ("verdict_id", "hit_id", "decision", "taxon", "reviewer", "at")
    now_there = here.store().hit(verdict.hit_id)
    return {name: getattr(verdict, name) for name in names} | {
        "state": now_there.state if now_there else None
    }
