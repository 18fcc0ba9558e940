"""Fixtures of the tests of the page archive."""

from __future__ import annotations

import pytest

from crawler import archive as archives


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """All writers are dead: the next start mends what they left."""
    monkeypatch.setattr(archives, "is_dead", lambda _: True)
