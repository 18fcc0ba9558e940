"""What names a person leaves every field that is stored, in any script."""

from __future__ import annotations

import pytest

from pipelines.normalise import normalise
from pipelines.normalise.contacts import hide_seller
from warden.records import Listing, SiteFacts

FACTS = SiteFacts("shop", "shop", country="FR", languages=("fr",), currency="EUR")


class Keys:
    def seller(self, platform: str, account: str) -> str:
        return f"S:{platform}:{len(account)}"

    def contact(self, kind: str, value: str) -> str:
        return f"{kind}{len(value)}"


@pytest.mark.parametrize(
    ("seller", "text", "expected"),
    [
        ("老王1985", "找老王1985购买象牙", "找[seller]购买象牙"),
        ("カメショップ東京", "カメショップ東京の象牙", "[seller]の象牙"),
        ("İbrahim99", "İBRAHİM99 fildişi", "[seller] fildişi"),
        ("İbrahim99", "IBRAHIM99 fildişi", "[seller] fildişi"),
        ("José García1", "chez Jose\u0301 Garci\u0301a1 !", "chez [seller] !"),
        ("joe99x", "ＪＯＥ99x ivory", "[seller] ivory"),
        ("joe99x", "joe99xy ivory", "joe99xy ivory"),
        ("joe99x", "ajoe99x, joe99x and JOE99X", "ajoe99x, [seller] and [seller]"),
        ("иван1985", "диван1985 и иван1985", "диван1985 и [seller]"),
        ("tortoise", "tortoise shell", "tortoise shell"),
        ("ivory", "ivory ring", "ivory ring"),
    ],
)
def test_a_seller_leaves_the_text(seller: str, text: str, expected: str) -> None:
    assert hide_seller(text, seller) == expected


def test_article_numbers_that_name_the_seller_are_hidden() -> None:
    row = Listing("1", "Bague joe_smith99", None, seller="joe_smith99", sku="joe_smith99 tel +33612345678")
    found = normalise(row, FACTS, None, Keys())
    assert (found.title, found.sku) == ("Bague [seller]", "[seller] tel [contact:phone12]")


@pytest.mark.parametrize(
    ("title", "quantity"),
    [
        ("Appelez 06 12 34 56 78 lot d'ivoire", (None, None)),
        ("Tel 0612 345 678 g ivoire", (None, None)),
        ("Tel 0170 123456 kg", (None, None)),
        ("Tel 06 12 34 56 78, 3 kg d'ivoire", (3.0, "kg")),
    ],
)
def test_the_end_of_a_telephone_number_is_no_quantity(
    title: str, quantity: tuple[float | None, str | None]
) -> None:
    found = normalise(Listing("1", title, None), FACTS, None, Keys())
    assert (found.quantity.value, found.quantity.unit) == quantity
    assert "345" not in found.title
