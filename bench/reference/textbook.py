"""The same crawl as Scrapy's documentation teaches it: the peer of bench/crawl.py.

A spider that yields a dict an offer, selectors by ``response.css``, a pipeline a task, one ``commit`` an
item (the documentation's pipeline examples), the matcher as pyahocorasick's manual shows it with a check for
word boundaries, text normalised by the usual recipe (NFKD, marks stripped, casefold).

``python -m bench.reference.textbook ADDRESS DATABASE TERMS MAX_PAGES``
"""

from __future__ import annotations

import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import ahocorasick
import scrapy
from itemadapter import ItemAdapter
from price_parser import Price
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import DropItem
from scrapy.http import Response

from bench.pages import terms


def normalised(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", plain)


class OffersSpider(scrapy.Spider):
    name = "offers"

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        for offer in response.css("article.offer"):
            yield {
                "number": offer.css("::attr(data-id)").get(),
                "title": offer.css(".offer__title::text").get(),
                "url": response.urljoin(offer.css("a.offer__link::attr(href)").get() or ""),
                "text": offer.css(".offer__text::text").get(),
                "price": offer.css(".offer__price::text").get(),
                "image": response.urljoin(offer.css("img.offer__image::attr(src)").get() or ""),
                "place": offer.css(".offer__place::text").get(),
            }
        following = response.css("a[rel=next]::attr(href)").get()
        if following and response.meta.get("page", 1) < self.settings.getint("MAX_PAGES"):
            yield response.follow(following, self.parse, meta={"page": response.meta.get("page", 1) + 1})


class PricePipeline:
    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        if not adapter.get("price"):
            raise DropItem("no price")
        price = Price.fromstring(adapter["price"])
        adapter["amount"], adapter["currency"] = price.amount_float, price.currency
        return item


class DuplicatesPipeline:
    def __init__(self) -> None:
        self.seen: set[str] = set()

    def process_item(self, item: Any) -> Any:
        number = ItemAdapter(item)["number"]
        if number in self.seen:
            raise DropItem("seen")
        self.seen.add(number)
        return item


class MatchPipeline:
    def open_spider(self) -> None:
        self.automaton = ahocorasick.Automaton()
        for term in terms(int(sys.argv[3])):
            self.automaton.add_word(normalised(term), term)
        self.automaton.make_automaton()

    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        text = normalised(f"{adapter['title']} {adapter['text']}")
        adapter["found"] = sorted(
            {
                term
                for end, term in self.automaton.iter(text)
                if not text[end + 1 : end + 2].isalnum()
                and not text[end - len(normalised(term)) : end - len(normalised(term)) + 1].isalnum()
            }
        )
        return item


class SQLitePipeline:
    def open_spider(self) -> None:
        self.base = sqlite3.connect(sys.argv[2])
        self.base.execute(
            "CREATE TABLE offers (number TEXT PRIMARY KEY, title, url, text, price, amount REAL, currency, image, place, found)"
        )

    def close_spider(self) -> None:
        self.base.close()

    def process_item(self, item: Any) -> Any:
        row = ItemAdapter(item).asdict()
        row["found"] = json.dumps(row["found"], ensure_ascii=False)
        self.base.execute(
            "INSERT OR REPLACE INTO offers VALUES (:number, :title, :url, :text, :price, :amount, :currency, :image, :place, :found)",
            row,
        )
        self.base.commit()
        return item


def main(address: str, pages: int) -> None:
    here = "bench.reference.textbook."
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "ERROR",
            "MAX_PAGES": pages,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "ITEM_PIPELINES": {
                here + name: number
                for number, name in enumerate(
                    ("PricePipeline", "DuplicatesPipeline", "MatchPipeline", "SQLitePipeline"), 1
                )
            },
        }
    )
    process.crawl(OffersSpider, start_urls=[f"{address}/newest?page=1"])
    process.start()


if __name__ == "__main__":
    # The pipelines are found by their module's name, not as __main__.
    from bench.reference import textbook

    textbook.main(sys.argv[1], int(sys.argv[4]))
