"""Sites nobody prepared: what shops say of themselves in schema.org data and Open Graph.

Modest on purpose: a page whose data name no offer is ``changed``, never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler.reading import blocked, cleaning, embedded
from crawler.reading.answer import MAX_BODY, Answer, Reading
from crawler.reading.documents import Document, taken
from crawler.reading.filters import html_text, number
from crawler.reading.rows import listing
from crawler.sites.schema import Identity, Policy, SiteFile
from crawler.sites.site import Site
from warden.errors import PageRefused
from warden.records import PageKind

GENERIC = "generic"
_OFFERS = frozenset(
    {"product", "individualproduct", "productmodel", "vehicle", "car", "offer", "productgroup", "book"}
)
_STOCK = {
    "instock": "in_stock", "limitedavailability": "in_stock", "onlineonly": "in_stock", "instoreonly": "in_stock",
    "preorder": "in_stock", "backorder": "in_stock", "available": "in_stock", "available for order": "in_stock",
    "outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock", "oos": "out_of_stock",
    "in stock": "in_stock", "out of stock": "out_of_stock",
}  # fmt: skip

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINKS = frozenset({"a", "button", "script", "style"})


def generic_site() -> Site:
    """The Site of pages that no site file claims."""
    identity = Identity(
        name="Unknown site",
        company="",
        base="http://unknown.invalid",
        status="active",
        date=date(2026, 11, 21),
        reason="schema.org and Open Graph data",
        platform=GENERIC,
        kind="shop",
    )
    file = SiteFile(identity=identity, policy=Policy(access="import"))
    return Site(id=GENERIC, file=file, version="generic-1", path=Path("generic"))


def read_generic(answer: Answer, kind: PageKind | None = None) -> Reading:
    """Read a page without a site file; never raises for anything it contains."""
    try:
        return _read(answer, kind)
    except PageRefused as refused:
        return Reading("failed", str(refused))
    except RecursionError:
        return Reading("failed", "the answer is nested too deep to be read")


def _read(answer: Answer, kind: PageKind | None) -> Reading:
    if len(answer.body) > MAX_BODY:
        raise PageRefused(
            f"the answer has {len(answer.body):,} bytes, more than the {MAX_BODY:,} that are read"
        )
    if not answer.body.strip():
        return Reading("failed", "the answer is empty")
    document = Document(answer)
    wall = blocked.recognise(document)
    if wall:
        return Reading("blocked", wall)
    if answer.status in (404, 410):
        return Reading("none", f"HTTP {answer.status}: gone", gone_reason="gone")
    if answer.status >= 400:
        return Reading("blocked" if answer.status in (401, 403, 429) else "failed", f"HTTP {answer.status}")
    if document.looks == "json":
        embedded.parse(document.text)  # a torn one is told as torn: naming its site would not mend it
    if document.looks != "html":
        if document.looks == "text":
            return Reading(
                "changed", "the file is plain text, no saved page: save the page as HTML in a browser"
            )
        return Reading("changed", f"no HTML; {_no_file(answer.url)}")
    offers = [*json_ld(document), *microdata(document)]
    made = [fields for fields in (_fields(one, document) for one in offers) if "title" in fields]
    if not made:
        made = _open_graph(document)
    if not made:
        return Reading("changed", f"no schema.org or Open Graph offer on the page; {_no_file(answer.url)}")
    return _reading(made, kind, document)


def _no_file(url: str | None) -> str:
    """Why a page that no site file claims is not read, and what to do: naming a site helps only where there is one."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        host = None
    if host:
        return (
            f"no site file reads {host} yet; `warden sites list --companies` tells the road to each company"
        )
    return (
        "nothing on it says which site it is from: name it with --site if `warden sites list` shows it; "
        "where no site file reads its pages yet, `warden sites list --companies` tells the road to them"
    )


def _reading(made: list[dict[str, Any]], kind: PageKind | None, document: Document) -> Reading:
    """One offer that is the page's own, or a list of offers with addresses; else ``changed``."""
    site = generic_site()
    priced = [one for one in made if "amount" in one or "availability" in one]
    own = _own(priced, document) if kind != "list" else None
    if own is not None:
        own.setdefault("url", _address(document))
        return Reading("results", listings=[listing(_whole(own), site, 1)], rows=1, variant="schema.org")
    unique = {one["url"]: one for one in reversed(priced) if one.get("url")}
    if not unique or (len(unique) < 2 and kind != "list"):
        return Reading(
            "changed",
            f"offers on the page, but none that is clearly its own; {_no_file(document.answer.url)}",
        )
    unique = dict(reversed(unique.items()))
    listings = [listing(_whole(one), site, rank) for rank, one in enumerate(unique.values(), 1)]
    dropped = len(made) - len(listings)
    return Reading("results", listings=listings, rows=len(made), dropped=dropped, variant="schema.org")


