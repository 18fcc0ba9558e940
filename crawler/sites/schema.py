"""What a site file may say: every block of docs/reference/site-files.md as a frozen dataclass.

The doc text of each key stands in its metadata and makes that page. Times are seconds.
"""

# ruff: noqa: RUF009
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from typing import Any, Literal

from crawler.sites.rules import Mark, RowSet, Rule

FIELDS: dict[str, str] = {
    "id": "the platform's own number of the listing",
    "title": "its headline",
    "url": "its address; made absolute, tracking taken off",
    "description": "its text",
    "price": "what is asked, in the page's words",
    "amount": "the price as a number, where the page says one for machines",
    "amount_max": "the upper end of a range, for machines",
    "currency": "ISO 4217 code beside `amount`",
    "price_type": "asking, starting_bid, current_bid, buy_now, sold, per_unit, range, on_request, placeholder",
    "availability": "in_stock or out_of_stock",
    "sku": "a shop's article number; on marketplaces left out (the listing's number is used)",
    "image": "the first picture",
    "images": "all pictures",
    "seller": "the seller's account; personal, turned into a key before anything is stored",
    "location": "the place in the page's words",
    "country": "ISO 3166 code of the place, where the page says it for machines",
    "listed": "when it was listed, in the page's words",
    "listed_at": "the same for machines, by the filter `date`",
    "category": "the page's name of the category",
    "sale_type": "auction, fixed price …, in the page's words",
}


