"""What a page says of its offers in data: JSON-LD, microdata, RDFa, Open Graph and other meta elements."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.reading import cleaning, embedded
from crawler.reading.documents import Document, taken
from crawler.reading.filters import html_text
from crawler.reading.shops.numbers import amount_in_data
from warden.errors import PageRefused

_OFFERS = frozenset(
    {"product", "individualproduct", "productmodel", "vehicle", "car", "offer", "productgroup", "book"}
)
_STOCK = {
    "instock": "in_stock", "limitedavailability": "in_stock", "onlineonly": "in_stock", "instoreonly": "in_stock",
    "preorder": "in_stock", "backorder": "in_stock", "available": "in_stock",
    "outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock", "oos": "out_of_stock",
    "availablefororder": "in_stock", "presale": "in_stock", "madetoorder": "in_stock", "notsold": "in_stock", "yes": "in_stock",
    "sold": "out_of_stock", "unavailable": "out_of_stock", "notavailable": "out_of_stock", "no": "out_of_stock", "ended": "out_of_stock",
}  # fmt: skip

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINKS = frozenset({"a", "button", "script", "style"})


_UNFOLDED = ("mainEntity", "mainEntityOfPage", "item", "itemListElement", "@graph", "about", "itemOffered")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_TRAILING = re.compile(r",(?=\s*[}\]])")


def json_ld(document: Document) -> Iterator[dict[str, Any]]:
    """Every offer in the page's JSON-LD, graphs and item lists unfolded, without recursion."""
    for text in document.take("script[type*='ld+json' i]", "raw"):
        stack = [_parsed(text)]
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                if _types(value) & _OFFERS:
                    yield value
                    if "productgroup" in _types(value) and isinstance(value.get("hasVariant"), list):
                        stack.extend(reversed(value["hasVariant"]))
                else:
                    stack.extend(value[k] for k in _UNFOLDED if k in value)


def _parsed(text: str) -> Any:
    """The data of a script; None when they cannot be mended (comments around, a comma too many)."""
    for made in (text, _TRAILING.sub("", _WRAPPED.sub("", _WRAPPED.sub("", text)))):
        try:
            return embedded.parse(made)
        except PageRefused:
            continue
    return None


def _types(value: dict[str, Any]) -> set[str]:
    kinds = value.get("@type")
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


_SCOPES = "[itemtype*='schema.org/Product' i], [itemtype*='schema.org/Vehicle' i], [typeof~='Product'], [typeof$=':Product'], [itemtype*='data-vocabulary.org/Product' i]"
_IN_OFFER = ("price", "priceCurrency", "availability", "lowPrice", "highPrice")


def microdata(document: Document) -> list[dict[str, Any]]:
    """Every Product or Offer written as microdata or RDFa, in the shape of JSON-LD."""
    called = [*document.take("meta[property='og:title']", "@content"), *document.take("title", "text")]
    names = [" ".join(name.split()).casefold() for name in called]
    found: dict[int, dict[str, Any]] = {
        node.mem_id: {"offers": {}} for node in document.tree.css(_SCOPES)[:_MOST_PRODUCTS]
    }
    known: dict[int, int | None] = {}
    for node in document.tree.css("[itemprop], [property]")[:_MOST_VALUES] if found else ():
        product = _product_of(node, found, known)
        value = _itemprop(node) if product is not None else None
        if product is None or not value:
            continue
        if node.tag in _HEADINGS and not node.attributes.get("content"):
            value = _headline(node, value, names)
        for name in _properties(node):
            place = found[product]["offers"] if name in _IN_OFFER else found[product]
            place.setdefault(name, value)
    return list(found.values())


_MOST_PRODUCTS, _MOST_VALUES = 2_000, 40_000


def _product_of(node: LexborNode, products: dict[int, Any], known: dict[int, int | None]) -> int | None:
    """The product a value belongs to; None for what belongs to another thing, also one inside a product (a maker,
    a review, a path of links). ``known`` keeps what was found for elements on the way up."""
    way: list[int] = []
    above = node.parent
    made: int | None = None
    while above is not None:
        number = above.mem_id
        if number in known:
            made = known[number]
            break
        way.append(number)
        if number in products:
            made = number
            break
        attributes = above.attributes
        if ("itemscope" in attributes or "typeof" in attributes) and not _is_offer(above):
            break
        above = above.parent
    known.update(dict.fromkeys(way, made))
    return made


