from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise import normalise
from pipelines.normalise.contacts import hide_contacts
from pipelines.normalise.language import language_of
from pipelines.normalise.place import country_of
from pipelines.normalise.quantity import quantity_of
from warden.records import Listing, Price, SiteFacts

CAPTURED = datetime(2026, 2, 6, 20, 30, tzinfo=UTC)
PL = SiteFacts("olx_pl", "olx", "PL", ("PL",), ("pl",), "PLN", "Europe/Warsaw")
ANY = SiteFacts("any", "any")
BAZAAR = ("en", "de", "fr", "nl", "es", "it", "pl", "ru")


class Plain:
    """Keys one can read, so that tests see what was put into them."""

    def seller(self, platform: str, account: str) -> str:
        return f"S:{platform}:{hashlib.sha256(account.encode()).hexdigest()[:6]}"

    def contact(self, kind: str, value: str) -> str:
        return f"{kind}={value}"


def listing(**values: Any) -> Listing:
    return Listing(**{"listing_id": "1", "title": "x", "url": None, **values})


def test_a_listing_comes_out_whole() -> None:
    given_ = listing(
        title="  Figurka\u202e z kości \x00słoniowej ",
        description="Stara rzeźba, 120 g.\n\nTel. 601 234 567 albo jan.k@example.com",
        price=Price(text="1 200 zł"),
        location="Warszawa, Polska",
        listed_text="Dzisiaj o 14:30",
        seller="Jan K. 77",
    )
    found = normalise(given_, PL, CAPTURED, Plain())
    assert found is given_
    assert found.title == "Figurka z kości słoniowej"
    assert (
        found.description
        == "Stara rzeźba, 120 g. Tel. [contact:phone=+48601234567] albo [contact:email=jan.k@example.com]"
    )
    assert found.contact_keys == ["phone=+48601234567", "email=jan.k@example.com"]
    assert (found.price.amount, found.price.currency, found.price.type) == (1200, "PLN", "asking")
    assert (found.country, found.country_basis) == ("PL", "listing_field")
    assert (found.language, found.language_basis) == ("pl", "words")
    assert found.listed_at == "2026-02-06T13:30:00Z"
    assert (found.quantity.value, found.quantity.unit, found.quantity.text) == (120, "g", "120 g")
    assert found.seller is None and found.seller_key is not None and found.seller_key.startswith("S:olx:")


def test_without_keys_nothing_stays_readable() -> None:
    found = normalise(listing(description="WhatsApp +254 712 345678", seller="mary_w"), PL, CAPTURED, None)
    assert found.description == "WhatsApp [contact]"
    assert (found.seller, found.seller_key, found.contact_keys) == (None, None, [])


def test_an_unknown_date_says_why() -> None:
    found = normalise(listing(listed_text="2 dni temu"), PL, None, None)
    assert found.listed_at is None
    assert found.unknown == {"listed_at": "relative date, capture time unknown"}


def test_entities_are_not_decoded_again_and_texts_are_cut() -> None:
    found = normalise(
        listing(title="a &amp;lt;b&gt; " + "x" * 5000, description="y" * 30_000), ANY, None, None
    )
    assert found.title.startswith("a &amp;lt;b&gt;")
    assert len(found.title) == 1000 and len(found.description or "") == 20_000


def test_keys_are_not_read_as_contacts() -> None:
    hidden = hide_contacts(
        "mail a@b.org, tel +44 7700 900123", "GB", lambda kind, value: "[contact:0044770090012345]"
    )
    assert hidden == "mail [contact:0044770090012345], tel [contact:0044770090012345]"


def test_the_sellers_name_leaves_the_text_too() -> None:
    found = normalise(listing(description="Best, ivory_king88", seller="ivory_king88"), ANY, None, Plain())
    assert found.description == "Best, [seller]"


def test_a_sellers_name_of_letters_leaves_the_text_where_it_is_no_common_word() -> None:
    found = normalise(
        listing(title="IVORYKING: tusk", description="ask ivoryking, not ivorykings", seller="IvoryKing"),
        ANY,
        None,
        Plain(),
    )
    assert (found.title, found.description) == ("[seller]: tusk", "ask [seller], not ivorykings")
    found = normalise(listing(title="Anna sells ivory", seller="Anna"), ANY, None, Plain())
    assert found.title == "Anna sells ivory"


