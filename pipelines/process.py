"""The way of a page without Scrapy: imports and re-readings take the same stages."""

from __future__ import annotations

from pipelines.deduplicate import deduplicate
from pipelines.match import match
from pipelines.normalise.stage import normalise_page
from pipelines.store import store_page
from pipelines.validate import validate
from warden.records import ResultPage
from warden.session import Session
from warden.store.base import Ingested


def read_only(page: ResultPage, session: Session) -> ResultPage:
    """Everything but storing."""
    return match(deduplicate(normalise_page(validate(page, session), session)), session)


def process(page: ResultPage, session: Session) -> Ingested:
    """Everything; what the page brought."""
    return store_page(read_only(page, session), session)
