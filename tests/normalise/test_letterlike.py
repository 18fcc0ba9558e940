"""Signs that look like letters are folded as if every text were taken apart."""

from __future__ import annotations

import re

import pytest

from warden import text


def test_letterlike_signs_lose_their_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = [chr(code) for code in range(0x2100, 0x2150)]
    quick = [text.strip_latin_marks(sign) for sign in signs]
    assert (quick[0x2B], quick[0x2A]) == ("A", "K")
    monkeypatch.setattr(text, "_MAYBE_MARKED", re.compile(""))
    assert quick == [text.strip_latin_marks(sign) for sign in signs]