def test_contacts_leave_every_field_and_prices_stay() -> None:
    phone = "[contact:phone=+48601234567]"
    found = normalise(
        listing(
            location="Warszawa +48 601 234 567",
            category="Antyki jan.k@example.com",
            sale_type="tel. 601 234 567",
            listed_text="dzisiaj, Telegram @scale_seller",
            price=Price(text="1 200 zł, WhatsApp 601 234 567"),
        ),
        PL,
        CAPTURED,
        Plain(),
    )
    assert found.location == f"Warszawa {phone}"
    assert found.category == "Antyki [contact:email=jan.k@example.com]"
    assert found.sale_type == f"tel. {phone}"
    assert found.listed_text == "dzisiaj, Telegram @[contact:telegram=scale_seller]"
    assert found.price.text == f"1 200 zł, WhatsApp {phone}"
    assert (found.price.amount, found.price.currency) == (1200, "PLN")
    assert found.contact_keys == ["phone=+48601234567", "email=jan.k@example.com", "telegram=scale_seller"]


@pytest.mark.parametrize(
    "words",
    ["601 234 567", "601234567", "350 000 000", "Rp 601.234.567", "06 12 34 56 78", "call, 1.200.000 zł"],
)
def test_a_price_is_no_contact(words: str) -> None:
    found = normalise(listing(price=Price(text=words), listed_text=words), PL, CAPTURED, Plain())
    assert (found.price.text, found.listed_text, found.contact_keys) == (words, words, [])


def test_what_an_interface_gave_is_kept() -> None:
    found = normalise(
        listing(country="CZ", country_basis="shipping_from", language="cs", price=Price(5, currency="CZK")),
        PL,
        None,
        None,
    )
    assert (found.country, found.country_basis, found.language) == ("CZ", "shipping_from", "cs")
    assert (found.price.amount, found.price.currency) == (5, "CZK")


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Call 07700 900123 today", "GB", "Call [phone:+447700900123] today"),
        ("+44 7700 900123", None, "[phone:+447700900123]"),
        ("0044 7700 900123", "FR", "[phone:+447700900123]"),
        ("06 12 34 56 78 merci", "FR", "[phone:+33612345678] merci"),
        ("601234567", "PL", "[phone:+48601234567]"),
        ("手机 13812345678", "CN", "手机 [phone:+8613812345678]"),
        ("โทร 081-234-5678", "TH", "โทร [phone:+66812345678]"),
        ("WA 0812-3456-7890", "ID", "WA [phone:+6281234567890]"),
        ("jan (at) example (dot) com", None, "[email:jan@example.com]"),
        ("加微信：elephant_88 私聊", "CN", "加微信：[wechat:elephant_88] 私聊"),
        ("VX: abc12345", "CN", "VX: [wechat:abc12345]"),
        ("telegram @scale_seller", None, "telegram @[telegram:scale_seller]"),
        ("join https://t.me/Scale_Seller now", None, "join [telegram:scale_seller] now"),
        ("https://wa.me/254712345678", "KE", "[phone:+254712345678]"),
        ("Line ID: tusk99", "TH", "Line ID: [line:tusk99]"),
        ("ไลน์ไอดี tusk99", "TH", "ไลน์ไอดี [line:tusk99]"),
        ("QQ 123456789", "CN", "QQ [qq:123456789]"),
        ("Price 1 250 000 zł", "PL", None),
        ("Rp 2.500.000", "ID", None),
        ("350 000 000 VND", "VN", None),
        ("Artikelnummer 301234567", "DE", None),
        ("eBay item 334455667788", "US", None),
        ("ISBN 9783161484100", "DE", None),
        ("EAN 4006381333931", "DE", None),
        ("01.02.2026 - 05.03.2026", "DE", None),
        ("2026-02-05", "PL", None),
        ("size 120 x 60 x 40 cm", "GB", None),
        ("telegram channel for photos", None, None),
        ("Python regius 1.2.0 CB 2025", "US", None),
        ("carved in 1900 - 1920", "GB", None),
    ],
)
def test_contacts(text: str, country: str | None, expected: str | None) -> None:
    hidden = hide_contacts(text, country, lambda kind, value: f"[{kind}:{value}]")
    assert hidden == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("pangolin scales 1kg", 1, "kg"),
        ("Elfenbein Figur 120 g", 120, "g"),
        ("ivory 1,500 g", 1500, "g"),
        ("1,5 kg żółw", 1.5, "kg"),
        ("象牙 手链 35克", 35, "g"),
        ("沉香 2公斤", 2, "kg"),
        ("熊胆 3 两", 3, "tael"),
        ("5 tael agarwood", 5, "tael"),
        ("2 kati trenggiling", 2, "kati"),
        ("珊瑚 3匁", 3, "momme"),
        ("kasturi 1 tola", 1, "tola"),
        ("Python regius 1.2.0 CB", 3, "specimens"),
        ("Testudo hermanni 1.1 NZ", 2, "specimens"),
        ("Set of 20 ivory piano keys", 20, "pcs"),
        ("6 Stück Elfenbein Knöpfe", 6, "pcs"),
        ("象牙筷子 2对", 2, "pair"),
        ("Breeding pair of macaws", 1, "pair"),
        ("clutch of parrot eggs", 1, "clutch"),
        ("Software version 1.1", None, None),
        ("Ivory box 10.2 x 5.1 cm", None, None),
        ("5G phone", None, None),
        ("Frame 10 x 15 cm", None, None),
        ("Ivory button x 12", 12, "pcs"),
    ],
)
def test_quantities(text: str, value: float | None, unit: str | None) -> None:
    found = quantity_of(text, None)
    assert (found.value, found.unit) == (value, unit)
    assert found.text is None or found.text in text


