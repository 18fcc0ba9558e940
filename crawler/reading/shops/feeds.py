"""RSS, Atom and sitemaps as rows of listings, and the lists a shop's first page leads to."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from parsel import Selector

from crawler.reading import cleaning
from crawler.reading.answer import MAX_BODY, MAX_ROWS, Answer
from crawler.reading.documents import Document, words_of
from crawler.reading.filters import html_text
from crawler.reading.shops.languages import pattern
from crawler.reading.shops.numbers import amount_in_data
from crawler.reading.shops.structured import base_of, whole
from crawler.sites import trail

_NAMESPACE = re.compile(r'\sxmlns(?::\w+)?\s*=\s*("[^"]*"|\'[^\']*\')')
_PREFIX = re.compile(r"<(/?)(\w+):(\w+)")
_OPENING = re.compile(r"^\s*(?:<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<\?[^>]*\?>|\s)+")
_CURRENCY = re.compile(r"^\s*[A-Za-z]{3}(?![A-Za-z])|(?<![A-Za-z])[A-Za-z]{3}\s*$")
"""The currency's code beside a price, before or after it."""
_NEWEST = pattern(r"^\W*", "newest", r"\W*$")


def unpacked(answer: Answer) -> Answer:
    """An answer that is a packed file (``sitemap.xml.gz``), unpacked as far as answers are read; any other as it is."""
    if not answer.body.startswith(b"\x1f\x8b"):
        return answer
    try:
        body = zlib.decompressobj(wbits=31).decompress(answer.body, MAX_BODY)
    except zlib.error:
        return answer
    return replace(answer, body=body, content_type="application/xml")


def rows_of(document: Document) -> tuple[list[dict[str, Any]], str | None]:
    """The entries of a feed or sitemap and what follows: the next page, the rest, the sitemaps of an index.

    ([], None) for other XML. More entries than a page may have are read as further pages of the same address.
    """
    text = _PREFIX.sub(r"<\1\2_\3", _NAMESPACE.sub("", _OPENING.sub("", document.text.lstrip("\ufeff"))))
    root = Selector(text=text, type="xml")
    maps = [found.strip() for found in root.xpath("/sitemapindex/sitemap/loc/text()").getall()]
    if maps:
        return [], _trail_of_index(maps, document.answer.url)
    entries = (*root.xpath("//item"), *root.xpath("//entry"), *root.xpath("/urlset/url"))
    after = document.answer.after
    until = after + MAX_ROWS
    made = (_entry(one, document) for one in entries[after:until])
    following = root.xpath("/feed/link[@rel='next']/@href").get()
    if len(entries) > until and document.answer.url:
        following = trail.Trail(((document.answer.url, until),)).written()
    return [one for one in made if one.get("url") and one.get("title")], following


def _trail_of_index(maps: list[str], own: str | None) -> str | None:
    """All sitemaps of an index, those of products first."""
    first = sorted(dict.fromkeys(maps), key=lambda one: "product" not in one.lower())
    left = tuple((one, 0) for one in first if one != own)
    return trail.Trail(left[: trail.MOST]).written() if left else None


def _entry(entry: Selector, document: Document) -> dict[str, Any]:
    def first(*paths: str) -> str | None:
        return next((text for path in paths if (text := (entry.xpath(path).get() or "").strip())), None)

    base, page = base_of(document), document.answer.url
    url = first(
        "link[not(@rel) or @rel='alternate']/@href",
        "link/text()",
        "loc/text()",
        "guid[not(@isPermaLink='false')]/text()",
    )
    price = first("g_sale_price/text()", "g_price/text()", "price/text()")
    image = first(
        "enclosure[starts-with(@type,'image')]/@url",
        "media_content/@url",
        "g_image_link/text()",
        "image_image/image_loc/text()",
    )
    title = first("title//text()", "g_title/text()", "image_image/image_title/text()")
    return whole(
        {
            "title": cleaning.title(html_text(title)) if title else _slug(url),
            "url": cleaning.canonical(url, page, base) if url else None,
            "description": cleaning.lines(
                html_text(first("description/text()", "summary/text()", "content/text()") or "")
            ),
            "amount": amount_in_data(_CURRENCY.sub("", price)) if price else None,
            "price": price,
            "image": cleaning.absolute(image, page, base) if image else None,
        }
    )


def _slug(url: str | None) -> str:
    """The words of an address, which is all a sitemap says of an offer."""
    last = unquote(urlsplit(url or "").path.rstrip("/").rsplit("/", 1)[-1])
    words = re.sub(r"\.\w{2,5}$", "", last)
    return " ".join(re.split(r"[-_+]+", words)).strip() if re.search(r"[^\W\d]{3}", words) else ""


def leads_of(document: Document) -> list[str]:
    """What a shop's first page names: its newest list, then its feeds; addresses of the same host."""
    base, page = base_of(document), document.answer.url
    told = [
        node.attributes.get("href")
        for node in document.tree.css("a[href]")[:3_000]
        if len(words := words_of(node)) < 40 and _NEWEST.match(words)
    ]
    told += [
        node.attributes.get("href")
        for node in document.tree.css(
            "link[rel~=alternate][type*='rss+xml'], link[rel~=alternate][type*='atom+xml']"
        )
    ]
    made = (
        cleaning.canonical(one, page, base)
        for one in told
        if one and not one.startswith(("#", "javascript:"))
    )
    host = urlsplit(base).netloc
    return list(
        dict.fromkeys(
            one
            for one in made
            if one and urlsplit(one).netloc == host and one != page and "comments" not in one
        )
    )
