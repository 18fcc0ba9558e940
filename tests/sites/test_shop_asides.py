"""What is said of the stock beside an offer and is not about it: other offers, shops of stone, sizes, hidden parts."""

from __future__ import annotations

import pytest

from tests.sites.test_shops import shown

BUY = "<button>Add to cart</button>"
GONE = "<div class=x><a href=/y>Other box</a><i>$3.00</i><b>Out of stock</b></div>"
HAD = "<div class=x><a href=/y>Other box</a><i>$3.00</i><b>In stock</b><button>Add to cart</button></div>"
STOCK = [
    pytest.param(f"<div class=q><h3>Customers also viewed</h3>{GONE}</div>", "in_stock", id="others gone"),
    pytest.param(
        f"<p>Sorry, this product is not available.</p><section class=q><h2>Similar items in stock</h2>{HAD}</section>",
        "out_of_stock", id="others to be had",
    ),
    pytest.param(f"<div class=q><b>Das könnte Ihnen auch gefallen</b>{GONE}</div>", "in_stock", id="german"),
    pytest.param(f"<div class=q><div>Вам может понравиться</div>{GONE}</div>", "in_stock", id="russian"),
    pytest.param(f"<div class=q><p>この商品を買った人はこんな商品も買っています</p>{GONE}</div>", "in_stock", id="japanese"),
    pytest.param(f"<h3>Vous aimerez aussi</h3>{GONE}", "in_stock", id="heading beside the offer itself"),
    pytest.param(
        f"<h3>You may also like</h3>{GONE}<h3>Stock</h3><p>Availability: Out of stock</p>",
        "out_of_stock", id="the next heading ends it",
    ),
    pytest.param(f"<a href='#rel'>Related products</a><p>Out of stock</p>{GONE}", "out_of_stock", id="a link is no heading"),
    pytest.param(f"<span>Best seller</span><p>Sold out</p>{GONE}", "out_of_stock", id="a badge is no heading"),
    pytest.param("<p>Sold by: Ann's boxes</p>", "in_stock", id="sold by"),
    pytest.param("<p>Verkauft durch Holz und Horn</p>", "in_stock", id="verkauft durch"),
    pytest.param("<p>Vendido e entregue por Caixas SA</p>", "in_stock", id="vendido por"),
    pytest.param("<p>已售 320 件</p>", "in_stock", id="how many were sold"),
    pytest.param("<p>Click &amp; Collect: out of stock</p>", "in_stock", id="collect"),
    pytest.param("<div><span>In store:</span> <span>Out of stock at Northtown</span></div>", "in_stock", id="store"),
    pytest.param("<p>Ritiro in negozio: non disponibile</p>", "in_stock", id="negozio"),
    pytest.param("<p>Auf Lager in der Filiale Nordstadt</p><p>Ausverkauft</p>", "out_of_stock", id="only in a store"),
    pytest.param("<p>M - Sold out</p><p>L</p>", "in_stock", id="a size"),
    pytest.param("<ul><li>42 (épuisé)</li><li>43</li></ul>", "in_stock", id="a size in numbers"),
    pytest.param(f"<p class=displaynone>SOLD OUT</p>{BUY}", "in_stock", id="hidden by its class"),
    pytest.param(f"<p class='d-none d-md-block stock'>Sold out</p>{BUY}", "out_of_stock", id="hidden on telephones only"),
    pytest.param(f"<div class='out-of-stock-message'>Out of stock</div>{BUY}", "in_stock", id="a message for later"),
    pytest.param(f"<div class='stock-status'>Out of stock</div>{BUY}", "out_of_stock", id="an element for any status"),
    pytest.param("<p>In stock</p><button disabled>Add to cart</button>", "in_stock", id="button off for now"),
    pytest.param("<button disabled>Add to cart</button>", "out_of_stock", id="button off"),
    pytest.param("<button>Notify me when the price drops</button><p>In stock</p>", "in_stock", id="price alert"),
    pytest.param(
        f"<div><div><div><div><button>Notify me</button></div></div></div></div><section><div><div><div>{BUY}</div></div></div></section>",
        "out_of_stock", id="a way to buy elsewhere",
    ),
    pytest.param("<p class='a-size-medium'>Derzeit nicht verfügbar.</p>", "out_of_stock", id="size of letters"),
    pytest.param("<ul><li><b>XS</b> <i>Notify me when in stock</i></li><li>S</li></ul>", "in_stock", id="behind a size"),
    pytest.param("<a class='btn btn-disabled'>加入购物车</a><p>无货</p>", "out_of_stock", id="button off by its class"),
    pytest.param("<button aria-disabled=true>Add to cart</button>", "out_of_stock", id="button off by its role"),
    pytest.param(f"<h2>Lainnya di toko ini</h2>{GONE}", "in_stock", id="of the same shop"),
    pytest.param("<p>Ta oferta jest zakończona</p>", "out_of_stock", id="an offer that has ended"),
    pytest.param("<p>Anzeige wurde deaktiviert</p>", "out_of_stock", id="an advert taken down"),
    pytest.param(
        "<button><span>Add to cart</span><span class='message hidden'>Sold out</span></button>",
        "in_stock", id="two labels of a button, one hidden",
    ),
    pytest.param(
        "<div class=q><h3>Reviews (2)</h3><b>Sold out for weeks</b><p>Out of stock until May.</p></div>",
        "in_stock", id="what customers say",
    ),
    pytest.param("<p>Is it sold out?</p>", "in_stock", id="a question"),
    pytest.param(f"{'<p>A long story of how boxes are painted in our village.</p>' * 30}<p>Out of stock</p>", "in_stock", id="far away"),
    pytest.param("<button><i>Add to cart</i><i>Sold out</i></button>", "in_stock", id="two labels of a button"),
    pytest.param("<a>Add to basket</a><p>Frames currently unavailable.</p>", "in_stock", id="a link that is called nothing"),
    pytest.param("<p>Sold out.</p><p>Jar</p><a>Add to basket</a>", "out_of_stock", id="a link behind the end"),
    pytest.param("<p>Dostępność: <b>na wyczerpaniu</b></p>", "in_stock", id="running low"),
    pytest.param("<p>Bijna uitverkocht</p>", "in_stock", id="nearly sold out"),
    pytest.param("<p>SOLD - thank you!</p>", "out_of_stock", id="sold and thanks"),
    pytest.param("<p>Bald wieder da!</p>", "out_of_stock", id="back soon"),
    pytest.param("<label>Get notified once it is back</label><input type=email>", "out_of_stock", id="a promise"),
    pytest.param("<div class=stock><p>12 stk på lager</p><p>Butikk Nord: ikke på lager</p></div>", "in_stock", id="online"),
    pytest.param(
        "<a class=add>Add to basket</a><table><tr><td>Abroad</td><td>Not available</td></tr></table>",
        "in_stock", id="a plain link that sells",
    ),
    pytest.param(
        "<div class=btn-group><p>Out of stock</p><button>Add to cart</button></div>", "in_stock", id="around a button"
    ),
    pytest.param("<ul class='size-list'><li>Sold out</li><li>L</li></ul>", "in_stock", id="a list of sizes"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "stock"), STOCK)
