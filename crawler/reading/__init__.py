"""From an answer to what it shows: outcome, listings, next page. No Scrapy here.

``read(answer, site, kind)`` is the one door; crawl, import, reparse and the site checks go through it.
"""

from crawler.reading.answer import Answer, Reading
from crawler.reading.outcome import read

PARSER_VERSION = 2
"""Raised by hand when ``read`` can give another result for the same page and site file."""

__all__ = ["PARSER_VERSION", "Answer", "Reading", "read"]
