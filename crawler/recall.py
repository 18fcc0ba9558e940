"""Does a site's own search find what its newest lists show?

An engine that looks for whole words misses 象牙手链 for 象牙, one that compares letters misses Бивень for бивень. One run
reads a newest list, then asks the search for words that stand in its titles; what the list shows with a word in the
title, by the matcher's folding, the search should bring too. Listings are told apart by the site's own numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.contact import need_contact
from crawler.launch import end_run, may_follow, open_session, plan_run
from crawler.probes import first_work, word_probe
from crawler.rendering import need_drawable
from crawler.running import make_runtime, run_crawl
from crawler.runtime import Runtime
from crawler.sites.requests import needs_value
from crawler.sites.site import Site
from crawler.steps import CrawlHooks
from keywords.fold import fold
from keywords.hidden import Hidden
from keywords.scripts import joins
from keywords.vocabulary import Vocabulary
from warden.config import Config
from warden.errors import UsageError
from warden.identity import drawn, instant, now, probe_id
from warden.records import Listing, Probe, ResultPage, Work
from warden.sitelines import RecallLine
from warden.store.base import LedgerStep

WORDS = 3
"""Words asked of a language."""
FEW = 3
"""Missed titles that are shown of a word."""
LISTS = ("newest", "feed", "api", "sitemap")
"""Kinds of places that show what is new, the best first."""
_RUN = re.compile(r"[^\W\d_][\w\u0e31-\u0e4e]{2,23}")


@dataclass(slots=True)
class Seen:
    """What the run saw of a site: titles and languages of its list, what each word's search brought."""

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By listing number: (title, language)."""
    words: dict[str, str] = field(default_factory=dict)
    """Asked words and their languages."""
    found: dict[str, set[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    """Words whose search had more pages than were read."""
    failed: str | None = None


class RecallHooks(CrawlHooks):
    """A crawl that reads lists first and then asks for words of their titles; nothing else follows."""

    def __init__(self, runtime: Runtime, words: Sequence[str]) -> None:
        super().__init__(runtime)
        self._given = words
        self._hidden = Hidden(runtime.vocabulary)
        self.seen = {name: Seen() for name in runtime.sites}

    def step(self, page: ResultPage) -> LedgerStep | None:
        made = super().step(page)
        seen = self.seen[page.site]
        if page.outcome not in ("results", "none"):
            seen.failed = f"{page.outcome}: {page.reason or 'no reason was told'}"
        if page.kind == "place":
            for listing in page.listings:
                seen.titles[listing.listing_id] = (listing.title, listing.language or "und")
            if made is None or made.next is None:
                self._ask(self._runtime.sites[page.site], seen)
        elif page.probe and page.probe.form and page.outcome in ("results", "none"):
            seen.found.setdefault(page.probe.form, set()).update(one.listing_id for one in page.listings)
            if page.next and (made is None or made.next is None):
                seen.cut.add(page.probe.form)
        return made

    def follow_ups(self, page: ResultPage, key: str, listing: Listing) -> list[Work]:  # noqa: ARG002  none, whatever it is
        return []

    def _ask(self, site: Site, seen: Seen) -> None:
        """Queue a search for each word."""
        listed = list(seen.titles.values())
        if self._given:
            seen.words = {word: _language(word, listed) for word in self._given}
        else:
            seen.words = {
                word: lang for word, lang in choose_words(listed).items() if self._hidden.held(word) is None
            }
        run = self._runtime.run.run_id
        probes = [word_probe(site, word) for word in seen.words]
        self._runtime.probes.update((probe.probe_id, probe) for probe in probes)
        self._runtime.store.add_probes(run, probes)
        self._runtime.store.add_work(first_work(run, probe, site) for probe in probes)


def ask_recall(
    config: Config,
    sites: Sequence[Site],
    vocabulary: Vocabulary,
    *,
    words: Sequence[str],
    pages: int,
    say: Callable[[str], None],
) -> list[RecallLine]:
    """One line for each word of each site, by at most ``pages`` requests a list and a word.

    The ordinary crawl: robots.txt, lane, pace, quota, store and archive. Raises ``UsageError`` where nothing may be
    sent, where there is no search or no newest list, without a contact or a browser that is needed, and for restricted words.
    """
    hidden = Hidden(vocabulary)
    for word in words:
        hidden.refuse("--term", word)
    probes = [_list_of(site) for site in sites]
    need_contact(list(sites), config.crawl.contact)
    need_drawable(sites)
    session = open_session(config, vocabulary, say=say)
    assert session.store is not None
    try:
        known = {site.id: site for site in sites}
        # Never gone on with after a kill: half a comparison is none.
        options = {"max_pages": pages, "recall": drawn()}
        run, probes = plan_run(session, known, vocabulary, {}, options, probes=probes)
        runtime = make_runtime(session, known, vocabulary, run, probes)
        hooks = RecallHooks(runtime, words)
        session.hooks = hooks
        run_crawl([(runtime, list(sites))])
        end_run(runtime)
        lines = [line for site in sites for line in _lines(site, hooks.seen[site.id])]
        for line in lines:
            line.missed = [hidden.masked(title) for title in line.missed]
        for site in sites:
            _keep(runtime, site, [line for line in lines if line.site == site.id])
        return lines
    finally:
        session.store.close()


def newest_list(site: Site) -> str | None:
    """The name of the place that shows what is new on a site; ``None`` when its file has none that needs no name."""
    places = site.file.place
    open_ = [name for name, place in places.items() if place.kind in LISTS and not needs_value(place)]
    return min(open_, key=lambda name: LISTS.index(places[name].kind), default=None)


def choose_words(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Words to ask for and their languages: of each language those that stand inside longer words and in several titles.

    ``titles`` with their languages. Of scripts without spaces two characters make a word.
    """
    by_lang: dict[str, list[str]] = {}
    for title, lang in titles:
        by_lang.setdefault(lang, []).append(fold(title))
    chosen: dict[str, str] = {}
    for lang, folded in sorted(by_lang.items()):
        counted = Counter(word for title in folded for word in set(_words(title)))
        most = max(2, len(folded) // 3)  # a word of every second title tells nothing, and its search is cut
        ranked = sorted(
            (-min(_inside(word, folded), 3), -min(count, 3), word)
            for word, count in counted.items()
            if count <= most
        )
        chosen |= {word: lang for _, _, word in ranked[:WORDS] if word not in chosen}
    return chosen


def _words(folded: str) -> Iterable[str]:
    for run in _RUN.findall(folded):
        if joins(run[0]):
            if len(run) >= 4:
                yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1)) if run[0] >= "\u2e80" else (run,)


