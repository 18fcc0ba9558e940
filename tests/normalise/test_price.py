from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.money import of_place
from pipelines.normalise.price import normalise_price
from warden.records import Price

CASES = [
    ("12,50 €", None, 12.5, None, "EUR", "asking"),
    ("1.250,00 €", None, 1250, None, "EUR", "asking"),
    ("1 299 €", None, 1299, None, "EUR", "asking"),
    ("1\u202f299,90 €", None, 1299.9, None, "EUR", "asking"),
    ("€ 3,-", None, 3, None, "EUR", "asking"),
    ("EUR 45,00", None, 45, None, "EUR", "asking"),
    ("45 Euro VB", None, 45, None, "EUR", "asking"),
    ("VB", "EUR", None, None, None, "on_request"),
    ("350 € VB", None, 350, None, "EUR", "asking"),
    ("Zu verschenken", "EUR", 0, None, "EUR", "asking"),
    ("Preis auf Anfrage", "EUR", None, None, None, "on_request"),
    ("R$ 1.500", None, 1500, None, "BRL", "asking"),
    ("R$ 1.500,50", None, 1500.5, None, "BRL", "asking"),
    ("Rp 2.500.000", None, 2_500_000, None, "IDR", "asking"),
    ("Rp2,5 juta", None, 2_500_000, None, "IDR", "asking"),
    ("450rb", "IDR", 450_000, None, "IDR", "asking"),
    ("CHF 1'200.-", None, 1200, None, "CHF", "asking"),
    ("CHF 1’200.50", None, 1200.5, None, "CHF", "asking"),
    ("¥12,800", "JPY", 12_800, None, "JPY", "asking"),
    ("¥12,800", "CNY", 12_800, None, "CNY", "asking"),
    ("12,800円", None, 12_800, None, "JPY", "asking"),
    ("3万5千円", None, 35_000, None, "JPY", "asking"),
    ("1万2000円", None, 12_000, None, "JPY", "asking"),
    ("1.2万元", None, 12_000, None, "CNY", "asking"),
    ("2萬元", "TWD", 20_000, None, "TWD", "asking"),
    ("1.5億円", None, 150_000_000, None, "JPY", "asking"),
    ("888元", None, 888, None, "CNY", "asking"),
    ("888元", "HKD", 888, None, "HKD", "asking"),
    ("面议", "CNY", None, None, None, "on_request"),
    ("£20 - £35", None, 20, 35, "GBP", "range"),
    ("US$12.50 to US$30", None, 12.5, 30, "USD", "range"),
    ("EUR 10,00 bis EUR 20,00", None, 10, 20, "EUR", "range"),
    ("100-200 zł", None, 100, 200, "PLN", "range"),
    ("2 500,00 kr", "SEK", 2500, None, "SEK", "asking"),
    ("2.500 kr.", "DKK", 2500, None, "DKK", "asking"),
    ("₫350.000", None, 350_000, None, "VND", "asking"),
    ("350.000 đ", None, 350_000, None, "VND", "asking"),
    ("1,5 triệu", "VND", 1_500_000, None, "VND", "asking"),
    ("20k", "THB", 20_000, None, "THB", "asking"),
    ("1.5 million", "KES", 1_500_000, None, "KES", "asking"),
    ("KSh 1,500", None, 1500, None, "KES", "asking"),
    ("KSh1,500,000", None, 1_500_000, None, "KES", "asking"),
    ("$1,234.56", None, 1234.56, None, "USD", "asking"),
    ("$1,234.56", "CAD", 1234.56, None, "CAD", "asking"),
    ("C $45.00", None, 45, None, "CAD", "asking"),
    ("AU $45.00", None, 45, None, "AUD", "asking"),
    ("HK$ 3,000", None, 3000, None, "HKD", "asking"),
    ("₹1,50,000", None, 150_000, None, "INR", "asking"),
    ("Rs. 1.5 lakh", None, 150_000, None, "INR", "asking"),
    ("฿3,500", None, 3500, None, "THB", "asking"),
    ("3500 บาท", None, 3500, None, "THB", "asking"),
    ("150 000 ₽", None, 150_000, None, "RUB", "asking"),
    ("15 тыс. руб", None, 15_000, None, "RUB", "asking"),
    ("1 200 zł", None, 1200, None, "PLN", "asking"),
    ("1200 zł do negocjacji", None, 1200, None, "PLN", "asking"),
    ("12.500 د.ك", None, 12.5, None, "KWD", "asking"),
    ("٣٥٠ ريال", "SAR", 350, None, "SAR", "asking"),
    ("50,000원", None, 50_000, None, "KRW", "asking"),
    ("5만원", None, 50_000, None, "KRW", "asking"),
    ("12 bids $45.00", None, 45, None, "USD", "current_bid"),
    ("Price: 45", "GBP", 45, None, "GBP", "asking"),
    ("0,50 €", None, 0.5, None, "EUR", "asking"),
    ("0,500 €", None, 0.5, None, "EUR", "asking"),
    ("1 €", None, None, None, "EUR", "placeholder"),
    ("123 €", None, None, None, "EUR", "placeholder"),
    ("9999", "PLN", None, None, "PLN", "placeholder"),
    ("1.234.567 €", None, None, None, "EUR", "placeholder"),
    ("1111 zł", None, None, None, "PLN", "placeholder"),
    ("0 €", None, None, None, "EUR", "placeholder"),
    ("999 €", None, 999, None, "EUR", "asking"),
    ("$25 per gram", None, 25, None, "USD", "per_unit"),
    ("350 €/kg", None, 350, None, "EUR", "per_unit"),
    ("15 € pro Stück", None, 15, None, "EUR", "per_unit"),
    ("1200元/克", None, 1200, None, "CNY", "per_unit"),
    ("Make an offer", "USD", None, None, None, "on_request"),
    ("Prix sur demande", "EUR", None, None, None, "on_request"),
    ("Bieden", "EUR", None, None, None, "on_request"),
    ("договорная", "RUB", None, None, None, "on_request"),
    ("要相談", "JPY", None, None, None, "on_request"),
    ("Free", "USD", 0, None, "USD", "asking"),
    ("Za darmo", "PLN", 0, None, "PLN", "asking"),
    ("nothing at all", "PLN", None, None, None, None),
    ("S/ 150", None, 150, None, "PEN", "asking"),
    ("R 1 500", "ZAR", 1500, None, "ZAR", "asking"),
    ("25.000 FCFA", "XOF", 25_000, None, "XOF", "asking"),
    ("$45.00 $12.00 shipping", "USD", 45, None, "USD", "asking"),
    ("$45.00 + $12.00 shipping", "USD", 45, None, "USD", "asking"),
    ("$45.00 shipping: $12.00", "USD", 45, None, "USD", "asking"),
    ("Shipping: $12.00 Price: $45.00", "USD", 45, None, "USD", "asking"),
    ("$12.00 shipping, $45.00", "USD", 45, None, "USD", "asking"),
    ("£45 £12 postage £3 insurance", "GBP", 45, None, "GBP", "asking"),
    ("45 € 5,99 € Versand", "EUR", 45, None, "EUR", "asking"),
    ("45 € Versand möglich ab 5 €", "EUR", 45, None, "EUR", "asking"),
    ("45 € Versand inklusive", "EUR", 45, None, "EUR", "asking"),
    ("45,00 zł 12,00 zł dostawa", "PLN", 45, None, "PLN", "asking"),
    ("45 € frais de port 7 €", "EUR", 45, None, "EUR", "asking"),
    ("R$ 100 frete R$ 20", "BRL", 100, None, "BRL", "asking"),
    ("45 € 4 € envío", "EUR", 45, None, "EUR", "asking"),
    ("¥800 ¥20 运费", "CNY", 800, None, "CNY", "asking"),
    ("800円 送料 500円", "JPY", 800, None, "JPY", "asking"),
    ("$45 delivery available", "USD", 45, None, "USD", "asking"),
    ("$1 - $5", "USD", 1, 5, "USD", "range"),
    ("1 - 5 €", "EUR", 1, 5, "EUR", "range"),
    ("$.99", "USD", 0.99, None, "USD", "asking"),
    ("Rs.99", "INR", 99, None, "INR", "asking"),
    ("$100.00 10% off $90.00", "USD", 90, None, "USD", "asking"),
    ("$100.00 (-10%) $90.00", "USD", 90, None, "USD", "asking"),
    ("100 € -10 % Rabatt 90 €", "EUR", 90, None, "EUR", "asking"),
    ("$100 10% deposit $10", "USD", 100, None, "USD", "asking"),
    ("Call 0712345678", "KES", None, None, None, "on_request"),
    ("Call 0712 345 678", "KES", None, None, None, "on_request"),
    ("+254712345678", "KES", None, None, None, "on_request"),
    ("+254 712 345 678", "KES", None, None, None, "on_request"),
    ("KSh 45,000 call 0712345678", "KES", 45_000, None, "KES", "asking"),
]


