"""The stage that gives every listing its normalised values and takes the seller's name away."""

from __future__ import annotations

from pipelines.normalise import normalise
from pipelines.stage import Stage
from warden.records import ResultPage
from warden.session import Session


def normalise_page(page: ResultPage, session: Session) -> ResultPage:
    """Every listing of the page normalised; dates relative to the moment it was captured."""
    page.listings = [normalise(row, page.facts, page.captured_at, session.keys) for row in page.listings]
    return page


class NormalisePipeline(Stage):
    """Stage 200."""

    def process_item(self, item: ResultPage) -> ResultPage:
        return normalise_page(item, self.session)
