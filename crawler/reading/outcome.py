"""Every page ends in one outcome: results, none, blocked, changed or failed.

Nothing is guessed: a page without rows is only ``none`` when the site says so, a wall is ``blocked``,
and rows that lack what they must have are ``changed`` and give no listings at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

from crawler.reading import blocked, cleaning
from crawler.reading.answer import MAX_BODY, Answer, Reading
from crawler.reading.documents import Document, JsonRow
from crawler.reading.money import money_in_row, unread_price
from crawler.reading.refused import refusal, torn
from crawler.reading.rows import Context, first, has_required, is_listing, listing, values
from crawler.sites.requests import next_page
from crawler.sites.rules import Mark
from crawler.sites.schema import Paging, Variant
from crawler.sites.site import Site
from crawler.sites.trail import trail_of
from warden.errors import PageRefused
from warden.records import GoneReason, Listing, PageKind

_BLOCKING = frozenset({401, 403, 407, 429, 430, 451})
_GONE = frozenset({404, 410})
UNREAD = 0.25
"""Share of rows that may show money without a price being read: a few name postage or a salary."""
_OWN_WALL = "a wall instead of an answer (a mark of the site file)"


def read(answer: Answer, site: Site, kind: PageKind, page: int = 1, paging: Paging | None = None) -> Reading:
    """Read one answer by its site file; never raises for anything a page contains.

    ``kind``: a result list or a listing's own page. ``page`` counts from 1 and decides what a 404 is.
    ``paging``: of the place that was asked for, when it has one of its own.
    """
    try:
        return _read(answer, site, kind, page, paging or site.file.paging)
    except PageRefused as refused:
        return Reading("failed", str(refused))
    except RecursionError:
        return Reading("failed", "the answer is nested too deep to be read")


def _read(answer: Answer, site: Site, kind: PageKind, page: int, paging: Paging) -> Reading:
    if len(answer.body) > MAX_BODY:
        raise PageRefused(
            f"the answer has {len(answer.body):,} bytes, more than the {MAX_BODY:,} that are read"
        )
    api = site.policy.access == "api"
    if api and answer.status >= 400 and (told := refusal(answer, Document(answer), site, page)):
        return told
    if answer.status in _GONE:
        return _not_there(answer, site, kind, page)
    early = _by_status(answer)
    if early is not None:
        return torn(answer, site, early)
    if not answer.body.strip():
        return torn(answer, site, Reading("failed", "the answer is empty"))
    document = Document(answer, _decoded(answer, site))
    if api and (told := refusal(answer, document, site, page)):
        return told
    if kind == "item":
        return torn(answer, site, _finished(_item(document, site), site), document)
    reading = torn(answer, site, _finished(_list(document, site, page), site), document)
    rows = 0 if reading.last else len(reading.listings)
    reading.next = next_page(paging, page, rows, reading.total, reading.next)
    return reading


def _by_status(answer: Answer) -> Reading | None:
    status = answer.status
    if (answer.header("cf-mitigated") or "") == "challenge" or answer.header("x-amzn-waf-action"):
        return Reading("blocked", f"HTTP {status}: the site's bot protection asks for a challenge")
    if status in _BLOCKING:
        return Reading("blocked", f"HTTP {status}: the site refuses this request")
    if 300 <= status < 400:
        return Reading("failed", f"HTTP {status}: a redirect that was not followed")
    if status >= 400:
        wall = blocked.recognise(Document(answer)) if answer.body.strip() else None
        return Reading("blocked", wall) if wall else Reading("failed", f"HTTP {status}")
    return None


def _not_there(answer: Answer, site: Site, kind: PageKind, page: int) -> Reading:
    if kind == "list":
        wall = blocked.recognise(Document(answer)) if answer.body.strip() else None
        if wall:
            return Reading("blocked", wall)
        if page > 1:
            return Reading("none", f"HTTP {answer.status}: past the last page")
        return Reading("failed", f"HTTP {answer.status}: the address of the list is wrong")
    document = Document(answer)
    wall = blocked.recognise(document)
    if wall:
        return Reading("blocked", wall)
    return Reading("none", f"HTTP {answer.status}: gone", gone_reason=_gone(document, site) or "gone")


def _decoded(answer: Answer, site: Site) -> Any:
    """What the site's own ``decode`` makes of the answer, None without one."""
    if site.hook is None or "decode" not in site.file.hook:
        return None
    try:
        return site.hook.decode(answer)
    except Exception as error:
        raise PageRefused(f"the hook of {site.id} failed: {error!r}") from error


