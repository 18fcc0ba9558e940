"""Counting before anybody asks: what the pages of trends show when nobody has chosen anything."""

from __future__ import annotations

from datetime import datetime

from warden.store.counting import Counting
from warden.trends.answers import answer
from warden.trends.changes import SPAN, changes
from warden.trends.questions import BY, Question, window


def count_ahead(store: Counting, now: datetime) -> None:
    """Ask what is usually asked, so that a store that keeps what it counted has it ready.

    Only weeks that changed since they were counted cost anything.
    """
    since, until = window(store, now)
    for by in ("", *BY):
        answer(store, Question(since, until, by=by))
    answer(store, Question(since, until, measure="price"))
    for of in ("target", "term"):
        changes(store, Question(since, until, "new"), SPAN, of)
