"""Dates of a page whose capture is known only to the day or the month.

People note "2026-02-01" or "2023-11" of a page they saved; that stands in the records as midnight UTC of
the day or of the month's first. "12 minutes ago" counted from there would be an invented minute, and often
the wrong day: what differs between the beginning and the end of the known time is not said.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.normalise.dates import listed_at
from warden.identity import parse_instant
from warden.records import SiteFacts

Dated = tuple[str | None, str | None]
"""The date, or the reason why there is none."""


def listed_as_known(words: str, facts: SiteFacts, captured_at: datetime | None) -> Dated:
    """``listed_at`` for a capture of any precision: midnight UTC is a day, of the first day of a month a month.

    A page really captured in that very second loses precision, never truth.
    """
    if captured_at is None or captured_at.time() != time():
        return listed_at(words, facts, captured_at)
    zone = ZoneInfo(facts.timezone)
    begin = datetime(captured_at.year, captured_at.month, captured_at.day, tzinfo=zone)
    whole_month = captured_at.day == 1
    days = monthrange(begin.year, begin.month)[1] if whole_month else 1
    first, reason = listed_at(words, facts, begin)
    last, _ = listed_at(words, facts, begin + timedelta(days=days, seconds=-1))
    if first is None or last is None or first == last:
        return first, reason
    noon, reason = listed_at(words, facts, begin + timedelta(hours=12))
    if noon is None or not whole_month:
        return (_day(noon, zone) if noon else None), reason
    months = {_day(noon, zone)[:7], _day(last, zone)[:7]}
    if len(months) == 1:
        return months.pop(), None
    return None, "a relative date on a page whose day of capture is unknown"


def _day(found: str, zone: ZoneInfo) -> str:
    """The local day of an instant; a day or month as it is."""
    return parse_instant(found).astimezone(zone).date().isoformat() if "T" in found else found
