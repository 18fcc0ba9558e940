"""A site's clock: its zone, the moment of capture, times of day and the zones pages name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warden.identity import instant

UNKNOWN_CAPTURE = "relative date, capture time unknown"

_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})(?:[:h時时시點点]\s?(\d{2})?(?:[:分분]\s?(\d{2}))?|:\d{2})\s*(am|pm|a\.m\.|p\.m\.)?(?![.\d]*\d)"
    r"|(?<![\d.:])(\d{1,2}) ?(am|pm)\b"
)
_DOTTED = re.compile(
    r"(?:\b(?:kl|klo|alle|godz|um|at|ore|jam|pukul|ob)\.? ?(\d{1,2})\.(\d{2})|(?<![\d.])(\d{1,2})\.(\d{2}) ?(?:uhr|น|wib|hrs))(?![.\d])"
)
_AFTERNOON = re.compile(r"下午|午後|오후|晚上|pm\b|p\.m\.|chiều|tối")
_MORNING = re.compile(r"上午|午前|오전|凌晨|am\b|a\.m\.")
_OFFSET = re.compile(r"\s*\(?(?:gmt|utc)?\s?([+-])(\d{2})(?::?(\d{2})(?!\d)|(?<=[+-]0\d)(?![\d:]))")
_NAMED = re.compile(r"\s*\(?([a-z]{1,5})\b")
_ZONES: dict[str, float] = {
    "z": 0, "gmt": 0, "utc": 0, "wet": 0, "bst": 1, "west": 1, "mez": 1, "cet": 1, "mesz": 2, "cest": 2, "eet": 2, "sast": 2, "eest": 3,
    "msk": 3, "eat": 3, "trt": 3, "pkt": 5, "wib": 7, "ict": 7, "wita": 8, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8, "wit": 9, "jst": 9,
    "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "adt": -3, "brt": -3, "art": -3, "edt": -4, "est": -5, "cdt": -5,
    "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "akst": -9, "hst": -10,
}  # fmt: skip
_ZONES_BY_COUNTRY = {
    ("cst", "US"): -6,
    ("cst", "CA"): -6,
    ("cst", "MX"): -6,
    ("cst", "CN"): 8,
    ("cst", "TW"): 8,
    ("ist", "IN"): 5.5,
}
"""Short names that mean different zones in different countries."""


class Unknown(ValueError):
    """The words give no date; the message is the reason kept with the listing."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How words are to be understood: the site's clock and habits, and when the page was captured."""

    zone: ZoneInfo
    country: str | None
    languages: frozenset[str]
    captured: datetime | None

    def moment(self) -> datetime:
        """The capture in UTC; raises ``Unknown`` when nobody knows it."""
        if self.captured is None:
            raise Unknown(UNKNOWN_CAPTURE)
        return self.captured.astimezone(UTC)

    def local(self) -> datetime:
        """The capture on the site's clock."""
        return self.moment().astimezone(self.zone)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The named zone, UTC when there is no such one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def stamp(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``."""
    return str(instant(moment.replace(microsecond=0)))


def with_time(day: date, text: str, frame: Frame) -> str:
    """The local day with the time in ``text``, as an instant; without a time the day."""
    clock = time_of(text)
    if clock is None:
        return day.isoformat()
    hour, minute, second, rest = clock
    where = named_zone(rest, frame.country) or frame.zone
    return stamp(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=where))


def time_of(text: str) -> tuple[int, int, int, str] | None:
    """(hour, minute, second, what follows) of the first time of day in a text."""
    for found in _TIME.finditer(text):
        hour, minute, second, half = _parts(found)
        if found[5] is None and not (found[2] or half or found[0].rstrip()[-1] in "時时시點点"):
            continue
        hour = _by_half(hour, half or text)
        if hour <= 23 and minute <= 59 and second <= 59:
            return hour, minute, second, text[found.end() :]
    if dotted := _DOTTED.search(text):
        hour, minute = (int(part) for part in dotted.groups() if part)
        if hour <= 23 and minute <= 59:
            return hour, minute, 0, text[dotted.end() :]
    return None


def _parts(found: re.Match[str]) -> tuple[int, int, int, str | None]:
    if found[5] is not None:
        return int(found[5]), 0, 0, found[6]
    return int(found[1]), int(found[2] or 0), int(found[3] or 0), found[4]


def _by_half(hour: int, words: str) -> int:
    """The hour by the half of the day the words name; 24 is midnight."""
    if _AFTERNOON.search(words):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 24 or (hour == 12 and _MORNING.search(words)) else hour


def named_zone(text: str, country: str | None) -> tzinfo | None:
    """The zone at the start of a text: +0100, GMT, PDT, MEZ; ``None`` when there is none."""
    if found := _OFFSET.match(text):
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(size if found[1] == "+" else -size) if size < timedelta(hours=24) else None
    if found := _NAMED.match(text):
        hours = _ZONES_BY_COUNTRY.get((found[1], country or ""), _ZONES.get(found[1]))
        return timezone(timedelta(hours=hours)) if hours is not None else None
    return None
