"""When a listing was put up, from the words of the page: ``…Z``, a day or a month (docs: "Identities")."""

from __future__ import annotations

import itertools
import re
import unicodedata
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.normalise.date_words import (
    AGO,
    AT_LEAST,
    DAY,
    DAYS,
    HOUR,
    MINUTE,
    MONTH,
    MONTHS,
    NOW,
    ONE,
    SECOND,
    UNITS,
    WEEK,
    YEAR,
)
from pipelines.normalise.text import ascii_digits
from warden.identity import instant
from warden.records import SiteFacts

Answer = tuple[str | None, str | None]
"""(the date, ``None``) or (``None``, why not)."""

EARLIEST = 1995
UNKNOWN_CAPTURE = "relative date, capture time unknown"
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?)?(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})[:h時时시]\s?(\d{2})?(?:[:分]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?(?![\d.])"
)
_CJK = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日号號일])?")
_VIETNAMESE = re.compile(r"(\d{1,2})\s*tháng\s*(\d{1,2})(?:[,\s]+(?:năm\s*)?(\d{4}))?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./](\d{1,2})[./](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,:])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?(?![\d:])")
_NAME = r"[^\W\d_]+(?:\.[^\W\d_]+)?\.?"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?\s*(?:de |of |-)?({_NAME})[\s,.-]*(?:de |del )?(\d{{4}})?"
)
_MONTH_DAY = re.compile(
    rf"({_NAME})[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s*,|-)?\s*(\d{{4}}|\d{{2}}(?![\d:h]))?"
)
_MONTH_YEAR = re.compile(rf"({_NAME})[\s,/-]*(?:de |del )?(\d{{4}})(?!\d)")
_AGO_COUNT = re.compile(r"(?<![\d.,:])(\d{1,3})\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Frame:
    """How words are to be understood: the site's clock, its habits, and when the page was captured."""

    zone: ZoneInfo
    month_first: bool
    captured: datetime | None

    @property
    def local(self) -> datetime | None:
        return self.captured.astimezone(self.zone) if self.captured else None


class _Unknown(ValueError):
    """The words give no date; the message is the reason kept with the listing."""


def listed_at(words: str, facts: SiteFacts, captured_at: datetime | None) -> Answer:
    """The date that ``words`` give: ``YYYY-MM-DDTHH:MM:SSZ``, ``YYYY-MM-DD`` or ``YYYY-MM``.

    Local times are in the site's timezone, relative ones count from ``captured_at``. Dates before 1995
    or more than a day after the capture are refused. Never raises.
    """
    frame = _Frame(_zone(facts.timezone), facts.country == "US", captured_at)
    try:
        found = _read(_folded(words), frame, facts)
        return _plausible(found, frame), None
    except _Unknown as reason:
        return None, str(reason)
    except (ValueError, OverflowError):
        return None, "no such day"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _folded(words: str) -> str:
    text = (
        ascii_digits(unicodedata.normalize("NFC", words))
        .replace("\u202f", " ")
        .replace("\xa0", " ")
        .replace("’", "'")
    )
    return " ".join(text.lower().split())[:200]


def _read(text: str, frame: _Frame, facts: SiteFacts) -> str:
    iso = _ISO.search(text)
    if iso:
        return _iso(iso, frame)
    found = _relative(text, frame) or _absolute(text, frame)
    if found:
        return found
    return _by_library(text, frame, facts)


def _iso(found: re.Match[str], frame: _Frame) -> str:
    year, month, day, hour, minute, second, zone = found.groups()
    if day is None:
        return _month(int(year), int(month))
    if hour is None:
        return date(int(year), int(month), int(day)).isoformat()
    moment = datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=frame.zone
    )
    if zone:
        aware = datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + _offset(zone))
        return _stamp(aware)
    return _stamp(moment)


def _offset(zone: str) -> str:
    if zone in ("z", "utc", "gmt"):
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _stamp(moment: datetime) -> str:
    text = instant(moment.replace(microsecond=0))
    if text is None:  # pragma: no cover - an aware moment always has one
        raise _Unknown("no date in these words")
    return text


