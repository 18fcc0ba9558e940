"""``warden doctor``: is everything there that this installation needs?"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from warden.cli import extras
from warden.cli.needs import missing_keys
from warden.cli.state import State
from warden.errors import WardenError

Standing = Literal["good", "note", "bad"]
ENOUGH_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``cure`` says what to do unless it is good."""

    what: str
    standing: Standing
    found: str
    cure: str | None = None


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="A line a finding.")] = False
) -> None:
    """Look at settings, store, disk, word list, site files and the browser; say what to do."""
    state: State = ctx.obj
    _ = state.config  # settings that cannot be read end it here, with their own line
    bad = False
    for finding in examine(state):
        bad = bad or finding.standing == "bad"
        if as_json:
            print(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print(f"{finding.standing:5} {finding.what}: {finding.found}")
            if finding.cure:
                print(f"      {finding.cure}")
    if bad:
        raise typer.Exit(1)


def examine(state: State) -> Iterator[Finding]:
    """Every finding, in order; one that fails does not keep the others from being made."""
    for look in (
        _python,
        _settings,
        _contact,
        _disk,
        _store,
        _spool,
        _terms,
        _species,
        _sites,
        _archive,
        _browser,
    ):
        yield from _guarded(look, state)


def _guarded(look: Callable[[State], Iterator[Finding]], state: State) -> Iterator[Finding]:
    try:
        yield from look(state)
    except (WardenError, OSError) as fault:
        yield Finding(look.__name__.strip("_"), "bad", str(fault), "mend this first; the line says where")
    except ModuleNotFoundError as fault:
        if not extras.lacking(fault):
            raise
        found = f"not looked at: the extra [crawl] is not installed (no module {fault.name})"
        yield Finding(
            look.__name__.strip("_"), "note", found, f"only crawling and reading pages need it; {extras.HOW}"
        )


def _python(_: State) -> Iterator[Finding]:
    yield Finding("python", "good", f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")


def _settings(state: State) -> Iterator[Finding]:
    data = state.config.data
    place = data
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        what = "is a file" if place == data else f"lies below {place}, which is a file"
        yield Finding("data directory", "bad", f"{data} {what}", "name a directory with --data")
    elif not os.access(place, os.W_OK | os.X_OK):
        found = f"{data}: {place} cannot be written"
        yield Finding(
            "data directory",
            "bad",
            found,
            "give yourself the right to write there, or name another with --data",
        )
    else:
        yield Finding("data directory", "good", str(data))


def _contact(state: State) -> Iterator[Finding]:
    contact = state.config.crawl.contact
    if contact:
        yield Finding("contact", "good", contact)
    else:
        yield Finding(
            "contact", "note", "none", "set WARDEN_CONTACT before you crawl; sites must be able to reach you"
        )


def _disk(state: State) -> Iterator[Finding]:
    place = state.config.data
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < ENOUGH_BYTES:
        yield Finding(
            "disk", "bad", f"{free / 1e9:.1f} GB free", "free some space; a crawl stops when it is full"
        )
    else:
        yield Finding("disk", "good", f"{free / 1e9:.0f} GB free")


def _store(state: State) -> Iterator[Finding]:
    from warden.store import comparing, store_exists
    from warden.store.copied import counted

    if not store_exists(state.store_url):
        yield Finding(
            "store", "note", f"{state.store_url} is not there yet", "the first crawl or import makes it"
        )
        return
    with state.open_store(create=False, unfinished=True) as store:
        problems = [*comparing.half_copied(store), *store.check()]
        for problem in problems:
            yield Finding("store", "bad", f"{problem.what}: {problem.count}", problem.cure)
        if not problems:
            yield Finding("store", "good", counted(store.counts()))


def _spool(state: State) -> Iterator[Finding]:
    from warden import spool

    waiting = len(spool.waiting(state.config.spool))
    refused = len(list(state.config.spool.glob("*.refused")))
    if waiting:
        cure = "the next crawl or import stores them, when the store answers"
        yield Finding("spool", "note", f"{waiting} pages wait for the store", cure)
    if refused:
        found = f"{refused} pages that no store takes in {state.config.spool}"
        yield Finding("spool", "bad", found, "crawl their sites again, then delete these files")


def _terms(state: State) -> Iterator[Finding]:
    from keywords import check_terms, load_terms, search_terms

    faults = check_terms(state.terms)
    if faults:
        yield Finding("terms", "bad", f"{len(faults)} faults", "`warden terms check` shows them by line")
    vocabulary = load_terms(state.terms)
    sent = search_terms(vocabulary, statuses=tuple(state.config.terms.search_status))
    candidates = sum(term.status == "candidate" for term in sent)
    found = f"{len(vocabulary.terms)} terms, {len(sent)} sent to sites, {candidates} of those are candidates"
    cure = (
        "candidates: no native speaker has vouched for them yet; have them reviewed" if candidates else None
    )
    yield Finding("terms", "note" if candidates else "good", found, cure)


def _species(state: State) -> Iterator[Finding]:
    from keywords.importing.kept import imports_of

    for told in imports_of(state.data):
        cure = told.notice or None
        yield Finding(
            "species", "note" if cure else "good", f"{told.name}: {told.taxa} taxa; {told.citation}", cure
        )


def _sites(state: State) -> Iterator[Finding]:
    from crawler.sites.load import load_sites

    sites = load_sites(state.sites)  # told below, as findings
    enabled = {*state.config.crawl.sites, *_watched(state)}
    yield Finding("sites", "good", f"{len(sites)} site files")
    for one in sites.broken.values():
        yield Finding(
            "sites", "bad", one.fault, f"mend the file or move it away; {one.id} is left out until then"
        )
    for name in state.config.crawl.sites:
        if name not in sites and name not in sites.broken:
            yield Finding(
                "sites", "bad", f"{name} is enabled but has no file", "`warden sites list` shows the names"
            )
    for site in sites.values():
        missing = missing_keys(site)
        if missing and site.id in enabled:
            yield Finding(
                "sites", "bad", f"{site.id} needs {', '.join(missing)}", "set them in the environment"
            )


def _watched(state: State) -> set[str]:
    """The sites of watches that are not retired."""
    from warden.store import store_exists

    if not store_exists(state.store_url):
        return set()
    with state.open_store(create=False, unfinished=True) as store:
        specs = [row.get("spec") or {} for row in store.watches() if not row.get("retired_at")]
    return {str(name) for spec in specs for name in spec.get("sites") or ()}


def _archive(state: State) -> Iterator[Finding]:
    from crawler.archive import verify

    faults = verify(state.config.archive)
    for fault in faults[:20]:
        yield Finding("archive", "bad", fault, "the page cannot be proved any more; keep the file and say so")
    if not faults:
        files = list(Path(state.config.archive).glob("*.warc.gz"))
        yield Finding("archive", "good", f"{len(files)} files, all capture logs whole")


def _browser(_: State) -> Iterator[Finding]:
    from warden.browser import find_browser

    browser = find_browser()
    if importlib.util.find_spec("scrapy_playwright") is None:
        yield Finding(
            "browser",
            "note",
            "scrapy-playwright is not installed",
            "install the extra [browser] for drawn sites",
        )
    elif browser is None:
        yield Finding("browser", "note", "none found", "apt-get install chromium; only drawn sites need it")
    else:
        yield Finding("browser", "good", str(browser))
