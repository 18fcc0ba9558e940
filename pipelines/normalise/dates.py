"""When a listing was put up, from the words of the page: ``…Z``, a day or a month (docs: "Identities")."""

from __future__ import annotations

import re
import unicodedata
import warnings
from datetime import UTC, date, datetime, timedelta

from pipelines.normalise.ages import EARLIEST, relative, weekday
from pipelines.normalise.clock import Frame, Unknown, stamp, with_time, zone
from pipelines.normalise.date_words import ERAS, MONTHS
from pipelines.normalise.text import plain_forms
from warden.records import SiteFacts

Answer = tuple[str | None, str | None]
"""(the date, ``None``) or (``None``, why not)."""

WORDS_CUT = 200
"""Code points of a date's words that are read: bounds the work."""

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0c00-\u0c04\u0c3c-\u0c56\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
_NAME = rf"{_LETTER}{{1,20}}(?:\.{_LETTER}{{1,4}})?\.?"
_YEAR = (
    r"(?:(?:de |del |,|-|/)?\s?(\d{4}(?!\d)|'?\d{2}(?!\d|\s?[:h.]\d|\s?h\b|[時时시]|\s?(?:am|pm|m²|km)\b)))?"
)
_UNIX = re.compile(r"(1\d{9}|[89]\d{8})(\d{3})?(?:\.\d{1,6})?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_ISO = re.compile(r"(?<!\d)(\d{4})-(?:(\d{2})(?![\d-])|(\d{1,2})-(\d{1,2})(?!\d))(?:[t ](?=\d{2}:\d{2})|)")
_ISO_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?")
_CJK = re.compile(
    r"(?:(令和|平成|昭和|大正|民國|民国)?\s?(\d{1,4}|元)\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日号號일])?"
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s?tháng\s?(\d{1,2})(?:[,\s]{1,3}(?:năm\s)?(\d{4}))?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./]\s?(\d{1,2})[./]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,:])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?(?![\d:])")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?[\s/-]?\s?(?:de |of )?({_NAME})\s?{_YEAR}"
)
_MONTH_DAY = re.compile(
    rf"({_NAME})[\s-]{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,|-)?\s?(\d{{4}}(?!\d)|\d{{2}}(?!\d|\s?[:h.]))?"
)
_MONTH_YEAR = re.compile(rf"({_NAME})[\s,/-]{{0,2}}(?:de |del )?(\d{{4}})(?!\d)")
_MONTH_FIRST = frozenset({"US", "CN", "JP", "KR", "TW"})
_DASHED_MONTH_FIRST = re.compile(r"(?<![\d-])(\d{2})-(\d{2})(?=\s\d|\W|\Z)(?!-)")
_FOR_LIBRARY = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def listed_at(words: str, facts: SiteFacts, captured_at: datetime | None) -> Answer:
    """The date that ``words`` give: ``YYYY-MM-DDTHH:MM:SSZ``, ``YYYY-MM-DD`` or ``YYYY-MM``.

    Never more precise than the page. Local times are in the site's timezone unless the words name
    another, relative ones count from ``captured_at``. Dates before 1995 or more than a day after the
    capture are refused. Never raises.
    """
    languages = frozenset(tag.split("-")[0] for tag in facts.languages if tag)
    frame = Frame(zone(facts.timezone), facts.country, languages, captured_at)
    try:
        return _plausible(_read(_folded(words), frame), frame), None
    except Unknown as reason:
        return None, str(reason)
    except (ValueError, OverflowError):
        return None, "no such day"


def _folded(words: str) -> str:
    text = plain_forms(unicodedata.normalize("NFC", words[: 2 * WORDS_CUT]))
    return " ".join(text.replace("’", "'").lower().split())[:WORDS_CUT]


def _read(text: str, frame: Frame) -> str:
    if unix := _UNIX.fullmatch(text):
        return stamp(datetime.fromtimestamp(int(unix[1]), UTC))
    if compact := _COMPACT.fullmatch(text):
        return date(*map(int, compact.groups())).isoformat()
    found = _iso(text, frame) or relative(text, frame) or _absolute(text, frame) or weekday(text, frame)
    return found or _by_library(text, frame)


def _iso(text: str, frame: Frame) -> str | None:
    found = _ISO.search(text)
    if not found:
        return None
    year, only_month, month, day = found.groups()
    if day is None:
        return _month(int(year), int(only_month))
    rest = text[found.end() :]
    clock = _ISO_TIME.match(rest)
    # "t14:30:12.123+01:00": the fraction would stand between a time and its zone.
    plain = f"{clock[1]}:{clock[2]}:{clock[3] or '00'}{rest[clock.end() :]}" if clock else rest
    return with_time(date(int(year), int(month), int(day)), plain, frame)


def _month(year: int, month: int) -> str:
    return date(year, month, 1).isoformat()[:7]