def _month(year: int, month: int) -> str:
    return date(year, month, 1).isoformat()[:7]


def _relative(text: str, frame: _Frame) -> str | None:
    """today at 14:30, 2 days ago, vor 3 Stunden, 3天前; ``None`` when the words are not of that kind."""
    if NOW.search(text):
        return _stamp(_captured(frame))
    back = _named_day(text)
    if back is not None:
        day = _local(frame).date() - timedelta(days=back)
        return _with_time(day, text, frame)
    if not AGO.search(text):
        return None
    counted = _counted(text)
    if counted is None:
        return None
    if AT_LEAST.search(text):
        raise _Unknown("only a lower limit is given")
    return _ago(*counted, frame)


def _named_day(text: str) -> int | None:
    for word, back in DAYS.items():
        at = text.find(word)
        if at < 0:
            continue
        if not word.isascii() and not word[0].isalpha():
            return back
        edges = text[max(0, at - 1) : at] + text[at + len(word) : at + len(word) + 1]
        if ord(word[0]) > 0x2E80 or not any(char.isalpha() for char in edges):
            return back
    return None


def _counted(text: str) -> tuple[int, int] | None:
    """(how many, unit) of "2 days ago", "vor einer Stunde"."""
    for number, word in _AGO_COUNT.findall(text):
        unit = _unit(word)
        if unit is not None:
            return int(number), unit
    words = text.split()
    for first, second in itertools.pairwise(words):
        unit = UNITS.get(second.strip(".,"))
        if first in ONE and unit is not None:
            return 1, unit
    return None


def _unit(word: str) -> int | None:
    if word in UNITS:
        return UNITS[word]
    if ord(word[0]) < 0x2E80 and not "\u0e00" <= word[0] <= "\u0e7f":
        return None
    starts = (name for name in UNITS if ord(name[0]) >= 0x0E00 and word.startswith(name))
    best = max(starts, key=len, default=None)
    return UNITS[best] if best else None


