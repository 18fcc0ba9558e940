"""Terms in the addresses of imported pages: which one was searched, and none that is restricted in the open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from warden.records import Probe, ResultPage

if TYPE_CHECKING:
    from crawler.sites.site import Site
    from keywords.schema import Term
    from keywords.vocabulary import Vocabulary


class Words:
    """Terms by the wording an address states; a restricted one's words leave the page's address."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        from keywords import forms
        from keywords.hidden import Hidden

        self._known: dict[str, tuple[Term, int]] = {}
        for term in vocabulary.own_terms:
            for number, words in enumerate(forms(term)):
                self._known.setdefault(words.casefold(), (term, number))
        self._hidden = Hidden(vocabulary)

    def term_of(self, wording: str, _: Site) -> str | None:
        found = self._known.get(wording.casefold())
        return found[0].id if found else None

    def hidden(self, page: ResultPage) -> ResultPage:
        """The page as it may be stored: of a restricted term the id stands for the words."""
        self._rows(page)
        page.url, page.source = self._masked(page.url), self._masked(page.source)
        page.reason = self._masked(page.reason)
        probe = page.probe
        if probe is None:
            return page
        page.probe = replace(probe, url=self._masked(probe.url))
        found = self._known.get((probe.form or "").casefold())
        if found and found[0].restricted:
            page.probe = self._by_number(probe, *found)
        elif probe.form:
            page.probe.form = self._masked(probe.form)
        return page

    def _rows(self, page: ResultPage) -> None:
        """A listing's address that is the one somebody told us, or repeats the search it was found by."""
        for row in page.listings:
            if row.url is None or self._masked(row.url) == row.url:
                continue
            told, _, query = row.url.partition("?")
            given = page.url is not None and told == page.url.partition("?")[0]
            row.url = self._masked(row.url) if given or not query else f"{told}?{self._masked(query)}"

    def _by_number(self, probe: Probe, term: Term, number: int) -> Probe:
        from warden.identity import probe_id

        form = f"#{number}"
        made = probe_id(probe.site, "search", term.id, form)
        return replace(probe, probe_id=made, term_id=term.id, form=form, url=self._masked(probe.url))

    def _masked(self, text: str | None) -> str | None:
        return self._hidden.masked(text) if text else text
