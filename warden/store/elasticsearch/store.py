"""The team's store: one Elasticsearch for any number of people and crawling machines."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from warden.store.elasticsearch import migrations
from warden.store.elasticsearch.check import Check
from warden.store.elasticsearch.connection import connect, place_of
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.effort import Effort
from warden.store.elasticsearch.facts import Rows
from warden.store.elasticsearch.health import Health
from warden.store.elasticsearch.keeping import Keeping
from warden.store.elasticsearch.lanes import Lanes
from warden.store.elasticsearch.ledger import Ledger
from warden.store.elasticsearch.people import People
from warden.store.elasticsearch.records import Records
from warden.store.elasticsearch.requests import Requests
from warden.store.elasticsearch.rereading import Rereading
from warden.store.elasticsearch.retention import Retention
from warden.store.elasticsearch.sampled import Sampled
from warden.store.elasticsearch.search import Search
from warden.store.elasticsearch.trends import Trends
from warden.store.elasticsearch.watches import Watches


class ElasticStore(
    Ledger,
    Lanes,
    Keeping,
    People,
    Sampled,
    Search,
    Trends,
    Watches,
    Retention,
    Rereading,
    Check,
    Health,
    Effort,
    Requests,
    Rows,
    Records,
):
    """``warden.store.base.Store`` on the indices of one prefix.

    They are made when ``create`` is set; those of a newer schema are refused, those of an older one too unless
    ``migrate`` is to be called. Raises ``UsageError`` for an address that names no place, ``StoreAway`` where nothing
    answers, ``CannotContinue`` for credentials that are refused.
    """

    def __init__(self, url: str, *, create: bool = True, to_migrate: bool = False) -> None:
        place = place_of(url)
        self.url = url
        self.docs = Documents(connect(place), place)
        self._watched: dict[str, tuple[int | None, float]] = {}
        try:
            self.applied = list(self.docs.asked(lambda: self.docs.indices.ensure(create=create)))
            if not to_migrate:
                self.docs.indices.refuse_older(self.docs.asked(self.docs.indices.version))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ElasticStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.docs.client.close()

    def migrate(self) -> Iterator[str]:
        done, self.applied = self.applied, []
        yield from (f"index {name} made" for name in done)
        yield from migrations.migrate(self.docs)
        yield from self.mend()