def _is_offer(node: LexborNode) -> bool:
    kind = node.attributes.get("itemtype") or node.attributes.get("typeof") or ""
    return "Offer" in kind or not kind


def _properties(node: LexborNode) -> list[str]:
    """The names a node's value has; of RDFa without their prefix."""
    told = node.attributes.get("itemprop") or node.attributes.get("property") or ""
    return [
        name.rsplit(":", 1)[-1]
        for name in told.split()
        if not name.startswith(("og:", "product:", "twitter:", "fb:"))
    ]


def _itemprop(node: LexborNode) -> str | None:
    for name in ("content", "href", "src", "datetime", "resource"):
        value = node.attributes.get(name)
        if value and not (name == "href" and node.tag not in ("a", "link")):
            return value
    return taken(node, "text")


def _headline(node: LexborNode, whole: str, names: list[str]) -> str:
    """A heading without its links ("Log in", "Favourite") if the page names itself without their words.

    Where the page's own name has them, or says nothing like it, they stay: a linked word may be the goods.
    """
    parts: list[str] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if one.tag == "-text":
            parts.append(one.text_content or "")
        elif one.tag not in _LINKS:
            stack.extend(reversed(list(one.iter(include_text=True))))
    plain = cleaning.title(" ".join("".join(parts).split()))
    whole_title = cleaning.title(whole)
    if not plain or plain == whole_title:
        return whole
    without = any(plain.casefold() in name for name in names)
    return plain if without and not any(whole_title.casefold() in name for name in names) else whole


def fields_of(data: dict[str, Any], document: Document) -> dict[str, Any]:
    """What an offer of JSON-LD or microdata says, as fields of a listing; {} when it sums up a whole list."""
    if _is_summary(data):
        return {}
    offer = _first(data.get("offers")) if not _types(data) & {"offer"} else data
    offer = offer if isinstance(offer, dict) else {}
    page = document.answer.url
    base = base_of(document)
    url = _text(data.get("url")) or _text(offer.get("url"))
    fields: dict[str, Any] = {
        "title": cleaning.title(html.unescape(_text(data.get("name")) or "")),
        "url": cleaning.canonical(url, page, base) if url else None,
        "description": cleaning.lines(html_text(_text(data.get("description")) or "")),
        "sku": cleaning.text(
            _text(data.get("sku")) or _text(data.get("productID")) or _text(data.get("mpn")) or ""
        ),
        "images": _images(data.get("image"), page, base),
        "category": cleaning.text(_text(data.get("category")) or "", 300),
        "seller": cleaning.text(_text(_get(offer.get("seller"), "name")) or "", 300),
    } | _offered(offer)
    return whole(fields)


def _is_summary(data: dict[str, Any]) -> bool:
    """A whole result list described as if it were one product ("32 offers from 19 to 9,900")."""
    offers = _first(data.get("offers"))
    if not isinstance(offers, dict) or "aggregateoffer" not in _types(offers) or "offers" in offers:
        return False
    return not any(
        data.get(name) for name in ("sku", "mpn", "productID", "gtin", "gtin13", "gtin8", "gtin14")
    )


def _offered(offer: dict[str, Any]) -> dict[str, Any]:
    price = (
        _first(offer.get("priceSpecification")) if "price" not in offer and "lowPrice" not in offer else offer
    )
    price = price if isinstance(price, dict) else {}
    currency = _text(price.get("priceCurrency")) or _text(offer.get("priceCurrency"))
    low = price.get("price", price.get("lowPrice"))
    return {
        "amount": amount_in_data(_first(low), currency),
        "amount_max": amount_in_data(price.get("highPrice"), currency),
        "currency": currency,
        "availability": stock_in_data(_text(offer.get("availability"))),
    }


def stock_in_data(told: str | None) -> str | None:
    """``in_stock`` or ``out_of_stock`` of a schema.org address or a word of a feed."""
    word = re.sub(r"[\s_-]+", "", (told or "").strip().rstrip("/").rsplit("/", 1)[-1]).lower()
    return _STOCK.get(word)


