"""``warden effort add``: what a person searched by hand, zero findings included."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from warden.cli import hitlines
from warden.cli.state import State, say
from warden.errors import UsageError
from warden.identity import derived, instant, now, parse_instant, probe_id
from warden.records import Probe, Run
from warden.store.base import PageRecord

effort_app = typer.Typer(help="Searches made by hand.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add ``effort`` to the command line."""
    app.add_typer(effort_app, name="effort")


@effort_app.callback()
def _group() -> None:
    """Searches made by hand."""


@effort_app.command("add")
def add(
    ctx: typer.Context,
    site: Annotated[str, typer.Option(help="Where you searched.")],
    minutes: Annotated[float, typer.Option(min=0, help="How long.")],
    found: Annotated[int, typer.Option(min=0, help="How many listings of interest; 0 counts too.")],
    term: Annotated[str | None, typer.Option(help="The word you searched, or a term's id.")] = None,
    lang: Annotated[str | None, typer.Option(help="Its language.")] = None,
    place: Annotated[str | None, typer.Option(help="The list, group or channel you went through.")] = None,
    pages: Annotated[int, typer.Option(min=1, help="Pages you looked at.")] = 1,
    at: Annotated[str | None, typer.Option(help="When: a day or an instant; default today.")] = None,
    by: Annotated[str | None, typer.Option(help="Who searched.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Count a search by hand as effort. The same command again on the same day changes nothing."""
    here: State = ctx.obj
    when = moment(at)
    _refuse_words(here, {"--site": site, "--place": place, "--by": by})
    site, platform = _site(here, site)
    probe = _probe(here, site, term, lang, place)
    run_id = derived("run", "effort", probe.probe_id, when, by, f"{minutes:g}", found, pages)
    page = PageRecord(
        page_id=derived("page", run_id),
        run_id=run_id,
        site=site,
        platform=platform,
        kind="place" if place else "search",
        page_kind="list",
        number=1,
        outcome="results" if found else "none",
        captured_at=when,
        stored_at=instant(now()) or "",
        probe=probe,
        listings=found,
        requests=0,
        rows=found,
        total=found,
    )
    with here.open_store() as store:
        store.start_run(Run(run_id, "person", run_id, when, when, "done", by=by, command={"pages": pages}))
        store.add_probes(run_id, [probe])
        new = store.add_effort(page, minutes, found, by)
    told = {"probe_id": probe.probe_id, "run_id": run_id}
    if as_json:
        typer.echo(hitlines.json_line(told))
    else:
        typer.echo("counted" if new else "known already")


def moment(at: str | None) -> str:
    """The instant of a day or instant; without one the day it is, so that repeating changes nothing."""
    text = at or (instant(now()) or "")[:10]
    try:
        when = parse_instant(text)
    except ValueError:
        raise UsageError(f"--at {text!r} is no date. Write 2026-11-21 or 2026-11-21T14:30:00Z.") from None
    # East of Greenwich today begins while it is still yesterday in UTC.
    if when > now() + timedelta(hours=14):
        raise UsageError(f"--at {text!r} lies in the future. Say when the search was made.")
    return instant(when) or ""


def _probe(here: State, site: str, term: str | None, lang: str | None, place: str | None) -> Probe:
    if (term is None) == (place is None):
        raise UsageError("Name what was searched: --term with --lang, or --place.")
    if place is not None:
        return Probe(probe_id(site, "manual", place), site, "manual", place=place)
    if lang is None:
        raise UsageError("Name the term's language with --lang, such as --lang en.")
    word = term or ""
    term_id, form = _listed(here, word, lang)
    made = probe_id(site, "manual", term_id or f"{lang}:{word}", form)
    return Probe(made, site, "manual", term_id=term_id, form=form, lang=lang)


def _refuse_words(here: State, told: dict[str, str | None]) -> None:
    """Raise ``UsageError`` when an option that is kept as given holds a restricted term's words."""
    from keywords import load_terms
    from keywords.hidden import Hidden

    hidden = Hidden(load_terms(here.terms))
    for name, text in told.items():
        hidden.refuse(name, text)


def _listed(here: State, word: str, lang: str) -> tuple[str | None, str | None]:
    """(term id, wording) of a word; a word on no list keeps its wording, a restricted term only its id."""
    from keywords import load_terms
    from keywords.hidden import Hidden

    vocabulary = load_terms(here.terms)
    hidden = Hidden(vocabulary)
    word = hidden.named(word)
    if (term := vocabulary.term(word)) and term.restricted:
        return word, None  # whatever language was named: the words may not be kept
    hidden.refuse("--term", word)
    wanted = word.casefold()
    for term in vocabulary.terms:
        if lang not in (term.lang, term.lang.split("-")[0]):
            continue
        if wanted in (term.id.casefold(), term.term.casefold(), *(form.casefold() for form in term.forms)):
            return term.id, None if term.restricted else (term.term if wanted == term.id.casefold() else word)
    return None, word


def _site(here: State, name: str) -> tuple[str, str]:
    """(site, platform) that is meant; a place that no file reads keeps its name, a slip of the pen is refused."""
    try:
        from crawler.reading.recognise import named
        from crawler.sites.companies import without_file
        from crawler.sites.site import meant

        sites = here.sites_named([name])
    except ImportError:  # installed without the crawler
        return name, name
    if name in sites:
        return name, sites[name].platform
    found = named(name, sites)
    if len(found) == 1:
        return found[0].id, found[0].platform
    near = meant(name, sites)
    if near and "." not in name and without_file(name, sites) is None:
        raise UsageError(
            f"no site is named {name}{near}; a place that no site file reads is named by its host, as forum.example"
        )
    say(f"no site file is named {name}: the effort is kept under this name")
    return name, name
