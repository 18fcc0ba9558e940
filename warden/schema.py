"""JSON Schema of everything the command line prints, made from ``warden.records``.

``python -m warden.schema docs/reference/records.json`` writes it; a test fails when it is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from warden import lines, records

VERBS: dict[str, Any] = {
    "import": records.ImportLine,
    "match": lines.MatchLine,
    "match.error": lines.BadLine,
    "search": records.HitLine,
    "export.jsonl": records.HitLine,
    "crawl": lines.CrawlLine,
    "crawl.dry-run": lines.CostLine,
    "effort.add": lines.EffortLine,
    "hit.add": lines.HitAddedLine,
    "decide": lines.DecideLine,
    "watches.list": lines.WatchLine,
    "watches.show": lines.WatchShownLine,
    "watches.add": lines.WatchAddedLine,
    "sites.list": lines.SiteLine,
    "sites.companies": lines.CompanyLine,
    "sites.check": lines.SiteCheckLine,
    "terms.list": lines.TermLine,
    "terms.check": lines.FaultLine,
    "trends": lines.TrendLine,
    "store.check": lines.ProblemLine,
    "store.migrate": lines.MigrationLine,
    "doctor": lines.FindingLine,
    "demo": lines.DemoLine,
}
"""The shape of one line of each verb's ``--json``."""


def schema() -> dict[str, Any]:
    """One JSON Schema document; a verb's line is ``#/$defs/<verb>``."""
    definitions: dict[str, Any] = {}
    for verb, shape in VERBS.items():
        made = TypeAdapter(shape).json_schema(ref_template="#/$defs/{model}")
        definitions.update(made.pop("$defs", {}))
        definitions[verb] = made
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lines that warden prints with --json",
        "version": records.SCHEMA_VERSION,
        "$defs": _every_key(definitions),
    }


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
