"""A capture known only to a day or a month makes no minute and no day up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.normalise.capture_time import listed_as_known
from warden.records import SiteFacts

DAY, MONTH = datetime(2026, 2, 5, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
INSTANT = datetime(2026, 2, 5, 9, 30, tzinfo=UTC)
VN = SiteFacts("x", "x", country="VN", timezone="Asia/Ho_Chi_Minh", languages=("vi",))
US = SiteFacts("x", "x", country="US", timezone="America/New_York", languages=("en",))


@pytest.mark.parametrize(
    ("words", "facts", "captured", "expected"),
    [
        ("13 giây trước", VN, DAY, "2026-02-05"),
        ("12 minutes ago", US, DAY, "2026-02-05"),
        ("yesterday", US, DAY, "2026-02-04"),
        ("2 days ago", US, DAY, "2026-02-03"),
        ("12 minutes ago", US, MONTH, "2026-02"),
        ("yesterday", US, MONTH, None),
        ("3 days ago", US, MONTH, None),
        ("5 January 2026", US, MONTH, "2026-01-05"),
        ("2026-01-05T10:00:00Z", US, DAY, "2026-01-05T10:00:00Z"),
        ("12 minutes ago", US, INSTANT, "2026-02-05T09:18:00Z"),
    ],
)
def test_never_more_precise_than_the_capture(
    words: str, facts: SiteFacts, captured: datetime, expected: str | None
) -> None:
    found, reason = listed_as_known(words, facts, captured)
    assert found == expected
    assert (reason is not None) == (expected is None)
