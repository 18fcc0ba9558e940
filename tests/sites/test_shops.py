"""An offer's own page in shops that nobody prepared: the skeletons of common shop software, invented goods."""

from __future__ import annotations

import pytest

from crawler.reading import Answer
from crawler.reading.generic import read_generic
from warden.records import Listing

ASIDE = (
    '<div class="related-products"><h2>You may also like</h2><div class="product-item"><a href="/x">Other</a>'
    '<span class="price">$5.00</span></div><div class="product-item"><a href="/y">Next</a><span class="price">$6.00</span>'
    "</div></div><footer>Free shipping over $99</footer>"
)

MAGENTO = """<body class="catalog-product-view"><h1 class="page-title"><span class="base" itemprop="name">Carved fan</span></h1>
<div class="product-info-main"><div class="product-info-price"><div class="price-box price-final_price">
<span class="special-price"><span class="price-label">Special Price</span><span data-price-amount="80" data-price-type="finalPrice"
class="price-wrapper"><span class="price">$80.00</span></span></span><span class="old-price"><span class="price-label">Regular Price</span>
<span data-price-amount="120" data-price-type="oldPrice" class="price-wrapper"><span class="price">$120.00</span></span></span></div></div>
<div class="product-info-stock-sku"><div class="stock available"><span>In stock</span></div><div class="product attribute sku">
<strong class="type">SKU</strong><div class="value" itemprop="sku">24-FAN01</div></div></div>
<button title="Add to Cart" class="action primary tocart"><span>Add to Cart</span></button></div>"""

WOO = """<body class="single-product woocommerce"><div class="summary entry-summary"><h1 class="product_title entry-title">Geschnitzter Elefant</h1>
<p class="price"><del><span class="woocommerce-Price-amount amount"><bdi>1.299,00&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span></del>
<ins><span class="woocommerce-Price-amount amount"><bdi>1.199,50&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span></ins></p>
<p class="stock out-of-stock">Nicht vorr\u00e4tig</p><div class="product_meta"><span class="sku_wrapper">Artikelnummer: <span class="sku">EL-7/2</span></span></div></div>"""

SHOPIFY = """<head><meta property="og:type" content="product"><meta property="og:title" content="Shell comb"></head><body>
<h1 class="product-single__title">Shell comb</h1><span class="product__price"><s class="price-item--regular">$40.00</s>
<span class="price-item price-item--sale" id="ProductPrice">$32.00</span></span>
<form action="/cart/add"><button name="add" disabled="disabled"><span>Sold out</span></button></form>
<script>var meta = {"product":{"id":51234567890,"type":"Comb","variants":[{"id":1,"price":3200,"sku":"COMB-9"}]}};</script>"""

PRESTA = """<body id="product"><h1 itemprop="name">Bague ancienne</h1><p id="product_reference">R\u00e9f\u00e9rence : <span class="editable" itemprop="sku">BA 12</span></p>
<div class="product-prices"><div class="current-price"><span itemprop="price" content="49.9">49,90 \u20ac</span></div><div class="regular-price">59,90 \u20ac</div></div>
<span id="product-availability">Rupture de stock</span>"""

OPENCART = """<body><div id="content"><h1>Horn cup</h1><ul class="list-unstyled"><li>Brand: <a href="/b">Acme</a></li><li>Product Code: HC-31</li>
<li>Availability: In Stock</li></ul><ul class="list-unstyled"><li><span style="text-decoration: line-through;">$22.00</span></li><li><h2>$19.00</h2></li>
<li>Ex Tax: $16.00</li></ul><button type="button" id="button-cart">Add to Cart</button></div>"""

BIGCOMMERCE = """<body><h1 class="productView-title">Feather mask</h1><div class="productView-price"><div class="price-section price-section--withoutTax rrp-price--withoutTax">
MSRP: <span data-product-rrp-price-without-tax class="price price--rrp">$90.00</span></div><div class="price-section price-section--withoutTax">
<span data-product-price-without-tax class="price price--withoutTax">$75.50</span></div></div>
<dl class="productView-info"><dt class="productView-info-name">SKU:</dt><dd class="productView-info-value" data-product-sku>FM-200</dd></dl>
<input id="form-action-addToCart" type="submit" value="Add to Cart">"""

DEMANDWARE = """<body><div class="product-detail"><h1 class="product-name">Skin bag</h1><div class="product-number">Item No. <span class="product-id">701644329402M</span></div>
<div class="prices"><span class="price"><span class="sales"><span class="value" content="1250.00">\u00a31,250.00</span></span></span></div>
<ul class="availability-msg"><li>In Stock</li></ul><button class="add-to-cart btn">Add to Bag</button></div>"""

SHOPWARE = """<body class="is--ctl-detail"><h1 class="product--title">Hornbecher</h1><div class="product--price price--default"><span class="price--content">
<meta itemprop="price" content="34.95">34,95&nbsp;&euro; *</span></div><ul class="product--base-info"><li class="base-info--entry entry--sku">
<strong class="entry--label">Artikel-Nr.:</strong> <span class="entry--content" itemprop="sku">SW10178</span></li></ul>
<button class="buybox--button">In den Warenkorb</button>"""

WIX = """<body><h1 data-hook="product-title">Wooden cat</h1><div data-hook="sku">SKU: 364215376135191</div>
<div data-hook="product-price"><span data-hook="formatted-primary-price">C$85.00</span><span>Price</span></div><button data-hook="add-to-cart">Add to Cart</button>"""

OSCOMMERCE = """<body><table><tr><td><h1>Old coin</h1><span class="smallText">[MODEL-77]</span></td><td align="right"><h1>$8.99</h1></td></tr></table>
<input type="image" alt="Add to Cart" title="Add to Cart">"""