def _own(priced: list[dict[str, Any]], document: Document) -> dict[str, Any] | None:
    """The offer the page is about: the only one, or the one the page's heading or address names."""
    titles = {one["title"].casefold() for one in priced}
    if len(titles) == 1:
        return max(priced, key=len)
    heads = {text.casefold() for text in document.take("h1", "text")[:2]}
    heads |= {text.casefold() for text in document.take("meta[property='og:title']", "@content")}
    address = _address(document)
    about = [
        one for one in priced if one["title"].casefold() in heads or (address and one.get("url") == address)
    ]
    return max(about, key=len) if about else None


def _whole(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def json_ld(document: Document) -> Iterator[dict[str, Any]]:
    """Every offer in the page's JSON-LD, graphs and item lists unfolded, without recursion."""
    for text in document.take("script[type='application/ld+json']", "raw"):
        try:
            stack = [embedded.parse(text)]
        except PageRefused:
            continue
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                if _types(value) & _OFFERS:
                    yield value
                else:
                    stack.extend(
                        value[k] for k in ("mainEntity", "item", "itemListElement", "@graph") if k in value
                    )


def _types(value: dict[str, Any]) -> set[str]:
    kinds = value.get("@type")
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def microdata(document: Document) -> Iterator[dict[str, Any]]:
    """Every Product or Offer written as microdata, in the shape of JSON-LD."""
    called = [*document.take("meta[property='og:title']", "@content"), *document.take("title", "text")]
    names = [" ".join(name.split()).casefold() for name in called]
    for node in document.tree.css("[itemtype*='schema.org/Product' i], [itemtype*='schema.org/Vehicle' i]")[
        :2_000
    ]:
        found: dict[str, Any] = {"offers": {}}
        for one in node.css("[itemprop]"):
            value = _itemprop(one)
            if value and one.tag in _HEADINGS and not one.attributes.get("content"):
                value = _headline(one, value, names)
            for name in (one.attributes.get("itemprop") or "").split():
                place = (
                    found["offers"]
                    if name in ("price", "priceCurrency", "availability", "lowPrice")
                    else found
                )
                if value:
                    place.setdefault(name, value)
        yield found


def _itemprop(node: LexborNode) -> str | None:
    for name in ("content", "href", "src", "datetime"):
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


def _fields(data: dict[str, Any], document: Document) -> dict[str, Any]:
    if _is_summary(data):
        return {}
    offer = _first(data.get("offers")) if not _types(data) & {"offer"} else data
    offer = offer if isinstance(offer, dict) else {}
    page = document.answer.url
    base = _base(document)
    url = _text(data.get("url")) or _text(offer.get("url"))
    fields: dict[str, Any] = {
        "title": cleaning.title(_text(data.get("name")) or ""),
        "url": cleaning.canonical(url, page, base) if url else None,
        "description": cleaning.lines(html_text(_text(data.get("description")) or "")),
        "sku": cleaning.text(
            _text(data.get("sku")) or _text(data.get("productID")) or _text(data.get("mpn")) or ""
        ),
        "images": _images(data.get("image"), page, base),
        "category": cleaning.text(_text(data.get("category")) or "", 300),
        "seller": cleaning.text(_text(_get(offer.get("seller"), "name")) or "", 300),
    } | _offered(offer)
    return _whole(fields)


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
    low = price.get("price", price.get("lowPrice"))
    stock = (_text(offer.get("availability")) or "").rsplit("/", 1)[-1].lower()
    return {
        "amount": number(str(low)) if isinstance(low, str) else low if isinstance(low, int | float) else None,
        "amount_max": number(str(price["highPrice"])) if price.get("highPrice") else None,
        "currency": _text(price.get("priceCurrency")) or _text(offer.get("priceCurrency")),
        "availability": _STOCK.get(stock),
    }


def _open_graph(document: Document) -> list[dict[str, Any]]:
    meta = {
        (node.attributes.get("property") or node.attributes.get("name") or ""): node.attributes.get("content")
        or ""
        for node in document.tree.css("meta[property], meta[name]")
    }
    price = meta.get("product:price:amount") or meta.get("og:price:amount")
    if not price or not meta.get("og:title"):
        return []
    base, page = _base(document), document.answer.url
    fields = {
        "title": cleaning.title(meta["og:title"]),
        "url": cleaning.canonical(meta.get("og:url") or "", page, base),
        "description": cleaning.lines(meta.get("og:description", "")),
        "amount": number(price),
        "currency": meta.get("product:price:currency") or meta.get("og:price:currency"),
        "availability": _STOCK.get(
            (meta.get("product:availability") or meta.get("og:availability") or "").lower()
        ),
        "images": _images(meta.get("og:image"), page, base),
    }
    return [_whole(fields)]


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


def _base(document: Document) -> str:
    address = _address(document)
    parts = urlsplit(address or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "http://unknown.invalid"


def _address(document: Document) -> str | None:
    if document.answer.url:
        return document.answer.url
    for select, take in (("link[rel=canonical]", "@href"), ("meta[property='og:url']", "@content")):
        for found in document.take(select, take):
            if found.startswith(("http://", "https://")):
                return cleaning.canonical(found, None, found)
    return None
