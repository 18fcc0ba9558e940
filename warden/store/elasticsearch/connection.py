"""One connection to Elasticsearch: where it is, who we are, and its failures named by consequence.

``elasticsearch://user@host:9200/prefix`` speaks plain HTTP on loopback and TLS everywhere else;
``elasticsearch+http://`` and ``elasticsearch+https://`` say so themselves. Several nodes of one cluster are parted by
commas (``elasticsearch://one:9200,two:9200/prefix``): when one is away the next is asked. The password, the API key and the
authority's certificate never stand in an address: ``WARDEN_STORE_PASSWORD``, ``WARDEN_STORE_API_KEY``,
``WARDEN_STORE_CA``.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from elastic_transport import ConnectionError as Unreachable
from elastic_transport import (
    ConnectionTimeout,
    HttpHeaders,
    TlsError,
    Urllib3HttpNode,
)
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import ApiError, Elasticsearch, TransportError

from warden.errors import CannotContinue, DiskFull, StoreAway, UsageError, WardenError

SCHEMES = {"elasticsearch": None, "elasticsearch+http": "http", "elasticsearch+https": "https"}
PORT = 9200
PREFIX = "warden"
TIMEOUT = 20.0
"""Seconds for one answer."""
LEAST = 3.0
"""Seconds for an answer where almost no time is left."""
BLOCKED = "cluster_block_exception"
"""The kind of refusal of an index that takes no writes, whatever HTTP status it comes with."""
NO_INDEX = "index_not_found_exception"
_ENDED = "search_context_missing_exception"
_BY_US = "index write (api)"
"""In the reason of a refusal: the block that a migration puts on an index, or an administrator."""
NO_SHARD = frozenset(
    {
        "unavailable_shards_exception",
        "no_shard_available_action_exception",
        "search_phase_execution_exception",
        "process_cluster_event_timeout_exception",
    }
)
"""Kinds of answers from a cluster that is red: no node that runs has the documents asked for."""
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)
_NO_TLS = re.compile("WRONG_VERSION_NUMBER|record layer failure|HTTP_REQUEST", re.IGNORECASE)
_PREFIX = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is: its nodes' addresses, which have no credentials and may be shown."""

    nodes: tuple[str, ...]
    prefix: str = PREFIX
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    ca: str | None = None

    @property
    def shown(self) -> str:
        return f"{','.join(self.nodes)}/{self.prefix}"


class WalkEnded(CannotContinue):
    """The point in time of a walk is over."""


@contextmanager
def no_later_than(moment: float | None) -> Iterator[None]:
    """No request made within waits beyond a moment of the monotonic clock, or ``LEAST`` seconds where it is past."""
    before = _UNTIL.set(moment)
    try:
        yield
    finally:
        _UNTIL.reset(before)