def _inside(word: str, titles: Iterable[str]) -> int:
    """In how many titles the word is a part of a longer one."""
    alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return sum(word in title and not alone.search(title) for title in titles)


def _language(word: str, listed: Iterable[tuple[str, str]]) -> str:
    """Of a word that was given: the language of most titles that hold it."""
    langs = Counter(lang for title, lang in listed if fold(word) in fold(title))
    return langs.most_common(1)[0][0] if langs else "und"


def _list_of(site: Site) -> Probe:
    if not may_follow(site):
        raise UsageError(f"{site.id}: nothing may be sent there, so its search cannot be tried")
    if site.search is None:
        raise UsageError(f"{site.id} has no [search]: its lists are all there is")
    name = newest_list(site)
    if name is None:
        raise UsageError(
            f"{site.id} has no newest list to compare its search with: add a [place.newest] to its file"
        )
    return Probe(probe_id(site.id, "place", name), site.id, "place", place=name)


def _lines(site: Site, seen: Seen) -> list[RecallLine]:
    if not seen.words:
        why = seen.failed or "its newest list holds no words to ask for; name some with --term"
        failed = seen.failed is not None
        return [RecallLine(site.id, None, None, len(seen.titles), 0, None, False, [], why, failed)]
    return [_line(site, seen, word, lang) for word, lang in seen.words.items()]


def _line(site: Site, seen: Seen, word: str, lang: str) -> RecallLine:
    listed = {number: title for number, (title, _) in seen.titles.items() if fold(word) in fold(title)}
    found = seen.found.get(word)
    if found is None:
        why = seen.failed or "its search was not answered; see `warden sites status`"
        return RecallLine(site.id, lang, word, len(listed), 0, None, False, [], why, failed=True)
    missed = [title for number, title in listed.items() if number not in found]
    share = round(1 - len(missed) / len(listed), 3) if listed else None
    cut = word in seen.cut
    return RecallLine(
        site.id,
        lang,
        word,
        len(listed),
        len(listed) - len(missed),
        share,
        cut,
        missed[:FEW],
        _advice(site, word, listed, missed, cut),
    )


def _advice(site: Site, word: str, listed: Mapping[str, str], missed: Sequence[str], cut: bool) -> str:
    if not listed:
        return "no title of the newest list holds this word: it tells nothing"
    if not missed:
        return "nothing to do"
    if cut:
        return "its search has more pages than were read: raise --pages, or take a rarer word"
    forms = site.search.forms if site.search else ()
    otherwise = [title for title in missed if word not in title]
    need = "capitals" if any(word in title.lower() for title in otherwise) else "no-accents"
    if otherwise and need not in forms:
        return f'its search compares letters as they are: add "{need}" to search.forms'
    folded = [fold(title) for title in missed]
    if _inside(fold(word), folded) == len(folded) and "compounds" not in forms:
        return f'its search looks for whole words: add "compounds" to search.forms, and read {newest_list(site)} too'
    return f"its search loses these: read its list too (--place {newest_list(site)})"


def _keep(runtime: Runtime, site: Site, lines: Sequence[RecallLine]) -> None:
    """The figure that ``sites status`` shows: what was found of all that was listed."""
    told = [line for line in lines if line.recall is not None and not line.cut]
    listed = sum(line.listed for line in told)
    if listed:
        figure = round(sum(line.found for line in told) / listed, 3)
        runtime.store.put_setting(
            f"recall:{site.id}", {"at": instant(now()), "recall": figure, "listed": listed}
        )
