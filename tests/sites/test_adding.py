"""Shops of known software, added by their address: each with an answer written by hand in its real shape."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from crawler.reading import Answer, read
from crawler.sites.adding import Shop, add, families, site_id
from crawler.sites.load import load_sites
from crawler.sites.requests import place_request, search_request
from crawler.sites.site import Site
from warden.cli import siteadd
from warden.errors import UsageError

TODAY = date(2026, 11, 22)
SHOPIFY = {
    "products": [
        {
            "id": 8101, "title": "Carved fan", "handle": "carved-fan", "body_html": "<p>Old.</p>", "vendor": "Keeper",
            "product_type": "Fans", "published_at": "2026-11-01T10:00:00+01:00", "images": [{"src": "https://cdn.shop.example/1.jpg"}],
            "variants": [{"id": 1, "sku": "FAN-1", "price": "1180.00", "available": False}, {"id": 2, "price": "9.00", "available": True}],
        },
        {
            "id": 8102, "title": "Comb", "handle": "comb", "body_html": None, "vendor": "Keeper", "product_type": "",
            "published_at": "2026-11-01T10:00:00+01:00", "images": [], "variants": [{"id": 3, "sku": "", "price": "7.50", "available": False}],
        },
    ]
}  # fmt: skip
WOO = [
    {
        "id": 31, "name": "Fan &amp; case", "permalink": "https://shop.example/product/fan/", "sku": "F31", "description": "<p>Old.</p>",
        "prices": {"price": "118050", "currency_code": "EUR", "currency_minor_unit": 2}, "images": [{"src": "https://shop.example/f.jpg"}],
        "is_in_stock": True, "categories": [{"id": 1, "name": "Fans"}],
    },
    {
        "id": 32, "name": "Comb", "permalink": "https://shop.example/product/comb/", "sku": "", "description": "",
        "prices": {"price": "7500", "currency_code": "JPY", "currency_minor_unit": 0}, "images": [], "is_in_stock": False, "categories": [],
    },
]  # fmt: skip
MAGENTO = """<html><body class="catalogsearch-result-index"><div class="search results"><ol class="products list items product-items">
<li class="item product product-item"><a href="https://shop.example/fan.html" class="product photo product-item-photo"><img
class="product-image-photo" src="/m/fan.jpg"></a><strong class="product name product-item-name"><a class="product-item-link"
href="https://shop.example/fan.html">Carved fan</a></strong><div class="price-box price-final_price" data-product-id="71">
<span class="price-wrapper" data-price-amount="1180" data-price-type="finalPrice"><span class="price">1.180,00&nbsp;\u20ac</span></span></div></li>
</ol></div><div class="pages"><ul><li class="item pages-item-next"><a class="action next" href="https://shop.example/catalogsearch/result/?p=2&amp;q=fan">
Next</a></li></ul></div></body></html>"""
PRESTA = """<html><body id="search"><section id="products"><div class="products"><div class="js-product product">
<article class="product-miniature js-product-miniature" data-id-product="9" data-id-product-attribute="0"><a class="thumbnail product-thumbnail"
href="https://shop.example/fans/9-fan.html"><img src="/9-home.jpg" data-full-size-image-url="https://shop.example/9-large.jpg"></a>
<h2 class="h3 product-title"><a href="https://shop.example/fans/9-fan.html">\u00c9ventail ancien</a></h2>
<div class="product-price-and-shipping"><span class="regular-price">1\u202f300,00 \u20ac</span><span class="price">1\u202f180,00 \u20ac</span></div>
</article></div></div></section></body></html>"""
ITEMS = {
    "shopify": """<html><head><link rel="canonical" href="https://shop.example/products/carved-fan"><meta property="og:type" content="product">
<meta property="og:title" content="Carved fan"><meta property="og:price:amount" content="1,180.00"><meta property="og:price:currency" content="EUR">
</head><body><script>var __st={"a":1,"rtyp":"product","rid":8101};</script></body></html>""",
    "woocommerce": """<html><head><link rel="canonical" href="https://shop.example/product/fan/"></head><body class="single-product postid-31">
<div class="summary"><h1 class="product_title">Fan</h1><p class="price"><del><span class="amount">1.300,00 \u20ac</span></del>
<ins><span class="amount">1.180,50 \u20ac</span></ins></p><p class="stock out-of-stock">Sold</p><div class="product_meta"><span class="sku">F31</span></div></div></body></html>""",
    "magento": """<html><body class="catalog-product-view"><h1 class="page-title"><span>Carved fan</span></h1><div class="product-info-main">
<div class="price-box" data-product-id="71"><span data-price-type="finalPrice"><span class="price">1.180,00 \u20ac</span></span></div>
<div class="stock unavailable"><span>Out of stock</span></div><div class="product attribute sku"><div class="value">M71</div></div></div>
<form id="product_addtocart_form"><input name="product" value="71"></form></body></html>""",
    "prestashop": """<html><body id="product"><h1>\u00c9ventail ancien</h1><div class="current-price"><span class="current-price-value" content="1180">1\u202f180,00 \u20ac</span></div>
