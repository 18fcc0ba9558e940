"""Commands that errors name, as pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.functional import empty

from crawler.contact import need_contact
from crawler.sites.load import load_sites
from warden.errors import UsageError
from warden.review.wording import for_browser


@pytest.fixture(autouse=True)
def plain_english() -> Iterator[None]:
    """No console: its settings are those of another process."""
    settings.configure(USE_I18N=False)
    yield
    settings._wrapped = empty
    translation._trans.__dict__.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("no site named x; `warden sites list` shows them", "no site named x; “Sites” shows them"),
        ("`warden terms list --json` shows them", "“Terms” shows them"),
        ("save the pages and use `warden import` instead", "save the pages and use “Reports” instead"),
        ("`warden sites check x` says more", "`warden sites check x` says more"),
        ("`warden store check`", "`warden store check`"),
    ],
)
def test_a_page_stands_for_a_command(told: str, shown: str) -> None:
    assert for_browser(told) == shown


def test_the_contact_is_a_setting() -> None:
    site = next(iter(load_sites([]).values()))
    with pytest.raises(UsageError) as raised:
        need_contact([site], "")
    assert for_browser(raised.value) == (
        "crawling needs a contact address that sites can reach you at: “Settings”"
    )
