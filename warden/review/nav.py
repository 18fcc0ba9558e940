"""What the head of every page leads to: one line a page, shown to who may open it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warden.review.people.models import Person, Right


class Entry(NamedTuple):
    """One link."""

    name: str
    """Of the address."""
    label: str | Promise
    right: Right


ENTRIES = (
    Entry("queue", _("Hits"), Right.READ),
    Entry("next", _("Next to decide"), Right.DECIDE),
    Entry("trends", _("Trends"), Right.READ),
    Entry("disputed", _("Disputed"), Right.ADJUDICATE),
    Entry("agreement", _("Agreement"), Right.READ),
    Entry("estimates", _("Estimates"), Right.READ),
    Entry("runs", _("Runs"), Right.READ),
    Entry("terms", _("Terms"), Right.READ),
    Entry("reports", _("Reports"), Right.REPORT),
    Entry("mine", _("My settings"), Right.READ),
    Entry("settings", _("Settings"), Right.PEOPLE),
    Entry("people", _("People"), Right.PEOPLE),
)


def pages(request: HttpRequest) -> dict[str, Any]:
    """The links of this person, for every template."""
    person = getattr(request, "user", None)
    return {"pages": [one for one in ENTRIES if isinstance(person, Person) and person.may(one.right)]}
