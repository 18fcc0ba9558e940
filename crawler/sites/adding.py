"""A site file for a shop of known software, made from its address alone (``warden sites add``)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from crawler.sites.load import SHIPPED, load_site
from crawler.sites.site import Site
from warden.errors import UsageError


@dataclass(frozen=True, slots=True)
class Shop:
    """What a user says of a shop; all but address and family may be left out.

    ``currency`` is ISO 4217, ``country`` ISO 3166, ``languages`` BCP 47; ``newest`` the address of a list to read whole (``--place list``).
    """

    address: str
    family: str
    name: str | None = None
    currency: str | None = None
    country: str | None = None
    languages: Sequence[str] = ()
    newest: str | None = None


def families() -> list[str]:
    """The software whose shops need an address and nothing else."""
    found = []
    for path in sorted(SHIPPED.glob("_*.toml")):
        if "base" not in tomllib.loads(path.read_text("utf-8"))["identity"]:
            found.append(path.stem.removeprefix("_"))
    return found


def add(shop: Shop, folder: Path, today: date) -> Site:
    """Write the shop's file into ``folder`` and read it; UsageError when it cannot be, then nothing is left behind."""
    if shop.family not in families():
        raise UsageError(f"{shop.family}: no such family; there are {', '.join(families())}")
    name = site_id(shop)
    path = folder / f"{name}.toml"
    there = next((one for one in (path, SHIPPED / path.name) if one.exists()), None)
    if there is not None:
        what = f"change {there}" if there == path else "it is one of those that come with Warden"
        raise UsageError(f"{name}: there is such a site already; {what}, or give another name with --name")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(written(shop, name, today), encoding="utf-8")
    try:
        return load_site(path)
    except UsageError:
        path.unlink()
        raise


def site_id(shop: Shop) -> str:
    """The file's stem: the name given, else the host, in small letters and dashes."""
    made = re.sub(r"[^a-z0-9]+", "-", (shop.name or _host(shop.address).removeprefix("www.")).lower()).strip(
        "-"
    )
    if not made:
        raise UsageError(f"{shop.name}: a name needs a letter or a digit of the Latin alphabet")
    return made


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            return parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        pass
    raise UsageError(f"{address}: give the shop's address with https:// before it")


def _domains(address: str) -> list[str] | None:
    """The host without www., since shops link to both; None where there is nothing to leave out (a port, a number)."""
    host = _host(address)
    return None if ":" in host or host.rpartition(".")[2].isdigit() else [host.removeprefix("www.")]


def written(shop: Shop, name: str, today: date) -> str:
    """The text of the file."""
    parts = urlsplit(shop.address)
    base = f"{parts.scheme}://{_host(shop.address)}{parts.path.rstrip('/')}"
    identity: dict[str, object] = {
        "name": shop.name or _host(shop.address),
        "company": shop.name or _host(shop.address),
        "platform": name,
        "base": base,
        "domains": _domains(shop.address),
        "country": shop.country,
        "languages": list(shop.languages) or None,
        "currency": shop.currency,
        "status": "unverified",
        "reason": f"added by its address, software {shop.family}; look at its first pages, then write active",
    }
    lines = [
        "# Made by `warden sites add`. What the family says (`warden sites show --merged`) can be said otherwise here.",
        f'extends = "_{shop.family}"',
        "",
        "[identity]",
        *(
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in identity.items()
            if value is not None
        ),
        f"date = {today.isoformat()}",
    ]
    if shop.newest:
        lines += [
            "",
            "[place.list]",
            f"url = {json.dumps(shop.newest, ensure_ascii=False)}",
            'kind = "newest"',
        ]
    return "\n".join(lines) + "\n"
