"""Which site each row of a table is from: its column ``site``, else what a person named, else its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import orjson

from crawler.importing.choosing import Told
from crawler.importing.saved import Found, address
from crawler.reading.generic import GENERIC, generic_site
from crawler.reading.recognise import by_address, named
from crawler.sites.companies import nobody
from crawler.sites.site import Site
from warden.errors import UsageError

Row = dict[str, Any]
JSON_LINES = "application/x-ndjson"


def as_bytes(rows: list[Row]) -> bytes:
    """The rows as JSON Lines: what a part of a table is known by, whatever its file is called."""
    return b"".join(
        orjson.dumps(row, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for row in rows
    )


def by_site(
    found: Found, told: Told, file: str, sites: Mapping[str, Site], page: str | None = None
) -> Iterator[tuple[Site | None, list[Row], str | None]]:
    """The rows of each site together, and a note for each row whose column ``site`` names none.

    ``page`` is the address of the page the table was made of, where one was told. Where nothing tells, the
    site is None, or of no file but with the ``platform`` that the reader of shared texts knows. UsageError as for a page: the name given is of several sites.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for number, row in zip(found.lines, found.rows, strict=True):
        fault = _fault(row, sites, page)
        if fault:
            yield None, [], f"line {number}: {fault}"
            continue
        site = _site(row, told, f"{file}, line {number}", sites, page)
        groups.setdefault((site.id, "") if site else ("", row.get("platform", "")), []).append(row)
    for (name, platform), rows in groups.items():
        yield sites.get(name) or (generic_site(platform) if platform else None), rows, None
    if not found.rows:
        meant = named(told.name, sites) if told.name else []
        yield meant[0] if len(meant) == 1 else None, [], None


def _column(row: Row) -> str:
    name = str(row.get("site") or "").strip()
    return "" if name == GENERIC else name


def _where(row: Row, page: str | None) -> str | None:
    """The row's own address, or that of the page it stood on, against which a short one is read."""
    own = str(row.get("url") or "")
    try:
        return address(urljoin(page or "", own))
    except ValueError:
        return page


def _fault(row: Row, sites: Mapping[str, Site], page: str | None) -> str | None:
    name = _column(row)
    meant = named(name, sites) if name else []
    if name and not meant:
        return f"{nobody(name, sites)}; the row is left out"
    if len(meant) > 1 and _of_several(meant, row, page) is None:
        ids = ", ".join(site.id for site in meant)
        return f"site {name} means {len(meant)} sites and the address does not say which: the row is left out; name one of {ids}"
    return None


def _site(row: Row, told: Told, place: str, sites: Mapping[str, Site], page: str | None) -> Site | None:
    name = _column(row) or told.name
    meant = named(name, sites) if name else []
    if len(meant) == 1:
        return meant[0]
    if meant:
        site = _of_several(meant, row, page)
        if site is None and told.strict:
            ids = ", ".join(one.id for one in meant)
            raise UsageError(
                f"{place}: {told.by} {name} means {len(meant)} sites and the row's address does not say which: "
                f"name one of {ids}, or give the table a column `site`."
            )
        return site
    url = _where(row, page)
    return by_address(url, sites) if url else None


def _of_several(meant: list[Site], row: Row, page: str | None) -> Site | None:
    url = _where(row, page)
    return by_address(url, {site.id: site for site in meant}) if url else None
