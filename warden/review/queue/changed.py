"""What has changed in a listing since somebody decided on it: the old value beside the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warden.records import Price
from warden.store.roads import difference

SHOWN = 1_000
"""Characters of a value that are shown."""
NAMES: dict[str, str | Promise] = {
    "title": _("Title"),
    "description": _("Description"),
    "price": _("Price"),
    "quantity": _("Quantity"),
    "images": _("Pictures"),
    "location": _("Place"),
    "seller_key": _("Seller"),
    "contact_keys": _("Contacts"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A material field and its two values."""

    name: str | Promise
    old: str
    new: str


def changes(revisions: Sequence[dict[str, Any]], decided: str | None) -> list[Change]:
    """Between the revision that was decided on and the newest one of the same site and kind of page."""
    before = next((one for one in revisions if one["revision_id"] == decided), None)
    if before is None:
        return []
    road = [one for one in revisions if all(one[name] == before[name] for name in ("site", "page_kind"))]
    after = max(road, key=lambda one: str(one["last_at"]))
    old, new = before["listing"], after["listing"]
    return [
        Change(NAMES[name], _told(name, old.get(name)), _told(name, new.get(name)))
        for name in difference(old, new)
    ]


def _told(name: str, value: Any) -> str:
    """A value in words; keys of sellers and contacts by their beginnings."""
    if not value:
        return ""
    if name == "price":
        return price_text(Price(**value))
    if name == "quantity":
        return str(value.get("text") or " ".join(str(one) for one in value.values() if one is not None))
    if name in ("seller_key", "contact_keys"):
        return ", ".join(one[:12] for one in ([value] if isinstance(value, str) else value))
    text = "\n".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def price_text(price: Price) -> str:
    """The price as the page words it, else in figures."""
    if price.text:
        return price.text
    if price.amount is None:
        return ""
    upper = f"–{_figures(price.amount_max)}" if price.amount_max is not None else ""
    return f"{_figures(price.amount)}{upper} {price.currency or ''}".strip()


def _figures(amount: float) -> str:
    return f"{Decimal(str(amount)).normalize():,f}"
