"""A price is shown with the digits it has."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest

from warden.cli import hitshow
from warden.records import HitLine, Price, Quantity


def _line(amount: float) -> HitLine:
    given: dict[str, Any] = {field.name: None for field in fields(HitLine) if field.default is MISSING}
    given |= {"title": "carving", "price": Price(amount, None, "IDR"), "quantity": Quantity()}
    return HitLine(**given)


@pytest.mark.parametrize(
    ("amount", "words"),
    [(1_234_567.0, "1234567"), (2_500_000_000.0, "2500000000"), (1_234_567.89, "1234567.89"), (100.0, "100")],
)
def test_a_hit_shows_every_digit(amount: float, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    hitshow._tell(_line(amount), {"revisions": [], "verdicts": [], "evidence": []})
    assert f"\n{words} IDR; seen" in capsys.readouterr().out
