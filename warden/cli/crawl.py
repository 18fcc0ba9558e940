"""``warden crawl``: run probes; what a dead run left is resumed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warden.cli.asked import requested
from warden.cli.needs import free_words, key_lines, need_able, need_languages, tell_faults
from warden.cli.state import State, say
from warden.cli.watching import cannot_run, due_watches, no_watch, probes_of
from warden.errors import UsageError
from warden.identity import instant, now
from warden.planning.costs import cost, in_words, quota_lines
from warden.planning.selecting import chosen
from warden.store import store_exists

if TYPE_CHECKING:
    from crawler.runtime import Runtime
    from crawler.sites.site import Site, SiteFiles
    from keywords.vocabulary import Vocabulary
    from warden.records import Probe, Run
    from warden.session import Session
    from warden.store.base import Store

Many = Annotated[list[str] | None, typer.Option()]


def register(app: typer.Typer) -> None:
    app.command("crawl")(crawl)


def crawl(
    ctx: typer.Context,
    site: Annotated[list[str] | None, typer.Option(help="Site to visit (repeatable).")] = None,
    term: Annotated[
        list[str] | None, typer.Option(help="Term to search, a word or an id (repeatable).")
    ] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Only terms of this language (repeatable).")] = None,
    target: Annotated[list[str] | None, typer.Option(help="Only terms of this target (repeatable).")] = None,
    place: Annotated[
        list[str] | None, typer.Option(help="Read this list of the site whole (repeatable).")
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(help="Where a search engine is to search: a host or a site (repeatable)."),
    ] = None,
    watch: Annotated[str | None, typer.Option(help="Run a stored watch.")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Run the watches that are due, and the re-checks.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Look again at known hits whose time has come.")
    ] = False,
    run: Annotated[
        str | None, typer.Option(metavar="ID", help="Begin or go on with a run asked for in the console.")
    ] = None,
    max_pages: Annotated[int | None, typer.Option(min=1, help="Pages of a probe at most.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing; say what it would cost.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON Lines.")] = False,
) -> None:
    """Search sites for the monitored terms, match what is found, keep every hit."""
    from keywords import load_terms

    state: State = ctx.obj
    state.use_stored_settings()
    sites = state.site_files
    vocabulary = load_terms(state.terms)
    tell_faults(vocabulary)
    spec = {
        "sites": list(site or _of_settings(state.config.crawl.sites, sites)),
        "terms": list(term or []),
        "langs": list(lang or []),
        "targets": list(target or []),
        "places": list(place or []),
        **({"domains": list(domain)} if domain else {}),
    }
    if run and (site or term or lang or target or place or domain or watch or due or recheck or dry_run):
        raise UsageError("--run goes alone: what is to be run was said when it was asked for")
    if not (spec["sites"] or watch or due or recheck or run):
        raise UsageError("name a site with --site, or put sites = [...] under [crawl] in warden.toml")
    need_languages(spec["langs"], vocabulary)
    told = _Told(watch, due, recheck, max_pages, run)
    if dry_run:
        _dry_run(state, sites, vocabulary, spec, told)
        return
    _Crawl(state, sites, vocabulary, as_json).all(spec, told)
    if not (site or watch) and set(state.config.crawl.sites) & set(sites.broken):
        raise typer.Exit(1)


def _of_settings(names: list[str], sites: SiteFiles) -> list[str]:
    """The sites that the settings enable. One whose file does not hold keeps no other away: it was told already."""
    return [name for name in names if name not in sites.broken] or names


@dataclass(frozen=True, slots=True)
class _Told:
    """What is asked for beside a selection."""

    watch: str | None
    due: bool
    recheck: bool
    max_pages: int | None
    run: str | None = None

    @property
    def stored(self) -> bool:
        """Whether the store says what is to be sent."""
        return bool(self.watch or self.due or self.recheck or self.run)


class _Crawl:
    """One call of the verb. Scrapy starts once a process, so the selections become one crawl."""

    def __init__(self, state: State, sites: dict[str, Site], vocabulary: Vocabulary, as_json: bool) -> None:
        self.state, self.sites, self.vocabulary, self.as_json = state, sites, vocabulary, as_json
        self.left_out = 0
        """Due watches that cannot run."""

    def all(self, spec: dict[str, Any], told: _Told) -> None:
        from crawler.launch import open_session, refuse_unsent

        # Whatever is refused is refused before a store is made.
        probes = None if told.stored else _selected(self.state, self.sites, self.vocabulary, spec)
        if probes is not None:
            refuse_unsent(self.sites, probes)
            self._need_able({probe.site for probe in probes}, spec["sites"])
        elif told.watch and not store_exists(self.state.store_url):
            raise no_watch(told.watch)
        session = open_session(self.state.config, self.vocabulary, say=say)
        try:
            code = self._planned(session, spec, told, probes)
        finally:
            if session.store:
                session.store.close()
        if code or self.left_out:
            raise typer.Exit(code or 1)

    def _need_able(self, names: Iterable[str], enabled: Iterable[str], *, waits: bool = False) -> None:
        config = self.state.config
        need_able(names, self.sites, config, enabled={*enabled, *config.crawl.sites}, waits=waits)

    def _planned(
        self, session: Session, spec: dict[str, Any], told: _Told, probes: list[Probe] | None
    ) -> int:
        from crawler.launch import plan_run
        from crawler.planning import planning

        options: dict[str, Any] = {"max_pages": told.max_pages} if told.max_pages else {}
        assert session.store is not None
        with planning(session.store) as still_ours:
            if probes is None:
                runs = self._stored(session, spec, told, options, still_ours)
            else:
                runs = [plan_run(session, self.sites, self.vocabulary, spec, options, probes=probes)]
        if not (told.due or told.run):  # a stop that came while the run was planned holds
            for run, _ in runs:  # who names a run that rests wants it to go on
                session.store.resume_run(run.run_id)
        if not runs:
            say("nothing is due")
            self._retention(session.store)
            return 0
        return self._run(session, runs)

    def _stored(
        self,
        session: Session,
        spec: dict[str, Any],
        told: _Told,
        options: dict[str, Any],
        still_ours: Callable[[], None],
    ) -> list[tuple[Run, list[Probe]]]:
        """The runs that the store asks for: watches and looks again. All is looked at before the first is planned."""
        from crawler.launch import plan_rechecks, plan_run, recheck_sites
        from keywords.hidden import Hidden

        assert session.store is not None
        if told.run:
            able = partial(self._need_able, enabled=())
            return requested(session, self.sites, self.vocabulary, told.run, able)
        again = _enabled(self.sites, spec) if told.recheck or told.due else {}
        watches, self.left_out = _watches(session.store, self.sites, told)
        names = {probe.site for _, probes, _ in watches for probe in probes}
        self._need_able(names | recheck_sites(session.store, again), (), waits=not told.watch)
        runs: list[tuple[Run, list[Probe]]] = []
        for name, probes, pages in watches:
            still_ours()
            more = {"max_pages": pages, **options} if pages else options
            runs.append(plan_run(session, self.sites, self.vocabulary, {}, more, probes=probes, watch=name))
        if again:
            still_ours()
            planned = plan_rechecks(session, again, Hidden(self.vocabulary))
            runs += self._rechecks(session, *planned) if planned else []
        return runs

    @staticmethod
    def _rechecks(session: Session, run: Run, count: int) -> list[tuple[Run, list[Probe]]]:
        """The re-check as a run; one left unfinished without work is over before it begins."""
        assert session.store is not None
        left = sum(site.get("due", 0) for site in session.store.work_counts(run.run_id).values())
        if not left:
            session.store.finish_run(run.run_id, "done", instant(now()) or "")
            return []
        say(f"{count or left} known hits to look at again")
        return [(run, [])]

    def _run(self, session: Session, runs: list[tuple[Run, list[Probe]]]) -> int:
        from crawler.launch import end_run
        from crawler.running import make_runtime, run_crawl
        from warden.cli.progress import Progress
        from warden.cli.summary import summarise

        jobs: list[tuple[Runtime, list[Site]]] = []
        for run, probes in runs:
            beside = jobs[0][0] if jobs else None
            runtime = make_runtime(session, self.sites, self.vocabulary, run, probes, beside=beside)
            jobs.append((runtime, _with_followed(runtime, self._visited(session, run))))
        with Progress([runtime for runtime, _ in jobs]) as progress:
            stopped = run_crawl(jobs, progress.tick)
        worst = 0
        for runtime, _ in jobs:
            status = end_run(runtime, stopped=stopped is not None)
            summarise(runtime, status, as_json=self.as_json)
            worst = max(
                worst, status != "done" or bool(runtime.session.tally.get("calibration found nothing"))
            )
        self._retention(jobs[0][0].store)
        return 128 + stopped if stopped else int(worst)

    def _visited(self, session: Session, run: Run) -> list[Site]:
        assert session.store is not None
        names = {work.site for work in session.store.works(run.run_id)}
        return [self.sites[name] for name in sorted(names) if name in self.sites]

    def _retention(self, store: Store) -> None:
        from warden.cli.retention import apply_retention

        apply_retention(self.state.config, store, say)


def _with_followed(runtime: Runtime, chosen: list[Site]) -> list[Site]:
    """Beside a search engine also the sites its leads may lead to."""
    from crawler.leads import followed, is_engine

    if not any(is_engine(site) for site in chosen):
        return chosen
    return [*chosen, *(site for site in followed(runtime) if site not in chosen)]


def _enabled(sites: dict[str, Site], spec: Mapping[str, Any]) -> dict[str, Site]:
    return {name: sites[name] for name in spec["sites"] if name in sites} or sites


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _selected(
    state: State, sites: dict[str, Site], vocabulary: Vocabulary, spec: Mapping[str, Any]
) -> list[Probe]:
    """The probes of a selection, with a line for words that are on no list."""
    probes = chosen(state.config, sites, vocabulary, spec)
    _say_all(free_words(spec, probes, vocabulary))
    return probes


def _dry_run(
    state: State,
    sites: dict[str, Site],
    vocabulary: Vocabulary,
    spec: dict[str, Any],
    told: _Told,
) -> None:
    if told.stored:
        asks, again = _stored(state, sites, spec, told)
    else:
        asks = [(probe, told.max_pages) for probe in _selected(state, sites, vocabulary, spec)]
        again = []
    names = {probe.site for probe, _ in asks}
    _say_all(key_lines(sites[name] for name in sorted(names | set(again))))
    rows = cost(state.config, sites, asks, again)
    for line in rows:
        print(json.dumps(line))
    _say_all(quota_lines(rows))
    say("nothing is due" if told.stored and not rows[-1]["requests"] else in_words(rows[-1], len(again)))


def _stored(
    state: State, sites: dict[str, Site], spec: Mapping[str, Any], told: _Told
) -> tuple[list[tuple[Probe, int | None]], list[str]]:
    """(probes with their pages at most, sites of the known hits to look at again) that would be asked."""
    from crawler.launch import rechecks_due

    if not told.watch and not store_exists(state.store_url):
        return [], []
    asks: list[tuple[Probe, int | None]] = []
    again: list[str] = []
    with state.open_store(create=False) as store:
        for _, probes, pages in _watches(store, sites, told)[0]:
            asks += [(probe, told.max_pages or pages) for probe in probes]
        if told.recheck or told.due:
            again = [site for _, site, _, _ in rechecks_due(store, _enabled(sites, spec))]
    return asks, again


def _watches(
    store: Store, sites: Mapping[str, Site], told: _Told
) -> tuple[list[tuple[str, list[Probe], int | None]], int]:
    """(name, probes, pages at most) of the watches asked for, and how many that are due cannot run.

    Those are told; of the one that is named a ``UsageError``.
    """
    found, left_out = [], 0
    for name in [told.watch] if told.watch else due_watches(store) if told.due else []:
        probes, spec = probes_of(store, name)
        why = cannot_run(probes, sites)
        if why and told.watch:
            raise UsageError(why)
        if why:
            say(f"watch {name} is left out: {why}")
            left_out += 1
        else:
            found.append((name, probes, spec.get("pages")))
    return found, left_out