SPLIT = """<body><h1>Glass bead</h1><div class="product-price"><span class="currency">$</span><span class="whole">19</span><sup class="cents">99</sup></div>
<p>Item # GB4411</p><a class="btn btn-buy" href="#">Buy now</a>"""

RUSSIAN = """<body><h1>\u041a\u043e\u0440\u043e\u0431\u043a\u0430</h1><div class="price">1 250 \u0440\u0443\u0431.</div><div>\u0410\u0440\u0442\u0438\u043a\u0443\u043b: \u041a-77-12 A7712</div>
<div class="avail">\u041d\u0435\u0442 \u0432 \u043d\u0430\u043b\u0438\u0447\u0438\u0438</div>"""

JAPANESE = """<body><h1>\u5c0f\u7bb1</h1><p class="price">12,800\u5186</p><p>\u54c1\u756a\uff1aKB-0042</p><button>\u30ab\u30fc\u30c8\u306b\u5165\u308c\u308b</button>"""

RDFA = """<body vocab="http://schema.org/"><div typeof="Product"><h1 property="name">Tin box</h1><span property="sku">TB1</span>
<div property="offers" typeof="Offer"><meta property="priceCurrency" content="USD"><span property="price">12.50</span>
<link property="availability" href="http://schema.org/InStock"></div></div>"""

TRAILING = """<body><h1>Bone die</h1><script type="application/ld+json">//<![CDATA[
{"@context":"https://schema.org","@type":"Product","name":"Bone die &amp; cup","sku":"BD5","offers":{"@type":"Offer","price":"19.9900","priceCurrency":"USD","availability":"https://schema.org/OutOfStock",},}
//]]></script><p class="price">$19.99</p>"""


def shown(markup: str, kind: str | None = "item") -> Listing:
    page = f"<html><head><title>A page</title></head>{markup}{ASIDE}</body></html>"
    if markup.startswith("<head>"):
        page = f"<html>{markup}{ASIDE}</body></html>"
    reading = read_generic(Answer("https://shop.example/goods/one", 200, {}, page.encode()), kind)  # type: ignore[arg-type]
    assert reading.outcome == "results", reading.reason
    (one,) = reading.listings
    return one


@pytest.mark.parametrize(
    ("markup", "amount", "sku", "stock"),
    [
        pytest.param(MAGENTO, 80.0, "24-FAN01", "in_stock", id="magento"),
        pytest.param(WOO, 1199.5, "EL-7/2", "out_of_stock", id="woocommerce"),
        pytest.param(SHOPIFY, 32.0, "COMB-9", "out_of_stock", id="shopify"),
        pytest.param(PRESTA, 49.9, "BA 12", "out_of_stock", id="prestashop"),
        pytest.param(OPENCART, 19.0, "HC-31", "in_stock", id="opencart"),
        pytest.param(BIGCOMMERCE, 75.5, "FM-200", "in_stock", id="bigcommerce"),
        pytest.param(DEMANDWARE, 1250.0, "701644329402M", "in_stock", id="demandware"),
        pytest.param(SHOPWARE, 34.95, "SW10178", "in_stock", id="shopware"),
        pytest.param(WIX, 85.0, "364215376135191", "in_stock", id="wix"),
        pytest.param(OSCOMMERCE, 8.99, "MODEL-77", "in_stock", id="oscommerce"),
        pytest.param(SPLIT, 19.99, "GB4411", "in_stock", id="cents apart"),
        pytest.param(RUSSIAN, 1250.0, "\u041a-77-12", "out_of_stock", id="russian"),
        pytest.param(JAPANESE, 12800.0, "KB-0042", "in_stock", id="japanese"),
        pytest.param(RDFA, 12.5, "TB1", "in_stock", id="rdfa"),
        pytest.param(TRAILING, 19.99, "BD5", "out_of_stock", id="json-ld with a comma too many"),
    ],
)
def test_shop_software(markup: str, amount: float, sku: str | None, stock: str) -> None:
    one = shown(markup)
    assert (one.price.amount, one.sku, one.availability) == (amount, sku, stock)


def test_a_page_of_an_offer_is_known_without_data() -> None:
    assert shown(MAGENTO, None).title == "Carved fan"


def test_data_that_the_page_contradicts_is_not_believed() -> None:
    stale = (
        '<script type="application/ld+json">{"@type":"Product","name":"Fan","offers":{"price":"150","priceCurrency":"USD"}}</script>'
        '<head><meta property="og:title" content="Fan"><meta property="product:price:amount" content="200"></head>'
    )
    one = shown(
        f"<body>{stale}<h1>Fan</h1><div>Current bid</div><div>$200</div><div>Starting price $150</div>"
    )
    assert one.price.amount == 200


def test_what_stands_in_another_thing_is_not_the_offers_own() -> None:
    one = shown(
        '<body><div itemscope itemtype="https://schema.org/Product"><ol itemscope itemtype="https://schema.org/BreadcrumbList">'
        '<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><span itemprop="name">Home</span></li></ol>'
        '<h1 itemprop="name">Carved fan</h1><div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<span itemprop="price" content="12">$12</span></div><div itemprop="isRelatedTo" itemscope itemtype="https://schema.org/Product">'
        '<span itemprop="sku">OTHER-1</span></div></div>'
    )
    assert (one.title, one.sku) == ("Carved fan", None)


def test_an_article_with_an_amount_of_money_is_no_offer() -> None:
    page = b"<html><body><h1>News</h1><p>The ministry pays $20,000 for information.</p></body></html>"
    reading = read_generic(Answer("https://news.example/1", 200, {}, page))
    assert (reading.outcome, reading.listings) == ("changed", [])
