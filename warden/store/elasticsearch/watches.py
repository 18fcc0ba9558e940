"""Watches: named baskets of probes, each version frozen when it is saved. And the store's settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from warden.errors import CannotContinue, OtherSecret
from warden.records import Probe
from warden.store.copied import OTHER_SECRET
from warden.store.elasticsearch.documents import ATTEMPTS, Doc, Documents, Write

_FINGERPRINT = "fingerprint"


def _stated(spec: dict[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Watches:
    """Watches and settings of an Elasticsearch store; see ``warden.store.base.Store``.

    A watch is one document with all its versions, so that saving one is one compare-and-set.
    """

    docs: Documents

    def save_watch(self, name: str, spec: dict[str, Any], probes: Sequence[Probe], at: str) -> int:
        frozen = [asdict(probe) for probe in probes]
        self.docs.create("probe", {probe.probe_id: asdict(probe) for probe in probes})

        def saved(old: dict[str, Any] | None) -> dict[str, Any]:
            versions = list(old["versions"]) if old else []
            before = (
                [(versions[-1]["spec"], [probe["probe_id"] for probe in versions[-1]["probes"]])]
                if versions
                else []
            )
            # By their ids: what an id stands for never changes.
            if before != [(_stated(spec), [probe.probe_id for probe in probes])]:
                versions.append({"spec": _stated(spec), "probes": frozen, "saved_at": at})
            return {"name": name, "versions": versions, "retired_at": None}

        return len(self.docs.change("watch", name, saved)["versions"])

    def watch(self, name: str) -> tuple[int, dict[str, Any], list[Probe]] | None:
        found = self.docs.get("watch", name).source
        if found is None or found["retired_at"] is not None:
            return None
        newest = found["versions"][-1]
        return (
            len(found["versions"]),
            json.loads(newest["spec"]),
            [Probe(**probe) for probe in newest["probes"]],
        )

    def watches(self) -> list[dict[str, Any]]:
        rows = [
            doc.source for doc in self.docs.each("watch", {"match_all": {}}, [{"name": "asc"}]) if doc.source
        ]
        return [
            {
                "name": row["name"],
                "version": len(row["versions"]),
                "spec": json.loads(row["versions"][-1]["spec"]),
                "probes": len(row["versions"][-1]["probes"]),
                "saved_at": row["versions"][-1]["saved_at"],
                "retired_at": row["retired_at"],
            }
            for row in rows
        ]

    def retire_watch(self, name: str, at: str) -> bool:
        def retired(old: dict[str, Any] | None) -> dict[str, Any] | None:
            return None if old is None or old["retired_at"] is not None else {**old, "retired_at": at}

        return self.docs.change("watch", name, retired) is not None

    # -- settings --------------------------------------------------------------------------------

    def get_setting(self, name: str) -> Any:
        found = self.docs.get("setting", f"user {name}").source
        return None if found is None else json.loads(found["value"])

    def put_setting(self, name: str, value: Any) -> None:
        self.docs.write([Write("setting", f"user {name}", {"name": name, "value": json.dumps(value)})])

    def swap_setting(self, name: str, old: Any, new: Any) -> bool:
        doc: Doc = self.docs.get("setting", f"user {name}")
        kept = json.loads(doc.source["value"]) if doc.source else None
        return kept == old and self.docs.put("setting", doc, {"name": name, "value": json.dumps(new)})

    def fingerprint(self, value: str) -> None:
        for _ in range(ATTEMPTS):
            doc: Doc = self.docs.get("setting", _FINGERPRINT)
            kept = doc.source["value"] if doc.source else None
            if kept is None:
                self.docs.put("setting", doc, {"name": _FINGERPRINT, "value": value})
                continue
            if kept != value:
                raise OtherSecret(OTHER_SECRET)
            return
        raise CannotContinue(
            f"{self.docs.place.shown}: the secret's fingerprint could not be kept. Run it again."
        )
