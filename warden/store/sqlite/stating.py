"""Which of the counted listings state a price, or who sells."""

from __future__ import annotations

from warden.store.counting import Stating, TrendQuery
from warden.store.sqlite import behind
from warden.store.sqlite.asking import asked, both
from warden.store.sqlite.connection import Database


class OfThese:
    """See ``warden.store.counting.Counting``."""

    db: Database

    def stating(
        self, query: TrendQuery, what: Stating, *, after: str = "", limit: int = 50
    ) -> tuple[int, int, list[str]]:
        question = asked(self.db, query)
        besides = ["seller_n IS NOT NULL"] if what.seller else []
        besides += ["amount IS NOT NULL", "currency = :currency"] if what.currency else []
        # Of an erased listing nothing but its rows is left.
        listings, erased = self.db.all(
            "SELECT COUNT(DISTINCT listing_n), COUNT(DISTINCT CASE WHEN erased THEN listing_n END) "
            f"FROM {question.source} WHERE {both([*question.rows(), *besides])}",
            {**question.params, "currency": what.currency},
        )[0]
        keys = behind.keys(self.db, question, besides, after=after, limit=limit, currency=what.currency)
        return int(listings), int(erased), keys
