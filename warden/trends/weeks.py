"""ISO weeks in UTC, as ``2026-W47``."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from warden.errors import UsageError
from warden.identity import iso_week


def monday(week: str) -> date:
    """Raises ``UsageError`` for what is no week."""
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise UsageError(f"{week!r} is no week. Write it as 2026-W47.") from None


def named(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def moved(week: str, by: int) -> str:
    """So many weeks later."""
    return named(monday(week) + timedelta(weeks=by))


def between(since: str, until: str) -> list[str]:
    """All weeks from the first to the last."""
    count = (monday(until) - monday(since)).days // 7
    return [moved(since, n) for n in range(count + 1)]


def last_whole(now: datetime) -> str:
    """The last week that is over."""
    return moved(iso_week(now), -1)
