"""JSON Schema of everything the command line prints, made from ``warden.records``.

``python -m warden.schema docs/reference/records.json`` writes it; a test fails when it is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from warden import benchlines, consolelines, lines, records, sitelines, specieslines

VERBS: dict[str, Any] = {
    "import": lines.ImportLine,
    "match": lines.MatchLine,
    "match.candidate": lines.ComparedLine,
    "match.error": lines.BadLine,
    "search": records.HitLine,
    "export.jsonl": records.HitLine,
    "crawl": sitelines.CrawlLine,
    "crawl.dry-run": sitelines.CostLine,
    "effort.add": lines.EffortLine,
    "hit.add": lines.HitAddedLine,
    "hit.show": lines.HitShownLine,
    "decide": lines.DecideLine,
    "watches.list": lines.WatchLine,
    "watches.show": lines.WatchShownLine,
    "watches.add": lines.WatchAddedLine,
    "watches.retire": lines.WatchRetiredLine,
    "sites.list": lines.SiteLine,
    "sites.companies": lines.CompanyLine,
    "sites.check": sitelines.SiteCheckLine,
    "sites.check.recall": sitelines.RecallLine,
    "sites.status": sitelines.SiteStatusLine,
    "terms.list": lines.TermLine,
    "terms.check": lines.FaultLine,
    "terms.import": specieslines.SpeciesImportLine,
    "targets.list": specieslines.TargetLine,
    "targets.show": specieslines.TargetShownLine,
    "targets.status": specieslines.StandingLine,
    "terms.try": benchlines.TryLine,
    "terms.ledger": benchlines.LedgerLine,
    "terms.suggest": benchlines.SuggestLine,
    "trends": lines.TrendLine,
    "trends.rebuild": lines.ProblemLine,
    "reparse": lines.RereadLine,
    "rematch": lines.RereadLine,
    "store.check": lines.ProblemLine,
    "store.copy": lines.CopyLine,
    "store.migrate": lines.MigrationLine,
    "people.list": consolelines.PersonLine,
    "doctor": lines.FindingLine,
    "demo": lines.DemoLine,
}
"""The shape of one line of each verb's ``--json``."""

PARTS: dict[tuple[str, str], Any] = {
    ("import", "listings"): list[lines.ImportedListing],
    ("search", "matches"): list[lines.HitMatch],
    ("search", "verdict"): lines.HitVerdict | None,
    ("export.jsonl", "listing_key"): str | None,
    ("export.jsonl", "listing_id"): str | None,
    ("export.jsonl", "matches"): list[lines.HitMatch],
    ("export.jsonl", "verdict"): lines.HitVerdict | None,
    ("watches.show", "probes"): list[records.Probe],
}
"""What the records hold as plain dictionaries, by verb and key."""


def schema() -> dict[str, Any]:
    """One JSON Schema document; a verb's line is ``#/$defs/<verb>``."""
    definitions: dict[str, Any] = {}
    for verb, shape in VERBS.items():
        definitions[verb] = _made(shape, definitions)
    for (verb, key), shape in PARTS.items():
        told = definitions[verb]["properties"][key]
        definitions[verb]["properties"][key] = {
            **{name: told[name] for name in ("title", "description") if name in told},
            **_made(shape, definitions),
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lines that warden prints with --json",
        "version": records.SCHEMA_VERSION,
        "$defs": _every_key(definitions),
    }


def _made(shape: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one shape; what it refers to goes into ``definitions``."""
    made = TypeAdapter(shape).json_schema(ref_template="#/$defs/{model}")
    definitions.update(made.pop("$defs", {}))
    return made


def _every_key(definitions: dict[str, Any]) -> dict[str, Any]:
    """Every key is always there, with ``null`` for unknown: defaults don't make one optional."""
    for made in definitions.values():
        if "properties" in made:
            made["required"] = list(made["properties"])
            for shape in made["properties"].values():
                shape.pop("default", None)
    return dict(sorted(definitions.items()))


def main() -> None:
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    Path(sys.argv[1]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