def _list(document: Document, site: Site, page: int) -> Reading:
    complaint: Reading | None = None
    if _any_mark(document, site, site.file.marks.zero):
        return _nothing(document, site)
    for name, variant in site.file.response.items():
        reading = _by_variant(document, site, name, variant)
        if reading is None:
            continue
        if reading.outcome == "results":
            return reading
        # Of several markups that disagree the one with most rows says what has changed.
        if complaint is None or reading.rows > complaint.rows:
            complaint = reading
    wall = _wall(document, site)
    if wall:
        return Reading("blocked", wall)
    if _any_mark(document, site, site.file.marks.none):
        rows = complaint.rows if complaint else 0
        # "Nothing found" is only believed when the page's own count does not say otherwise.
        if page == 1 and (total := _total(document, site)):
            return Reading("changed", f"the site says {total:,} results and shows none", total=total)
        return Reading("none", rows=rows, dropped=rows, variant=complaint.variant if complaint else None)
    if complaint is not None:
        return complaint
    if document.trouble:
        return Reading("changed", document.trouble)
    cut = " and the page is cut short" if document.cut_short else ""
    return Reading(
        "changed",
        f"no rows and no sign that nothing was found{cut}: look at the saved page, then at {site.id}.toml",
    )


def _nothing(document: Document, site: Site) -> Reading:
    """A page without rows by its own mark; one that only names further lists leads to them."""
    context = Context(site, document.answer.url, document.links_from)
    tops = (HtmlTop(document, one, context) for one in site.file.response.values() if one.next)
    trail = next((made for top in tops if (made := trail_of(top.next()))), None)
    if trail is None:
        return Reading("none", "the site says that nothing was found")
    return Reading("none", f"no listings, {len(trail.left)} further lists to read", next=trail.written())


def _by_variant(document: Document, site: Site, name: str, variant: Variant) -> Reading | None:
    """What one markup gives: results, a complaint, or None when none of its rows is there."""
    rows = document.rows(variant)
    if not rows:
        return None
    context = Context(site, document.answer.url, document.links_from)
    whole = variant.embedded is None and variant.type == "html" and document.cut_short
    if whole:
        rows = rows[:-1]  # the last row of a torn page may be torn itself: $19.94 reads as $19
    found, dropped, unread = [], 1 if whole else 0, []
    priced = site.file.identity.kind != "forum"  # the money in a post stands in its text, nowhere else
    for row in rows:
        fields = values(row, variant, context)
        if is_listing(row, fields, variant, context):
            found.append(fields)
            if priced and not has_field(fields, "price") and (money := money_in_row(row, fields)):
                unread.append(money)
        else:
            dropped += 1
    count = len(rows) + (1 if whole else 0)
    reading = _checked(found, site, Reading("results", rows=count, dropped=dropped, variant=name))
    if reading.outcome == "changed" and site.many_hosts and context.start is None:
        reading.reason = f"{reading.reason}; the page does not say which host it is from: give --url"
    if reading.outcome == "results" and len(unread) > UNREAD * len(found):
        reason = (
            f"{len(unread)} of {len(found)} rows show money ({unread[0]!r}) and no price can be read ({name})"
        )
        return replace(reading, outcome="changed", reason=reason, listings=[])
    if reading.outcome == "results":
        top = HtmlTop(document, variant, context)
        reading.total = top.total()
        reading.next = top.next()
        reading.last = top.last()
        if whole:
            reading.reason = "the page is cut short: its last row was left out"
    return reading


class HtmlTop:
    """What stands beside the rows: the total and the way to the next page."""

    def __init__(self, document: Document, variant: Variant, context: Context) -> None:
        self.variant = variant
        self.context = context
        data = document.data(variant) if variant.embedded is not None or variant.type == "json" else None
        plain = replace(variant, rows=None, walk={}, cut=())
        tops = [JsonRow(data)] if data is not None else (document.rows(plain) or [])
        self.top = tops[0] if tops else None

    def total(self) -> int | None:
        """How many results the site says there are."""
        made = first(self.variant.total, self.top, self.context) if self.top is not None else []
        try:
            return int(float(made[0])) if made else None
        except (TypeError, ValueError, OverflowError):
            return None

    def next(self) -> str | None:
        """Address or cursor of the next page, as the page gives it."""
        made = first(self.variant.next, self.top, self.context) if self.top is not None else []
        return str(made[0]) if made else None

    def last(self) -> bool:
        """Does the page say that no other follows?"""
        if not self.variant.more or self.top is None:
            return False
        return not any(first(self.variant.more, self.top, self.context))


def _total(document: Document, site: Site) -> int | None:
    """How many results the page says there are, by whichever markup of the file can read it."""
    context = Context(site, document.answer.url, document.links_from)
    tops = (HtmlTop(document, variant, context) for variant in site.file.response.values() if variant.total)
    return next((total for top in tops if (total := top.total())), None)


