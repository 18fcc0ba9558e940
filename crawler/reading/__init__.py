"""From an answer to what it shows: outcome, listings, next page. No Scrapy here.

``read(answer, site, kind)`` is the one door; crawl, import, reparse and the site checks go through it.
"""

from crawler.reading.answer import Answer, Reading
from crawler.reading.outcome import read

PARSER_VERSION = 4
"""Raised by hand when ``read`` or normalising can give another result for the same page and site file: a later
reading then is a ``reread``, and no change of the listing that re-opens a decided hit."""

__all__ = ["PARSER_VERSION", "Answer", "Reading", "read"]