def test_the_stock(markup: str, stock: str) -> None:
    page = f"<h1>Painted box</h1><p class=price>$5.00</p>{markup}"
    assert shown(f"<body><main><div class=offer>{page}</div></main>").availability == stock


def test_a_price_under_such_a_heading_is_not_the_offers() -> None:
    others = "<div class=q><h2>Kunden kauften auch</h2><div class=price>12,99 €</div><div class=price>9,99 €</div></div>"
    one = shown(f"<h1>Der Kasten</h1><p>Artikelnummer: K-7712</p><p>Derzeit nicht verfügbar.</p>{others}")
    assert (one.price.amount, one.availability) == (None, "out_of_stock")


@pytest.mark.parametrize(
    ("amounts", "price"),
    [
        ("<p>7 999 ₴</p><p>6 999 ₴</p>", 6999.0),
        ("<p>$64.97</p><p>$85.00</p>", 64.97),
        ("<p>$85.00</p><p>$7.08</p>", 85.0),
        ("<p>$85.00</p><p>Member price $64.97</p>", 85.0),
        ("<p>£62.50</p><p>ex. VAT</p><p>£75.00</p><p>inc. VAT</p>", 75.0),
        ("<p>1 149,-</p><p>In 12 Farben</p>", 1149.0),
        ("<p>199<sup>99</sup> Lei</p>", 199.99),
        ("<p>$3.00</p><button>Get $50 gift card on a new card</button>", 3.0),
        ("<p>$179.99</p><p>$<b>159</b><sup>.99</sup></p>", 159.99),
        ("<p>94,80 €</p><p>Nicht auf Lager</p>", 94.8),
        ("<p>Cód. 5521</p><p>R$ 159,90</p>", 159.9),
        ("<p>249,00 kn</p>", 249.0),
        (
            "<label><input type=radio>Rent $39.99</label><label><input type=radio checked>Buy $84.50</label>",
            84.5,
        ),
        ("<p><b>Van € 89,00</b> <b>voor € 69,00</b></p>", 69.0),
        ("<p>PVP 1.499,00 €</p><p>1.199,00 €</p>", 1199.0),
        ("<table><tr><td>$21.50</td><td>$19.75</td><td>$18.25</td></tr></table>", 21.5),
        ("<p>$5.98000</p><p>per piece</p>", 5.98),
        ("<p>3 490 Kč</p><p>–14 %</p><p>2 990 Kč</p>", 2990.0),
        ("<p>Livraison offerte dès 120 €</p><p>89,00 €</p>", 89.0),
        ("<p>Utropspris 1 500 SEK</p><p>Bud 2 300 SEK</p>", 2300.0),
    ],
)
def test_which_of_several_amounts_is_asked(amounts: str, price: float) -> None:
    assert shown(f"<body><h1>Painted box</h1><div class=prices>{amounts}</div>").price.amount == price


