"""From what somebody wants to watch to probes, and from probes to the first lines of the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crawler.leads import domains_of, is_engine
from crawler.sites.requests import needs_value, place_of
from crawler.sites.site import Site, meant, refuse_broken
from keywords.compounds import compounds
from keywords.hidden import named_terms
from keywords.schema import Term
from keywords.vocabulary import Vocabulary, forms, search_terms
from warden.errors import UsageError
from warden.identity import probe_id, work_id
from warden.records import Probe, Work
from warden.text import strip_latin_marks

ALWAYS = ("und",)
"""Terms of no language (emoji, codes) go to every site."""


def expand_probes(
    spec: Mapping[str, Any], *, sites: Mapping[str, Site], vocabulary: Vocabulary
) -> list[Probe]:
    """The probes of a selection, in a fixed order, each once.

    ``spec`` has the lists ``sites``, ``terms``, ``langs``, ``targets``, ``places``, ``domains`` and ``statuses``;
    an empty one narrows nothing, but a selection that names only places searches no terms. Raises
    ``UsageError`` for names that do not exist, and for wordings that hold a restricted term's words.
    """
    spec = named_terms(spec, vocabulary)
    chosen = _sites(spec, sites)
    places = list(spec.get("places") or ())
    probes: dict[str, Probe] = {}
    for site in chosen:
        for name in _places(site, places, alone=len(chosen) == 1):
            made = Probe(probe_id(site.id, "place", name), site.id, "place", place=name)
            probes[made.probe_id] = made
        for probe in _searches(site, spec, vocabulary, sites):
            probes.setdefault(probe.probe_id, probe)
    blind = [site for site in chosen if site.file.search is None and site.file.place]
    if blind and not probes:
        raise UsageError(
            f"{blind[0].id} has no search; name one of its lists: --place {' or '.join(blind[0].file.place)}"
        )
    if spec.get("domains") and chosen and not any(map(is_engine, chosen)):
        raise UsageError("--domain is for search engines; of the chosen sites none is one")
    if places and not any(probe.kind == "place" for probe in probes.values()):
        raise UsageError(
            f"none of the chosen sites has the place {', '.join(places)}; see `warden sites show`"
        )
    return list(probes.values())


def first_work(run_id: str, probe: Probe, site: Site) -> Work:
    """The request for page 1 of a probe."""
    assert probe.kind != "manual", "a person's search is no request"
    return Work(work_id(run_id, probe.probe_id, 1), run_id, probe.probe_id, site.id, site.lane, probe.kind)


def word_probe(site: Site, word: str, domain: str | None = None) -> Probe:
    """The search for a word that is on no list; a search engine is asked about a ``domain``."""
    return Probe(_search_id(site, "", word, domain), site.id, "search", form=word, place=domain)


def signature(kind: str, probes: Iterable[Probe], options: Mapping[str, Any]) -> str:
    """By what the same command finds the run that a killed process left unfinished."""
    text = json.dumps([kind, sorted(p.probe_id for p in probes), options], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sites(spec: Mapping[str, Any], sites: Mapping[str, Site]) -> list[Site]:
    names = list(spec.get("sites") or ())
    refuse_broken(names, sites)
    unknown = [name for name in names if name not in sites]
    if unknown:
        told = ", ".join(f"{name}{meant(name, sites)}" for name in unknown)
        raise UsageError(f"no site named {told}; `warden sites list` shows them")
    return [sites[name] for name in dict.fromkeys(names)]


def _places(site: Site, wanted: Sequence[str], *, alone: bool) -> Iterator[str]:
    for name in wanted:
        if alone or name.partition("=")[0] in site.file.place:
            place, value = place_of(site, name)  # refuses what is unknown or lacks its value
            if value and not needs_value(place):
                raise UsageError(
                    f"{site.id}: the place {name.partition('=')[0]!r} takes no value: leave {'=' + value} out"
                )
            yield name


def _searches(
    site: Site, spec: Mapping[str, Any], vocabulary: Vocabulary, sites: Mapping[str, Site]
) -> Iterator[Probe]:
    named, langs, targets = (list(spec.get(key) or ()) for key in ("terms", "langs", "targets"))
    if site.file.search is None or (spec.get("places") and not (named or langs or targets)):
        return
    domains = domains_of(spec.get("domains") or (), sites) if is_engine(site) else [None]
    if not domains:
        raise UsageError(
            f"{site.id} searches in other sites: name one with --domain, a host such as goofish.com or the id of a site"
        )
    found = search_terms(
        vocabulary,
        langs=langs or (None if named else (*site.file.identity.languages, *ALWAYS)),
        targets=_targets(targets, vocabulary) or None,
        terms=named or None,
        statuses=tuple(spec.get("statuses") or ("candidate", "active")),
    )
    for domain in domains:
        sent: set[str] = set()
        for term in found:
            yield from _forms(site, term, sent, domain)
        for word in named:
            yield from _unlisted(site, word, found, sent, domain)


def _targets(names: list[str], vocabulary: Vocabulary) -> list[str]:
    unknown = [name for name in names if vocabulary.resolve(name) is None]
    if unknown:
        raise UsageError(f"no target named {', '.join(unknown)}; `warden terms list --json` shows them")
    return names


def _forms(site: Site, term: Term, sent: set[str], domain: str | None) -> Iterator[Probe]:
    """One probe a wording; a wording that two terms share is sent once. A search engine gets no restricted one."""
    if term.restricted and is_engine(site):
        return
    for number, words in enumerate(forms(term)):
        for wording in query_forms(site, words, term):
            if wording in sent:
                continue
            sent.add(wording)
            form = f"#{number}" if term.restricted else wording
            made = _search_id(site, term.id, form, domain)
            yield Probe(made, site.id, "search", term_id=term.id, form=form, lang=term.lang, place=domain)


def query_forms(site: Site, words: str, term: Term | None = None) -> list[str]:
    """The wordings a site's engine needs to be sent beside the listed one (``search.forms``).

    Compounds need the ``term``, and are made of public ones only: a restricted one's wordings are told by number.
    """
    wanted = site.file.search.forms if site.file.search else ()
    made = [words]
    if "compounds" in wanted and term and not term.restricted:
        made += compounds(term, words)
    if "capitals" in wanted and words[:1].isalpha():
        made += [word[:1].upper() + word[1:] for word in made]
    if "lower" in wanted:
        made.append(words.lower())
    if "no-accents" in wanted:
        made.append(strip_latin_marks(words))
    return list(dict.fromkeys(made))


def _unlisted(
    site: Site, word: str, found: Sequence[Term], sent: set[str], domain: str | None
) -> Iterator[Probe]:
    """A word that is on no list is searched as given; its effort is counted under the word."""
    listed = any(
        word.casefold() in (t.id.casefold(), t.term.casefold(), *(f.casefold() for f in t.forms))
        for t in found
    )
    if not listed and word not in sent:
        sent.add(word)
        yield word_probe(site, word, domain)


def _search_id(site: Site, term: str, form: str, domain: str | None) -> str:
    return probe_id(site.id, "search" if domain is None else f"search in {domain}", term, form)
