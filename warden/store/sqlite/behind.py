"""The listings behind a number, a page at a time and the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from warden.store.sqlite.asking import Asked, both
from warden.store.sqlite.connection import Database


def keys(
    db: Database, question: Asked, besides: Sequence[str] = (), *, after: str, limit: int, **params: object
) -> list[str]:
    """Keys of the listings that a question counts, behind the one given; erased ones have none. ``besides``: further tests.

    Rows come in the order of an index, so that a page costs no more when the listings are many.
    """
    tests = [*question.kept_rows(), *question.ours("+probe_id")]
    tests += ["EXISTS (SELECT 1 FROM listing l WHERE l.n = listing_n)", *besides]
    if after:
        tests.append("listing_n < (SELECT n FROM listing WHERE listing_key = :after)")
    source = question.source.replace("contribution", f"contribution {_index(question)}", 1)
    return db.column(
        "SELECT (SELECT listing_key FROM listing l WHERE l.n = listing_n) "
        f"FROM {source} WHERE {both(tests)} GROUP BY listing_n ORDER BY listing_n DESC LIMIT :limit",
        {**question.params, **params, "after": after, "limit": limit},
    )


def _index(question: Asked) -> str:
    """The index that gives the rows asked for by their listings."""
    if not question.one_week:
        return "NOT INDEXED"
    return f"INDEXED BY contribution_{'target' if len(question.query.targets) == 1 else 'week'}"
