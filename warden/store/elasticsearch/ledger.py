"""Runs, probes and the ledger of work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from warden.errors import UsageError
from warden.identity import work_id
from warden.records import Probe, Recipe, Run, Work
from warden.store.base import LedgerStep
from warden.store.elasticsearch import lanes
from warden.store.elasticsearch.documents import Documents, Write, every, term
from warden.store.elasticsearch.search import either
from warden.store.leases import Lease
from warden.store.rows import storable_values

_ORDER = [{"priority": "desc"}, {"position": "asc"}, {"page": "asc"}, {"work_id": "asc"}]
"""The order work is taken in: the same in every run, whatever was killed in between."""
_WALK = _ORDER[1:]


def work_of(source: Mapping[str, Any]) -> Work:
    return Work(**{name: value for name, value in source.items() if name not in _ONLY_STORED})


_ONLY_STORED = frozenset({"position", "requests", "bytes"})


def run_of(source: Mapping[str, Any]) -> Run:
    told = {name: value for name, value in source.items() if name not in ("recipes", "made_by")}
    return Run(**{**told, "by": source["made_by"], "command": json.loads(source["command"])})


def _due(run_id: str, now: str, lane: str | None, site: str | None) -> dict[str, Any]:
    ready = [{"bool": {"must_not": {"exists": {"field": "due_at"}}}}, {"range": {"due_at": {"lte": now}}}]
    return every(
        term("run_id", run_id),
        term("status", "due"),
        term("lane", lane),
        term("site", site),
        {"bool": {"should": ready, "minimum_should_match": 1}},
    )


def _placed(docs: Documents, works: Sequence[Work]) -> dict[str, dict[str, Any]]:
    """The documents of new work, each with its probe's position in the run."""
    names = {f"{work.run_id} {work.probe_id}" for work in works if work.probe_id}
    found = docs.get_all("run_probe", sorted(names))
    places = {doc.id: doc.source["position"] for doc in found if doc.source}
    return {
        work.work_id: storable_values(asdict(work))
        | {"position": places.get(f"{work.run_id} {work.probe_id}", 0), "requests": 0, "bytes": 0}
        for work in works
    }


def add_work(docs: Documents, works: Iterable[Work]) -> int:
    works = list(works)
    return docs.create("work", _placed(docs, works)) if works else 0


def _revive(docs: Documents, work: Work) -> None:
    """Queue the page after a finished one; what was given up when its probe began again comes back."""
    if add_work(docs, [work]):
        return

    def again(old: dict[str, Any] | None) -> dict[str, Any] | None:
        if old is None or old["status"] != "dropped":
            return None
        told = {"status": "due", "cursor": work.cursor, "due_at": work.due_at, "attempts": 0}
        return {**old, **told, "outcome": None, "reason": None}

    docs.change("work", work.work_id, again)


def close_work(
    docs: Documents, step: LedgerStep, *, requests: int = 0, bytes: int = 0, go_on: bool = True
) -> None:
    """The page after this one is due, unless this one brought nothing new; then the work is done.

    In that order: killed in between the work is done again, and queues what is queued already.
    """
    if step.lease is not None:
        lanes.check(docs, step.lease)
    if docs.get("work", step.work_id).source is None:
        raise UsageError(f"The ledger has no work {step.work_id}: queue it with add_work first.")
    if step.next is not None and (go_on or step.always):
        _revive(docs, step.next)

    def closed(old: dict[str, Any] | None) -> dict[str, Any]:
        assert old is not None  # ledgers only grow
        status = "failed" if step.outcome == "failed" else "done"
        spent = {"requests": old["requests"] + requests, "bytes": old["bytes"] + bytes}
        return storable_values(
            {**old, **spent, "status": status, "outcome": step.outcome, "reason": step.reason}
        )

    docs.change("work", step.work_id, closed)


