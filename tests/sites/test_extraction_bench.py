"""The measure of the generic way counts as the public benchmark does."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from bench.extraction import counts, measured, scores


def test_counts() -> None:
    assert counts({"a", "b"}, "b") == (1, 0, 0)
    assert counts({"a"}, "x") == (0, 1, 1)
    assert counts(set(), "x") == (0, 1, 0)
    assert counts({"a"}, None) == (0, 0, 1)
    assert counts(set(), None) == (0, 0, 0)


def test_scores() -> None:
    f1, precision, recall = scores([(1, 0, 0), (0, 1, 1), (0, 0, 1)])
    assert (round(f1, 3), precision, round(recall, 3)) == (0.4, 0.5, 0.333)
    assert scores([(0, 0, 0)]) == (1.0, 1.0, 1.0)


def test_a_folder_of_pages(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text(
        '<html><body><h1>Fan</h1><div class="price">$12.50</div><p>SKU: F-1</p></body></html>', "utf-8"
    )
    truth = json.loads('{"one": {"price": ["12.5"], "sku": ["F-2"], "availability": ["InStock"]}}')
    made = measured(tmp_path, truth, "item")
    assert made["price"]["one"] == ((1, 0, 0), Decimal("12.5"))
    assert made["sku"]["one"] == ((0, 1, 1), "F-1")
    assert made["InStock"]["one"][0] == (0, 1, 0)
