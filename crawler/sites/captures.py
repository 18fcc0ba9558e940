"""Captures: a page, the request it answers, and the listings a person has checked.

A case is a folder ``<site>/<case>/`` with ``page.html`` or ``page.json`` (or .xml), ``request.json``
({"url", "captured", "kind", "status", "page"}) and ``listings.json`` ({"outcome", "reason", "total",
"next", "variant", "gone_reason", "listings"}; what a listing lacks is left out). ``"checked": false``
beside them says that no person has compared it with the page yet: such a case fails. A value
``KEPT_BACK`` stands for a seller's name, which is personal data: the field must be filled, with whatever.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from crawler.reading import Answer, Reading, read
from crawler.sites.site import Site
from warden.errors import UsageError
from warden.identity import parse_instant
from warden.records import Listing

KEPT_BACK = "(kept back)"
_TEXTS = ("title", "description", "location", "category")
_LONG = 4
"""Characters from which a seller's name is sought in the texts: shorter ones are parts of other words."""
_NO_READING = ("listings", "checked")
"""Keys of ``listings.json`` that are not compared as they are."""
_KIND = {".html": "text/html; charset=utf-8", ".json": "application/json", ".xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class Case:
    """One folder."""

    site: str
    name: str
    folder: Path

    @property
    def page(self) -> Path:
        """The saved page; UsageError when the folder has none."""
        found = next(
            (self.folder / f"page{end}" for end in _KIND if (self.folder / f"page{end}").is_file()), None
        )
        if found is None:
            raise UsageError(f"{self.folder}: no page.html, page.json or page.xml")
        return found

    @property
    def request(self) -> dict[str, Any]:
        return _read_json(self.folder / "request.json")

    @property
    def expected(self) -> dict[str, Any]:
        return _read_json(self.folder / "listings.json")

    @property
    def checked(self) -> bool:
        """Has a person compared the listings with the page?"""
        return self.expected.get("checked", True) is not False

    def answer(self) -> Answer:
        """The saved page as an answer."""
        told = self.request
        captured = parse_instant(told["captured"]) if told.get("captured") else None
        page = self.page
        return Answer(
            told.get("url"), told.get("status", 200), {}, page.read_bytes(), captured, _KIND[page.suffix]
        )

    def reading(self, site: Site) -> Reading:
        """What today's site file makes of it."""
        told = self.request
        if told.get("kind") not in ("list", "item"):
            raise UsageError(f'{self.folder / "request.json"}: "kind" must be "list" or "item"')
        return read(self.answer(), site, told["kind"], told.get("page", 1))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{path}: a JSON object is needed")
    if path.name == "listings.json" and not isinstance(value.get("listings"), list):
        raise UsageError(f'{path}: "listings" is missing; capture the page again')
    return value


def cases(folder: Path) -> Iterator[Case]:
    """All cases below a folder ``<site>/<case>/``, sorted."""
    for request in sorted(folder.glob("*/*/request.json")):
        yield Case(request.parent.parent.name, request.parent.name, request.parent)


def plain(reading: Reading) -> dict[str, Any]:
    """A reading as ``listings.json`` keeps it."""
    told = {
        name: getattr(reading, name)
        for name in ("outcome", "total", "next", "variant", "gone_reason", "dropped")
    }
    told["listings"] = [plain_listing(one) for one in reading.listings]
    return {name: value for name, value in told.items() if value is not None}


def plain_listing(listing: Listing) -> dict[str, Any]:
    """A listing without what it lacks; the price flattened."""
    fields = dataclasses.asdict(listing)
    price = fields.pop("price")
    fields |= {f"price_{name}": value for name, value in price.items()}
    fields.pop("quantity")
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def differences(case: Case, site: Site) -> list[str]:
    """What today's reading has otherwise than the checked one, a line each; [] when all is the same.

    A case nobody has looked at yet has a line that says so.
    """
    now, then = plain(case.reading(site)), case.expected
    found = [] if case.checked else [unseen(case)]
    found += [
        f"{name}: {now.get(name)!r}, checked was {then.get(name)!r}"
        for name in sorted(set(now) | set(then))
        if name not in _NO_READING and now.get(name) != then.get(name)
    ]
    return found + _rows(now.get("listings", []), then.get("listings", []))


def unseen(case: Case) -> str:
    """What to do about a case that nobody has looked at."""
    return (
        f"nobody has looked at {case.folder / 'listings.json'} yet: compare it with {case.page.name}, "
        'then set "checked": true'
    )


def without_names(row: Mapping[str, Any]) -> dict[str, Any]:
    """A listing as it may be written down: its seller's name kept back, also where its texts repeat it."""
    name = row.get("seller")
    if not name:
        return dict(row)
    repeated = re.compile(re.escape(name), re.IGNORECASE)
    texts = {key: repeated.sub(KEPT_BACK, row[key]) for key in _TEXTS if len(name) >= _LONG and key in row}
    return {**row, **texts, "seller": KEPT_BACK}


def as_kept(now: Mapping[str, Any], then: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is read now, as the checked listing was written down."""
    return without_names(now) if then.get("seller") == KEPT_BACK else now


def _rows(now: list[Mapping[str, Any]], then: list[Mapping[str, Any]]) -> list[str]:
    if len(now) != len(then):
        return [f"listings: {len(now)}, checked were {len(then)}"]
    pairs = [(as_kept(a, b), b) for a, b in zip(now, then, strict=True)]
    return [
        f"listing {index}, {name}: {a.get(name)!r}, checked was {b.get(name)!r}"
        for index, (a, b) in enumerate(pairs, 1)
        for name in sorted(set(a) | set(b))
        if a.get(name) != b.get(name)
    ]
