"""Sites nobody prepared: their own data (schema.org, Open Graph) checked against what a buyer sees.

A page that is plainly no offer and no list of offers is ``changed``, never guessed at.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.reading import blocked, embedded
from crawler.reading.answer import MAX_BODY, Answer, Reading
from crawler.reading.documents import Document
from crawler.reading.rows import listing
from crawler.reading.shops import lists, page, paging, structured
from crawler.sites.schema import Identity, Policy, SiteFile
from crawler.sites.site import Site
from warden.errors import PageRefused
from warden.records import PageKind

GENERIC = "generic"


def generic_site(platform: str = GENERIC) -> Site:
    """The Site of pages that no site file claims; ``platform`` where it is known whose they are all the same."""
    identity = Identity(
        name="Unknown site",
        company="",
        base="http://unknown.invalid",
        status="active",
        date=date(2026, 11, 21),
        reason="schema.org and Open Graph data, and what a buyer sees",
        platform=platform,
        kind="shop",
    )
    file = SiteFile(identity=identity, policy=Policy(access="import"))
    return Site(id=GENERIC, file=file, version="generic-5", path=Path("generic"))


def read_generic(answer: Answer, kind: PageKind | None = None, document: Document | None = None) -> Reading:
    """Read a page without a site file; never raises for anything it contains. ``document``: it parsed already."""
    try:
        return _read(answer, kind, document)
    except PageRefused as refused:
        return Reading("failed", str(refused))
    except RecursionError:
        return Reading("failed", "the answer is nested too deep to be read")


def _read(answer: Answer, kind: PageKind | None, parsed: Document | None) -> Reading:
    if len(answer.body) > MAX_BODY:
        raise PageRefused(
            f"the answer has {len(answer.body):,} bytes, more than the {MAX_BODY:,} that are read"
        )
    if not answer.body.strip():
        return Reading("failed", "the answer is empty")
    document = parsed or Document(answer)
    wall = blocked.recognise(document)
    if wall:
        return Reading("blocked", wall)
    if answer.status in (404, 410):
        return Reading("none", f"HTTP {answer.status}: gone", gone_reason="gone")
    if answer.status >= 400:
        return Reading("blocked" if answer.status in (401, 403, 429) else "failed", f"HTTP {answer.status}")
    if document.looks == "json":
        embedded.parse(document.text)  # a torn one is told as torn: naming its site would not mend it
    if document.looks != "html":
        if document.looks == "text":
            return Reading(
                "changed", "the file is plain text, no saved page: save the page as HTML in a browser"
            )
        return Reading("changed", f"no HTML; {_no_file(answer.url)}")
    reading = _offers(document, kind)
    if reading.outcome == "results" and kind == "list":
        reading.next = paging.next_of(document)
    return reading


Made = tuple[dict[str, Any], dict[str, Any] | None]
"""Fields of an offer and the record of the page's data they came from."""


def _offers(document: Document, kind: PageKind | None) -> Reading:
    records = [*structured.json_ld(document), *structured.microdata(document)]
    made: list[Made] = [(structured.fields_of(one, document), one) for one in records]
    made = [one for one in made if "title" in one[0]]
    if not made:
        made = [(fields, None) for fields in structured.open_graph(document)]
    own = _own(made, document, sure=kind == "item") if kind != "list" else None
    # Shops describe whole lists as one product; such a one has no price.
    if own is not None and (kind == "item" or "amount" in own[0] or not _is_list(document, 6)):
        return _item(document, *own, "schema.org")
    reading = _shown(document) if kind == "item" else _several([fields for fields, _ in made], kind, document)
    if reading is not None:
        return reading
    why = (
        "offers on the page, but none that is clearly its own"
        if made
        else "no schema.org or Open Graph offer on the page"
    )
    return Reading("changed", f"{why}; {_no_file(document.answer.url)}")


def _is_list(document: Document, least: int) -> bool:
    seen = lists.repeated(document)
    return seen is not None and seen.priced >= SURE_LIST and len(seen.rows) >= least


def _shown(document: Document) -> Reading | None:
    """The offer of a page that is known to be one's own, by what a buyer sees."""
    fields = page.completed(document, {}, None)
    told = "title" in fields and ("amount" in fields or "sku" in fields)
    return _results(document, fields, "seen") if told else None