@pytest.mark.parametrize(
    ("text", "site", "language"),
    [
        ("ivory bangle, carved and in very good condition", ("en",), "en"),
        ("Bracelet ivoire, très bon état, à vendre", ("nl", "fr"), "fr"),
        ("Ivoren beeldje te koop, in goede staat", ("nl", "fr"), "nl"),
        ("象牙 手链", ("zh-Hant",), "zh-Hant"),
        ("象牙 手链", (), "zh"),
        ("本象牙の印鑑", ("ja",), "ja"),
        ("กำไลงาช้าง", ("th", "en"), "th"),
        ("상아 도장", (), "ko"),
        ("слоновая кость", ("ru",), "ru"),
        ("слонова кістка", ("uk", "ru"), "uk"),
        ("سبحة عاج", (), "ar"),
        ("vòng tay ngà voi thật", ("vi",), "vi"),
        ("Elfenbeinfigur Japan um 1900", BAZAAR, "de"),
        ("Peineta de carey antigua", BAZAAR, "es"),
        ("Bear bile powder, 20 vials", ("nl", "de", "en"), "en"),
        ("Guacamaya roja", BAZAAR, "es"),
        ("Straußenei, bemalt", BAZAAR, "de"),
        ("Piñón", BAZAAR, "es"),
        ("Stara rzeźba", BAZAAR, "pl"),
        # One word that several languages have decides nothing.
        ("Netsuke de", BAZAAR, "en"),
        ("Netsuke in", ("fr", "nl", "it"), "fr"),
        ("Netsuke", ("zh-Hans", "ja", "vi"), "vi"),
        ("The price is for a pair and not for one, with the box", ("de", "fr"), "en"),
        ("Netsuke", ("de",), "de"),
        ("Netsuke", (), None),
    ],
)
def test_languages(text: str, site: tuple[str, ...], language: str | None) -> None:
    assert language_of(text, SiteFacts("x", "x", languages=site))[0] == language


@pytest.mark.parametrize(
    ("place", "site", "expected"),
    [
        ("Warszawa, Polska", "PL", ("PL", "listing_field")),
        ("from Hong Kong", "US", ("HK", "listing_field")),
        ("Madison, WI", "US", ("US", "domain")),
        ("Paris, CA", "US", ("US", "domain")),
        ("Berlin", "DE", ("DE", "domain")),
        ("Nairobi - Kenya", None, ("KE", "listing_field")),
        ("Luzern, CH", None, ("CH", "listing_field")),
        (None, None, (None, None)),
    ],
)
def test_countries(place: str | None, site: str | None, expected: tuple[str | None, str | None]) -> None:
    assert country_of(place, SiteFacts("x", "x", country=site)) == expected


def test_a_site_of_several_countries_says_none_by_its_domain() -> None:
    several = SiteFacts("x", "x", country="GB", countries=("GB", "DE"))
    assert country_of("Xanten", several) == (None, None)
    assert country_of(None, several) == (None, None)
    assert country_of("Köln, Germany", several) == ("DE", "listing_field")
    assert country_of("Xanten", SiteFacts("x", "x", countries=("DE", "FR"))) == (None, None)
    assert country_of("Köln", SiteFacts("x", "x", country="DE", countries=("DE",))) == ("DE", "domain")


def test_a_language_nobody_said_is_the_sites() -> None:
    facts = SiteFacts("x", "x", languages=BAZAAR)
    assert language_of("Netsuke de", facts) == ("en", "site")
    assert language_of("Elfenbeinfigur Japan um 1900", facts) == ("de", "words")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=120), st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_nothing_is_raised_by_any_text(title: str, text: str, price: str, date: str, known: bool) -> None:
    row = listing(
        title=title,
        description=text,
        price=Price(text=price),
        listed_text=date,
        location=text,
        seller=price or None,
    )
    found = normalise(row, PL if known else ANY, CAPTURED if known else None, Plain() if known else None)
    assert found.seller is None
    f"{found.title}{found.description}".encode()


def test_a_shop_named_like_an_animal_leaves_the_headline_whole() -> None:
    one = Listing("1", "elephant tusk", None, "from elephant, call us", seller="elephant")
    normalise(one, SiteFacts("s", "p", "GB"), None, None)
    assert one.title == "elephant tusk"
    assert one.description == "from elephant, call us"
