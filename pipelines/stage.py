"""What every stage is to Scrapy: built from a Crawler, it works with the Crawler's session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from warden.session import Session, session_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Stage:
    """Base of the pipelines; each adds ``process_item`` around its function."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler))
