"""Runs that people ask for; see ``warden.store.requests``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from warden.records import Run
from warden.store.elasticsearch.documents import Documents
from warden.store.elasticsearch.ledger import run_of
from warden.store.requests import RunRequest
from warden.store.rows import dumps, storable_values

_EMPTY: dict[str, Any] = {"made_by": None, "command": "{}", "taken_at": None, "refused": None}
_GOING = {"stop_at": None, "stop_by": None}


def _request(source: Mapping[str, Any]) -> RunRequest:
    told = {name: value for name, value in source.items() if name not in ("made_by", "command")}
    return RunRequest(**told, by=source["made_by"], command=json.loads(source["command"]))


class Requests:
    """See ``warden.store.requests.Requests``."""

    docs: Documents

    def run(self, run_id: str) -> Run | None:
        found = self.docs.get("run", run_id).source
        return None if found is None else run_of(found)

    def request_run(self, request: RunRequest) -> None:
        told = {"run_id": request.run_id, "at": request.at, "made_by": request.by}
        told |= {"command": dumps(request.command)}
        self.docs.create("request", {request.run_id: storable_values(_EMPTY | _GOING | told)})

    def take_request(self, run_id: str, at: str) -> bool:
        def taken(old: dict[str, Any] | None) -> dict[str, Any] | None:
            return {**old, "taken_at": at} if old is not None and _request(old).open else None

        return self.docs.change("request", run_id, taken) is not None

    def refuse_request(self, run_id: str, why: str) -> None:
        self._told(run_id, {"refused": why})

    def stop_run(self, run_id: str, at: str, by: str) -> None:
        def stopped(old: dict[str, Any] | None) -> dict[str, Any] | None:
            known = old or {**_EMPTY, **_GOING, "run_id": run_id, "at": at}
            if known["stop_at"] is not None:
                return None
            return storable_values({**known, "stop_at": at, "stop_by": by})

        self.docs.change("request", run_id, stopped)

    def resume_run(self, run_id: str) -> None:
        self._told(run_id, _GOING)

    def _told(self, run_id: str, more: dict[str, Any]) -> None:
        def changed(old: dict[str, Any] | None) -> dict[str, Any] | None:
            return None if old is None else storable_values({**old, **more})

        self.docs.change("request", run_id, changed)

    def run_request(self, run_id: str) -> RunRequest | None:
        found = self.docs.get("request", run_id).source
        return None if found is None else _request(found)

    def run_requests(self, limit: int = 200) -> list[RunRequest]:
        order = [{"at": "desc"}, {"run_id": "desc"}]
        found = self.docs.search("request", query={"match_all": {}}, sort=order, size=limit)
        return [_request(row["_source"]) for row in found["hits"]["hits"]]
