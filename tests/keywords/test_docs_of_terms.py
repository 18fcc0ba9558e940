"""The documents name what the code has: columns, ways to match, thresholds."""

from __future__ import annotations

from pathlib import Path

from keywords import scoring
from keywords.load import TARGET_COLUMNS, TERM_COLUMNS
from keywords.schema import KINDS, MODES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_column_kind_and_mode_is_explained() -> None:
    text = (DOCS / "reference" / "terms.md").read_text(encoding="utf-8")
    missing = [name for name in (*TERM_COLUMNS, *TARGET_COLUMNS, *KINDS, *MODES) if f"`{name}`" not in text]
    assert not missing


def test_the_thresholds_written_down_are_those_used() -> None:
    text = (DOCS / "explanation" / "matching.md").read_text(encoding="utf-8")
    assert f"**hit** from {scoring.HIT}, **review** from {scoring.REVIEW}" in text
    for kind, weights in scoring.BASE.items():
        assert (
            f"| {kind} | {weights['strong']:.2f} | {weights['medium']:.2f} | {weights['weak']:.2f} |" in text
        )
