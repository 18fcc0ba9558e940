"""What a text says it is not: "no ivory" is spared, "netsuke, not ivory" is at most a review."""

from __future__ import annotations

import pytest

from keywords import Matcher


@pytest.mark.parametrize(
    "title",
    [
        "NO IVORY for sale here, only jade and amber",
        "Klaviertasten, kein echtes Elfenbein, Kunststoff",
        "Colgante blanco sin marfil, hecho a mano",
        "Кулон из смолы, не слоновая кость",
        "白い根付風 象牙ではありません",
        "vòng tay trắng không phải ngà voi",
        "cincin putih bukan gading gajah",
    ],
)
def test_what_is_denied_is_spared(shipped: Matcher, title: str) -> None:
    found = shipped.assess(title)
    assert found.grade == "none", found
    assert "exclusion" in {match.role for match in found.matches}


def test_a_denial_beside_other_words_for_the_target_leaves_a_review(shipped: Matcher) -> None:
    plain = shipped.assess("Carved netsuke, antique old bone, signed Meiji")
    denied = shipped.assess("Carved netsuke, antique old bone, signed Meiji, not ivory")
    assert (plain.grade, denied.grade) == ("hit", "review")


@pytest.mark.parametrize(
    "title",
    [
        "Ivory tusk carved, no reserve, genuine",  # the auction has no reserve
        "Carved ivory figure, not resin, antique",
        "no reserve ivory netsuke, Meiji",
        "Not for export: genuine elephant ivory bangle",
    ],
)
def test_a_denial_of_something_else_takes_nothing(shipped: Matcher, title: str) -> None:
    assert shipped.assess(title).grade == "hit"


def test_a_denial_hurts_only_the_target_denied(shipped: Matcher) -> None:
    found = shipped.assess("Rhino horn libation cup, not ivory, antique carved")
    grades = {row.target: row.grade for row in found.targets}
    assert grades["rhino"] == "hit"
    assert grades.get("elephant", "none") != "hit"