<div class="product-reference"><span>E9</span></div><input id="product_page_product_id" name="id_product" value="9"></body></html>""",
}


def added(tmp_path: Path, family: str) -> Site:
    return add(Shop("https://www.shop.example/", family, currency="EUR", languages=("en",)), tmp_path, TODAY)


@pytest.mark.parametrize(
    ("family", "body", "first"),
    [
        ("shopify", json.dumps(SHOPIFY), ("8101", "Carved fan", 1180.0, "FAN-1", "in_stock", "https://www.shop.example/products/carved-fan")),
        ("woocommerce", json.dumps(WOO), ("31", "Fan & case", 1180.5, "F31", "in_stock", "https://shop.example/product/fan/")),
        ("magento", MAGENTO, ("71", "Carved fan", 1180.0, None, None, "https://shop.example/fan.html")),
        ("prestashop", PRESTA, ("9", "\u00c9ventail ancien", None, None, None, "https://shop.example/fans/9-fan.html")),
    ],
)  # fmt: skip
def test_a_list_of_each_family(tmp_path: Path, family: str, body: str, first: tuple[object, ...]) -> None:
    site = added(tmp_path, family)
    reading = read(Answer("https://www.shop.example/list", 200, {}, body.encode()), site, "list")
    assert reading.outcome == "results", reading.reason
    one = reading.listings[0]
    assert (one.listing_id, one.title, one.price.amount, one.sku, one.availability, one.url) == first
    assert one.price.amount is not None or one.price.text == "1 180,00 \u20ac"


@pytest.mark.parametrize(
    ("family", "number", "sku", "stock"),
    [
        ("shopify", "8101", None, None),
        ("woocommerce", "31", "F31", "out_of_stock"),
        ("magento", "71", "M71", "out_of_stock"),
        ("prestashop", "9", "E9", None),
    ],
)
def test_an_offers_own_page_of_each_family(
    tmp_path: Path, family: str, number: str, sku: str | None, stock: str | None
) -> None:
    reading = read(
        Answer("https://www.shop.example/products/one", 200, {}, ITEMS[family].encode()),
        added(tmp_path, family),
        "item",
    )
    assert reading.outcome == "results", reading.reason
    (one,) = reading.listings
    assert (one.listing_id, one.sku, one.availability) == (number, sku, stock)
    assert "180" in (one.price.text or "")


def test_a_list_of_sold_and_minor_units(tmp_path: Path) -> None:
    reading = read(Answer(None, 200, {}, json.dumps(WOO).encode()), added(tmp_path, "woocommerce"), "list")
    assert [(one.price.amount, one.price.currency, one.availability) for one in reading.listings][1] == (
        7500.0,
        "JPY",
        "out_of_stock",
    )


@pytest.mark.parametrize(("family", "empty"), [("shopify", '{"products": []}'), ("woocommerce", "[]")])
def test_the_end_of_a_catalogue_is_no_change(tmp_path: Path, family: str, empty: str) -> None:
    reading = read(
        Answer("https://www.shop.example/list", 200, {}, empty.encode()),
        added(tmp_path, family),
        "list",
        page=3,
    )
    assert reading.outcome == "none"


def test_families_and_names(tmp_path: Path) -> None:
    told = siteadd.FAMILY.removeprefix("Its software: ").removesuffix(".").replace("; or ", ", ").split(", ")
    assert sorted(told) == families()
    commands = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text("utf-8")
    row = next(line for line in commands.splitlines() if line.startswith("| `sites add`"))
    assert set(families()) <= set(re.findall(r"`([a-z]+)`", row))
    assert site_id(Shop("https://www.Old-Shop.example:8080/x", "shopify")) == "old-shop-example-8080"
    site = add(
        Shop("http://127.0.0.1:80/shop/", "magento", "My Shop", newest="http://127.0.0.1/new"),
        tmp_path,
        TODAY,
    )
    assert (site.id, site.file.identity.platform, site.file.identity.base) == (
        "my-shop",
        "my-shop",
        "http://127.0.0.1:80/shop",
    )
    assert list(site.file.place) == ["list"]
    assert "my-shop" in load_sites([tmp_path])


def test_what_cannot_be_added_leaves_nothing_behind(tmp_path: Path) -> None:
    added(tmp_path, "shopify")
    for shop, why in (
        (Shop("https://www.shop.example", "shopify"), "already; change .*shop-example.toml, or"),
        (Shop("https://x.example", "shopify", name="taobao"), "already; it is one of those that come with"),
        (Shop("https://b.example", "ebay"), "no such family"),
        (Shop("b.example", "shopify"), "https://"),
        (Shop("https://c.example", "shopify", name="\u8c61"), "Latin"),
    ):
        with pytest.raises(UsageError, match=why):
            add(shop, tmp_path, TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["shop-example.toml"]


def test_requests_of_a_family(tmp_path: Path) -> None:
    shopify, woo = added(tmp_path, "shopify"), added(tmp_path / "b", "woocommerce")
    assert (
        place_request(shopify, "newest", 2).url == "https://www.shop.example/products.json?limit=250&page=2"
    )
    assert "search=fan&per_page=50&page=1" in search_request(woo, "fan", 1).url
