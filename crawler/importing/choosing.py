"""Which site reads a saved page: what a person named, held against what the page says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.importing.html import saved_from
from crawler.importing.saved import Found
from crawler.reading import blocked
from crawler.reading.answer import Answer
from crawler.reading.documents import Document
from crawler.reading.recognise import by_address, by_marks, has_own_host, named, site_of, told_by_marks
from crawler.sites.site import Site
from warden.errors import UsageError


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said a page is: a site, platform or company, and where they said it."""

    name: str
    by: str
    """``--site``, or the manifest's row."""
    strict: bool = False
    """Is a name of several sites wrong use, where a page does not say which of them it is from?"""


@dataclass(frozen=True, slots=True)
class Choice:
    """The site that reads a page; ``doubt`` is what speaks against it, in words for a person."""

    site: Site | None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer with address and time as far as anything states them, and the address of its own."""

    answer: Answer
    own: str | None
    """What the file itself says, whatever a person said."""


def claim(found: Found, told: Answer, *, doubted: bool) -> Claim:
    """``told`` is the answer with what a person said. What is written in the page is read where it is needed:
    address or time are unknown, or what a person said is ``doubted`` and held against it.
    """
    before = found.answer.url if found.answer else None
    whole = told.url is not None and told.captured_at is not None
    if whole and (before is not None or not doubted):
        return Claim(told, before)
    noted, when = saved_from(Document(told))
    answer = replace(told, url=told.url or noted, captured_at=told.captured_at or when)
    return Claim(answer, before or noted)


def choose(told: Told, claimed: Claim, file: str, sites: Mapping[str, Site], *, one_of_many: bool) -> Choice:
    """The site of a page. UsageError when the name given is of several sites and nothing says which.

    ``one_of_many``: the answer is one of a network log or archive, which hold those of strangers too.
    """
    document = Document(claimed.answer)
    meant = named(told.name, sites) if told.name else []
    if not meant:
        return Choice(site_of(document, sites))
    if len(meant) > 1:
        return _of_several(told, meant, document, file)
    where = claimed.own or claimed.answer.url
    return Choice(meant[0], _against(told, meant[0], where, sites, one_of_many))


def _of_several(told: Told, meant: Sequence[Site], document: Document, file: str) -> Choice:
    family = {site.id: site for site in meant}
    by_host = by_address(document.answer.url, family) if document.answer.url else None
    site = by_host or told_by_marks(document, family)
    if site is not None:
        return Choice(site)
    if blocked.recognise(document):
        return Choice(None)  # a block page needs no site
    if told.strict:
        raise UsageError(
            f"{file}: {told.by} {told.name} means {len(meant)} sites and the page does not say which: "
            f"name one of {', '.join(family)}."
        )
    guess = by_marks(document, family) or meant[0]
    return Choice(
        guess,
        f"{told.by} {told.name} means {len(meant)} sites and the page does not say which; {_taken(guess)}",
    )


def _against(
    told: Told, site: Site, url: str | None, sites: Mapping[str, Site], one_of_many: bool
) -> str | None:
    """Does the page's address belong to another site, or to nobody this site knows? Then in words."""
    if url is None:
        return None
    other = by_address(url, sites)
    if other is site or (site.owns(url) and not (other and has_own_host(other, url))):
        return None
    if other is None and (one_of_many or site.may_link(url)):
        return None
    host = urlsplit(url).hostname
    whose = f"{host}, which is {other.id}" if other else f"{host}, which is no host of {site.id}"
    again = (
        f"if that is wrong, import it with --site {other.id}" if other else "if that is wrong, leave it out"
    )
    return f"its own address is of {whose}, but {told.by} is {told.name}; {_taken(site)}: {again}"


def _taken(site: Site) -> str:
    return f"read as {site.id}"
