"""Asking the interface of Species+, page by page; what was answered is kept until the import is whole.

The token comes from the environment only and is never written. A fetch that was stopped goes on with the page it had
not got; pages older than a day are asked again, because the list may have changed between them.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

from keywords.importing.interface import read_pages
from keywords.importing.kept import folder_of
from keywords.importing.record import Reading
from warden import private
from warden.errors import CannotContinue, UsageError

TOKEN = "WARDEN_SPECIESPLUS_TOKEN"
BASE = "WARDEN_SPECIESPLUS_URL"
OFFICIAL = "https://api.speciesplus.net/api/v1"
PER_PAGE = 500
FRESH = 86_400
"""Seconds for which an answer may be used by a later start."""
TRIES = 4
LONGEST_WAIT = 120.0
TIMEOUT = 60.0
LARGEST = 64 * 1024 * 1024
"""Bytes of one answer."""

Say = Callable[[str], None]


def fetch(data: Path, *, acts: bool, say: Say, sleep: Callable[[float], None] = time.sleep) -> Reading:
    """All taxa of the interface. Raises UsageError for a missing or refused token, CannotContinue when it does not answer
    as it should: started again, it goes on where it stopped."""
    asker = _Asker(data, say, sleep)
    pages = list(asker.pages())
    legal: dict[int, list[Any]] = {}
    if acts:
        for _, page in pages:
            for row in page["taxon_concepts"]:
                if isinstance(row, dict) and isinstance(row.get("id"), int) and row.get("cites_listing"):
                    legal[row["id"]] = [
                        asker.ask(f"taxon_concepts/{row['id']}/{name}.json") for name in _ACTS
                    ]
    return read_pages(pages, legal)


def forget_answers(data: Path) -> None:
    """Delete the answers that ``fetch`` keeps until their import is whole."""
    shutil.rmtree(folder_of(data) / "asked", ignore_errors=True)


_ACTS = ("cites_legislation", "eu_legislation")


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token is for one host alone."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayHere)


class _Asker:
    """One fetch: its answers on disk by the path that was asked."""

    def __init__(self, data: Path, say: Say, sleep: Callable[[float], None]) -> None:
        self._token = os.environ.get(TOKEN, "")
        if not self._token:
            raise UsageError(f"{TOKEN} is not set: sign up at speciesplus.net for a token and put it there.")
        self._base = os.environ.get(BASE, OFFICIAL).rstrip("/")
        self._folder = folder_of(data) / "asked"
        self._say, self._sleep = say, sleep
        private.make_directory(self._folder)

    def pages(self) -> Iterator[tuple[str, Any]]:
        """(name, answer) of each page of taxa, until the total is reached or a page is empty."""
        number, seen = 0, 0
        while True:
            number += 1
            path = f"taxon_concepts.json?page={number}&per_page={PER_PAGE}"
            page = self.ask(path)
            rows, total = _rows(page), _total(page)
            if rows:
                yield path, page
            seen += len(rows)
            self._say(f"Species+: {seen} of {total if total is not None else 'unknown'} names")
            if not rows or (total is not None and seen >= total):
                return

    def ask(self, path: str) -> Any:
        """One answer as JSON, from disk when it is fresh."""
        kept = self._folder / (path.replace("/", "-").replace("?", "-").replace("&", "-") + ".kept")
        if kept.is_file() and time.time() - kept.stat().st_mtime < FRESH:
            try:
                return json.loads(kept.read_bytes())
            except ValueError:
                pass  # half a file of a killed start: ask again
        body = self._answer(path)
        try:
            answer = json.loads(body)
        except ValueError:
            raise CannotContinue(_odd(path, "no JSON")) from None
        if not isinstance(answer, dict):
            raise CannotContinue(_odd(path, "no object"))
        if path.startswith("taxon_concepts.json"):
            _rows(answer)
        private.write_whole(kept, body)
        return answer

    def _answer(self, path: str) -> bytes:
        """The body of an answer; errors that may pass are waited out."""
        request = urllib.request.Request(
            f"{self._base}/{path}", headers={"X-Authentication-Token": self._token}
        )
        for attempt in range(1, TRIES + 1):
            try:
                with _OPENER.open(request, timeout=TIMEOUT) as answer:
                    body: bytes = answer.read(LARGEST + 1)
                if len(body) > LARGEST:
                    raise CannotContinue(_odd(path, f"more than {LARGEST} bytes"))
                return body
            except urllib.error.HTTPError as fault:
                fault.close()
                self._refused(fault, path, attempt)
            except (OSError, HTTPException) as fault:
                if attempt == TRIES:
                    why = getattr(fault, "reason", None) or fault
                    raise CannotContinue(
                        f"Species+ does not answer ({why}). Try later: it goes on at {path}."
                    ) from fault
                self._sleep(2.0**attempt)
        raise AssertionError("the last try raises")

    def _refused(self, fault: urllib.error.HTTPError, path: str, attempt: int) -> None:
        """Wait where waiting helps; raise where it does not."""
        if fault.code in (401, 403):
            raise UsageError(
                f"Species+ refuses the token ({fault.code}): set {TOKEN} to a valid one."
            ) from None
        if fault.code == 404:
            raise CannotContinue(_odd(path, "not found (404)")) from None
        if fault.code != 429 and fault.code < 500:
            raise CannotContinue(_odd(path, f"status {fault.code}")) from None
        wait = _wait(fault.headers.get("Retry-After"), attempt)
        if attempt == TRIES or wait > LONGEST_WAIT:
            what = (
                "asks to slow down (429)" if fault.code == 429 else f"has a fault of its own ({fault.code})"
            )
            raise CannotContinue(f"Species+ {what}. Try later: it goes on at {path}.") from None
        self._say(f"Species+ answered {fault.code}; waiting {wait:.0f} s")
        self._sleep(wait)


def _wait(told: str | None, attempt: int) -> float:
    return float(told) if told and told.isdecimal() else 2.0**attempt


def _rows(page: Any) -> list[Any]:
    rows = page.get("taxon_concepts") if isinstance(page, dict) else None
    if not isinstance(rows, list):
        raise CannotContinue(_odd("taxon_concepts.json", "no list taxon_concepts"))
    return rows


def _total(page: Any) -> int | None:
    told = page.get("pagination") if isinstance(page, dict) else None
    total = told.get("total_entries") if isinstance(told, dict) else None
    return total if isinstance(total, int) else None


def _odd(path: str, what: str) -> str:
    return f"Species+ answered {path} in a way that is not known: {what}. Nothing was changed; import its CSV files instead, or report it."
