"""Which of the counted listings state a price, or who sells."""

from __future__ import annotations

from warden.store.counting import Stating, TrendQuery
from warden.store.sqlite.asking import asked, both
from warden.store.sqlite.connection import Database


class OfThese:
    """See ``warden.store.counting.Counting``."""

    db: Database

    def stating(
        self, query: TrendQuery, what: Stating, *, after: str = "", limit: int = 50
    ) -> tuple[int, int, list[str]]:
        question = asked(self.db, query)
        tests = question.rows() + (["seller_n IS NOT NULL"] if what.seller else [])
        tests += ["amount IS NOT NULL", "currency = :currency"] if what.currency else []
        rows = f"FROM {question.source} WHERE {both(tests)}"
        told = {**question.params, "currency": what.currency, "after": after, "limit": limit}
        # Of an erased listing nothing but its rows is left.
        count = "SELECT COUNT(DISTINCT listing_n), COUNT(DISTINCT CASE WHEN erased THEN listing_n END)"
        listings, erased = self.db.all(f"{count} {rows}", told)[0]
        keys = self.db.column(
            f"SELECT listing_key FROM listing WHERE n IN (SELECT listing_n {rows}) "
            "AND listing_key > :after ORDER BY listing_key LIMIT :limit",
            told,
        )
        return int(listings), int(erased), keys
