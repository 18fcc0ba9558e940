"""What all Crawlers of one process share: session, lanes, archive, sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

from crawler.archive import Archive
from crawler.lanes import LaneKeeper
from crawler.sites.site import Site
from keywords.hidden import Hidden, mask
from keywords.vocabulary import Vocabulary, forms
from warden.errors import UsageError
from warden.records import Probe, Run, Work
from warden.session import Session
from warden.store.base import Store

SEALED = "sealed:"


@dataclass
class Runtime:
    """One process's crawl. ``failure`` is what stopped it before its end, if anything did."""

    session: Session
    store: Store
    lanes: LaneKeeper
    archive: Archive
    sites: dict[str, Site]
    run: Run
    vocabulary: Vocabulary
    probes: dict[str, Probe]
    failure: Exception | None = None
    restarted: set[str] = field(default_factory=set)
    """Work whose cursor was refused: its probe starts again from page 1."""
    open_work: dict[str, Work] = field(default_factory=dict)
    """Work on its way, by id: what the store stage must know of its lane."""
    searching: set[str] = field(default_factory=set)
    """Search engines that are still being asked: the sites their leads go to wait for them."""
    for_people: dict[str, str] = field(default_factory=dict)
    """Leads of this run that nobody may fetch: address by listing."""

    @property
    def max_pages(self) -> int:
        return int(self.run.command.get("max_pages") or self.session.config.crawl.max_pages)

    def lane_of_work(self, work_id: str) -> str | None:
        work = self.open_work.get(work_id)
        return work.lane if work else None

    def probe(self, work: Work) -> Probe:
        """The probe a work belongs to. Raises ``UsageError`` when this run does not know it."""
        try:
            return self.probes[work.probe_id or ""]
        except KeyError:
            raise UsageError(f"probe {work.probe_id} is not part of this run") from None

    def words(self, term_id: str, form: str | None) -> str | None:
        """A restricted term's wording, ``form`` being ``#0``, ``#1`` …; ``None`` when it is gone."""
        term = self.vocabulary.term(term_id)
        known = forms(term) if term else []
        number = int(form[1:]) if form else 0
        return known[number] if number < len(known) else None

    def masked(self, text: str, work: Work) -> str:
        """An address or a message without a restricted term's words, as archive and store may have it."""
        return self.masked_probe(text, self.probes.get(work.probe_id or ""))

    def masked_probe(self, text: str, probe: Probe | None) -> str:
        words = self.hidden_words(probe)
        told = mask(text, words, probe.term_id or "") if probe and words else text
        return self.hidden.masked(told) if self.hidden else told

    @cached_property
    def hidden(self) -> Hidden | None:
        """All restricted words; ``None`` where there are none. Pages write them into the addresses of offers too."""
        return Hidden(self.vocabulary) if any(term.restricted for term in self.vocabulary.terms) else None

    def sealed(self, cursor: str, probe: Probe | None = None) -> str:
        """An address as the ledger may have it: encrypted where it may hold hidden words."""
        return sealed(cursor, self.session, self.hidden, always=bool(self.hidden_words(probe)))

    def unsealed(self, cursor: str | None) -> str | None:
        """The same as it must be sent."""
        if cursor is None or not cursor.startswith(SEALED):
            return cursor
        assert self.session.keys is not None
        return self.session.keys.unseal(cursor.removeprefix(SEALED))

    def hidden_words(self, probe: Probe | None) -> str | None:
        """The words of a probe that may not be written down."""
        if probe is None or not (probe.form or "").startswith("#"):
            return None
        return self.words(probe.term_id or "", probe.form)

    def stop(self, failure: Exception | None = None) -> None:
        """Ask every lane to end after its present request; the first failure is kept."""
        self.failure = self.failure or failure
        self.lanes.stopping.set()


def sealed(cursor: str, session: Session, hidden: Hidden | None, *, always: bool = False) -> str:
    """``cursor``, encrypted where it holds restricted words (``always``: whatever it holds)."""
    if not always and (hidden is None or hidden.held(cursor) is None):
        return cursor
    assert session.keys is not None
    return SEALED + session.keys.seal(cursor)


_runtimes: WeakKeyDictionary[object, Runtime] = WeakKeyDictionary()


def attach_runtime(crawler: object, runtime: Runtime) -> None:
    _runtimes[crawler] = runtime


def runtime_of(crawler: object) -> Runtime:
    """The runtime of a Scrapy Crawler; a ``KeyError`` is a fault of the program."""
    return _runtimes[crawler]
