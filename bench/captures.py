"""What is read of the real pages: a line each, with its markup and the fields filled.

    python -m bench.captures ../shared/captures/MANIFEST.tsv [due …]

Columns: site, file, markup, listings, within the manifest's bounds, and how many of the listings have a price
(an amount, or words of one), an amount, a picture, a place, a date, a text, a seller. Nothing is stored.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

from crawler.importing import read_files, to_page
from crawler.reading import PARSER_VERSION
from crawler.sites.load import load_sites
from keywords import MATCHER_VERSION, Matcher, load_terms
from pipelines.process import read_only
from warden.config import load_config
from warden.privacy import Keys
from warden.records import Listing, ResultPage
from warden.session import Session

FILLED: dict[str, Callable[[Listing], object]] = {
    "price": lambda row: row.price.text or row.price.amount is not None or row.price.type,
    "amount": lambda row: row.price.amount is not None,
    "picture": lambda row: row.image,
    "place": lambda row: row.location,
    "date": lambda row: row.listed_at,
    "text": lambda row: row.description,
    "seller": lambda row: row.seller_key,
}


def line(page: ResultPage, told: dict[str, str]) -> str:
    found = page.listings
    whole = int(told["listings_min"]) <= len(found) <= int(told["listings_max"])
    counts = " ".join(f"{name} {sum(bool(has(row)) for row in found)}" for name, has in FILLED.items())
    markup = page.variant or page.outcome
    return f"{page.site or '-':17} {told['file']:45} {markup:17} {len(found):4} {'ok ' if whole else 'BAD'} {counts}"


def main(manifest: Path, due: set[str]) -> int:
    with manifest.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["due"] in due]
    keys = Keys(b"only for counting, never stored.")
    session = Session(
        load_config(), Matcher(load_terms()), MATCHER_VERSION, PARSER_VERSION, keys=keys, say=print
    )
    sites, bad = load_sites(), 0
    for told in rows:
        (saved,) = read_files([manifest.parent / told["file"]], sites=sites, manifest=manifest)
        shown = line(read_only(to_page(saved), session), told)
        bad += " BAD " in shown
        print(shown)
    print(f"{len(rows)} pages, {len(rows) - bad} within their bounds")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), set(sys.argv[2:]) or {"2", "3"}))
