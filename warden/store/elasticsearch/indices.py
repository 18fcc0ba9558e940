"""The indices, their strict mappings, and their versions: one index a kind behind an alias."""

from __future__ import annotations

from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from warden.errors import CannotContinue, NoStore, StoreTooNew

SCHEMA = 2
"""Raised with every change of a mapping; ``migrations.MIGRATIONS`` says what becomes of the documents of before."""

_KEY: dict[str, Any] = {"type": "keyword"}
_MOMENT: dict[str, Any] = {"type": "keyword"}
"""``YYYY-MM-DDTHH:MM:SSZ`` orders as text, and a page that gave a month has no instant."""
_NUMBER: dict[str, Any] = {"type": "long"}
_REAL: dict[str, Any] = {"type": "double"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_KEPT: dict[str, Any] = {"type": "object", "enabled": False}
"""Kept as it is and not looked into."""
_WORDS: dict[str, Any] = {
    "type": "text",
    "analyzer": "whitespace",
    "index_options": "positions",
    "norms": True,
}
"""Tokens of ``warden.text.search_tokens``, a space between them: no analysis of Elasticsearch's own."""
_LONG: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}
"""A text that is shown and never looked for."""


def _all(kind: dict[str, Any], names: str) -> dict[str, dict[str, Any]]:
    return dict.fromkeys(names.split(), kind)


_CONTRIBUTIONS: dict[str, Any] = {
    "type": "nested",
    "properties": {
        **_all(_KEY, "week site probe_id targets language seller country products currency"),
        "sightings": _NUMBER,
        "amount": _REAL,
        **_all(_FLAG, "new erased"),
    },
}
"""What a listing adds to the figures, by week, site and probe; a sighting counts once, whatever its targets."""
_LISTED = _all(
    _KEY, "listing_key platform site listing_id language country seller_key contact_keys cluster_id"
)
KINDS: dict[str, dict[str, dict[str, Any]]] = {
    "setting": {**_all(_KEY, "name"), "value": _LONG},
    "run": {
        **_all(_KEY, "run_id kind signature status watch made_by"),
        **_all(_MOMENT, "started_at finished_at"),
        "recipes": _KEY,
        "command": _LONG,
    },
    "request": {
        **_all(_KEY, "run_id made_by stop_by"),
        **_all(_MOMENT, "at taken_at stop_at"),
        **_all(_LONG, "command refused"),
    },
    "recipe": {
        **_all(_KEY, "recipe terms_version site_version"),
        **_all(_NUMBER, "matcher_version parser_version"),
    },
    "probe": _all(_KEY, "probe_id site kind term_id form lang place url"),
    "run_probe": {**_all(_KEY, "run_id probe_id"), "position": _NUMBER},
    "work": {
        **_all(_KEY, "work_id run_id probe_id site lane kind listing_key hit_id status outcome"),
        **_all(_NUMBER, "page priority attempts position requests bytes"),
        "restarted": _FLAG,
        "due_at": _MOMENT,
        **_all(_LONG, "cursor reason"),
    },
    "lane": {
        **_all(_KEY, "lane owner day"),
        **_all(_NUMBER, "epoch blocks requests"),
        **_all(_REAL, "ends not_before paused_until"),
    },
    "page": {
        **_all(
            _KEY, "page_id run_id work_id probe_id site platform kind page_kind outcome week recipe variant"
        ),
        **_all(_KEY, "archive archive_sha256"),
        **_all(_MOMENT, "captured_at stored_at at"),
        **_all(_NUMBER, "number rows listings dropped refused total bytes requests archive_offset epoch"),
        **_all(_LONG, "url reason source"),
    },
    "effort": {**_all(_KEY, "page_id made_by"), "minutes": _REAL, "found": _NUMBER},
    "listing": {
        **_LISTED,
        **_all(_KEY, "url card gone_reason marks counted"),
        **_all(_MOMENT, "first_seen_at last_seen_at stored_at gone_at relisted_at recheck_at"),
        **_all(_NUMBER, "sightings revisions generation up_days"),
        **_all(_FLAG, "hits live"),
        "pages": _KEY,
        "contributions": _CONTRIBUTIONS,
        "state": _KEPT,
    },
    "revision": {
        **_all(_KEY, "revision_id listing_key site page_kind"),
        "content": _LONG,
        "readings": _KEPT,
    },
    "hit": {
        **_LISTED,
        **_all(_KEY, "hit_id target origins grade state decision products"),
        **_all(_MOMENT, "first_seen_at last_seen_at created_at claimed_until gone_at"),
        "score": _REAL,
        **_all(_FLAG, "withdrawn restricted changed counted"),
        "tokens": _WORDS,
        "line": _KEPT,
    },
    "erased": {"contributions": _CONTRIBUTIONS},
    "evidence": {**_all(_KEY, "listing_key kind sha256"), **_all(_LONG, "file meta")},
    "watch": {**_all(_KEY, "name"), **_all(_MOMENT, "retired_at"), "versions": _KEPT},
}
"""What stands in each index. Strict: a document with a field that is not told here is refused."""


