"""Kinds of item pages on which reading once failed: signs between digits, labels of stock, prices before tax. Invented goods."""

from __future__ import annotations

import pytest

from tests.sites.test_shops import shown

PRICES = [
    pytest.param("<p><b>79€90</b></p>", 79.9, id="sign between"),
    pytest.param("<p class=price>19<sup>€99</sup></p><p>Livraison 4€90</p>", 19.99, id="raised sign and cents"),
    pytest.param("<p class=price>19<sup>€</sup><sup>99</sup></p>", 19.99, id="raised sign, raised cents"),
    pytest.param(
        "<p><span class=price-standard>1 490 Kč</span> <b class=price-final><i class=price-final-holder>1 190 Kč</i></b>"
        " <span class=price-additional>983 Kč bez DPH</span></p>",
        1190.0, id="a holder is not old",
    ),
    pytest.param("<li><h2>4 500 р.</h2></li><li>Без НДС: 3 750 р.</li>", 4500.0, id="label of the next price"),
    pytest.param(
        "<p><span class=PriceOrd>149 kr</span><span class=PriceCampaign>129 kr</span></p>", 129.0, id="campaign"
    ),
    pytest.param("<p>定価 : <b>¥ 4,400</b><br> 販売価格 : <b>¥ 3,120</b></p>", 3120.0, id="maker's price"),
    pytest.param(
        "<div class=cijena><i class=stara>12,99 €</i> <b class=nova>9,99 €</b></div>", 9.99, id="stara and nova"
    ),
    pytest.param(
        "<div class=price>249,00 zł</div><p>Najniższa cena z 30 dni: <i>219,00 zł</i></p>", 249.0, id="lowest of 30 days"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "amount"), PRICES)
def test_the_price_asked(markup: str, amount: float) -> None:
    one = shown(f"<h1>Painted box</h1>{markup}<button>Add to cart</button>")
    assert one.price.amount == amount


NUMBERS = [
    pytest.param("<p>Cod produs: SC-45</p>", "SC-45", id="a short label inside a long one"),
    pytest.param("<p class=product-sku>COD 00012</p>", "00012", id="label in the value"),
    pytest.param("<p><span class='visually-hidden'>SKU:</span>TC-M</p>", "TC-M", id="letters alone"),
    pytest.param(
        '<div class="value" itemprop="sku">CAVE</div>', "CAVE", id="letters in an element called so"
    ),
    pytest.param("<span class=smallText>[BK233]</span>", "BK233", id="brackets behind the name"),
    pytest.param("<p>Код на продукта: M355</p>", "M355", id="Bulgarian"),
    pytest.param("<p>Tuotenro: SIM-2</p>", "SIM-2", id="Finnish"),
    pytest.param("<p>SKU: none</p>", None, id="no number at all"),
]


@pytest.mark.parametrize(("markup", "sku"), NUMBERS)
def test_the_number(markup: str, sku: str | None) -> None:
    assert (
        shown(f"<h1>Painted box</h1>{markup}<p class=price>$5.00</p><button>Add to cart</button>").sku == sku
    )


STOCK = [
    pytest.param("<p>Dostupnost: Vyprodáno</p><button>Do košíku</button>", "out_of_stock", id="button left on"),
    pytest.param("<dl><dt>Διαθεσιμότητα:</dt><dd>Μη διαθέσιμο</dd></dl>", "out_of_stock", id="label apart"),
    pytest.param("<li>0 Units in Stock</li>", "out_of_stock", id="nought in stock"),
    pytest.param("<img src=button_sold_out.gif alt='Sold Out'>", "out_of_stock", id="a picture of words"),
    pytest.param(
        "<div class=related><img src=button_sold_out.gif alt='Sold Out'></div><button>Add to cart</button>",
        "in_stock", id="a picture elsewhere",
    ),
    pytest.param("<form><input type=email><button>Avise-me</button></form>", "out_of_stock", id="notify me alone"),
    pytest.param(
        "<button>Add to cart</button><button>Notify me of news</button>", "in_stock", id="notify me beside a way to buy"
    ),
    pytest.param(
        "<span class='badge price__badge-sold-out'>Sold out</span><button>Add to cart</button>",
        "in_stock", id="a badge that scripts switch on",
    ),
    pytest.param(
        "<input type=radio disabled><label>Used <b>Non disponible</b></label>"
        "<input type=radio><label>New</label><button>Ajouter au panier</button>",
        "in_stock", id="one choice is gone",
    ),
    pytest.param("<p>Статус: продано</p>", "out_of_stock", id="status"),
    pytest.param(
        "<i class=stockFlag>Dieser Artikel ist nicht auf Lager und muss erst für Sie nachbestellt werden.</i>"
        "<button>In den Warenkorb</button>",
        "out_of_stock", id="a sentence in an element of stock",
    ),
    pytest.param("<p>Stok: Tersedia</p>", "in_stock", id="label and word"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "stock"), STOCK)
def test_the_stock(markup: str, stock: str) -> None:
    assert shown(f"<h1>Painted box</h1><p class=price>$5.00</p>{markup}").availability == stock
