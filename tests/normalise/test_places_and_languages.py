from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.normalise.contacts import hide_contacts
from pipelines.normalise.language import language_of
from pipelines.normalise.place import country_of
from warden.records import SiteFacts

HERE = Path(__file__).parent
TERM_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "id",
    "vi",
    "sw",
    "ar",
    "hi",
    "ja",
    "ko",
    "te",
    "th",
    "zh",
)
ANY = SiteFacts("any", "any", languages=TERM_LANGUAGES)


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


TITLES = table("titles.tsv")
CONTACTS = table("contacts.tsv")


def test_titles_stand_for_every_language_of_the_terms() -> None:
    terms = HERE.parents[1] / "keywords" / "terms"
    shipped = {file.stem.split("-")[0] for file in terms.glob("*.csv")} - {"la", "und"}
    assert {row["language"] for row in TITLES} == shipped == set(TERM_LANGUAGES)
    assert len(TITLES) >= 60


@pytest.mark.parametrize("row", TITLES, ids=lambda row: row["text"])
def test_a_short_title_tells_its_language_on_a_site_of_all_of_them(row: dict[str, str]) -> None:
    language, basis = language_of(row["text"], ANY)
    assert language == row["language"]
    assert basis == row["basis"]


@pytest.mark.parametrize("row", CONTACTS, ids=lambda row: row["text"])
def test_contacts_leave_a_text_and_other_numbers_stay(row: dict[str, str]) -> None:
    hidden = hide_contacts(row["text"], row["country"] or None, lambda kind, value: f"[{kind}:{value}]")
    assert hidden == row["expected"]


def test_the_table_of_contacts_has_counter_examples() -> None:
    kept = [row for row in CONTACTS if row["expected"] == row["text"]]
    assert len(CONTACTS) >= 100 and len(kept) >= 40
    assert {"CITES", "ISBN", "item", "size", "Price"} <= {row["text"].split(" ")[0] for row in kept}


def site(country: str | None, *countries: str) -> SiteFacts:
    return SiteFacts("x", "x", country, countries)


@pytest.mark.parametrize(
    ("place", "facts", "country", "basis"),
    [
        ("Москва, Россия", site(None), "RU", "listing_field"),
        ("東京都 日本", site(None), "JP", "listing_field"),
        ("中国大陆", site(None), "CN", "listing_field"),
        ("الرياض، المملكة العربية السعودية", site(None), "SA", "listing_field"),
        ("Mumbai, भारत", site(None), "IN", "listing_field"),
        ("హైదరాబాద్, భారతదేశం", site(None), "IN", "listing_field"),
        ("กรุงเทพ, ประเทศไทย", site(None), "TH", "listing_field"),
        ("Hà Nội, Việt Nam", site(None), "VN", "listing_field"),
        ("dari Tiongkok", site(None), "CN", "listing_field"),
        ("Afrika Kusini", site(None), "ZA", "listing_field"),
        ("Stany Zjednoczone", site(None), "US", "listing_field"),
        ("Reino Unido", site("MX", "MX"), "GB", "listing_field"),
        ("서울, 대한민국", site(None), "KR", "listing_field"),
        ("Amsterdam, Países Bajos", site(None), "NL", "listing_field"),
        ("from Vereinigte Staaten", site(None), "US", "listing_field"),
        ("Nairobi", site(None), "KE", "listing_city"),
        ("Westlands, Nairobi", site(None, "KE", "TZ"), "KE", "listing_city"),
        ("Jakarta Selatan", site(None), "ID", "listing_city"),
        ("東京", site(None), "JP", "listing_city"),
        ("القاهرة", site(None), "EG", "listing_city"),
        ("Paris", site("US", "US"), "US", "domain"),
        ("Moscow, Idaho", site("US", "US"), "US", "domain"),
        ("Berlin", site(None, "AT", "CH"), None, None),
        ("Somewhere", site("GB", "GB"), "GB", "domain"),
        ("Somewhere", site("GB", "GB", "IE"), None, None),
        (None, site("PL", "PL"), "PL", "domain"),
        # a district, a village or a town that reads like a country
        ("Mazowieckie, Warszawa, Włochy", site("PL", "PL"), "PL", "domain"),
        ("Warszawa, Włochy", site("PL", "PL"), "PL", "domain"),
        ("Warszawa, Włochy", site("PL"), "PL", "domain"),
        ("Mediolan, Włochy", site("PL", "PL"), "IT", "listing_field"),
        ("Włochy", site("PL", "PL"), "IT", "listing_field"),
        ("Wałbrzych, Dolny Śląsk, Rosja", site("PL", "PL"), "PL", "domain"),
        ("Milano, Lombardia, Włochy", site("PL", "PL"), "IT", "listing_field"),
        ("Holland, Michigan", site("US", "US"), "US", "domain"),
        ("Peru, IN", site("US", "US"), "US", "domain"),
        ("Holland, MI", site("US", "US", "NL"), "US", "listing_field"),
        ("Köln, Germany", site("US", "US"), "DE", "listing_field"),
        ("Italy, Milano", site("US", "US"), "IT", "listing_field"),
        ("Los Angeles, California, United States", site("GB", "GB"), "US", "listing_field"),
        ("London, Ontario, Canada", site("GB", "GB"), "CA", "listing_field"),
        ("Warszawa, Polska, Włochy", site("PL", "PL"), "PL", "listing_field"),
        # two letters after a town
        ("Santa Clara, CA", site("US", "US", "CA", "IN", "DE"), "US", "listing_field"),
        ("Santa Clara, CA", site("CA", "CA"), "CA", "listing_field"),
        ("Santa Clara, CA", site(None), "US", "listing_field"),
        ("Gary, IN", site("US", "US", "CA", "IN"), "US", "listing_field"),
        ("Mumbai, IN", site("US", "US", "CA", "IN"), "IN", "listing_field"),
        ("Pune, IN", site("IN", "IN"), "IN", "listing_field"),
        ("Bonn, DE", site("DE", "DE", "US"), "DE", "listing_field"),
        ("Bonn, DE", site("GB", "GB", "DE"), "DE", "listing_field"),
        ("Utrecht, NL", site(None), "NL", "listing_field"),
        ("St. John's, NL", site("US", "US", "CA"), "CA", "listing_field"),
        ("Toronto, ON", site(None), "CA", "listing_field"),
        ("Toronto, ON", site("US", "US"), "CA", "listing_field"),
        ("Perth, WA", site("AU", "AU"), "AU", "domain"),
        ("Perth, WA", site("AU", "AU", "NZ"), None, None),
        ("Luzern, CH", site("US", "US", "CA"), None, None),
        # two letters alone
        ("LA", site(None), None, None),
        ("IN", site(None), None, None),
        ("IN", site("US", "US"), "US", "domain"),
        ("IN", site("US", "US", "IN"), None, None),
        ("IN", site("IN", "IN"), "IN", "listing_field"),
        ("DE", site("AT", "AT", "DE"), "DE", "listing_field"),
        ("660**, US", site("US", "US"), "US", "listing_field"),
    ],
)
def test_a_place_tells_its_country_and_how(
    place: str | None, facts: SiteFacts, country: str | None, basis: str | None
) -> None:
    assert country_of(place, facts) == (country, basis)
