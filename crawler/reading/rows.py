"""From a row to a Listing, by the rules of a site file."""

from __future__ import annotations

import hashlib
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.reading import cleaning
from crawler.reading.documents import Row
from crawler.reading.filters import run
from crawler.reading.money import currency_said
from crawler.sites.rules import Rule
from crawler.sites.schema import Variant
from crawler.sites.site import Site, host_in
from warden.records import Availability, Listing, Price, PriceType

_PRICE_TYPES = frozenset(typing.get_args(PriceType))
_AVAILABILITY = frozenset(typing.get_args(Availability))
_MANY = frozenset({"images"})
_LIMITS = {"seller": 300, "location": 300, "category": 300, "sale_type": 100, "listed": 200, "price": 200}

_TEXTS = {**_LIMITS, "description": cleaning.LONGEST}
"""Fields that are text and nothing else, of which a text that is tidy already needs no cleaning."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read against."""

    site: Site
    page_url: str | None
    links_from: str | None = None
    """What its relative addresses start from, where that is not the page's own address (``<base>``)."""

    @property
    def start(self) -> str | None:
        """What relative addresses start from."""
        return self.links_from or self.page_url


def first(rules: Sequence[Rule], row: Row, context: Context) -> list[Any]:
    """The values of the first alternative that gives any."""
    return _first(rules, row, context)[0]


def _first(rules: Sequence[Rule], row: Row, context: Context) -> tuple[list[Any], bool]:
    """The same, and whether they are tidy texts."""
    for rule in rules:
        # The usual rule, a selector and nothing else, needs none of the other ways of taking a value.
        found = row.values(rule) if rule.plain else _found(rule, row, context)
        if found:
            return found, rule.tidy
    return [], False


def _found(rule: Rule, row: Row, context: Context) -> list[Any]:
    if rule.rules:
        raw = first(rule.rules, row, context)
    elif rule.const is not None:
        raw = [_const(rule.const, context.site)]
    elif rule.address is not None:
        match = rule.address.search(context.page_url or "")
        raw = [match.group(1) if rule.address.groups else match.group(0)] if match else []
    else:
        raw = row.values(rule)
    return run(raw, rule.filters, context.site, context.start)


def _const(value: str, site: Site) -> str:
    for name, text in site.file.vars.items():
        value = value.replace(f"{{vars.{name}}}", text)
    return value.replace("{currency}", site.file.identity.currency or "").replace(
        "{base}", site.file.identity.base
    )


def values(row: Row, variant: Variant, context: Context) -> dict[str, Any]:
    """Each field's value, cleaned: a text, a number (amount) or a list (images); absent ones left out."""
    found: dict[str, Any] = {}
    for name, rules in variant.fields.items():
        made, tidy = _first(rules, row, context)
        if not made:
            continue
        value = _cleaned(name, made, context, tidy)
        if value not in (None, "", []):
            found[name] = value
    return found


def _cleaned(name: str, made: list[Any], context: Context, tidy: bool) -> Any:
    if tidy and name in _TEXTS:
        return made[0][: _TEXTS[name]]
    if name in _MANY:
        addresses = (_image(one, context) for one in made if not isinstance(one, dict | list))
        return list(dict.fromkeys(one for one in addresses if one))[:50]
    value = made[0]
    if not isinstance(value, str) and isinstance(value, dict | list | bool):
        return None
    way = _WAYS.get(name)
    return cleaning.text(value, _LIMITS.get(name, 2_000)) if way is None else way(value, context)


def _url(value: Any, context: Context) -> str | None:
    if context.start is None and context.site.many_hosts and "//" not in str(value)[:8]:
        return None  # which city's page this was nobody has said
    return cleaning.canonical(value, context.start, context.site.file.identity.base)


def _image(value: Any, context: Context) -> str | None:
    return cleaning.absolute(value, context.start, context.site.file.identity.base)


def _id(value: Any, _: Context) -> str:
    return cleaning.text(int(value) if isinstance(value, float) and value.is_integer() else value)


def _amount(value: Any, _: Context) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < 1e15 else None


_WAYS: dict[str, Callable[[Any, Context], Any]] = {
    "url": _url,
    "image": _image,
    "amount": _amount,
    "amount_max": _amount,
    "title": lambda value, _: cleaning.title(value),
    "description": lambda value, _: cleaning.lines(value),
    "id": _id,
}
"""How a field's value is cleaned; that of any other is one line of text."""


def has_required(row: Row, variant: Variant, context: Context) -> bool:
    """Does the row have all that the variant's ``require`` names?"""
    return all(_found(rule, row, context) for rule in variant.require)


def is_listing(row: Row, found: Mapping[str, Any], variant: Variant, context: Context) -> bool:
    """False for adverts and other rows that the site file says are none."""
    if not has_required(row, variant, context):
        return False
    if variant.drop and any(_found(rule, row, context) not in ([], [False]) for rule in variant.drop):
        return False
    where = variant.drop_where
    if where and any(pattern.search(str(found.get(name, ""))) for name, pattern in where.items()):
        return False
    url = found.get("url")
    if url is None:
        return True
    if context.site.any_host and context.start:  # another run of the same software is another site
        return host_in(url, (urlsplit(context.start).hostname or "",))
    return context.site.may_link(url)


def listing(found: Mapping[str, Any], site: Site, rank: int) -> Listing:
    """The raw Listing; the normaliser fills the rest."""
    number = _number(found, site)
    images = list(found.get("images", []))
    image = found.get("image") or (images[0] if images else None)
    if image and image not in images:
        images.insert(0, image)
    return Listing(
        listing_id=number or no_number(found.get("url") or found.get("title", "")),
        title=found.get("title", ""),
        url=found.get("url"),
        description=found.get("description"),
        price=_price(found, site),
        availability=found["availability"] if found.get("availability") in _AVAILABILITY else None,
        sku=found.get("sku") if site.file.identity.kind == "shop" else number,
        image=image,
        images=images,
        seller=found.get("seller"),
        location=found.get("location"),
        country=found.get("country"),
        country_basis="page" if found.get("country") else None,
        listed_text=found.get("listed"),
        listed_at=found.get("listed_at"),
        category=found.get("category"),
        sale_type=found.get("sale_type"),
        rank=rank,
    )


def _number(found: Mapping[str, Any], site: Site) -> str | None:
    """The platform's own number; of software that many run it is only one's own together with the host."""
    if "id" not in found:
        return None
    host = urlsplit(str(found.get("url", ""))).netloc.removeprefix("www.") if site.any_host else ""
    return f"{host}/{found['id']}" if host else str(found["id"])


def _price(found: Mapping[str, Any], site: Site) -> Price:
    amount = found.get("amount")
    kind = found.get("price_type")
    currency = found.get("currency")
    if amount is not None and currency is None:
        currency = currency_said(found.get("price")) or site.file.identity.currency
    return Price(
        amount=amount,
        amount_max=found.get("amount_max"),
        currency=currency,
        text=found.get("price"),
        type=kind if kind in _PRICE_TYPES else None,
    )


def no_number(address: str) -> str:
    """The identity of a listing without a number: ``u:`` and the SHA-256 of its canonical address."""
    return "u:" + hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