class _Node(Urllib3HttpNode):
    """A node that is not asked for longer than there is time."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> Any:
        until = _UNTIL.get()
        if until is not None:
            most = request_timeout if isinstance(request_timeout, int | float) else TIMEOUT
            request_timeout = min(most, max(LEAST, until - time.monotonic()))
        return super().perform_request(method, target, body, headers, request_timeout)


def place_of(url: str, environment: Mapping[str, str] = os.environ) -> Place:
    """The place an address names. Raises ``UsageError`` for one that names none, or holds a password."""
    parts = urlsplit(url)
    user, _, hosts = parts.netloc.rpartition("@")
    nodes = [_node(parts.scheme.lower(), host) for host in hosts.split(",")]
    prefix = parts.path.strip("/") or PREFIX
    if not all(nodes) or not _PREFIX.match(prefix) or parts.query or parts.fragment:
        raise UsageError(
            f"{_without_password(url)!r} names no Elasticsearch store. Write elasticsearch://host:9200 or "
            "elasticsearch://user@host:9200/prefix (small letters, digits, - and _)."
        )
    if ":" in user:
        raise UsageError(
            f"{_without_password(url)}: a password does not belong in an address, where logs and process lists "
            "show it. Give it as WARDEN_STORE_PASSWORD."
        )
    return Place(
        tuple(node for node in nodes if node),
        prefix,
        unquote(user) if user else None,
        environment.get("WARDEN_STORE_PASSWORD") or None,
        environment.get("WARDEN_STORE_API_KEY") or None,
        environment.get("WARDEN_STORE_CA") or None,
    )


def _node(scheme: str, told: str) -> str | None:
    """The address of a node from ``host`` or ``host:port``; ``None`` when it is none."""
    parts = urlsplit(f"//{told}")
    if scheme not in SCHEMES:
        return None
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        return None
    if not host:
        return None
    speaks = SCHEMES[scheme] or ("http" if _is_here(host) else "https")
    return f"{speaks}://{f'[{host}]' if ':' in host else host}:{port}"


def _without_password(url: str) -> str:
    """The address without what may be one: a password has any characters, ``/`` and ``@`` too."""
    scheme, mark, rest = url.partition("://")
    user, _, where = rest.rpartition("@")
    return f"{scheme}{mark}…@{where}" if ":" in user else url


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(place: Place) -> Elasticsearch:
    """A client that asks nothing yet. Raises ``UsageError`` for a certificate file that is not there."""
    if place.ca is not None and not os.path.isfile(place.ca):  # noqa: PTH113 - as the setting says it
        raise UsageError(f"WARDEN_STORE_CA names {place.ca}, which is no file.")
    options: dict[str, Any] = {"request_timeout": TIMEOUT, "retry_on_timeout": False, "retry_on_status": ()}
    options["node_class"] = _Node
    # Another node is asked once; all writes are such that the same one again does no harm.
    options["max_retries"] = len(place.nodes) - 1
    if place.api_key:
        options["api_key"] = place.api_key
    elif place.password is not None:
        # By hand, since the client takes no other letters than ASCII's.
        told = base64.b64encode(f"{place.user or 'elastic'}:{place.password}".encode()).decode()
        options["headers"] = {"authorization": f"Basic {told}"}
    if place.ca and place.nodes[0].startswith("https"):
        options["ca_certs"] = place.ca
    return Elasticsearch(list(place.nodes), **options)


def explained(error: Exception, place: Place) -> WardenError:
    """The same failure, saying what happened to the store and what to do."""
    where = place.shown
    if isinstance(error, TlsError) and _NO_TLS.search(repr(error)):
        return CannotContinue(
            f"{where} speaks plain HTTP, not TLS. On your own network write elasticsearch+http:// instead; over any "
            "other, let it speak TLS: the password goes with every request."
        )
    if isinstance(error, TlsError):
        return CannotContinue(
            f"{where}: its certificate is not trusted ({_short(error)}). Name the authority's certificate (a .pem "
            "or .crt file) as WARDEN_STORE_CA; it is never skipped."
        )
    if isinstance(error, ConnectionTimeout | Unreachable):
        return StoreAway(f"{where} does not answer ({_short(error)}). Check the address and that it runs.")
    if isinstance(error, ApiError):
        return _refused(error, where)
    if isinstance(error, TransportError):
        return StoreAway(f"{where}: {_short(error)}")
    return CannotContinue(f"{where}: {_short(error)}")


def _refused(error: ApiError, where: str) -> WardenError:
    status, kind = error.meta.status, _kind(error.body)
    if status == 401:
        return CannotContinue(
            f"{where} refuses these credentials. Set WARDEN_STORE_PASSWORD (with the user's name in the address) or "
            "WARDEN_STORE_API_KEY."
        )
    if isinstance(error.body, str) and error.body:
        return CannotContinue(
            f"{where} is no Elasticsearch: something else answers there (HTTP {status}). Check host and port."
        )
    if kind == BLOCKED:
        return blocked(where, _reason(error.body))
    if _ENDED in _causes(error.body):
        return WalkEnded(
            f"{where}: a walk through an index was interrupted for so long that the cluster has forgotten where it "
            "stood. Run it again."
        )
    if kind == NO_INDEX:
        return missing(where, str(error.body["error"].get("index") or "an index"))
    if status == 403:
        return CannotContinue(
            f"{where}: this user may not do that ({_reason(error.body)}). Who writes needs the role "
            "of deploy/role.json; who only reads `read` and `maintenance` on the indices of its prefix."
        )
    if status == 400 and kind == "media_type_header_exception":
        return CannotContinue(
            f"{where} is an Elasticsearch this program cannot speak to: versions 8 and 9 are."
        )
    if status == 503 and kind in NO_SHARD:
        return red(where)
    if status in (429, 502, 503, 504):
        return StoreAway(f"{where} is overloaded, or has no master just now (HTTP {status}: {kind}).")
    return CannotContinue(f"{where}: HTTP {status} {kind}: {_reason(error.body)}")


def blocked(where: str, reason: Any) -> CannotContinue:
    if _BY_US in str(reason):
        return CannotContinue(
            f"{where} takes no writes: `warden store migrate` is under way, or was broken off, or an administrator has "
            "blocked the index. Stop this Warden and update it; run `warden store migrate` to its end; then start again."
        )
    return DiskFull(
        f"{where} takes no writes: its disks are nearly full, or an administrator has made the index read-only. Free "
        "space on its nodes; Elasticsearch lifts the block by itself when there is room."
    )


def missing(where: str, index: str) -> CannotContinue:
    return CannotContinue(
        f"{where}: {index} is not there: the store was dropped, or is not whole. Stop every Warden that uses it, and "
        "restore a snapshot; a crawl or an import begins a new store where there is none."
    )


def red(where: str) -> StoreAway:
    return StoreAway(
        f"{where} is red: no running node has all its documents. Bring the missing node back (GET _cluster/health and "
        "_cat/shards say which index waits for one); nothing is lost, and a worker goes on by itself."
    )


def _kind(body: Any) -> str:
    fault = body.get("error") if isinstance(body, dict) else None
    return str(fault.get("type")) if isinstance(fault, dict) else str(fault or "")


def _causes(body: Any) -> set[str]:
    fault = body.get("error") if isinstance(body, dict) else None
    causes = fault.get("root_cause", []) if isinstance(fault, dict) else []
    return {str(cause.get("type")) for cause in causes}


def _reason(body: Any) -> str:
    fault = body.get("error") if isinstance(body, dict) else None
    return str(fault.get("reason"))[:300] if isinstance(fault, dict) else str(fault or body)[:300]


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