SURE_LIST = 0.5
"""Share of rows with a price by which a page of unknown kind is a list of offers."""


def _several(made: list[dict[str, Any]], kind: PageKind | None, document: Document) -> Reading | None:
    """A list by the page's data or by what repeats on it; of a page of unknown kind first the offer it plainly is."""
    reading = _listed(made, kind)
    alone = reading is None and kind is None and not _is_list(document, 20)
    if alone and (offer := page.is_offer(document)) is not None:
        return _results(document, offer, "seen")
    if reading is not None and kind is None:
        return reading
    seen = lists.repeated(document)
    if seen is None or (kind is None and seen.priced < SURE_LIST):
        return reading
    # Shops describe the first rows of a list for search engines and leave out the rest.
    if reading is not None and len(seen.rows) < 1.5 * len(reading.listings):
        return reading
    listings = [listing(one, generic_site(), rank) for rank, one in enumerate(seen.rows, 1)]
    return Reading("results", listings=listings, rows=len(listings), variant="repeated")


def _item(document: Document, fields: dict[str, Any], data: dict[str, Any] | None, variant: str) -> Reading:
    return _results(document, page.completed(document, fields, data), variant)


def _results(document: Document, fields: dict[str, Any], variant: str) -> Reading:
    address = structured.address_of(document)
    if address:
        fields.setdefault("url", address)
    return Reading(
        "results", listings=[listing(structured.whole(fields), generic_site(), 1)], rows=1, variant=variant
    )


def _no_file(url: str | None) -> str:
    """Why a page that no site file claims is not read, and what to do: naming a site helps only where there is one."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        host = None
    if host:
        return (
            f"no site file reads {host} yet; `warden sites list --companies` tells the road to each company"
        )
    return (
        "nothing on it says which site it is from: name it with --site if `warden sites list` shows it; "
        "where no site file reads its pages yet, `warden sites list --companies` tells the road to them"
    )


def _listed(made: list[dict[str, Any]], kind: PageKind | None) -> Reading | None:
    """A list of offers with addresses; None when they are none."""
    priced = [one for one in made if "amount" in one or "availability" in one]
    unique = {one["url"]: one for one in reversed(priced) if one.get("url")}
    if not unique or (len(unique) < 2 and kind != "list"):
        return None
    unique = dict(reversed(unique.items()))
    site = generic_site()
    listings = [listing(structured.whole(one), site, rank) for rank, one in enumerate(unique.values(), 1)]
    dropped = len(made) - len(listings)
    return Reading("results", listings=listings, rows=len(made), dropped=dropped, variant="schema.org")


def _own(made: list[Made], document: Document, sure: bool) -> Made | None:
    """The offer the page is about: the only one, or the one the page's heading or address names.

    ``sure``: the page is known to be an offer's own; then one without a price counts, and the likest of several.
    """
    priced = [one for one in made if sure or "amount" in one[0] or "availability" in one[0]]
    heads = {text.casefold() for text in document.take("h1", "text")[:2]}
    heads |= {text.casefold() for text in document.take("meta[property='og:title']", "@content")}
    if len({fields["title"].casefold() for fields, _ in priced}) == 1:
        best = max(priced, key=_worth)
        # The only data on a page may be those of something it recommends.
        return best if not sure or not heads or _likeness(best, heads, document) else None
    address = structured.address_of(document)
    about = [
        one
        for one in priced
        if one[0]["title"].casefold() in heads or (address and one[0].get("url") == address)
    ]
    if about or not (sure and priced):
        return max(about, key=_worth) if about else None
    best = max(priced, key=lambda one: _likeness(one, heads, document))
    return best if _likeness(best, heads, document) >= 0.5 else None


def _likeness(one: Made, heads: set[str], document: Document) -> float:
    """The share of an offer's words that stand in what the page calls itself."""
    called = " ".join([*heads, document.title.casefold()])
    words = one[0]["title"].casefold().split()
    return sum(word in called for word in words) / len(words)


def _worth(one: Made) -> tuple[bool, int]:
    return "amount" in one[0], len(one[0])
