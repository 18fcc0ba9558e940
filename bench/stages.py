"""What each stage of a listing's way costs, without Scrapy: ``python -m bench.stages [--pages 60] [--terms 1000]``.

The seeded pages of bench/crawl.py go through reading, archive, normalising, matching and the store in one process;
the fastest of the rounds is printed, in microseconds of CPU time a listing. For finding what is dear, not for a goal.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from bench.crawl import prepared
from bench.pages import DIFFERENT, MARK, ROWS, page_text, terms
from crawler.archive import Archive
from crawler.launch import open_session, plan_run
from crawler.reading import Answer, read
from crawler.sites.load import load_sites
from crawler.sites.requests import paging_of
from crawler.sites.site import Site
from keywords.load import load_terms
from pipelines.deduplicate import deduplicate
from pipelines.match import match
from pipelines.normalise.stage import normalise_page
from pipelines.store import store_page
from pipelines.validate import validate
from warden.config import load_config
from warden.identity import now
from warden.records import ResultPage, Run
from warden.session import Session


class Way:
    """One installation, and the time every stage took."""

    def __init__(self, session: Session, site: Site, run: Run) -> None:
        self.session, self.site, self.run = session, site, run
        self.archive = Archive(session.archive, "bench")
        self.spent: dict[str, float] = {}

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        start = process_time()
        made = work()
        self.spent[name] = self.spent.get(name, 0.0) + process_time() - start
        return made

    def page(self, number: int, body: bytes, turn: int) -> None:
        at, url = now(), f"{self.site.file.identity.base}/newest?page={number}"
        headers = {"Content-Type": "text/html; charset=utf-8"}
        ref = self.timed("archive", lambda: self.archive.write(url, 200, headers, body, at))
        answer = Answer(url=url, status=200, headers=headers, body=body, captured_at=at)
        paging = paging_of(self.site, "newest")
        reading = self.timed("read", lambda: read(answer, self.site, "list", number, paging))
        page = ResultPage(
            site=self.site.id,
            kind="place",
            **reading.shown(),
            facts=self.site.facts,
            run_id=self.run.run_id,
            page_id=f"page-{turn}-{number}",
            page=number,
            page_kind="list",
            captured_at=at,
            url=url,
            archive=ref,
            bytes=len(body),
        )
        self.timed("validate", lambda: validate(page, self.session))
        self.timed("normalise", lambda: normalise_page(page, self.session))
        self.timed("deduplicate", lambda: deduplicate(page))
        self.timed("match", lambda: match(page, self.session))
        self.timed("store", lambda: store_page(page, self.session))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--terms", type=int, default=1_000)
    asked = parser.parse_args()
    known = terms(asked.terms)
    with prepared(1, asked.terms) as bench, tempfile.TemporaryDirectory() as data:
        os.environ.update(bench.environment)
        sites = load_sites([bench.folder / "sites"])
        vocabulary = load_terms([bench.folder / "terms"])
        session = open_session(load_config(None, data=Path(data)), vocabulary, say=print)
        run, _ = plan_run(session, sites, vocabulary, {"sites": ["bench"], "places": ["newest"]}, {})
        rounds = []
        gc.collect()
        gc.freeze()
        for turn in range(asked.rounds):
            way = Way(session, sites["bench"], run)
            for number in range(asked.pages):
                told = f"{turn * asked.pages + number:05d}"
                way.page(number, page_text(number % DIFFERENT, known).replace(MARK, told).encode(), turn)
            rounds.append(way.spent)
    for name in rounds[0]:
        print(f"{name:12} {min(one[name] for one in rounds) / asked.pages / ROWS * 1e6:7.1f}")
    print(
        f"{'together':12} {min(sum(one.values()) for one in rounds) / asked.pages / ROWS * 1e6:7.1f} µs a listing"
    )


if __name__ == "__main__":
    main()