def _ago(count: int, unit: int, frame: _Frame) -> str:
    local = _local(frame)
    if unit in (SECOND, MINUTE, HOUR):
        seconds = {SECOND: 1, MINUTE: 60, HOUR: 3600}[unit]
        return _stamp(_captured(frame) - timedelta(seconds=seconds * count))
    if unit in (DAY, WEEK):
        return (local.date() - timedelta(days=count * (7 if unit == WEEK else 1))).isoformat()
    months = local.year * 12 + local.month - 1 - count * (12 if unit == YEAR else 1)
    if unit not in (MONTH, YEAR) or months < 12 * EARLIEST:
        raise _Unknown("too long ago")
    return _month(months // 12, months % 12 + 1)


def _captured(frame: _Frame) -> datetime:
    if frame.captured is None:
        raise _Unknown(UNKNOWN_CAPTURE)
    return frame.captured.astimezone(UTC)


def _local(frame: _Frame) -> datetime:
    return _captured(frame).astimezone(frame.zone)


def _with_time(day: date, text: str, frame: _Frame) -> str:
    """The local day with the time in ``text``, as an instant; without a time the day."""
    found = _TIME.search(text)
    if not found or not (found[2] or found[4] or "時" in found[0] or "时" in found[0] or "시" in found[0]):
        return day.isoformat()
    hour = int(found[1])
    if found[4] and found[4][0] == "p" and hour < 12:
        hour += 12
    elif (found[4] and found[4][0] == "a" and hour == 12) or hour == 24:
        hour = 0
    if ("下午" in text or "午後" in text or "오후" in text or "晚上" in text) and hour < 12:
        hour += 12
    minute = int(found[2] or 0)
    if hour > 23 or minute > 59:
        return day.isoformat()
    return _stamp(datetime(day.year, day.month, day.day, hour, minute, tzinfo=frame.zone))


def _absolute(text: str, frame: _Frame) -> str | None:
    """A written date; the parts that name the day are cut out before a time is looked for."""
    for reader in (_cjk, _vietnamese, _year_first, _day_month, _month_day, _month_year, _numeric):
        found = reader(text, frame)
        if found is not None:
            value, rest = found
            return value if isinstance(value, str) else _with_time(value, rest, frame)
    return None


_Dated = tuple[date | str, str]


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _cjk(text: str, frame: _Frame) -> _Dated | None:
    found = _CJK.search(text)
    if not found:
        return None
    year, month, day = found.groups()
    if day is None:
        return (_month(int(year), int(month)), "") if year else None
    return _day(year, month, day, frame), _cut(text, found)


def _vietnamese(text: str, frame: _Frame) -> _Dated | None:
    found = _VIETNAMESE.search(text)
    return (_day(found[3], found[2], found[1], frame), _cut(text, found)) if found else None


def _year_first(text: str, frame: _Frame) -> _Dated | None:
    found = _YEAR_FIRST.search(text)
    return (_day(found[1], found[2], found[3], frame), _cut(text, found)) if found else None


def _month_of(name: str) -> int | None:
    return MONTHS.get(name) or MONTHS.get(name.rstrip("."))


def _day_month(text: str, frame: _Frame) -> _Dated | None:
    for found in _DAY_MONTH.finditer(text):
        month = _month_of(found[2])
        if month:
            return _day(found[3], str(month), found[1], frame), _cut(text, found)
    return None


def _month_day(text: str, frame: _Frame) -> _Dated | None:
    for found in _MONTH_DAY.finditer(text):
        month = _month_of(found[1])
        if month and int(found[2]) <= 31:
            return _day(found[3], str(month), found[2], frame), _cut(text, found)
    return None


def _month_year(text: str, frame: _Frame) -> _Dated | None:
    del frame
    for found in _MONTH_YEAR.finditer(text):
        month = _month_of(found[1])
        if month:
            return _month(_christian(int(found[2])), month), ""
    return None


def _numeric(text: str, frame: _Frame) -> _Dated | None:
    for found in _NUMERIC.finditer(text):
        first, second, year = int(found[1]), int(found[2]), found[3]
        if not year and "." not in found[0] and "/" not in found[0]:
            continue
        if first > 31 or second > 31 or (first > 12 and second > 12):
            continue
        slashed_us = frame.month_first and "." not in found[0]
        month_first = second > 12 or (slashed_us and first <= 12)
        day, month = (second, first) if month_first else (first, second)
        return _day(year, str(month), str(day), frame), _cut(text, found)
    return None


def _christian(year: int) -> int:
    """Thai pages count from 543 before."""
    return year - 543 if 2400 < year < 2700 else year


def _day(year: str | None, month: str, day: str, frame: _Frame) -> date:
    """The day; without a year the last such day not after the capture."""
    if year:
        whole = _christian(int(year)) if len(year) == 4 else 2000 + int(year)
        return date(whole, int(month), int(day))
    last = (_local(frame) + timedelta(days=1)).date()
    for back in range(5):  # 29 February may lie four years back
        try:
            found = date(last.year - back, int(month), int(day))
        except ValueError:
            continue
        if found <= last:
            return found
    raise _Unknown("no such day")


def _plausible(found: str, frame: _Frame) -> str:
    if int(found[:4]) < EARLIEST:
        raise _Unknown(f"before {EARLIEST}")
    if frame.captured:
        limit = frame.captured.astimezone(UTC) + timedelta(days=1)
        if found > _stamp(limit)[: len(found)]:
            raise _Unknown("after the capture")
    return found


def _by_library(text: str, frame: _Frame, facts: SiteFacts) -> str:
    """What the tables do not know goes to dateparser, which is slow and loaded only then."""
    if frame.captured is None or len(text) > 60 or not any(char.isdigit() for char in text):
        raise _Unknown("no date in these words")
    languages = sorted({tag.split("-")[0] for tag in facts.languages} - {""})[:3] or ["en"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dateparser

        try:
            found = dateparser.parse(
                text,
                languages=languages,
                settings={
                    "RELATIVE_BASE": _local(frame).replace(tzinfo=None),
                    "PREFER_DATES_FROM": "past",
                    "STRICT_PARSING": True,
                },
            )
        except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError) as fault:
            raise _Unknown("no date in these words") from fault
    if not isinstance(found, datetime):
        raise _Unknown("no date in these words")
    return found.date().isoformat()