def test_a_menu_says_nothing_of_the_stock() -> None:
    menu = "<ul><li><a href=/c/archive>Sold out archive</a></li></ul>"
    assert shown(f"<body>{menu}<h1>Painted box</h1><p class=price>$5.00</p>").availability == "in_stock"


def test_a_price_on_request_is_none() -> None:
    page = (
        "<h1>Painted box</h1><p>Part number: PB-40</p><p>Price on request</p><button>Request a quote</button>"
    )
    one = shown(f"<body>{page}<p>Returns: $7.00 restocking fee.</p><p>Gift wrapping $4.00</p>")
    assert (one.price.amount, one.availability) == (None, "in_stock")


def test_the_name_of_a_page_without_headlines() -> None:
    side = "<td class=infoBoxContents><a href=/z>Bicone</a><span class=productSpecialPrice>$3.75</span></td>"
    name = "<td class=pageHeading>Horn beads<br><span>[HB-6]</span></td><td class=pageHeading>$2.95</td>"
    one = shown(f"<head><title>Horn beads, The shop</title></head><body><table><tr>{side}{name}</tr></table>")
    assert (one.price.amount, one.sku) == (2.95, "HB-6")


def test_the_name_in_an_element_that_is_called_nothing() -> None:
    page = "<div><span>Horn beads</span><p>$2.95</p><p>Free gift over $30.00</p></div>"
    one = shown(f"<head><title>Horn beads - The shop</title></head><body><div><p>Sale: $1.00</p></div>{page}")
    assert (one.title, one.price.amount) == ("Horn beads", 2.95)


def test_a_price_that_only_a_script_tells_stands_with_the_name() -> None:
    layer = 'dataLayer.push({"products":[{"name":"Horn scope","price":"1149.00"}]})'
    page = f"<h1>Horn scope</h1><p>Product code: HS-31</p><script>{layer}</script>"
    assert shown(page).price.amount == 1149.0
    assert shown(page.replace("Horn scope</h1>", "Shell scope</h1>")).price.amount is None


@pytest.mark.parametrize(
    ("markup", "sku"),
    [
        ("<p>Stok Kodu <span>(DS-60)</span></p>", "DS-60"),
        ("<table><tr><th>상품코드</th><td>WN-DOMA-L</td></tr></table>", "WN-DOMA-L"),
        ("<p>Item S-4128</p>", "S-4128"),
        ("<p>Item 2 of 5</p>", None),
        ("<p>Code: KP-17</p>", "KP-17"),
        ("<p>Use code: SAVE10 today</p>", None),
        ("<p>Kod: LATO-MEGA</p>", None),
    ],
)
def test_how_shops_write_numbers(markup: str, sku: str | None) -> None:
    assert shown(f"<h1>Painted box</h1><p class=price>$5.00</p>{markup}").sku == sku


def test_the_number_is_that_of_the_variant_that_can_be_had() -> None:
    offers = (
        '[{"@type":"Offer","sku":"B-1","price":5,"availability":"http://schema.org/OutOfStock"},'
        '{"@type":"Offer","sku":"B-2","price":5,"availability":"http://schema.org/InStock"}]'
    )
    data = f'{{"@type":"Product","name":"Painted box","offers":{offers}}}'
    one = shown(
        f'<script type="application/ld+json">{data}</script><h1>Painted box</h1><p class=price>$5.00</p>'
    )
    assert (one.sku, one.availability) == ("B-2", "in_stock")
