from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.dates import listed_at
from warden.records import SiteFacts

CAPTURED = datetime(2026, 2, 6, 20, 30, tzinfo=UTC)


def facts(country: str, zone: str, *languages: str) -> SiteFacts:
    return SiteFacts("x", "x", country=country, timezone=zone, languages=languages)


PL = facts("PL", "Europe/Warsaw", "pl")
FR = facts("FR", "Europe/Paris", "fr")
DE = facts("DE", "Europe/Berlin", "de")
NL = facts("NL", "Europe/Amsterdam", "nl")
US = facts("US", "America/New_York", "en")
GB = facts("GB", "Europe/London", "en")
CN = facts("CN", "Asia/Shanghai", "zh")
JP = facts("JP", "Asia/Tokyo", "ja")
KR = facts("KR", "Asia/Seoul", "ko")
TH = facts("TH", "Asia/Bangkok", "th")
VN = facts("VN", "Asia/Ho_Chi_Minh", "vi")
ID = facts("ID", "Asia/Jakarta", "id")
RU = facts("RU", "Europe/Moscow", "ru")
ES = facts("ES", "Europe/Madrid", "es")

CASES = [
    ("2026-02-05T14:30:00Z", PL, "2026-02-05T14:30:00Z"),
    ("2026-02-05T14:30:00+01:00", PL, "2026-02-05T13:30:00Z"),
    ("2026-02-05 14:30:12.123", PL, "2026-02-05T13:30:12Z"),
    ("2026-02-05", PL, "2026-02-05"),
    ("2025-11", PL, "2025-11"),
    ("Dzisiaj o 14:30", PL, "2026-02-06T13:30:00Z"),
    ("Warszawa - Dzisiaj o 08:05", PL, "2026-02-06T07:05:00Z"),
    ("Odświeżono dnia 05 lutego 2026", PL, "2026-02-05"),
    ("Dodane 28 stycznia 2026", PL, "2026-01-28"),
    ("wczoraj", PL, "2026-02-05"),
    ("3 godziny temu", PL, "2026-02-06T17:30:00Z"),
    ("hier, 18:22", FR, "2026-02-05T17:22:00Z"),
    ("Aujourd'hui à 09:15", FR, "2026-02-06T08:15:00Z"),
    ("6 avr., 14:57", FR, "2025-04-06T12:57:00Z"),
    ("12 janvier 2026 à 7h05", FR, "2026-01-12T06:05:00Z"),
    ("il y a 3 jours", FR, "2026-02-03"),
    ("2 days ago", GB, "2026-02-04"),
    ("an hour ago", GB, "2026-02-06T19:30:00Z"),
    ("Listed 3 weeks ago", GB, "2026-01-16"),
    ("2 months ago", GB, "2025-12"),
    ("just now", GB, "2026-02-06T20:30:00Z"),
    ("5 Feb 2026", GB, "2026-02-05"),
    ("February 5, 2026", US, "2026-02-05"),
    ("Feb-05-26 08:10 PM", US, "2026-02-06T01:10:00Z"),
    ("02/05/2026", US, "2026-02-05"),
    ("02/05/2025", GB, "2025-05-02"),
    ("vor 3 Stunden", DE, "2026-02-06T17:30:00Z"),
    ("vor einem Tag", DE, "2026-02-05"),
    ("Gestern, 21:04", DE, "2026-02-05T20:04:00Z"),
    ("05.02.2026", DE, "2026-02-05"),
    ("5. Februar", DE, "2026-02-05"),
    ("31.12.", DE, "2025-12-31"),
    ("Vandaag", NL, "2026-02-06"),
    ("Eergisteren", NL, "2026-02-04"),
    ("3 feb 26", NL, "2026-02-03"),
    ("sinds 12 dec. 2025", NL, "2025-12-12"),
    ("2小时前发布", CN, "2026-02-06T18:30:00Z"),
    ("3天前", CN, "2026-02-04"),
    ("昨天 14:30", CN, "2026-02-06T06:30:00Z"),
    ("2026年2月5日", CN, "2026-02-05"),
    ("11月3日(火) 21時10分", JP, "2025-11-03T12:10:00Z"),
    ("5時間前", JP, "2026-02-06T15:30:00Z"),
    ("2026/02/05", JP, "2026-02-05"),
    ("2026년 2월 5일", KR, "2026-02-05"),
    ("3일 전", KR, "2026-02-04"),
    ("5 ก.พ. 2569", TH, "2026-02-05"),
    ("2 วันที่แล้ว", TH, "2026-02-05"),
    ("3 ngày trước", VN, "2026-02-04"),
    ("5 tháng 2, 2026", VN, "2026-02-05"),
    ("2 hari yang lalu", ID, "2026-02-05"),
    ("5 Agustus 2025", ID, "2025-08-05"),
    ("сегодня в 14:30", RU, "2026-02-06T11:30:00Z"),
    ("5 февраля 2026", RU, "2026-02-05"),
    ("3 дня назад", RU, "2026-02-03"),
    ("Publicado hace 3 semanas", ES, "2026-01-16"),
    ("5 de febrero de 2026", ES, "2026-02-05"),
    ("enero 2026", ES, "2026-01"),
    ("30+ days ago", GB, None),
    ("12 March 1970", GB, None),
    ("12 March 2027", GB, None),
    ("31 February 2026", GB, None),
    ("Berlin", DE, None),
]


@pytest.mark.parametrize(("words", "site", "expected"), CASES)
def test_dates(words: str, site: SiteFacts, expected: str | None) -> None:
    found, reason = listed_at(words, site, CAPTURED)
    assert found == expected
    assert (reason is None) == (found is not None)


@pytest.mark.parametrize("words", ["Dzisiaj o 14:30", "2 days ago", "6 avr., 14:57", "just now"])
def test_relative_dates_need_the_capture_time(words: str) -> None:
    found, reason = listed_at(words, PL, None)
    assert found is None and reason == "relative date, capture time unknown"


def test_written_dates_do_not() -> None:
    assert listed_at("5 lutego 2026", PL, None) == ("2026-02-05", None)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789 .:/-年月日前apmvorTZdzisiajhierago+lutgo\u0e1e", max_size=25))
def test_nothing_is_raised_by_odd_dates(words: str) -> None:
    for captured in (None, CAPTURED):
        found, reason = listed_at(words, US, captured)
        assert (found is None) != (reason is None)
