"""``warden demo``: a real crawl of example marketplaces on this machine."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from warden.cli.state import State, say

if TYPE_CHECKING:
    from crawler.demo.findings import Findings
    from crawler.runtime import Runtime
    from crawler.sites.site import Site
    from keywords.vocabulary import Vocabulary
    from warden.records import Probe
    from warden.store.base import Store

DRAWN = ("vitrine",)
DRAWN_LANGUAGE = "it"
"""Terms that a drawn marketplace is asked for: a browser takes about a second for each page."""
ENOUGH_RECALL, ENOUGH_PRECISION, ENOUGH_PROOF = 0.95, 0.90, 0.95


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    ctx: typer.Context,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Keep the marketplaces up afterwards.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as one line of JSON.")] = False,
) -> None:
    """Watch Warden at work: example marketplaces on 127.0.0.1, crawled with the shipped terms."""
    from crawler.demo.run import marketplaces
    from crawler.rendering import missing

    state: State = ctx.obj
    place = state.data / "demo"
    if place.exists():
        shutil.rmtree(place)
    with marketplaces(place / "sites") as addresses:
        for market, address in addresses.items():
            say(f"{market}: {address}")
        if lacking := missing():
            say(f"the marketplace drawn by script ({', '.join(DRAWN)}) is left out; {lacking}")
        code = _crawl(state, place, as_json)
        if serve:
            say("the marketplaces stay up; Ctrl-C ends")
            _wait()
    if code:
        raise typer.Exit(code)


def _crawl(state: State, place: Path, as_json: bool) -> int:
    from crawler.launch import end_run, open_session, plan_run
    from crawler.rendering import cannot_draw
    from crawler.running import make_runtime, run_crawl
    from crawler.sites.load import load_sites
    from keywords import load_terms
    from warden.cli.progress import Progress

    config = state.config.model_copy(update={"data": place, "store": ""})
    config = config.model_copy(update={"crawl": config.crawl.model_copy(update={"longest_wait": 20.0})})
    sites = {
        name: site
        for name, site in load_sites([place / "sites"]).items()
        if name.startswith("demo_") and not cannot_draw(site)
    }
    vocabulary = load_terms(state.config.directories.terms)
    session = open_session(config, vocabulary, say=say)
    assert session.store is not None
    try:
        found = _probes(sites, vocabulary, config.terms.search_status)
        run, probes = plan_run(session, sites, vocabulary, {}, {"max_pages": 10}, probes=found, kind="demo")
        runtime = make_runtime(session, sites, vocabulary, run, probes)
        with Progress([runtime]) as progress:
            stopped = run_crawl([(runtime, list(sites.values()))], progress.tick)
        status = end_run(runtime, stopped=stopped is not None)
        if stopped:
            return 128 + stopped
        return _report(runtime, vocabulary, status, place, as_json)
    finally:
        session.store.close()


def _probes(sites: dict[str, Site], vocabulary: Vocabulary, statuses: Sequence[str]) -> list[Probe]:
    """Every place, and every term by its first wording; of a drawn marketplace its places and one language's terms."""
    from crawler.probes import expand_probes
    from crawler.rendering import is_drawn

    places = sorted({name for site in sites.values() for name in site.file.place})
    spec: dict[str, Any] = {"sites": sorted(sites), "statuses": statuses}
    found = expand_probes({"sites": sorted(sites), "places": places}, sites=sites, vocabulary=vocabulary)
    searches = expand_probes(spec, sites=sites, vocabulary=vocabulary)
    first: dict[tuple[str, str | None], Probe] = {}
    for probe in searches:
        if not is_drawn(sites[probe.site]) or probe.lang == DRAWN_LANGUAGE:
            first.setdefault((probe.site, probe.term_id), probe)
    return [*found, *first.values()]


