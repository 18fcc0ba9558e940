"""What shops write beside a price: old prices, instalments, postage, labels of numbers, words about stock. Invented goods."""

from __future__ import annotations

import pytest

from tests.sites.test_shops import shown

PAGES = [
    pytest.param(
        '<h1 id="title"><span id="productTitle">Fan</span></h1><span class="a-price a-text-price" data-a-strike="true"><span class="a-offscreen">$30.00</span></span><span id="priceblock_ourprice" class="a-size-medium a-color-price">$24.99</span> & FREE Shipping on orders over $25.00<div id="availability"><span>In Stock.</span></div><table><tr><th>ASIN</th><td>B07XYZ1234</td></tr><tr><th>Item model number</th><td>FN-22</td></tr></table><input type="submit" value="Add to Cart">',
        24.99, 'B07XYZ1234', 'in_stock', id='struck out and offered',
    ),
    pytest.param(
        '<h1>Shoe</h1><div class="price">\xa345.00</div><ul class="swatches"><li class="swatch disabled">6 - Sold out</li><li class="swatch">7</li></ul><button class="btn add-to-basket">Add to basket</button><p>Product code: 123456</p>',
        45.0, '123456', 'in_stock', id='variants',
    ),
    pytest.param(
        '<h1>Shoe</h1><div class="price">\xa345.00</div><p>This item is currently unavailable</p><p>Style #: AB-1234</p>',
        45.0, 'AB-1234', 'out_of_stock', id='unavail',
    ),
    pytest.param(
        '<h1>TV</h1><div>Was $599.99</div><div>Save $100.00</div><div class="priceView-hero-price"><span aria-hidden="true">$499.99</span><span class="sr-only">Your price for this item is $499.99</span></div><div>Model: UN55</div><div>SKU: 6401735</div><div>or $41.67/mo.</div><button>Add to Cart</button>',
        499.99, '6401735', 'in_stock', id='save',
    ),
    pytest.param(
        '<h1>Kubek</h1><div class="price">1 299,00 z\u0142</div><div>Kod produktu: KB-77</div><div>Dost\u0119pno\u015b\u0107: brak w magazynie</div>',
        1299.0, 'KB-77', 'out_of_stock', id='polish',
    ),
    pytest.param(
        '<h1>Becher</h1><span class="preis">ab 12,90 \u20ac</span><span>inkl. MwSt., zzgl. Versand 4,90 \u20ac</span><span>Art.-Nr.: 4711-B</span><span>Lieferbar in 2-3 Tagen</span><button>In den Warenkorb</button>',
        12.9, '4711-B', 'in_stock', id='german',
    ),
    pytest.param(
        '<h1>Rope</h1><div class="price">$19.95</div><table><tr><td>10+</td><td>$17.95</td></tr><tr><td>50+</td><td>$15.95</td></tr></table><p>Item # 22-100</p><button>Add to Cart</button>',
        19.95, '22-100', 'in_stock', id='bulk',
    ),
    pytest.param(
        '<header><a class="cart">Cart: $0.00</a></header><h1>Rope</h1><div id="product-price">$19.95</div><button>Add to Cart</button>',
        19.95, None, 'in_stock', id='cartzero',
    ),
    pytest.param(
        '<h1>Saree</h1><div class="_30jeq3">\u20b91,499</div><div class="_3I9_wc">\u20b92,999</div><div>50% off</div><button>BUY NOW</button>',
        1499.0, None, 'in_stock', id='indian',
    ),
    pytest.param(
        '<h1>Saree</h1><span class="price">$10.00 \u2013 $25.00</span><button>Add to cart</button><span class="sku">N/A</span>',
        10.0, None, 'in_stock', id='range',
    ),
    pytest.param(
        '<h1>Old piano</h1><p>Price</p><p>1.200 \u20ac</p><p>Anzeigennummer: 123456789</p><a class="btn">Nachricht schreiben</a>',
        1200.0, '123456789', 'in_stock', id='classified',
    ),
    pytest.param(
        "<h1>Uhr</h1><div class='price'>CHF 1'250.\u2013</div><button>In den Warenkorb</button><p>Artikelnummer 5678901</p>",
        1250.0, '5678901', 'in_stock', id='swiss',
    ),
    pytest.param(
        '<h1>Copo</h1><p>De: R$ 100,00</p><p>Por: <strong class="skuBestPrice">R$ 79,90</strong></p><p>ou 3x de R$ 26,63 sem juros</p><p>C\xf3digo: 998877</p><button>Comprar</button>',
        79.9, '998877', 'in_stock', id='brazil',
    ),
    pytest.param(
        '<h1>Mug</h1><div class="price">$12.00</div><button disabled>Out of stock</button><a class="btn">Notify me when available</a>',
        12.0, None, 'out_of_stock', id='notify',
    ),
    pytest.param(
        '<h1>Book</h1><div class="price">$12.00</div><p>ISBN: 9781234567897</p><button>Add to cart</button>',
        12.0, None, 'in_stock', id='uplabel',
    ),
    pytest.param(
        '<h1>Book</h1><span>Free Shipping</span><span class="cost">$12.00</span><button>Add to cart</button>',
        12.0, None, 'in_stock', id='freeship',
    ),
    pytest.param(
        '<h1>Oud</h1><span class="price">KWD 12.500</span><button>Add to cart</button>',
        12.5, None, 'in_stock', id='three decimals',
    ),
    pytest.param(
        '<h1>Batik</h1><span class="price">Rp 150.000</span><button>Masukkan keranjang</button>',
        150000, None, 'in_stock', id='thousands',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "amount", "sku", "stock"), PAGES)
def test_words_beside_a_price(markup: str, amount: float, sku: str | None, stock: str) -> None:
    one = shown(f"<body>{markup}")
    assert (one.price.amount, one.sku, one.availability) == (amount, sku, stock)
