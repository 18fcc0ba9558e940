"""Ids are version 5 UUIDs of RFC 9562, whoever computes them."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from warden.identity import NAMESPACE, derived

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(WORDS, st.lists(st.one_of(WORDS, st.integers(), st.none()), max_size=4))
def test_derived_ids_are_those_of_the_standard_library(kind: str, parts: list[str | int | None]) -> None:
    name = "\x1f".join([kind, *("" if part is None else str(part) for part in parts)])
    assert derived(kind, *parts) == str(uuid.uuid5(NAMESPACE, name))
