"""The pages of what is changing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from warden.identity import now
from warden.records import HitLine
from warden.review import here, labels
from warden.review.people.models import Right
from warden.review.people.rights import needs, person_of
from warden.review.queue.blind import hidden
from warden.review.queue.changed import price_text
from warden.review.trends import tables, words
from warden.review.trends.forms import Asked, carried
from warden.store.base import HitQuery
from warden.store.counting import Stating
from warden.trends.answers import Answer, answer
from warden.trends.charts import Look, drawn, spec
from warden.trends.questions import Question
from warden.trends.weeks import monday, moved

MINUTE = 60
PAGE = 50
NAMED = 12
"""Weeks that a sentence names."""
_TYPES: Mapping[str, tuple[Literal["svg", "png", "json"], str]] = {
    "svg": ("svg", "image/svg+xml"),
    "png": ("png", "image/png"),
    "vl.json": ("json", "application/json"),
}
_WEEK = re.compile(r"\d{4}-W\d\d")


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def trends(request: HttpRequest) -> HttpResponse:
    """A chart, and its numbers as a table."""
    form = Asked(request.GET)
    question = form.question()
    told: dict[str, Any] = {"form": form, **suggested()}
    if question is not None:
        told |= _shown(request, form, _answered(question))
    return render(request, "trends/trends.html", told, status=200 if question else 400)


def suggested() -> dict[str, Any]:
    """What fields may be filled with."""
    vocabulary = here.vocabulary()
    return {
        "targets": sorted(map(labels.target, vocabulary.own_targets), key=str.casefold),
        "products": sorted(map(labels.product, vocabulary.products), key=str.casefold),
    }


def _shown(request: HttpRequest, form: Asked, found: Answer) -> dict[str, Any]:
    question = found.question
    listings = reverse("trends-listings")

    def link(week: str, key: str, unit: str) -> str:
        place = {"since": question.since, "until": question.until, "week": week, "key": key}
        return f"{listings}?{carried(form, request.GET, **place, **({'unit': unit} if unit else {}))}"

    return {
        "answer": found,
        "chart": words.of_chart(found),
        "heads": tables.heads(found, words.names(found), _("unknown"), words.MEASURE[question.measure]),
        "lines": list(tables.lines(found, link)),
        "address": carried(form, request.GET, since=question.since, until=question.until),
        "marks": [(mark.week, words.told(mark)) for mark in found.marks],
        "broken": sorted(found.broken.items()),
        "missing": [] if question.same_basket else sorted(found.missing.items()),
        "by_site": question.by == "site",
        "unasked": _short(found.unasked),
        "unasked_weeks": len(found.unasked),
        "erased": sum(point.erased for one in found.series for point in one.points),
    }


def _short(weeks: list[str]) -> str:
    return ", ".join(weeks[:NAMED]) + (" …" if len(weeks) > NAMED else "")


def _answered(question: Question) -> Answer:
    """The answer, kept for a minute: a page, its chart and its downloads ask for the same."""
    key = f"trends-{digest(repr((here.config().store_url, question)))}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = answer(here.store(), question, now())
        cache.set(key, found, MINUTE)
    return found


def digest(text: str) -> str:
    """A short name for a long one."""
    return hashlib.sha256(text.encode()).hexdigest()


@require_safe
@needs(Right.READ)
@cache_control(private=True, max_age=MINUTE)
def chart(request: HttpRequest, kind: str) -> HttpResponse:
    """The chart as a file: svg, png or vl.json, light or dark, wide or narrow."""
    question = Asked(request.GET).question()
    if question is None or kind not in _TYPES:
        raise Http404
    look = Look(dark=request.GET.get("look") == "dark", narrow="narrow" in request.GET)
    made, kept = _drawn(_answered(question), kind, look), _TYPES[kind]
    response = HttpResponse(made, content_type=kept[1])
    if "save" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{_name(question)}.{kind}"'
    return response


def _drawn(found: Answer, kind: str, look: Look) -> bytes:
    key = f"chart-{digest(repr((kind, look, get_language(), found)))}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = drawn(spec(found, words.of_chart(found), look), _TYPES[kind][0])
        cache.set(key, made, MINUTE)
    return made


def _name(question: Question) -> str:
    parts = ["trends", question.measure, question.by, question.since, question.until]
    return "-".join(part for part in parts if part)


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers as CSV."""
    question = Asked(request.GET).question()
    if question is None:
        raise Http404
    whole = str(words.MEASURE[question.measure])
    found = _answered(question)
    told = tables.as_csv(found, {"": _("unknown") if question.by else whole}, words.names(found))
    response = HttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(question)}.csv"'
    return response


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def listings(request: HttpRequest) -> HttpResponse:
    """The listings behind one number: exactly those it counts, but for the erased, of which only the number is left."""
    form = Asked(request.GET)
    question = form.question()
    week, key = request.GET.get("week", ""), request.GET.get("key", "")
    if question is None or not _WEEK.fullmatch(week):
        raise Http404
    behind = _behind(request, question, week, key)
    keys = behind.pop("keys")
    told = behind | {
        "question": question,
        "week": week,
        "key": labels.of(question.by, [key])[key] or _("unknown"),
        "apart": words.APART[question.by] if question.by else "",
        "measure": words.MEASURE[question.measure],
        "rows": [(hits, price_text(hits[0].price)) for hits in _hits(keys[:PAGE])],
        "kept": hidden(person_of(request)),
        "after": keys[PAGE - 1] if len(keys) > PAGE else None,
        "address": carried(form, request.GET, week=week, key=key, unit=behind["unit"]),
        "back": carried(form, request.GET),
        "queue": _queue(request, question, week, key),
    }
    return render(request, "trends/listings.html", told)


def _behind(request: HttpRequest, question: Question, week: str, key: str) -> dict[str, Any]:
    """How many listings are behind the number, how many of them are erased, keys of a page of the others."""
    store, cell, after = here.store(), question.cell(week, key), request.GET.get("after", "")
    unit = request.GET.get("unit", "") if question.measure == "price" else ""
    counted = store.counted(cell)
    told: dict[str, Any] = {"unit": unit, "sellers": sum(row.sellers for row in counted)}
    if question.measure == "sellers" or unit:
        what = Stating(currency=unit, seller=not unit)
        told["total"], told["erased"], told["keys"] = store.stating(cell, what, after=after, limit=PAGE + 1)
        return told
    new = question.measure == "new"
    return told | {
        "total": sum(row.new if new else row.listings for row in counted),
        "erased": sum(row.erased for row in counted),
        "keys": store.counted_listings(cell, new=new, after=after, limit=PAGE + 1),
    }


def _hits(keys: list[str]) -> list[list[HitLine]]:
    """The hits of listings, in the order of these."""
    found: dict[str, list[HitLine]] = {key: [] for key in keys}
    for line in here.store().search(HitQuery(listing_keys=keys, order="score")) if keys else ():
        found[line.listing_key].append(line)
    return [hits for hits in found.values() if hits]


def _queue(request: HttpRequest, question: Question, week: str, key: str) -> str:
    """The queue with the same filters: hits first seen in the week, which is not quite what a number counts."""
    told = request.GET.copy()
    if question.by:
        told[question.by] = key
    names = ("target", "site", "language", "country", "product")
    address = {name: str(told[name]) for name in names if told.get(name)}
    return urlencode(address | {"since": monday(week).isoformat(), "until": _sunday(week)})


def _sunday(week: str) -> str:
    day = monday(moved(week, 1))
    return day.fromordinal(day.toordinal() - 1).isoformat()