def _report(runtime: Runtime, vocabulary: Vocabulary, status: str, place: Path, as_json: bool) -> int:
    from crawler.demo.findings import compare
    from warden.store.base import HitQuery

    hits = list(runtime.store.search(HitQuery(order="score")))
    evidence = {line.listing_key: _kinds(runtime.store, line.listing_key) for line in hits}
    left_out = [market for market in DRAWN if f"demo_{market}" not in runtime.sites]
    findings = compare(hits, evidence, vocabulary, left_out)
    outcomes = _outcomes(runtime)
    wrong = _wrong(findings, outcomes)
    if as_json:
        print(json.dumps(_line(findings, outcomes, wrong, status), ensure_ascii=False))
    else:
        _tables(findings, outcomes, hits)
        console = Console(file=sys.stdout)
        for text in wrong:
            console.print(f"not as planted: {text}")
        console.print("\nEvery hit has its own page and picture as evidence. Look at them:")
        console.print(f"  .venv/bin/warden --data {place} search ivory", highlight=False)
        console.print(f"  .venv/bin/warden --data {place} export --format csv", highlight=False)
    return 1 if wrong else 0


def _kinds(store: Store, listing_key: str) -> set[str]:
    return {str(row["kind"]) for row in store.evidence(listing_key)}


def _outcomes(runtime: Runtime) -> dict[str, dict[str, int]]:
    return runtime.store.work_counts(runtime.run.run_id)


def _wrong(findings: Findings, outcomes: dict[str, dict[str, int]]) -> list[str]:
    """What differs from what was planted; empty when all is as it should be."""
    wrong = []
    for name, value, enough in (
        ("recall", findings.recall, ENOUGH_RECALL),
        ("precision", findings.precision, ENOUGH_PRECISION),
        ("hits with page and picture", findings.proof, ENOUGH_PROOF),
    ):
        if value < enough:
            wrong.append(f"{name} is {value:.3f}, below {enough}")
    for site, counts in outcomes.items():
        bad = {k: v for k, v in counts.items() if k in ("changed", "failed") and v}
        if bad:
            wrong.append(f"{site}: {bad}")
    if not outcomes.get("demo_gate", {}).get("due"):
        wrong.append("demo_gate was not blocked")
    return wrong


def _line(
    findings: Findings, outcomes: dict[str, dict[str, int]], wrong: list[str], status: str
) -> dict[str, Any]:
    return {
        "status": status,
        "hits": findings.hits,
        "planted": findings.planted,
        "found": findings.found,
        "recall": round(findings.recall, 4),
        "precision": round(findings.precision, 4),
        "proof": round(findings.proof, 4),
        "misses": [f"{m.market}/{m.number} {m.target} ({m.kind})" for m in findings.misses],
        "false_alarms": [f"{market}/{number} {title}" for market, number, title in findings.false_alarms],
        "outcomes": outcomes,
        "wrong": wrong,
    }


def _tables(findings: Findings, outcomes: dict[str, dict[str, int]], hits: list[Any]) -> None:
    console = Console(file=sys.stdout)
    table = Table(title="Hits by target")
    for name in ("target", "hits", "for example", "where", "score"):
        table.add_column(name)
    by_target: dict[str, list[Any]] = {}
    for line in hits:
        by_target.setdefault(line.target or "open", []).append(line)
    for target, lines in sorted(by_target.items(), key=lambda pair: -len(pair[1])):
        best = lines[0]
        table.add_row(target, str(len(lines)), best.title[:48], best.site, f"{best.score or 0:.2f}")
    console.print(table)
    table = Table(title="What was planted, and what was found")
    for name in ("kind", "planted", "found"):
        table.add_column(name)
    for kind, count in findings.planted.items():
        if kind != "trap":
            table.add_row(kind, str(count), str(findings.found.get(kind, 0)))
    console.print(table)
    console.print(
        f"recall of plain words {findings.recall:.3f}, precision {findings.precision:.3f}, "
        f"hits with page and picture {findings.proof:.3f}"
    )
    for missed in findings.misses:
        console.print(f"missed: {missed.market}/{missed.number} {missed.target} ({missed.kind})")
    for market, number, title in findings.false_alarms:
        console.print(f"false alarm: {market}/{number} {title}")
    for site, counts in outcomes.items():
        console.print(f"{site}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def _wait() -> None:
    import time

    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        return