@pytest.mark.parametrize(("text", "site", "amount", "high", "currency", "kind"), CASES)
def test_prices(
    text: str,
    site: str | None,
    amount: float | None,
    high: float | None,
    currency: str | None,
    kind: str | None,
) -> None:
    price = Price(text=text)
    normalise_price(price, site)
    assert (price.amount, price.amount_max, price.currency, price.type) == (amount, high, currency, kind)
    assert price.text == text


def test_what_an_interface_gave_is_kept() -> None:
    price = Price(amount=12.5, currency="EUR", text="ab 3 €", type="buy_now")
    normalise_price(price, "USD")
    assert price == Price(12.5, None, "EUR", "ab 3 €", "buy_now")


def test_a_bid_of_one_is_no_placeholder() -> None:
    price = Price(text="1,00 €", type="starting_bid")
    normalise_price(price, None)
    assert (price.amount, price.type) == (1, "starting_bid")


def test_a_placeholder_of_an_interface_keeps_its_digits() -> None:
    for amount in (1_234_567.0, 123_456_789.0):
        price = Price(amount=amount)
        normalise_price(price, "EUR")
        assert (price.text, price.type) == (str(int(amount)), "placeholder")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,' -–€$£元万kKRp/abisto\u0660٫²½①", max_size=30))
def test_nothing_is_raised_by_odd_prices(text: str) -> None:
    price = Price(text=text)
    normalise_price(price, "EUR")
    assert price.amount is None or price.amount >= 0


@pytest.mark.parametrize(
    ("words", "currency", "country", "expected"),
    [
        ("$ 1.500.000", "USD", "CO", "COP"),
        ("¥1.2万", "JPY", "CN", "CNY"),
        ("¥1.2万", "JPY", "JP", "JPY"),
        ("US $20", "USD", "CO", "USD"),
        ("A$20", "AUD", "US", "AUD"),
        ("$20", "USD", None, "USD"),
        ("$20", "USD", "DE", "USD"),
        ("€20", "EUR", "US", "EUR"),
        ("20 kr", None, "NO", "NOK"),
        (None, "USD", "CO", "USD"),
    ],
)
def test_a_shared_sign_on_a_page_of_no_known_site_is_its_countrys(
    words: str | None, currency: str | None, country: str | None, expected: str | None
) -> None:
    assert of_place(words, currency, country) == expected
