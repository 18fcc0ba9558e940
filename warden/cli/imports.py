"""``warden import``: pages people saved take the same way as crawled ones."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from warden.cli.importlines import TableLine, line_of, number, what
from warden.cli.importwords import Words
from warden.cli.needs import tell_faults
from warden.cli.progress import Counting
from warden.cli.state import State, say
from warden.cli.stopping import Stopping
from warden.errors import UsageError, WardenError
from warden.identity import drawn, instant, now
from warden.records import ResultPage, Run

if TYPE_CHECKING:
    from crawler.importing import SavedPage
    from crawler.sites.site import Site
    from keywords.vocabulary import Vocabulary
    from warden.session import Session

UNREAD = ("blocked", "changed", "failed")
"""Outcomes of a page that nothing could be taken from."""


def register(app: typer.Typer) -> None:
    app.command("import")(import_pages)


def import_pages(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help="Saved HTML, MHTML, HAR, WARC, WACZ, JSON, CSV."),
    ] = None,
    site: Annotated[str | None, typer.Option(help="Site, platform or company the pages are from.")] = None,
    url: Annotated[str | None, typer.Option(help="Address the page was saved from.")] = None,
    captured: Annotated[
        str | None, typer.Option(help="When it was saved: ISO day, month or instant.")
    ] = None,
    manifest: Annotated[Path | None, typer.Option(help="TSV with columns file, url, site, captured.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read only: write nothing, open no store.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line a page.")] = False,
) -> None:
    """Read saved pages with the same site files; nothing is sent."""
    if not files and not manifest:
        raise UsageError("name at least one file, or a --manifest that lists them")
    state: State = ctx.obj
    sites = state.site_files
    told = {"site": site, "url": _address(url), "captured": _moment(captured), "manifest": manifest}
    faults = _manifest_faults(manifest, sites) if manifest else 0
    with Stopping() as stopping:
        _certain(list(files or []), told, sites, stopping)
        counts = _Import(state, sites, dry_run, as_json, stopping).all(list(files or []), told)
    if stopping.number is not None:
        raise typer.Exit(stopping.code)
    if faults or any(counts[outcome] for outcome in UNREAD):
        raise typer.Exit(1)


def _manifest_faults(manifest: Path, sites: dict[str, Site]) -> int:
    """Say which cells of the manifest say nothing; how many."""
    from crawler.importing.manifest import manifest_faults, read_manifest

    faults = list(manifest_faults(read_manifest(manifest), sites))
    for fault in faults:
        say(f"{manifest}, {fault}")
    return len(faults)


def _certain(files: list[Path], told: dict[str, Any], sites: dict[str, Site], stopping: Stopping) -> None:
    """A platform or company of several sites: each page must say which it is from, before one is kept."""
    from crawler.importing import read_files
    from crawler.reading.recognise import named

    if told["site"] and len(named(told["site"], sites)) > 1:
        for _ in read_files(files, sites=sites, **told):
            if stopping.number is not None:
                return


_AHEAD = timedelta(days=1)
"""How far clocks and time zones may be ahead: a capture later than that is not believed."""


def _address(told: str | None) -> str | None:
    """``--url`` as it was meant. One that is no address at all is a mistake; a shortened one is unknown."""
    from crawler.importing.saved import address

    if not told or address(told):
        return told
    if "://" not in told:
        raise UsageError(f"--url {told!r} is no address. Copy it from the browser: https://…")
    say(f"--url {told} is not whole: the address counts as unknown")
    return None


def _moment(told: str | None) -> str | None:
    """``--captured``; one that cannot be read or lies in the future is unknown, and said."""
    from crawler.importing.saved import moment

    when = moment(told)
    if told and (when is None or _is_future(when)):
        why = "lies in the future" if when else "is no ISO day, month or instant (2026-11-21)"
        say(f"--captured {told} {why}: ignored, the time counts as unknown")
        return None
    return told


def _is_future(when: datetime) -> bool:
    return when > now() + _AHEAD


class _Import:
    def __init__(
        self,
        state: State,
        sites: dict[str, Site],
        dry_run: bool,
        as_json: bool,
        stopping: Stopping | None = None,
    ) -> None:
        self.state, self.sites, self.dry_run, self.as_json = state, sites, dry_run, as_json
        self.stopping = stopping or Stopping()
        self.left_out: Counter[str] = Counter()
        self._table: TableLine | None = None

    def all(self, files: list[Path], told: dict[str, Any]) -> Counter[str]:
        from crawler.importing import read_files, to_page
        from keywords import load_terms
        from pipelines.normalise.money import currency_of

        vocabulary = load_terms(self.state.terms)
        tell_faults(vocabulary)
        words = Words(vocabulary)
        session = self._session(vocabulary)
        run = self._run(session)
        counts: Counter[str] = Counter()
        try:
            self._forget(session)
            with Counting(lambda: _so_far(counts)) as progress:
                for saved in read_files(files, sites=self.sites, left_out=self.left_out, **told):
                    if self.stopping.number is not None:
                        break
                    page = to_page(
                        self._dated(saved),
                        run_id=run.run_id if run else "",
                        term_of=words.term_of,
                        currency_of=currency_of,
                    )
                    self._one(words.hidden(page), saved, session, counts)
                    progress.tick()
                self._end_table()
        except BaseException:
            # What went wrong is what there is to tell; a full disk refuses these last steps too.
            with contextlib.suppress(WardenError):
                self._end(session, run, "stopped" if self.stopping.number else "failed")
            raise
        if self.stopping.number is not None:
            self._end(session, run, "stopped")
            self._stopped(counts)
            return counts
        bad = any(counts[outcome] for outcome in UNREAD)
        self._end(session, run, "failed" if bad else "done")
        self._sum(counts)
        return counts

    def _forget(self, session: Session) -> None:
        """What is past its retention goes, also where nobody ever crawls."""
        if session.store is not None:
            from warden.cli.retention import apply_retention

            apply_retention(session.config, session.store, say)

    def _dated(self, saved: SavedPage) -> SavedPage:
        """A page that says it was captured in the future was captured nobody knows when."""
        answer = saved.answer
        if answer is None or answer.captured_at is None or not _is_future(answer.captured_at):
            return saved
        say(f"{saved.file}: captured {instant(answer.captured_at)} lies in the future: it counts as unknown")
        return replace(saved, answer=replace(answer, captured_at=None))

    def _session(self, vocabulary: Vocabulary) -> Session:
        from crawler.launch import open_session
        from crawler.reading import PARSER_VERSION
        from keywords import MATCHER_VERSION, matcher_of
        from warden.session import Session

        if not self.dry_run:
            return open_session(self.state.config, vocabulary, say=say)
        keys = self.state.keys(make=False)
        return Session(
            self.state.config, matcher_of(vocabulary), MATCHER_VERSION, PARSER_VERSION, keys=keys, say=say
        )

    def _run(self, session: Session) -> Run | None:
        if session.store is None:
            return None
        run = Run(drawn(), "import", "", instant(now()) or "")
        session.store.start_run(run)
        return run

    def _one(self, page: ResultPage, saved: SavedPage, session: Session, counts: Counter[str]) -> None:
        from pipelines.process import read_only

        body = saved.answer.body if saved.answer else b""
        known = session.store is not None and session.store.known_page(page.page_id)
        known = known and not _now_read(page, session)
        read_only(page, session)
        if session.store is not None and not known:
            self._store(page, saved, body, session)
        counts[page.outcome] += 1
        counts["listings"] += len(page.listings)
        counts["known"] += known
        counts["doubted"] += saved.doubt is not None
        if saved.doubt:
            say(f"{saved.file}: {saved.doubt}")
        for line in saved.told:
            say(f"{saved.source}, {line}")
        page.source = saved.file  # as given, to whoever gave it
        self._tell(page, saved, known)

    def _store(self, page: ResultPage, saved: SavedPage, body: bytes, session: Session) -> None:
        from pipelines.store import store_page

        answer = saved.answer
        if answer is not None and body and not saved.table:
            when = page.captured_at or now()
            page.archive = self._archive(session).write(
                page.url or "urn:warden:unknown", answer.status, dict(answer.headers or {}), body, when
            )
            page.bytes = len(body)
        # The rows of a table are no page: a hit's proof is its own row, as the card of any list is.
        session.body_of = None if saved.table else lambda _: body or None
        store_page(page, session)

    def _archive(self, session: Session) -> Any:
        if not hasattr(self, "_opened"):
            from crawler.archive import Archive, recover

            for line in recover(session.archive):
                say(line)
            self._opened = Archive(session.archive, session.config.operator)
        return self._opened

    def _tell(self, page: ResultPage, saved: SavedPage, known: bool) -> None:
        if self.as_json:
            print(json.dumps(line_of(page, saved, known), ensure_ascii=False), flush=True)
            return
        if self._table is not None and self._table.source != saved.source:
            self._end_table()
        if saved.table:
            self._table = self._table or TableLine(saved.source)
            self._table.add(page, known)
            return
        told = f"{page.source}: {page.outcome}, {what(page, saved)}"
        if page.listings:
            hits = sum(found.grade != "none" for found in page.assessments)
            told += f", {number(len(page.listings), 'listing')}, {hits} of them hits or to review"
        if page.reason:
            told += f" ({page.reason})"
        print(told + (", known already" if known else ""))
        if page.page_kind == "list" and not known:
            for row, found in zip(page.listings, page.assessments, strict=True):
                if found.grade != "none" and row.url:
                    print(f"  save this page: {row.url}")

    def _end_table(self) -> None:
        for line in self._table.lines() if self._table is not None else ():
            print(line)
        self._table = None

    def _end(self, session: Session, run: Run | None, status: Literal["done", "failed", "stopped"]) -> None:
        try:
            if hasattr(self, "_opened"):
                self._opened.close()
            if session.store and run:
                session.store.finish_run(run.run_id, status, instant(now()) or "")
        finally:
            if session.store:
                session.store.close()

    def _stopped(self, counts: Counter[str]) -> None:
        pages = number(_pages(counts), "page")
        kept = f"{pages} read, nothing is kept" if self.dry_run else f"{pages} kept so far"
        say(f"stopped: {kept}; the same command goes on")

    def _sum(self, counts: Counter[str]) -> None:
        if self.as_json:
            return
        told = _so_far(counts)
        if counts["known"]:
            told += f" ({number(counts['known'], 'page')} known already)"
        if counts["doubted"]:
            told += f"; the site of {number(counts['doubted'], 'page')} is in doubt, see above"
        say(told)
        if self.left_out:
            kinds = ", ".join(f"{count} {kind}" for kind, count in self.left_out.most_common())
            say(f"left out, no pages: {kinds}")


def _now_read(page: ResultPage, session: Session) -> bool:
    """A page known as unread (another site named, no file for it yet) that gives listings today."""
    assert session.store is not None
    before = session.store.seen_page(page.page_id)
    unread = before is not None and before.outcome in UNREAD
    return unread and page.outcome in ("results", "none")


def _pages(counts: Counter[str]) -> int:
    return sum(counts[name] for name in ("results", "none", *UNREAD))


def _so_far(counts: Counter[str]) -> str:
    return f"{number(_pages(counts), 'page')}, {number(counts['listings'], 'listing')}"
