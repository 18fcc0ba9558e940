"""``warden reparse`` and ``warden rematch``: history read again; what was read before stays beside it."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warden.cli import hitlines
from warden.cli.imports import UNREAD
from warden.cli.needs import tell_faults
from warden.cli.state import State, say
from warden.errors import CannotContinue, UnknownRevision
from warden.identity import drawn, instant, now, recipe_id
from warden.records import Recipe, Run

if TYPE_CHECKING:
    from warden.session import Session
    from warden.store.base import Store, StoredRevision

Since = Annotated[str | None, typer.Option(help="Only what was seen since this day or instant.")]
Json = Annotated[bool, typer.Option("--json", help="The summary as JSON.")]
_EVERY = 1000
_NO_FILE, _NO_PAGE = "no file of ", "no page"
"""Why a page is missing, as counted."""
_WORSE = "worse "
"""Pages that gave listings, or said there were none, and do not read any more."""


def register(app: typer.Typer) -> None:
    """Add both verbs."""
    app.command("reparse")(reparse)
    app.command("rematch")(rematch)


def rematch(ctx: typer.Context, since: Since = None, as_json: Json = False) -> None:
    """Match stored revisions again with today's terms. Hits no longer made are withdrawn; verdicts stay."""
    _again(ctx.obj, hitlines.date("since", since), as_json, _match_all)


def reparse(ctx: typer.Context, since: Since = None, as_json: Json = False) -> None:
    """Read archived pages again with today's site files, and match what they give."""
    _again(ctx.obj, hitlines.date("since", since), as_json, _parse_all)


def _again(state: State, since: str | None, as_json: bool, work: Any) -> None:
    from crawler.launch import open_session
    from keywords import load_terms
    from warden.cli.retention import apply_retention
    from warden.store import open_store

    open_store(state.store_url, create=False).close()  # nothing to read again is said, not made
    vocabulary = load_terms(state.terms)
    tell_faults(vocabulary)
    session = open_session(state.config, vocabulary, say=say)
    store = session.store
    assert store is not None
    run = Run(drawn(), "reread", "", instant(now()) or "", command={"since": since})
    counts: Counter[str] = Counter()
    recipes: dict[str, Recipe] = {}
    try:
        store.start_run(run)
        before = _withdrawn(store)
        work(state, session, store, since, counts, recipes)
        counts["withdrawn"] = _withdrawn(store) - before
        store.finish_run(run.run_id, "done", instant(now()) or "", list(recipes.values()))
        apply_retention(state.config, store, say)
    finally:
        store.close()
    lost = {name[len(_NO_FILE) :]: counts[name] for name in sorted(counts) if name.startswith(_NO_FILE)}
    for site, count in lost.items():
        say(f"{count} pages of {site} were not read: {_no_file(state, site)}")
    if counts[_NO_PAGE]:
        say(f"{counts[_NO_PAGE]} pages were not read: they do not stand in the archive any more")
    names = ("read", "changed", "new_hits", "withdrawn", "missing")
    told = {"run_id": run.run_id, **{name: counts[name] for name in names}}
    if as_json:
        print(json.dumps(told))
    else:
        say(", ".join(f"{told[name]} {name.replace('_', ' ')}" for name in names))
    worse = {name[len(_WORSE) :]: counts[name] for name in sorted(counts) if name.startswith(_WORSE)}
    for what, count in worse.items():
        say(f"{count} pages of {what}: look at them with `warden sites status`; what was read before stays")
    if lost or worse:
        raise typer.Exit(1)


def _no_file(state: State, site: str) -> str:
    broken = state.site_files.broken.get(site)
    return broken.fault if broken else f"no site file is named {site}; name its directory in WARDEN_SITES"


def _withdrawn(store: Store) -> int:
    """Hits that no current reading makes."""
    from warden.store.base import HitQuery

    return store.count(HitQuery(withdrawn=True)) - store.count(HitQuery())


def _match_all(
    _: State,
    session: Session,
    store: Store,
    since: str | None,
    counts: Counter[str],
    recipes: dict[str, Recipe],
) -> None:
    for kept in store.stored_revisions(since):
        listing = kept.listing
        found = session.matcher.assess(
            listing.title,
            listing.description,
            lang=listing.language,
            site=kept.site,
            category=listing.category,
        )
        recipe = _recipe(kept, session)
        recipes[recipe.recipe] = recipe
        at = instant(now()) or ""
        with suppress(UnknownRevision):  # erased meanwhile
            counts["new_hits"] += len(
                store.add_reading(kept.listing_key, kept.revision_id, found, recipe, at)
            )
        _count(counts)


def _recipe(kept: StoredRevision, session: Session) -> Recipe:
    versions = (
        session.matcher.terms_version,
        kept.site_version or "",
        session.matcher_version,
        kept.parser_version or 0,
    )
    return Recipe(recipe_id(*versions), *versions)


def _parse_all(
    state: State,
    session: Session,
    store: Store,
    since: str | None,
    counts: Counter[str],
    recipes: dict[str, Recipe],
) -> None:
    from crawler.rereading import read_again, site_of_record
    from pipelines.process import process

    sites = state.site_files
    for record, listing_key in store.archived_pages(since):
        try:
            site = site_of_record(record, sites, session.archive)
            if site is None:
                counts["missing"] += 1
                counts[_NO_FILE + record.site] += 1
                continue
            page = read_again(record, listing_key, site, session.archive)
        except CannotContinue:
            counts["missing"] += 1
            counts[_NO_PAGE] += 1
            continue
        if record.outcome in ("results", "none") and page.outcome in UNREAD:
            counts[f"{_WORSE}{page.site or 'no site'} now read {page.outcome}"] += 1
        done = process(page, session)
        counts["changed"] += done.new_revisions + done.returned
        counts["new_hits"] += len(done.new_hits)
        if page.recipe:
            recipes[page.recipe.recipe] = page.recipe
        _count(counts)


def _count(counts: Counter[str]) -> None:
    counts["read"] += 1
    if counts["read"] % _EVERY == 0:
        say(f"{counts['read']} read, {counts['new_hits']} new hits")