def key(doc: str, default: Any = MISSING, *, factory: Callable[[], Any] | None = None) -> Any:
    """A field of a block: its text for the reference page and its default (none: required)."""
    if factory is not None:
        return field(default_factory=factory, metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who runs the site, where, in what language and money."""

    name: str = key("how people call it")
    company: str = key("who runs it, spelt as in the coalition's list")
    base: str = key("the address relative links start from; `{base}` in templates")
    status: Literal["active", "unverified", "out-of-reach", "closed"] = key(
        "active (read against real pages), unverified (from documentation only), out-of-reach, closed"
    )
    date: date = key("when the status was last true")
    reason: str = key("why it has that status")
    platform: str | None = key("namespace of its listing numbers; default: the file's name up to `_`", None)
    kind: Literal["marketplace", "classifieds", "shop", "forum", "search-engine"] = key(
        "what it is; a shop has article numbers, a search engine is never sent restricted terms",
        "marketplace",
    )
    country: str | None = key("ISO 3166 code of the market", None)
    countries: tuple[str, ...] = key("all countries it serves", ())
    languages: tuple[str, ...] = key("BCP 47 codes of its pages", ())
    currency: str | None = key("ISO 4217 code of a price without a sign", None)
    timezone: str = key("IANA zone of the times on its pages", "UTC")
    domains: tuple[str, ...] = key(
        "hosts its pages come from, subdomains included; default: that of `base`; `*`: any, software that many run",
        (),
    )
    hosts: tuple[str, ...] = key("further hosts its listings may link to", ())
    numbers: Literal["platform", "site"] = key(
        "`site` where countries of a platform reuse each other's listing numbers", "platform"
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be sent, how often, and what the site's rules say."""

    access: Literal["api", "html", "embedded-json", "feed", "browser", "import"] = key(
        "the road; `import` sends nothing, people save the pages"
    )
    robots: Literal["obey", "not-applicable"] = key(
        "`not-applicable` only for the host of an official API", "obey"
    )
    pace: float | None = key("seconds between requests; at least 5, of an API 0.5", None)
    quota: int | None = key("requests a day", None)
    quota_zone: str = key("IANA zone whose midnight begins a new day of the quota", "UTC")
    lane: str | None = key("unit of pace and quota; default: host and port of the request", None)
    terms: str | None = key("address of the site's terms", None)
    note: str | None = key("what they say about this", None)
    cookies: bool = key("keep cookies within a crawl", False)


@dataclass(frozen=True, slots=True)
class Auth:
    """How an API knows us. Values are never written here, only names of environment variables."""

    type: Literal["none", "api-key", "bearer", "oauth2-client-credentials"] = key("how", "none")
    token_url: str | None = key("where a token is fetched", None)
    scope: str | None = key("scope asked for", None)
    client_id_env: str | None = key("environment variable with the client id", None)
    client_secret_env: str | None = key("environment variable with the client secret", None)
    key_env: str | None = key("environment variable with the key or token", None)
    header: str | None = key("header that carries it", None)
    prefix: str = key("what stands before it in the header (`Bearer `)", "")
    value: str = key("what the header carries, of `{key}`, `{client_id}`, `{client_secret}`", "{key}")
    query: Mapping[str, str] = key(
        "query parameters that carry it, of the same; only where the interface takes no header", factory=dict
    )


@dataclass(frozen=True, slots=True)
class Split:
    """Ask in slices where the site shows only the first so many results."""

    by: Literal["price", "time"] = key(
        "what is sliced: prices, or times, whose bounds are days before the crawl and are sent as ISO 8601"
    )
    query: Mapping[str, str] = key(
        "query parameters of a slice, with `{low}` and `{high}` (empty at an open end); they replace the request's"
    )
    bounds: tuple[float, ...] = key(
        "bounds of the first slices, rising; the last slice is open; one with too many results is halved"
    )


@dataclass(frozen=True, slots=True)
class Paging:
    """How to get to the next page."""

    type: Literal["none", "page", "offset", "cursor", "next", "button"] = key(
        "page number, offset, cursor out of the answer, next link, submit button", "none"
    )
    start: int | None = key("number of the first page (default 1), or its offset (default 0)", None)
    size: int = key("rows a page; `{size}` in templates", 0)
    max_pages: int = key("never more pages than this", 20)
    max_results: int | None = key("the site shows no more results than this", None)
    stop: tuple[Literal["empty", "no-new", "total"], ...] = key(
        "stop rules; nothing new always stops", ("empty", "no-new")
    )
    split: Split | None = key(
        "slices for capped results, asked when `--max-pages` is above `max_pages` and the total above `max_results`",
        None,
    )


TEMPLATE_NAMES = (
    "term", "place", "id", "page", "offset", "cursor", "size", "low", "high", "domain", "currency", "base",
)  # fmt: skip
"""What a request's templates may name beside ``vars.x``."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as templates: `{term}`, `{place}`, `{id}`, `{domain}`, `{page}`, `{offset}`, `{cursor}`, `{size}`, `{low}`, `{high}`, `{currency}`, `{base}`, `{vars.x}`."""

    url: str = key("address")
    method: Literal["GET", "POST"] = key("method", "GET")
    query: Mapping[str, str] = key("query parameters; one that stays empty is left out", factory=dict)
    headers: Mapping[str, str] = key("headers", factory=dict)
    json: Mapping[str, Any] = key("JSON body", factory=dict)
    form: Mapping[str, str] = key("form body", factory=dict)


@dataclass(frozen=True, slots=True)
class Search(Request):
    """How a term becomes a request."""

    encode: Literal["quote", "plus", "slug-dash", "path"] = key(
        "how a term is written into the address: %20, +, words joined by -, one path segment", "plus"
    )
    charset: str = key("charset the address is encoded in (`gbk`)", "utf-8")
    phrase: str = key('how a term of several words is written (`"{term}"`)', "{term}")
    max_length: int = key("longest query in characters; longer ones are cut at a word", 100)
    min_length: int = key("shortest query the site answers", 1)
    forms: tuple[Literal["capitals", "lower", "no-accents", "accents", "compounds"], ...] = key(
        "further wordings its engine needs to be sent: capitals (Бивень), lower, no-accents, compounds "
        "(象牙手链, Elfenbeinfigur; see keywords/compounds.csv); accents: it tells them apart, send as listed",
        (),
    )


@dataclass(frozen=True, slots=True)
class Place(Request):
    """A list that is read whole and matched here: newest, a category, a feed, a group."""

    kind: Literal["newest", "category", "feed", "sitemap", "api", "group", "channel", "seller"] = key(
        "what it is", "newest"
    )
    paging: Paging | None = key("its own paging; default: the site's", None)
    note: str | None = key("what it holds, what it misses", None)


@dataclass(frozen=True, slots=True)
class Embedded:
    """JSON inside a page."""

    css: str | None = key("selector of the script or attribute (`::attr(x)`)", None)
    pattern: re.Pattern[str] | None = key("pattern after which the JSON begins", None)
    having: re.Pattern[str] | None = key(
        "pattern the script must contain: of several the first that does", None
    )
    decode: Literal["json", "js-string", "html"] = key(
        "JSON, JSON inside a JavaScript string, escaped as HTML", "json"
    )


@dataclass(frozen=True, slots=True)
class Variant:
    """One markup of a page. Variants are tried in the order of the file: newest first."""

    type: Literal["html", "json", "xml", "feed"] = key("what the rows stand in", "html")
    embedded: Embedded | None = key("where the JSON is, when it is inside a page", None)
    uncomment: str | None = key("CSS selector of elements whose comments hold the HTML", None)
    when: tuple[Mark, ...] = key("use this variant only when one of these marks is there", ())
    rows: RowSet | None = key("the rows (an answer about one listing: its object or element)", None)
    walk: Mapping[str, str] = key(
        "rows are all JSON objects with this key and value, at any depth", factory=dict
    )
    require: tuple[Rule, ...] = key("a row without these is no listing", ())
    drop: tuple[Rule, ...] = key("rows with one of these are no listings", ())
    cut: tuple[str, ...] = key("CSS selectors over the whole page of rows to leave out", ())
    drop_where: Mapping[str, re.Pattern[str]] = key("rows whose field matches are no listings", factory=dict)
    total: tuple[Rule, ...] = key("how many results the site says there are", ())
    next: tuple[Rule, ...] = key("address or cursor of the next page", ())
    more: tuple[Rule, ...] = key(
        "where pages are counted and no total is told: true while there is a further page", ()
    )
    fields: Mapping[str, tuple[Rule, ...]] = key("the fields, see below", factory=dict)


@dataclass(frozen=True, slots=True)
class Marks:
    """Signs on a page that decide its outcome."""

    none: tuple[Mark, ...] = key("the site says: nothing found", ())
    zero: tuple[Mark, ...] = key(
        "the site says: nothing found, and rows it shows all the same are suggestions", ()
    )
    blocked: tuple[Mark, ...] = key("this is no answer but a wall (beside the general ones)", ())
    ended: tuple[Mark, ...] = key("the offer has ended", ())
    sold: tuple[Mark, ...] = key("it is sold", ())
    removed: tuple[Mark, ...] = key("the site or the seller took it down", ())
    gone: tuple[Mark, ...] = key("it is not there any more, no reason given", ())


@dataclass(frozen=True, slots=True)
class Errors:
    """How an interface says that it gives no answer, told apart by what has to follow.

    A mark with `status` holds for answers of that status; `json` is read from the answer. The order is key, quota, pace, query, end.
    Where none is there, an API's 401 and 403 are `key`, 429 is `pace`, 400, 414 and 422 are `query`.
    """

    quota: tuple[Mark, ...] = key(
        "the requests of the day or month are used up: the lane rests, all work stays due", ()
    )
    pace: tuple[Mark, ...] = key("too many requests at once: the lane rests, all work stays due", ())
    query: tuple[Mark, ...] = key("this one query is not taken: its probe fails, the others go on", ())
    end: tuple[Mark, ...] = key("nothing is found, or this is past the last page: the end of the probe", ())
    told: tuple[Rule, ...] = key("its own words about it, shown to the user", ())
    wait: tuple[Rule, ...] = key("seconds to wait, where the answer and not `Retry-After` says them", ())
    key: tuple[Mark, ...] = key(
        "the key is missing, wrong, expired or not allowed: nothing more is asked, all work stays due", ()
    )


@dataclass(frozen=True, slots=True)
class Render:
    """Draw the page in a browser first."""

    wait: str | None = key("CSS selector to wait for", None)
    timeout: float = key("seconds to wait", 20.0)
    scroll: int = key("times to scroll to the end", 0)
    pause: float = key("seconds between scrolls", 2.0)
    click: str | None = key("CSS selector of a 'show more' button", None)
    block: tuple[str, ...] = key("kinds of request not to send", ("image", "media", "font"))
    capture: str | None = key("part of the address of the answer to read instead of the page", None)


@dataclass(frozen=True, slots=True)
class Recognise:
    """How a saved page is known."""

    list: tuple[re.Pattern[str], ...] = key("patterns of addresses of result lists", ())
    item: tuple[re.Pattern[str], ...] = key("patterns of addresses of a listing's own page", ())
    marks: tuple[Mark, ...] = key("marks of a page without address; one is enough", ())
    term: str | None = key(
        "query parameter (or pattern with one group) that holds the term in a list's address", None
    )


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy answer looks like."""

    calibration: str | None = key("a word that always finds something", None)
    min_rows: int = key("rows the calibration term brings at least", 1)
    required: tuple[str, ...] = key("fields every row of a list has", ("id", "title", "url"))
    item_required: tuple[str, ...] = key("fields every listing's own page has", ("id", "title"))
    missing: float = key("share of rows that may lack a required field; more means the page has changed", 0.1)
    fill: Mapping[str, float] = key("share of rows that have the field, at least", factory=dict)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """The whole file."""

    identity: Identity = key("who and where")
    policy: Policy = key("what may be sent")
    auth: Auth = key("how an API knows us", factory=Auth)
    search: Search | None = key("how a term becomes a request", None)
    place: Mapping[str, Place] = key("lists to read whole, by name", factory=dict)
    paging: Paging = key("how to get to the next page", factory=Paging)
    response: Mapping[str, Variant] = key("markups of a result list, by name, newest first", factory=dict)
    fields: Mapping[str, Any] = key("fields common to all variants", factory=dict)
    item: Mapping[str, Variant] = key("markups of a listing's own page, by name, newest first", factory=dict)
    fetch: Request | None = key("how a listing's own page is asked of an API (`{id}`)", None)
    marks: Marks = key("signs that decide an outcome", factory=Marks)
    errors: Errors = key("how an interface says that it gives no answer", factory=Errors)
    render: Render | None = key('draw the page in a browser first (with access = "browser")', None)
    recognise: Recognise = key("how a saved page is known", factory=Recognise)
    expect: Expect = key("what a healthy answer looks like", factory=Expect)
    vars: Mapping[str, str] = key("values for templates and constants, `{vars.x}`", factory=dict)
    extends: str | None = key("stem of the file this one adds to; one level", None)
    hook: tuple[Literal["prepare", "decode", "finish"], ...] = key(
        "functions of `<stem>.py` beside the file: prepare(request), decode(answer), finish(listing)", ()
    )
