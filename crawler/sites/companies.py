"""What can be monitored of each company of the coalition, from companies.csv.

``python -m crawler.sites.companies > docs/reference/companies.md`` makes the page of it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from crawler.sites.site import Site

FILE = Path(__file__).with_name("companies.csv")
COLUMNS = (
    "company", "product", "road", "status", "reason", "site", "since", "needs", "languages", "proof", "verified",
)  # fmt: skip
"""``since``: the day the status was last true; ``needs``: what a user must have; ``verified``: of what kind and year
the pages are that are read."""
ROADS = ("api", "html", "embedded-json", "feed", "browser", "import", "search-engine", "partner", "none")
STATUSES = ("active", "unverified", "out-of-reach", "closed", "unknown")
PROOFS = {
    "real": "read a real page",
    "hand": "only a page written by hand",
    "none": "nothing",
}
"""What the reading of a product rests on."""
_ROADS_TOLD = {
    "api": "official API",
    "html": "HTML",
    "embedded-json": "embedded JSON",
    "import": "import of saved pages or exports",
    "search-engine": "search engine's site filter",
    "partner": "partner or research programme",
    "none": "none",
}
_TOP = """\
# The companies of the coalition, and the road to each

A row for each product that lists items, as `warden sites list --companies` tells it. This page is made from
`crawler/sites/companies.csv` (`python -m crawler.sites.companies > docs/reference/companies.md`).

*Rests on*: what the site file has been held against: a real page of the kind and year named, a page written by hand
with the skeleton that public sources describe, or nothing. *Unknown* stays unknown until somebody of the coalition
says otherwise.
"""


@lru_cache(maxsize=1)
def _table() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def companies(sites: Mapping[str, Site]) -> list[dict[str, str | None]]:
    """One row a product with the keys of ``COLUMNS``; site is None where no file is in force."""
    return [
        {name: row[name] if name != "site" or row[name] in sites else None for name in COLUMNS}
        for row in _table()
    ]


def counts(rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    """Three lines: how many products by road, by status and by what their reading rests on."""
    told = []
    for name, names in (("road", _ROADS_TOLD), ("status", {}), ("proof", PROOFS)):
        many = Counter(row[name] or "" for row in rows)
        parts = (f"{names.get(value, value)} {count}" for value, count in many.most_common())
        told.append(f"{'rests on' if name == 'proof' else 'by ' + name}: {', '.join(parts)}")
    return told


def page() -> str:
    """The page of the table, in Markdown."""
    rows = _table()
    head = "| company | product | road | status | what stands | what you need | languages | rests on | site file |"
    lines = [_TOP, f"{len({row['company'] for row in rows})} companies, {len(rows)} products.\n"]
    lines += [f"- {line}" for line in counts(rows)]
    lines += ["", head, "|---" * head.count(" |") + "|", *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(row: Mapping[str, str]) -> str:
    rests = PROOFS[row["proof"]] + (f": {row['verified']}" if row["proof"] != "none" else "")
    cells = (
        row["company"],
        row["product"],
        _ROADS_TOLD.get(row["road"], row["road"]),
        f"{row['status']}, {row['since']}",
        row["reason"],
        row["needs"],
        row["languages"],
        rests,
        f"`{row['site']}`" if row["site"] else "",
    )
    return f"| {' | '.join(cells)} |"


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


if __name__ == "__main__":
    sys.stdout.write(page())
