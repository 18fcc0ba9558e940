"""What rises and falls, and how long listings stay."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from warden.identity import now
from warden.review import here, labels
from warden.review.people.models import Right
from warden.review.people.rights import needs
from warden.review.trends import words
from warden.review.trends.forms import Compared, Lasting
from warden.review.trends.views import digest, suggested
from warden.trends.changes import FEW, SPAN, Change, changes
from warden.trends.lifetimes import FEW as FEW_ENDS
from warden.trends.lifetimes import Lifetime, lifetimes
from warden.trends.questions import Question, window

SHOWN = 100
KEPT = 600
"""Seconds that figures of lifetimes are shown for without being counted again."""


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def rising(request: HttpRequest) -> HttpResponse:
    """Targets or terms with more, or fewer, new listings than in the weeks before."""
    form = Compared(request.GET)
    told: dict[str, Any] = {"form": form, "few": FEW, **suggested()}
    if form.is_valid():
        kept = form.kept()
        since, until = window(here.store(), now(), kept["sites"])
        of = form.cleaned_data["of"] or "target"
        weeks = form.cleaned_data["weeks"] or SPAN
        found = changes(here.store(), Question(since, until, "new", "", **kept, same_basket=True), weeks, of)
        rows = [(_name(row.key, of), row, *_figures(row)) for row in found.rows[:SHOWN]]
        told |= {"found": found, "rows": rows, "more": len(found.rows) - len(rows), "of": of}
    return render(request, "trends/changes.html", told, status=200 if form.is_valid() else 400)


def _name(key: str, of: str) -> str:
    """A target as it is called; a term as it is written, unless it is a restricted one: that is its id."""
    if of == "target":
        return labels.target(key)
    term = here.vocabulary().by_id.get(key)
    return key if term is None or term.restricted else f"{term.term} ({term.lang})"


def _figures(row: Change) -> tuple[str, str, words.Label]:
    """(ratio, its interval, what is said of it)"""
    verdict = words.VERDICT[row.verdict]
    if row.verdict == "few":
        return "", "", verdict
    ratio = _("none before") if row.ratio is None else f"× {number_format(row.ratio, 2)}"
    high = "∞" if isinf(row.high) else number_format(row.high, 2)
    return ratio, f"{number_format(row.low, 2)}–{high}", verdict


def _lives(by: str, targets: Sequence[str], site: str) -> list[Lifetime]:
    """Kept for some minutes: every listing is gone through, and nothing of it changes in a moment."""
    key = f"lives-{digest(repr((here.config().store_url, by, targets, site)))}"
    found: list[Lifetime] | None = cache.get(key)
    if found is None:
        found = lifetimes(here.store(), by, targets, [site] if site else ())
        cache.set(key, found, KEPT)
    return found


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def lasting(request: HttpRequest) -> HttpResponse:
    """How many days listings stay up, and what removed them."""
    form = Lasting(request.GET)
    told: dict[str, Any] = {"form": form, "few": FEW_ENDS, **suggested()}
    if form.is_valid():
        target, site = form.cleaned_data["target"], form.cleaned_data["site"]
        targets = here.with_descendants([target] if target else [])
        by = form.cleaned_data["by"] or "site"
        whole, rows = _lives("", targets, site), _lives(by, targets, site)
        told |= {
            "whole": whole,
            "rows": [(labels.of(by, [one.key])[one.key], one) for one in rows[:SHOWN]],
            "more": max(0, len(rows) - SHOWN),
            "by": words.APART[by],
        }
    return render(request, "trends/lifetimes.html", told, status=200 if form.is_valid() else 400)
