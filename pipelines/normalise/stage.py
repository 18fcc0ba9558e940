"""The stage that gives every listing its normalised values and takes the seller's name away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pipelines.normalise import normalise
from warden.records import ResultPage
from warden.session import Session, session_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def normalise_page(page: ResultPage, session: Session) -> ResultPage:
    """Every listing of the page normalised; dates relative to the moment it was captured."""
    page.listings = [normalise(row, page.facts, page.captured_at, session.keys) for row in page.listings]
    return page


class NormalisePipeline:
    """Stage 200."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler))

    def process_item(self, item: ResultPage) -> ResultPage:
        return normalise_page(item, self._session)
