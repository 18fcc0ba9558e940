"""What can be monitored of each company of the coalition, from companies.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from crawler.sites.site import Site

FILE = Path(__file__).with_name("companies.csv")
ROADS = ("api", "html", "embedded-json", "feed", "browser", "import", "search-engine", "partner", "none")
STATUSES = ("active", "unverified", "out-of-reach", "closed", "unknown")


def companies(sites: Mapping[str, Site]) -> list[dict[str, str | None]]:
    """One row a product: company, product, road, status, reason, site (None where no file is in force)."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        {
            "company": row["company"],
            "product": row["product"],
            "road": row["road"],
            "status": row["status"],
            "reason": row["reason"],
            "site": row["site"] if row["site"] in sites else None,
        }
        for row in rows
    ]