def _checked(found: list[dict[str, Any]], site: Site, reading: Reading) -> Reading:
    """Listings of the rows that hold; ``changed`` when too many lack what they must have."""
    expect = site.file.expect
    needed = set(expect.required)
    # As a rule all of it is there by its name.
    whole = [fields for fields in found if needed <= fields.keys() or _is_whole(fields, expect.required)]
    if not found:
        return replace(
            reading, outcome="changed", reason=f"all {reading.rows} rows are adverts or lead to other sites"
        )
    if len(found) - len(whole) > expect.missing * len(found):
        return replace(reading, outcome="changed", reason=_lacking(found, site, reading.variant))
    for name, share in expect.fill.items():
        have = sum(1 for fields in whole if has_field(fields, name))
        if have < share * len(whole):
            reason = f"only {have} of {len(whole)} rows have {name} ({reading.variant}; at least {share:.0%} expected)"
            return replace(reading, outcome="changed", reason=reason)
    reading.dropped += len(found) - len(whole)
    seen: dict[str, Listing] = {}
    for fields in whole:
        made = listing(fields, site, len(seen) + 1)
        seen.setdefault(made.listing_id, made)
    reading.dropped += len(whole) - len(seen)
    reading.listings = list(seen.values())
    return reading


def _is_whole(fields: Mapping[str, Any], required: Iterable[str]) -> bool:
    return all(has_field(fields, name) for name in required)


def has_field(fields: Mapping[str, Any], name: str) -> bool:
    """A price is there as a text, a number or a kind (on request)."""
    return name in fields or (
        name == "price" and ("amount" in fields or fields.get("price_type") == "on_request")
    )


def _lacking(found: list[dict[str, Any]], site: Site, variant: str | None) -> str:
    counts = {
        name: sum(1 for fields in found if not has_field(fields, name)) for name in site.file.expect.required
    }
    worst = ", ".join(f"{name} in {count}" for name, count in counts.items() if count)
    return f"required fields are missing of {len(found)} rows ({variant}): {worst}"


def _item(document: Document, site: Site) -> Reading:
    if _any_mark(document, site, site.file.marks.blocked):
        return Reading("blocked", _OWN_WALL)
    gone = _gone(document, site)
    lacking = "no offer can be read from it"
    for name, variant in site.file.item.items():
        rows = document.rows(variant)
        if not rows:
            continue
        context = Context(site, document.answer.url, document.links_from)
        row = next((one for one in rows if has_required(one, variant, context)), rows[0])
        fields = values(row, variant, context)
        missing = [one for one in site.file.expect.item_required if not has_field(fields, one)]
        if gone:
            missing = [one for one in missing if one in ("id", "title")]
        if not missing and not is_listing(row, fields, variant, context):
            missing = ["listing (the page shows another offer)"]
        if not missing:
            return _shown(fields, site, name, gone, document)
        if "title" in fields:
            lacking = f"{', '.join(missing)} cannot be read ({name})"
    wall = blocked.recognise(document)
    if wall:
        return Reading("blocked", wall)
    if gone:
        return Reading("none", f"the page says: {gone}", gone_reason=gone)
    trouble = f"; {document.trouble}" if document.trouble else ""
    return Reading("changed", f"a listing's own page, but {lacking}{trouble}")


def _shown(
    fields: dict[str, Any], site: Site, variant: str, gone: GoneReason | None, document: Document
) -> Reading:
    address = document.answer.url
    if "url" not in fields and address:
        fields["url"] = cleaning.canonical(address, None, site.file.identity.base)
    made = listing(fields, site, 1)
    if gone:
        made.availability = "out_of_stock"
    if site.file.identity.kind != "forum" and not (gone or has_field(fields, "price")):
        if document.cut_short:
            return Reading("changed", "the page is cut short before its price")
        if money := unread_price(document, made.title, made.description):
            return Reading("changed", f"the page shows {money!r}, and no price can be read ({variant})")
    return Reading("results", listings=[made], rows=1, variant=variant, gone_reason=gone)


def _wall(document: Document, site: Site) -> str | None:
    if _any_mark(document, site, site.file.marks.blocked):
        return _OWN_WALL
    return blocked.recognise(document)


def _gone(document: Document, site: Site) -> GoneReason | None:
    """The first reason in the order sold, ended, removed, gone whose mark is there."""
    order: tuple[Literal["sold", "ended", "removed", "gone"], ...] = ("sold", "ended", "removed", "gone")
    assert set(order) == set(get_args(GoneReason))
    return next((one for one in order if _any_mark(document, site, getattr(site.file.marks, one))), None)


def _any_mark(document: Document, site: Site, marks: tuple[Mark, ...]) -> bool:
    return any(has_mark(document, site, mark) for mark in marks)


def has_mark(document: Document, site: Site, mark: Mark) -> bool:
    """Is the mark on the page, its embedded JSON included?"""
    if document.has(mark):
        return True
    if mark.json is None:
        return False
    variants = (*site.file.response.values(), *site.file.item.values())
    datas = (document.data(variant) for variant in variants if variant.embedded is not None)
    return any(data is not None and document.has(mark, data) for data in datas)


def _finished(reading: Reading, site: Site) -> Reading:
    """The site's own ``finish(listing) -> listings`` over what was read."""
    if site.hook is None or "finish" not in site.file.hook:
        return reading
    made: list[Listing] = []
    try:
        for one in reading.listings:
            made.extend(site.hook.finish(one))
    except Exception as error:
        raise PageRefused(f"the hook of {site.id} failed: {error!r}") from error
    reading.listings = list({one.listing_id: one for one in made}.values())
    return reading