def amounts(data: dict[str, Any]) -> list[tuple[float, str | None]]:
    """Every amount at which the data offer it, the first first, with its currency."""
    offers = data.get("offers", data if _types(data) & {"offer"} else None)
    found: list[tuple[float, str | None]] = []
    for offer in (offers if isinstance(offers, list) else [offers])[:200]:
        if isinstance(offer, dict):
            inner = offer.get("offers")
            for one in [offer, *(inner if isinstance(inner, list) else [])][:200]:
                told = _offered(one) if isinstance(one, dict) else {}
                if told.get("amount"):
                    found.append((told["amount"], told["currency"]))
    return list(dict.fromkeys(found))


def stock(data: dict[str, Any]) -> str | None:
    """What the data say of all variants together: one that can be had is enough."""
    offers = data.get("offers", data if _types(data) & {"offer"} else None)
    found = set()
    for offer in (offers if isinstance(offers, list) else [offers])[:200]:
        if isinstance(offer, dict):
            inner = offer.get("offers")
            for one in [offer, *(inner if isinstance(inner, list) else [])][:200]:
                found.add(stock_in_data(_text(one.get("availability"))) if isinstance(one, dict) else None)
    return "in_stock" if "in_stock" in found else "out_of_stock" if "out_of_stock" in found else None


def numbers(data: dict[str, Any]) -> list[tuple[str, float]]:
    """Every number by which the data know it, each with how surely buyers are shown it; of several variants that of the
    first that can be had, which shops show first."""
    offers = data.get("offers")
    several = [
        one for one in (offers if isinstance(offers, list) else [offers])[:200] if isinstance(one, dict)
    ]
    there = (one for one in several if stock_in_data(_text(one.get("availability"))) == "in_stock")
    offer = next(there, several[0] if several else {})
    told = (
        (data.get("sku"), 5.0), (offer.get("sku"), 4.5), (data.get("productID"), 4.0), (data.get("identifier"), 3.0),
        (data.get("model"), 1.5), (data.get("mpn"), 2.5), (data.get("serialNumber"), 1.5),
    )  # fmt: skip
    made = ((_text(value), weight) for value, weight in told)
    return [
        (text, weight)
        for text, weight in made
        if text and (text.isupper() or any(char.isdigit() for char in text))
    ]


def open_graph(document: Document) -> list[dict[str, Any]]:
    """The offer that the page's meta elements name, as fields of a listing; [] without a price."""
    meta = {
        (node.attributes.get("property") or node.attributes.get("name") or ""): node.attributes.get("content")
        or ""
        for node in document.tree.css("meta[property], meta[name]")
    }
    price = next((meta[name] for name in _META_PRICES if meta.get(name)), None)
    if not price or not meta.get("og:title"):
        return []
    base, page = base_of(document), document.answer.url
    currency = meta.get("product:price:currency") or meta.get("og:price:currency")
    fields = {
        "title": cleaning.title(meta["og:title"]),
        "url": cleaning.canonical(meta.get("og:url") or "", page, base),
        "description": cleaning.lines(meta.get("og:description", "")),
        "amount": amount_in_data(price, currency),
        "currency": currency,
        "availability": stock_in_data(meta.get("product:availability") or meta.get("og:availability")),
        "images": _images(meta.get("og:image"), page, base),
    }
    return [whole(fields)]


_META_PRICES = (
    "product:sale_price:amount", "product:price:amount", "og:price:amount", "product:price", "twitter:data1", "price",
)  # fmt: skip


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _get(value: Any, name: str) -> Any:
    value = _first(value)
    return value.get(name) if isinstance(value, dict) else value


def _text(value: Any) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _images(value: Any, page: str | None, base: str) -> list[str]:
    found = value if isinstance(value, list) else [value]
    texts = (one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one for one in found[:50])
    made = (cleaning.absolute(text, page, base) for text in texts if isinstance(text, str))
    return list(dict.fromkeys(one for one in made if one))


def base_of(document: Document) -> str:
    """Scheme and host of the page."""
    address = address_of(document)
    parts = urlsplit(address or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "http://unknown.invalid"


def address_of(document: Document) -> str | None:
    """The page's address: as fetched, else as it says itself."""
    if document.answer.url:
        return document.answer.url
    for select, take in (("link[rel=canonical]", "@href"), ("meta[property='og:url']", "@content")):
        for found in document.take(select, take):
            if found.startswith(("http://", "https://")):
                return cleaning.canonical(found, None, found)
    return None


def whole(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
