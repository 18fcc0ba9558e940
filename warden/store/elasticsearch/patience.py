"""Asking a cluster: failures named by their consequence, and a while of patience for one that has answered before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError

from warden.errors import StoreAway, WardenError
from warden.store.elasticsearch.connection import LEAST, Place, explained, no_later_than, red
from warden.store.elasticsearch.indices import Indices

FIRST_WAIT = 0.05
LONGEST_WAIT = 10.0
PATIENCE = 20.0
"""Seconds a cluster that answered before may be away: well below a lease, which is not renewed meanwhile."""
_HEALTH = 2.0
"""Seconds to find out whether a cluster that gave no answer is red."""
LONGEST = PATIENCE + LEAST + _HEALTH
"""Seconds after which a call of a cluster that answered before has come to its end: the last try may begin when
patience is over."""


def pause(attempt: int) -> float:
    """Seconds before a failed try is made again; not all at the same moment."""
    return min(LONGEST_WAIT, FIRST_WAIT * float(2**attempt)) * (0.5 + random.random() / 2)


class Patient:
    """A cluster that is asked with patience."""

    def __init__(
        self, client: Elasticsearch, place: Place, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.client, self.place, self._sleep = client, place, sleep
        self.indices = Indices(client, place.prefix, place.shown)
        self._answered = False

    def asked(self, call: Callable[[], Any]) -> Any:
        """The answer of a call; a failure named by its consequence.

        A cluster that chooses a new master, or starts again, is waited for, once it has answered before: for
        ``PATIENCE`` seconds, over all tries and their requests, and ``LONGEST`` at the very most.
        """
        until = time.monotonic() + PATIENCE if self._answered else None
        attempt = 0
        while True:
            try:
                with no_later_than(until):
                    answer = call()
            except (ApiError, TransportError) as error:
                told = self._told(error)
                if not isinstance(told, StoreAway) or until is None or time.monotonic() >= until:
                    # Not every call after this one is to wait as long.
                    self._answered = self._answered and not isinstance(told, StoreAway)
                    raise told from error
            else:
                self._answered = True
                return answer
            self._wait(attempt, until)
            attempt += 1

    def _told(self, error: Exception) -> WardenError:
        return red(self.place.shown) if self._is_red(error) else explained(error, self.place)

    def _is_red(self, error: Exception) -> bool:
        """Whether an answer did not come because a shard has no node: a refresh waits for it, and says nothing."""
        if not isinstance(error, ConnectionTimeout):
            return False
        try:
            health = self.client.options(request_timeout=_HEALTH).cluster.health(timeout="1s")
        except (ApiError, TransportError):
            return False
        return bool(health["status"] == "red")

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)

    def _wait(self, attempt: int, until: float | None = None) -> None:
        seconds = pause(attempt)
        self._sleep(seconds if until is None else max(0.0, min(seconds, until - time.monotonic())))