class Ledger:
    """Runs and work of an Elasticsearch store; see ``warden.store.base.Store``."""

    docs: Documents

    def start_run(self, run: Run) -> None:
        values = {name: value for name, value in asdict(run).items() if name not in ("by", "command")}
        told = storable_values(
            {**values, "made_by": run.by, "command": json.dumps(run.command, sort_keys=True)}
        )

        def kept(old: dict[str, Any] | None) -> dict[str, Any]:
            if old is None:
                return {**told, "recipes": []}
            return {**old, "status": run.status, "finished_at": run.finished_at}

        self.docs.change("run", run.run_id, kept)

    def _runs(self, query: dict[str, Any], limit: int) -> list[Run]:
        order = [{"started_at": "desc"}, {"run_id": "desc"}]
        found = self.docs.search("run", query=query, sort=order, size=limit)
        return [run_of(row["_source"]) for row in found["hits"]["hits"]]

    def unfinished_run(self, signature: str) -> Run | None:
        query = every(term("signature", signature), term("status", ["running", "stopped"]))
        return next(iter(self._runs(query, 1)), None)

    def finish_run(self, run_id: str, status: str, at: str, recipes: Sequence[Recipe] = ()) -> None:
        self.docs.create("recipe", {recipe.recipe: asdict(recipe) for recipe in recipes})

        def ended(old: dict[str, Any] | None) -> dict[str, Any] | None:
            if old is None:
                return None
            stated = sorted({*old["recipes"], *(recipe.recipe for recipe in recipes)})
            end = None if status == "running" else at
            return {**old, "status": status, "finished_at": end, "recipes": stated}

        self.docs.change("run", run_id, ended)

    def runs(self, limit: int = 50, *, watch: str | None = None) -> list[Run]:
        ended = None if watch is None else {"exists": {"field": "finished_at"}}
        return self._runs(every(term("watch", watch), ended), limit)

    def run_recipes(self, run_id: str) -> list[Recipe]:
        run = self.docs.get("run", run_id).source
        names = run["recipes"] if run else []
        return [Recipe(**doc.source) for doc in self.docs.get_all("recipe", names) if doc.source]

    # -- probes --------------------------------------------------------------------------------

    def add_probes(self, run_id: str, probes: Iterable[Probe]) -> None:
        probes = list(probes)
        self.docs.create("probe", {probe.probe_id: storable_values(asdict(probe)) for probe in probes})
        start = self._positions(run_id)
        self.docs.create(
            "run_probe",
            {
                f"{run_id} {probe.probe_id}": {
                    "run_id": run_id,
                    "probe_id": probe.probe_id,
                    "position": start + number,
                }
                for number, probe in enumerate(probes)
            },
        )

    def _positions(self, run_id: str) -> int:
        """The position after the last one of a run."""
        highest = {"last": {"max": {"field": "position"}}}
        found = self.docs.search("run_probe", query=every(term("run_id", run_id)), size=0, aggs=highest)
        last = found["aggregations"]["last"]["value"]
        return 0 if last is None else int(last) + 1

    def probes(self, run_id: str) -> list[Probe]:
        """The probes of a run, in the order they were added."""
        order = [{"position": "asc"}, {"probe_id": "asc"}]
        rows = self.docs.each("run_probe", every(term("run_id", run_id)), order)
        names = [row.source["probe_id"] for row in rows if row.source]
        return [Probe(**doc.source) for doc in self.docs.get_all("probe", names) if doc.source]

    # -- work ------------------------------------------------------------------------------------

    def add_work(self, works: Iterable[Work]) -> int:
        return add_work(self.docs, works)

    def next_work(self, run_id: str, lane: str, now: str, *, site: str | None = None) -> Work | None:
        if self._rests(run_id):
            return None
        found = self.docs.search("work", query=_due(run_id, now, lane, site), sort=_ORDER, size=1)
        rows = found["hits"]["hits"]
        return work_of(rows[0]["_source"]) if rows else None

    def lanes_due(self, run_id: str, now: str, *, site: str | None = None) -> dict[str, int]:
        if self._rests(run_id):
            return {}
        rows = self.docs.counted("work", _due(run_id, now, None, site), ["lane"])
        return {lane: row["doc_count"] for (lane,), row in rows}

    def _rests(self, run_id: str) -> bool:
        """Whether somebody stopped the run."""
        wish = self.docs.get("request", run_id).source
        return wish is not None and wish["stop_at"] is not None

    def finish_work(self, step: LedgerStep, *, requests: int = 0, bytes: int = 0) -> None:
        close_work(self.docs, step, requests=requests, bytes=bytes)

    def retry_work(self, work_id: str, due_at: str, reason: str) -> None:
        def later(old: dict[str, Any] | None) -> dict[str, Any] | None:
            if old is None:
                return None
            told = {"status": "due", "due_at": due_at, "reason": reason, "attempts": old["attempts"] + 1}
            return storable_values({**old, **told})

        self.docs.change("work", work_id, later)

    def restart_probe(self, work: Work, lease: Lease | None = None) -> Work | None:
        if lease is not None:
            lanes.check(self.docs, lease)
        first = work_id(work.run_id, work.probe_id or "", 1)
        reason = f"cursor of page {work.page} refused: from page 1 again"
        begun = self.docs.get("work", first)
        if begun.source is None or begun.source["restarted"]:
            return None
        self._drop(work, reason)
        told = {"status": "due", "due_at": None, "attempts": 0, "restarted": True, "outcome": None}
        again = {**begun.source, **told, "reason": reason}
        # Who is overtaken here was not the first to begin it again.
        return work_of(again) if self.docs.put("work", begun, again) else None

    def _drop(self, work: Work, reason: str) -> None:
        """Give up the later pages of a probe."""
        later = every(
            term("run_id", work.run_id), term("probe_id", work.probe_id), {"range": {"page": {"gt": 1}}}
        )
        told = {"status": "dropped", "outcome": None, "reason": reason, "restarted": True}
        left = [doc for doc in self.docs.each("work", later, _WALK) if doc.source]
        self.docs.write([Write("work", doc.id, {**(doc.source or {}), **told}, over=doc) for doc in left])

    def work_counts(self, run_id: str) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        rows = self.docs.counted("work", every(term("run_id", run_id)), ["site", "outcome", "status"])
        for (site, outcome, status), row in rows:
            of_site = counts.setdefault(site, {})
            of_site[outcome or status] = of_site.get(outcome or status, 0) + row["doc_count"]
        return counts

    def troubled(self, run_id: str, limit: int) -> list[Work]:
        ended: list[dict[str, Any]] = [
            {"terms": {"outcome": ["failed", "changed", "blocked"]}},
            {"term": {"status": "failed"}},
        ]
        tried = either({"range": {"attempts": {"gt": 0}}}, {"term": {"restarted": True}})
        again = {"bool": {"filter": [{"term": {"status": "due"}}, tried]}}
        query = {"bool": {"filter": [term("run_id", run_id), either(*ended, again)]}}
        found = self.docs.search("work", query=query, size=limit)["hits"]["hits"]
        return [work_of(row["_source"]) for row in found]

    def works(self, run_id: str) -> Iterator[Work]:
        for doc in self.docs.each("work", every(term("run_id", run_id)), _WALK):
            if doc.source:
                yield work_of(doc.source)
