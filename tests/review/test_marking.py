"""Matched words as a card explains them: of a pattern what it found, never the pattern."""

from __future__ import annotations

from typing import Any

import pytest

from keywords import load_terms
from warden.review.queue import marking
from warden.review.queue.marking import words

PATTERN = r"(colmillo|colmillos|garra|garras)\s+de\s+tigre"


def _match(term: str, start: int | None, end: int | None, field: str = "title") -> dict[str, Any]:
    told = {"term": term, "lang": "es", "target": "tiger", "product": None, "role": "signal"}
    return {**told, "field": field, "start": start, "end": end}


def test_of_a_pattern_the_text_it_found_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = load_terms([])
    patterns = {(term.lang, term.term) for term in vocabulary.own_terms if term.match == "regex"}
    assert ("es", PATTERN) in patterns
    monkeypatch.setattr(marking.here, "patterns", lambda: patterns)
    glosses = {("es", PATTERN): "tiger tooth"}
    texts = {"title": "Vendo garras de tigre", "description": None}
    found = words([_match(PATTERN, 6, 21), _match(PATTERN, None, None, "category")], glosses, texts)
    assert [(one.term, one.gloss) for one in found] == [
        ("garras de tigre", "tiger tooth"),
        ("tiger tooth", "tiger tooth"),
    ]