SETTINGS: dict[str, Any] = {
    # One copy more as soon as there is a second node, so that losing one loses nothing.
    "auto_expand_replicas": "0-1",
    # A listing that many probes have shown for years has a row for each week of each.
    "mapping.nested_objects.limit": 1_000_000,
}


TOKEN = "token"
"""The field in which a compare-and-set write leaves what it has drawn; it is no part of what is kept."""
_NEXT = "schema_next"
"""The setting that stands while a migration is under way."""


def mapping(kind: str) -> dict[str, Any]:
    return {"dynamic": "strict", "properties": {**KINDS[kind], TOKEN: _LONG}}


class Indices:
    """The names of one store's indices, and what is done to them as a whole."""

    def __init__(self, client: Elasticsearch, prefix: str, shown: str) -> None:
        self._client, self._prefix, self._shown = client, prefix, shown

    def __getitem__(self, kind: str) -> str:
        """The alias of a kind, through which it is read and written."""
        return f"{self._prefix}-{kind}"

    def version(self) -> int:
        """The schema the store is of; 0 when there is none."""
        return self._number("schema_version")

    def announced(self) -> int:
        """The schema the store is of, or the one that a migration not yet at its end brings it to."""
        return max(self.version(), self._number(_NEXT))

    def _number(self, name: str) -> int:
        try:
            found = self._client.get(index=self["setting"], id=name)
        except NotFoundError as none:
            if not isinstance(none.body, dict):  # another program's answer
                raise
            return 0
        return int(found["_source"]["value"])

    def _put(self, name: str, value: int) -> None:
        told = {"name": name, "value": str(value)}
        self._client.index(index=self["setting"], id=name, document=told, refresh=True)

    def refuse_newer(self, stated: int) -> None:
        if stated > SCHEMA:
            raise StoreTooNew(
                f"{self._shown} was written by a newer Warden (schema {stated}; this program knows {SCHEMA}). "
                "Nothing was changed. Update Warden, or name another store with --store."
            )

    def refuse_older(self, stated: int) -> None:
        """Not migrated by whoever comes first: others may be writing."""
        if stated < SCHEMA:
            raise CannotContinue(
                f"{self._shown} was written by an older Warden (schema {stated}; this program needs {SCHEMA}). Stop "
                "every Warden that uses it, update them all, and run `warden store migrate` once."
            )

    def ensure(self, *, create: bool) -> list[str]:
        """Make what is not there; what was made. Raises ``StoreTooNew``, or ``NoStore`` for none."""
        self.refuse_newer(self.announced())
        if self.version():
            return []
        if not create:
            raise NoStore(f"{self._shown} holds no store of Warden's yet: a crawl or an import makes it.")
        made = [name for kind in KINDS if (name := self.make(kind))]
        self.state()
        return made

    def announce(self) -> None:
        """Say that a migration to our schema has begun: programs that know only the one before stop writing."""
        self._put(_NEXT, SCHEMA)

    def state(self) -> None:
        """Say that all is of our schema now."""
        self._put("schema_version", SCHEMA)
        self._client.options(ignore_status=404).delete(index=self["setting"], id=_NEXT, refresh=True)

    def newest(self, kind: str) -> str:
        """The name a kind's index has when it is made by this program."""
        return f"{self[kind]}-{SCHEMA}"

    def index_of(self, kind: str) -> str | None:
        """The index behind a kind's alias; of a kind that has not changed it has the number of an older schema."""
        try:
            return next(iter(self._client.indices.get_alias(name=self[kind]).body), None)
        except NotFoundError:
            return None

    def make(self, kind: str, *, behind_alias: bool = True) -> str | None:
        """The index of a kind and its alias, from a template, so that no other mapping can come about."""
        name = self.newest(kind)
        self._client.indices.put_index_template(
            name=self[kind],
            index_patterns=[name],
            template={"mappings": mapping(kind), "settings": {"index": SETTINGS}},
            priority=500,
        )
        if self._client.indices.exists(index=name):
            return None
        aliases: dict[str, Any] = {self[kind]: {}} if behind_alias else {}
        try:
            self._client.indices.create(index=name, aliases=aliases)
        except BadRequestError as fault:
            if fault.error != "resource_already_exists_exception":  # another process was faster
                raise
        return name

    def move_alias(self, kind: str, old: str) -> None:
        """Let the alias name the newest index and take the old one away, in one step."""
        add = {"add": {"index": self.newest(kind), "alias": self[kind]}}
        self._client.indices.update_aliases(actions=[add, {"remove_index": {"index": old}}])

    def refresh(self, *kinds: str) -> None:
        """Let searches find all that was written."""
        self._client.indices.refresh(index=",".join(self[kind] for kind in kinds))

    def drop(self) -> None:
        """Take the whole store away (tests)."""
        for kind in KINDS:
            for name in {self.newest(kind), self.index_of(kind) or self.newest(kind)}:
                self._client.options(ignore_status=404).indices.delete(index=name)
            self._client.options(ignore_status=404).indices.delete_index_template(name=self[kind])
