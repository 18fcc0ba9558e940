"""Dates told by their distance from the capture: today at 14:30, 2 days ago, last Tuesday, 3天前.

Precision: minutes and hours give an instant, days and weeks a day, months and years a month;
"30+ days" gives nothing.
"""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

from pipelines.normalise.clock import Frame, Unknown, stamp, time_of, with_time
from pipelines.normalise.date_words import (
    AGO,
    AT_LEAST,
    DAY,
    DAYS,
    DAYS_OF,
    HALF_HOUR,
    HOUR,
    LEADING_UNITS,
    MINUTE,
    MONTH,
    NOW,
    NUMERALS,
    ONE,
    SECOND,
    UNITS,
    WEEK,
    WEEKDAYS,
    WHOLE,
    YEAR,
)

EARLIEST = 1995
_COUNTED = re.compile(r"(?<![\d.,:])(\d{1,3})\s?([^\s\d,()·|/:-]+)")
_LED = re.compile(rf"\b({'|'.join(LEADING_UNITS)}) (\d{{1,3}})\b")
_HAN = re.compile(r"([一二两兩三四五六七八九十])\s?((?:个|個)?[分小天日周週星月年][钟鐘时時期]?)")
_BARE = re.compile(r"(?:ca\.? |posted |listed )?(\d{1,3})\s?([^\W\d_]+)\.?")
_WEEKDAY = re.compile("|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True)))
_UNSPACED = 0x0E00
"""From here on scripts write no spaces between words."""


def relative(text: str, frame: Frame) -> str | None:
    """The date of such words; ``None`` when the words are not of that kind."""
    if NOW.search(text):
        return stamp(frame.moment())
    back = _named_day(text, frame)
    if back is not None:
        return with_time(frame.local().date() - timedelta(days=back), text, frame)
    bare = _BARE.fullmatch(text)
    if bare and bare[2] in UNITS:
        return _ago(int(bare[1]), UNITS[bare[2]], frame)
    if not AGO.search(text):
        return None
    return _counted_back(text, frame)


def _counted_back(text: str, frame: Frame) -> str | None:
    if HALF_HOUR.search(text):
        return _ago(30, MINUTE, frame)
    counted = _counted(text)
    if counted is None:
        return None
    if AT_LEAST.search(text):
        raise Unknown("only a lower limit is given")
    return _ago(*counted, frame)


def weekday(text: str, frame: Frame) -> str | None:
    """The last such day before the capture; only where the words hold no other figures than a time."""
    found = _WEEKDAY.search(text) if len(text) <= 60 else None
    if not found or not _stands_alone(text, found.start(), found.end(), found[0]):
        return None
    rest = text[: found.start()] + text[found.end() :]
    if re.search(r"\d", rest) and time_of(rest) is None:
        return None
    today = frame.local().date()
    back = (today.weekday() - WEEKDAYS[found[0]]) % 7 or 7
    return with_time(today - timedelta(days=back), rest, frame)


def _named_day(text: str, frame: Frame) -> int | None:
    for word, back in DAYS.items():
        at = text.find(word)
        if at < 0 or ((only := DAYS_OF.get(word)) and frame.languages and not only & frame.languages):
            continue
        if _stands_alone(text, at, at + len(word), word):
            return back
    return None


def _stands_alone(text: str, start: int, end: int, word: str) -> bool:
    if ord(word[0]) >= _UNSPACED:
        return True
    return not any(char.isalpha() for char in text[max(0, start - 1) : start] + text[end : end + 1])


def _counted(text: str) -> tuple[int, int] | None:
    """(how many, unit) of "2 days ago", "vor einer Stunde", "siku 3 zilizopita", "час назад"."""
    for number, word in _COUNTED.findall(text):
        unit = _unit(word.rstrip("."))
        if unit is not None:
            return int(number), unit
    if led := _LED.search(text):
        return int(led[2]), UNITS[led[1]]
    if (han := _HAN.search(text)) and (unit := _unit(han[2])) is not None:
        return NUMERALS[han[1]], unit
    return _one(text)


def _one(text: str) -> tuple[int, int] | None:
    words = [word.strip(".,") for word in text.split()]
    for first, second in itertools.pairwise(words):
        for number, name in ((first, second), (second, first)):
            if number in ONE and len(name) > 1 and (unit := UNITS.get(name)) is not None:
                return 1, unit
    for word in words:
        if word in WHOLE:
            return WHOLE[word]
    singles = (UNITS[word] for word in words if len(word) > 2 and word in UNITS)
    unit = next(singles, None)
    return None if unit is None else (1, unit)


def _unit(word: str) -> int | None:
    if not word:
        return None
    if word in UNITS:
        return UNITS[word]
    if ord(word[0]) < _UNSPACED:
        return None
    starts = (name for name in _UNSPACED_UNITS if word.startswith(name))
    best = max(starts, key=len, default=None)
    return UNITS[best] if best else None


_UNSPACED_UNITS = [name for name in UNITS if ord(name[0]) >= _UNSPACED]


def _ago(count: int, unit: int, frame: Frame) -> str:
    local = frame.local()
    if unit in (SECOND, MINUTE, HOUR):
        seconds = {SECOND: 1, MINUTE: 60, HOUR: 3600}[unit]
        return stamp(frame.moment() - timedelta(seconds=seconds * count))
    if unit in (DAY, WEEK):
        return (local.date() - timedelta(days=count * (7 if unit == WEEK else 1))).isoformat()
    months = local.year * 12 + local.month - 1 - count * (12 if unit == YEAR else 1)
    if unit not in (MONTH, YEAR) or months < 12 * EARLIEST:
        raise Unknown("too long ago")
    return date(months // 12, months % 12 + 1, 1).isoformat()[:7]
