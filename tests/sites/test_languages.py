"""The table of the shops' words: a language is one block of it. Invented goods."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from crawler.reading import Answer, blocked, read
from crawler.reading.documents import Document
from crawler.reading.shops import feeds, languages, paging
from crawler.sites.adding import Shop, add
from tests.sites.test_shops import shown

EARLY = frozenset({"next", "newest", "price", "nothing", "postage", "stock"})
"""Kinds that stand in the table for every language; of the others the older languages stand in words.py."""
WHOLE = ("hi", "sw", "el", "he", "ro", "cs", "bg")


def test_the_table_holds_patterns_of_known_kinds() -> None:
    for language, told in languages.table().items():
        assert told.keys() <= languages.KINDS, language
        for words in told.values():
            for word in words:
                assert not re.compile(word, re.IGNORECASE).match(""), (language, word)


@pytest.mark.parametrize("language", WHOLE)
def test_a_language_has_words_of_each_kind(language: str) -> None:
    assert languages.KINDS - {"choice"} <= languages.table()[language].keys()
    assert EARLY <= languages.KINDS


OFFERS = [
    ("hi", "पुरानी कीमत: ₹2,999", "कीमत: ₹1,499", "उत्पाद कोड: AB-12", "स्टॉक में नहीं", "कार्ट में डालें", 1499.0),
    ("sw", "Bei ya awali: TSh 45,000", "Bei: TSh 30,000", "Namba ya bidhaa: AB-12", "Imeuzwa", "Weka kwenye kikapu", 30000.0),
    ("el", "Κανονική τιμή: 80,00 €", "Τιμή: 60,00 €", "Κωδικός είδους: AB-12", "Εκτός αποθέματος", "Προσθήκη στο καλάθι", 60.0),
    ("he", "מחיר קודם: ₪300", "מחיר: ₪250", "מספר פריט: AB-12", "אזל מהמלאי", "הוספה לסל", 250.0),
    ("ro", "Preț vechi: 300 lei", "Preț: 250 lei", "Cod articol: AB-12", "Stoc epuizat", "Adăugați în coș", 250.0),
    ("cs", "Běžná cena: 3 000 Kč", "Cena: 2 500 Kč", "Kód zboží: AB-12", "Prodáno", "Vložit do košíku", 2500.0),
    ("bg", "Стара цена: 300 лв", "Цена: 250 лв", "Код на продукта: AB-12", "Изчерпано", "Добави в количката", 250.0),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "price", "sku", "out", "buy", "amount"), OFFERS)
def test_an_offer_is_read(
    language: str, before: str, price: str, sku: str, out: str, buy: str, amount: float
) -> None:
    head = f"<body><h1>Fan</h1><p>{before}</p><p>{price}</p><p>{sku}</p>"
    sold = shown(f"{head}<p>{out}</p>")
    assert (sold.price.amount, sold.sku, sold.availability) == (amount, "AB-12", "out_of_stock")
    here = shown(f"{head}<button>{buy}</button>")
    assert (here.price.amount, here.availability) == (amount, "in_stock")


@pytest.mark.parametrize(
    ("onward", "newest", "nothing"),
    [
        ("अगला पेज", "नए उत्पाद", "कोई परिणाम नहीं मिला"),
        ("Inayofuata", "Bidhaa mpya", "Hakuna matokeo"),
        ("Επόμενη", "Νέα προϊόντα", "Δεν βρέθηκαν προϊόντα"),
        ("הבא", "מוצרים חדשים", "לא נמצאו מוצרים"),
        ("Următoarea", "Produse noi", "Nu am găsit rezultate"),
        ("Další strana", "Nové zboží", "Nebyly nalezeny žádné produkty"),
        ("Следваща", "Нови продукти", "Няма намерени продукти"),
    ],
)
def test_a_list_leads_on_and_ends(tmp_path: Path, onward: str, newest: str, nothing: str) -> None:
    site = add(Shop("https://shop.example/", "any"), tmp_path, date(2026, 11, 22))
    page = f'<html><body><a href="/list?page=2">{onward}</a><a href="/fresh">{newest}</a></body></html>'
    document = Document(Answer("https://shop.example/list", 200, {}, page.encode()))
    assert paging.next_of(document) == "https://shop.example/list?page=2"
    assert feeds.leads_of(document) == ["https://shop.example/fresh"]
    empty = Answer("https://shop.example/s?q=x", 200, {}, f"<html><p>{nothing}</p></html>".encode())
    assert read(empty, site, "list").outcome == "none"


@pytest.mark.parametrize("words", ["Bei Yamaha gefunden", "Prêt-à-porter", "Noi", "Новости", "Disponibilité"])
def test_words_of_one_language_are_not_taken_for_another_s(words: str) -> None:
    page = f'<html><body><a href="/x">{words}</a></body></html>'
    document = Document(Answer("https://shop.example/", 200, {}, page.encode()))
    assert feeds.leads_of(document) == []
    assert not languages.pattern("^", "price").match(words)
    assert not languages.pattern(r"^\W*", "in_stock").match(words)


@pytest.mark.parametrize(
    "title",
    [
        "कृपया प्रतीक्षा करें",
        "Tafadhali subiri",
        "Περιμένετε",
        "רק רגע",
        "Acces interzis",
        "Přístup odepřen",
        "Моля, изчакайте",
    ],
)
def test_a_wall_is_known(title: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    assert blocked.recognise(Document(Answer("https://shop.example/", 200, {}, page.encode())))
