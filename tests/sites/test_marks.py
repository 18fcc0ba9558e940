"""A mark by JMESPath is there when JMESPath itself would call its value true."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.reading import Answer
from crawler.reading.documents import Document
from crawler.sites import rules
from crawler.sites.schema import Variant


def document(data: Any) -> Document:
    return Document(Answer(None, 200, {}, json.dumps(data).encode()))


@pytest.mark.parametrize(
    ("data", "there"),
    [
        ({"meta": {}, "rows": []}, False),  # `meta && …` gives the empty meta itself
        ({"meta": {"n": 0}, "rows": []}, True),
        ({"meta": {"n": 0}, "rows": [1]}, False),
        ({"meta": "", "rows": []}, False),
        ({"rows": []}, False),
    ],
)
def test_a_mark_is_there_when_its_path_is_true(data: Any, there: bool) -> None:
    mark = rules.mark({"json": "meta && length(rows) == `0`"})
    assert document(data).has(mark) is there


@pytest.mark.parametrize("data", [{}, {"pins": None}, {"pins": [1]}, {"pins": "x"}])
def test_rows_by_a_function_that_meets_another_type_are_no_rows(data: Any) -> None:
    variant = Variant(type="json", rows=rules.RowSet(json=rules.jmes("values(pins)")))
    assert not document(data).rows(variant)


def test_rows_by_a_function_that_meets_its_type() -> None:
    variant = Variant(type="json", rows=rules.RowSet(json=rules.jmes("values(pins)")))
    assert len(document({"pins": {"a": {"id": 1}, "b": {"id": 2}}}).rows(variant) or []) == 2
