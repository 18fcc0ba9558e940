"""Is a site that finds nothing blind? Its calibration term, which always finds something, tells.

It is asked only in doubt, so that a healthy site costs no request more: when all searches of a run on
a site ended without one result. What it then brings, or a search of the same word, is held against
``[expect] min_rows`` of the site file; too little is the outcome ``changed``, which fails the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crawler.probes import first_work, word_probe
from warden.records import Probe, ResultPage

if TYPE_CHECKING:
    from crawler.runtime import Runtime
    from crawler.sites.site import Site


def calibrations(sites: Iterable[Site]) -> dict[str, Probe]:
    """The calibration probes of the sites that can be searched and name a term for it, by id."""
    found = (_probe(site) for site in sites)
    return {probe.probe_id: probe for probe in found if probe}


def ask_in_doubt(runtime: Runtime, site: Site) -> bool:
    """Queue the calibration search when all other searches of the run found nothing; true when queued."""
    probe = _probe(site)
    if probe is None or not _nothing_found(runtime, site):
        return False
    run = runtime.run.run_id
    runtime.store.add_probes(run, [probe])
    return runtime.store.add_work([first_work(run, probe, site)]) > 0


def check(page: ResultPage, site: Site, runtime: Runtime) -> None:
    """A calibration search that brought too little becomes ``changed``, with the reason."""
    expect = site.file.expect
    word = expect.calibration
    asked = page.kind == "search" and page.page == 1 and page.outcome in ("results", "none")
    if not asked or not word or page.probe is None or page.probe.form != word:
        return
    if len(page.listings) < expect.min_rows:
        page.reason = (
            f"the calibration term {word!r} brought {len(page.listings)} rows, at least "
            f"{expect.min_rows} expected: its search is blind, or the site file is out of date"
        )
        page.outcome = "changed"
        runtime.session.count("calibration found nothing")


def _probe(site: Site) -> Probe | None:
    word = site.file.expect.calibration
    if not word or site.file.search is None or site.file.policy.access == "import":
        return None
    return word_probe(site, word)


def _nothing_found(runtime: Runtime, site: Site) -> bool:
    """Every search of the run on this site is answered, and none brought a row."""
    outcomes = {
        work.outcome if work.status == "done" else None
        for work in runtime.store.works(runtime.run.run_id)
        if work.site == site.id and work.kind == "search"
    }
    return outcomes == {"none"}
