"""What can be monitored of each company of the coalition, from companies.csv."""

from __future__ import annotations

import csv
import re
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


def without_file(name: str, sites: Mapping[str, Site]) -> str | None:
    """The company and product meant by a name, in any case, that no site file reads; None where there is none."""
    wanted = _fold(name)
    for row in companies(sites):
        company, product = row["company"] or "", row["product"] or ""
        if row["site"] is None and wanted and wanted in (_fold(company), _fold(product)):
            return company if _fold(company) == wanted else product
    return None


def nobody(name: str, sites: Mapping[str, Site]) -> str:
    """What is said of a name that means no site: mistyped, or of a company whose pages no file reads yet."""
    known = without_file(name, sites)
    if known:
        return (
            f"no site file reads pages of {known} yet; `warden sites list --companies` tells the road to them"
        )
    return f"no site, platform or company is called {name!r}; `warden sites list` shows them"


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
