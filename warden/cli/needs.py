"""What must be there before a crawl can bring anything: keys of interfaces, words that are on a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from warden.cli.state import say
from warden.errors import UsageError

if TYPE_CHECKING:
    from crawler.sites.site import Site
    from keywords.vocabulary import Vocabulary
    from warden.config import Config
    from warden.records import Probe


def missing_keys(site: Site) -> list[str]:
    """Names of the environment variables that the site's interface needs and that are not set."""
    from crawler.keys import missing_keys as missing

    return missing(site.file.auth)


def key_lines(sites: Iterable[Site]) -> list[str]:
    """A line for each site whose keys are missing."""
    from crawler.keys import lacking

    told = ((site.id, lacking(site.auth)) for site in sites)
    return [f"{name} will answer nothing: {why}" for name, why in told if why]


def need_keys(site: Site) -> None:
    """Raise ``UsageError`` where the site's keys are missing."""
    for line in key_lines([site]):
        raise UsageError(line)


def need_able(
    names: Iterable[str], sites: Mapping[str, Site], config: Config, *, enabled: Iterable[str], waits: bool
) -> None:
    """Refuse what cannot be asked, before anything is written: raises ``UsageError`` without a contact, and, unless the
    work ``waits`` for them (a watch that is due), where all of the sites lack a key or a browser. Tells where some do.

    ``enabled``: the sites that the leads of a search engine may be fetched from.
    """
    from crawler.contact import need_contact
    from crawler.leads import is_engine, may_lead_to
    from crawler.rendering import cannot_draw

    chosen = [sites[name] for name in sorted(set(names))]
    led = may_lead_to(set(enabled), sites) if any(map(is_engine, chosen)) else []
    need_contact([*chosen, *led], config.crawl.contact)
    keyless = {site.id for site in chosen if missing_keys(site)}
    if chosen and not waits and all(site.id in keyless or cannot_draw(site) for site in chosen):
        lines = [*key_lines(chosen), *filter(None, map(cannot_draw, chosen))]
        raise UsageError("; ".join(lines))
    for line in key_lines(chosen):
        say(line)


def known_languages(vocabulary: Vocabulary) -> list[str]:
    """The languages that have terms, each also without what follows its first part."""
    tags = vocabulary.languages
    return sorted(tags | {tag.split("-")[0] for tag in tags})


def tell_faults(vocabulary: Vocabulary) -> None:
    """One line where terms do not work as they are written; the others are used."""
    from keywords import faults_in_use

    count = faults_in_use(vocabulary)
    if count:
        what = "1 fault: what it spoils is" if count == 1 else f"{count} faults: what they spoil is"
        say(f"the term list has {what} not looked for; `warden terms check` shows where")


def need_languages(names: Iterable[str], vocabulary: Vocabulary) -> None:
    """Raise ``UsageError`` for a language that has no terms."""
    known = known_languages(vocabulary)
    for name in names:
        if name not in known:
            raise UsageError(f"There are no terms of the language {name!r}. Known: {', '.join(known)}.")


def free_words(spec: Mapping[str, Any], probes: Iterable[Probe], vocabulary: Vocabulary) -> list[str]:
    """A line for each named word that no list has; what a restricted term says in it is not repeated."""
    sent = {probe.form for probe in probes if probe.kind == "search" and probe.term_id is None}
    hidden = [
        words.casefold()
        for term in vocabulary.own_terms
        if term.restricted
        for words in (term.term, *term.forms)
    ]
    lines = []
    for word in dict.fromkeys(spec.get("terms") or ()):
        if word in sent:
            shown = "a wording" if any(one in word.casefold() for one in hidden) else repr(word)
            lines.append(f"{shown} is on no list; searched as given")
    return lines