def _absolute(text: str, frame: Frame) -> str | None:
    """A written date; the parts that name the day are cut out before a time is looked for."""
    for reader in (_cjk, _vietnamese, _year_first, _day_month, _month_day, _month_year, _numeric):
        found = reader(text, frame)
        if found is not None:
            value, rest = found
            return value if isinstance(value, str) else with_time(value, rest, frame)
    return None


_Dated = tuple[date | str, str]


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _cjk(text: str, frame: Frame) -> _Dated | None:
    found = _CJK.search(text)
    if not found:
        return None
    era, year, month, day = found.groups()
    if year:
        number = 1 if year == "元" else int(year)
        year = str(number + ERAS[era]) if era else (year if len(year) in (2, 4) and year != "元" else None)
    if day is None:
        return (_month(int(year), int(month)), "") if year and len(year) == 4 else None
    return _day(year, month, day, frame), _cut(text, found)


def _vietnamese(text: str, frame: Frame) -> _Dated | None:
    found = _VIETNAMESE.search(text)
    return (_day(found[3], found[2], found[1], frame), _cut(text, found)) if found else None


def _year_first(text: str, frame: Frame) -> _Dated | None:
    found = _YEAR_FIRST.search(text)
    return (_day(found[1], found[2], found[3], frame), _cut(text, found)) if found else None


def _month_of(name: str) -> int | None:
    return MONTHS.get(name.rstrip("."))


def _day_month(text: str, frame: Frame) -> _Dated | None:
    for found in _DAY_MONTH.finditer(text):
        month = _month_of(found[2])
        if month and 1 <= int(found[1]) <= 31:
            return _day(found[3], str(month), found[1], frame), _cut(text, found)
    return None


def _month_day(text: str, frame: Frame) -> _Dated | None:
    for found in _MONTH_DAY.finditer(text):
        month = _month_of(found[1])
        if month and 1 <= int(found[2]) <= 31:
            return _day(found[3], str(month), found[2], frame), _cut(text, found)
    return None


def _month_year(text: str, frame: Frame) -> _Dated | None:
    del frame
    for found in _MONTH_YEAR.finditer(text):
        month = _month_of(found[1])
        if month:
            return _month(_christian(int(found[2])), month), ""
    return None


def _numeric(text: str, frame: Frame) -> _Dated | None:
    if frame.country in _MONTH_FIRST - {"US"} and (dashed := _DASHED_MONTH_FIRST.search(text)):
        return _day(None, dashed[1], dashed[2], frame), _cut(text, dashed)
    for found in _NUMERIC.finditer(text):
        first, second, year = int(found[1]), int(found[2]), found[3]
        if not year and "." not in found[0] and "/" not in found[0]:
            continue
        if first > 31 or second > 31 or (first > 12 and second > 12):
            continue
        slashed = frame.country in _MONTH_FIRST and "." not in found[0]
        month_first = second > 12 or (slashed and first <= 12)
        day, month = (second, first) if month_first else (first, second)
        return _day(year, str(month), str(day), frame), _cut(text, found)
    return None


def _christian(year: int) -> int:
    """Thai pages count from 543 before."""
    return year - 543 if 2400 < year < 2700 else year


def _day(year: str | None, month: str, day: str, frame: Frame) -> date:
    """The day; without a year the last such day not after the capture."""
    if year:
        digits = year.lstrip("'")
        whole = _christian(int(digits)) if len(digits) == 4 else _of_two(int(digits), frame)
        return date(whole, int(month), int(day))
    last = (frame.local() + timedelta(days=1)).date()
    for back in range(5):  # 29 February may lie four years back
        try:
            found = date(last.year - back, int(month), int(day))
        except ValueError:
            continue
        if found <= last:
            return found
    raise Unknown("no such day")


def _of_two(year: int, frame: Frame) -> int:
    """A year of two digits: of this century, in Thailand of the Buddhist era."""
    return 2500 + year - 543 if frame.country == "TH" and year > 43 else 2000 + year


def _plausible(found: str, frame: Frame) -> str:
    if int(found[:4]) < EARLIEST:
        raise Unknown(f"before {EARLIEST}")
    if frame.captured:
        limit = frame.captured.astimezone(UTC) + timedelta(days=1)
        if found > stamp(limit)[: len(found)]:
            raise Unknown("after the capture")
    return found


def _by_library(text: str, frame: Frame) -> str:
    """A month's name the tables do not know goes to dateparser, in the site's languages, as a day.

    Only words with a year: of relative words it makes more than they say.
    """
    if len(text) > 40 or not frame.languages or not _FOR_LIBRARY.search(text) or text.isdecimal():
        raise Unknown("no date in these words")
    import dateparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = dateparser.parse(
                text, languages=sorted(frame.languages)[:3], settings={"STRICT_PARSING": True}
            )
        except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError) as fault:
            raise Unknown("no date in these words") from fault
    if not isinstance(found, datetime):
        raise Unknown("no date in these words")
    return found.date().isoformat()
