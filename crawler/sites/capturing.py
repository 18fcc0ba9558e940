"""Making a capture: one answer, its request and what is read of it, as a case folder.

The answer comes out of a file a person saved or out of the page archive; nothing is sent here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from crawler.archive import read_page
from crawler.importing.files import read_files
from crawler.importing.saved import SavedPage
from crawler.reading import Answer, Reading
from crawler.reading.charset import decode
from crawler.reading.recognise import read_page as read_unknown
from crawler.sites.captures import Case, plain, without_names
from crawler.sites.site import Site
from warden import private
from warden.errors import CannotContinue, UsageError
from warden.identity import instant, now, parse_instant
from warden.records import PageKind, PageRef

_AS_IN_FILES = {
    "listing_id": "id",
    "price_text": "price",
    "listed_text": "listed",
    "price_amount": "amount",
    "price_currency": "currency",
}
_DERIVED = ("rank", "sku", "price_type", "unknown")
"""What no file says, or says otherwise: of no use to who writes one."""
_SHOWN = 200
"""Characters of a value that are shown."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer to be kept: ``source`` says where it lay, ``page`` is its number in its list."""

    answer: Answer
    kind: PageKind
    source: str
    page: int = 1


def from_file(path: Path, site: Site, sites: Mapping[str, Site], url: str | None = None) -> Taken:
    """The first page of the file that shows listings, else its first page; any format of ``import``.

    Raises ``UsageError`` when there is none.
    """
    first: Taken | None = None
    note: str | None = None
    for saved in read_files([path], sites=sites, site=site.id, url=url):
        if saved.answer is None:
            note = note or _why(saved)
            continue
        kind, reading = read_unknown(saved.answer, site, saved.kind)
        taken = Taken(saved.answer, kind, saved.file)
        first = first or taken
        if reading.outcome == "results":
            return taken
    if first is None:
        raise UsageError(f"{path}: {note or 'there is no page in it'}. Save the page in a browser again.")
    return first


def _why(saved: SavedPage) -> str:
    return "a table of listings is no page" if saved.table else saved.note or "it cannot be read"


def from_archive(directory: Path, ref: PageRef, kind: PageKind, page: int, url: str | None) -> Taken:
    """The answer a reference names; ``CannotContinue`` when it is gone."""
    kept = read_page(directory, ref)
    at = ref.captured_at or kept.captured_at
    when = parse_instant(at) if at else None
    address = url or (kept.url if kept.url.startswith("http") else None)
    answer = Answer(address, kept.status or 200, kept.headers, kept.body, when)
    return Taken(answer, kind, f"{ref.archive}@{ref.offset}", page)


def keep(taken: Taken, site: Site, root: Path, name: str | None = None) -> tuple[Case, Reading]:
    """Write ``<root>/<site>/<name>/`` for its owner alone; the case and what is read of it.

    What is read is read from the files just written, as every later check will. A case that nobody has
    looked at yet is written anew: the same page, kept again after the site file was mended, stays one
    case. Raises ``UsageError`` for a name that is no folder's or whose case a person has checked.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise UsageError(f"--name {name}: letters, digits, '.', '-' and '_' only, 80 at most")
    body, suffix = _as_page(taken.answer)
    folder = root / site.id / name if name else _free(root / site.id, taken, body, suffix)
    if folder.exists() and not _unchecked(folder):
        raise UsageError(f"{folder} is there and checked: give another --name, or delete it first")
    try:
        return _written(folder, taken, site, body, suffix)
    except OSError as error:
        raise CannotContinue(
            f"{folder} cannot be written: {error.strerror or error}. Name another place with --to."
        ) from error


def _written(folder: Path, taken: Taken, site: Site, body: bytes, suffix: str) -> tuple[Case, Reading]:
    private.make_directory(folder)
    for old in folder.glob("page.*"):
        old.unlink()
    _write(folder / f"page{suffix}", body)
    _write(folder / "request.json", _json(_request(taken)))
    case = Case(site.id, folder.name, folder)
    reading = case.reading(site)
    told = plain(reading)
    told["listings"] = [without_names(row) for row in told["listings"]]
    _write(folder / "listings.json", _json({"checked": False} | told))
    return case, reading


def _unchecked(folder: Path) -> bool:
    """A case, or what is left of one that could not be written whole; nothing else is ever replaced."""
    if any(folder.iterdir()) and not (folder / "request.json").is_file():
        return False
    told = Case("", folder.name, folder)
    return not (folder / "listings.json").is_file() or not told.checked


def _free(parent: Path, taken: Taken, body: bytes, suffix: str) -> Path:
    """A folder named by kind and day that is free, or holds this very page, not looked at yet."""
    day = (taken.answer.captured_at or now()).strftime("%Y-%m-%d")
    path, number = parent / f"{taken.kind}_{day}", 2
    while path.exists() and not _same_page(path, body, suffix):
        path, number = parent / f"{taken.kind}_{day}_{number}", number + 1
    return path


def _same_page(folder: Path, body: bytes, suffix: str) -> bool:
    page = folder / f"page{suffix}"
    return page.is_file() and page.read_bytes() == body and _unchecked(folder)


def _request(taken: Taken) -> dict[str, Any]:
    answer = taken.answer
    told = {"url": answer.url, "captured": instant(answer.captured_at), "kind": taken.kind}
    more = {"status": answer.status, "page": taken.page}
    return told | {key: value for key, value in more.items() if value != {"status": 200, "page": 1}[key]}


def _as_page(answer: Answer) -> tuple[bytes, str]:
    """The page as UTF-8 and how its file ends: a case keeps no headers that could say another charset."""
    text = decode(answer.body, answer.kind)
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if "json" in answer.kind or head[:1] in ("{", "["):
        return text.encode("utf-8", "replace"), ".json"
    xml = head.startswith("<?xml") and "<!doctype html" not in head and "<html" not in head
    return text.encode("utf-8", "replace"), ".xml" if xml else ".html"


def _json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _write(path: Path, content: bytes) -> None:
    with open(path, "wb", opener=private.opener) as out:
        out.write(content)


def as_in_files(fields: Mapping[str, float]) -> dict[str, float]:
    """Fields of captures under the names site files give them, what is derived left out."""
    return {_AS_IN_FILES.get(name, name): value for name, value in fields.items() if name not in _DERIVED}


def fields_shown(reading: Reading, site: Site) -> dict[str, tuple[int, str]]:
    """By field, as files name them: how many listings have it, and the first value; sellers kept back.

    What the file says how to find and no listing has is there too, with 0.
    """
    shown: dict[str, tuple[int, str]] = {}
    for row in plain(reading)["listings"]:
        for key, value in without_names(row).items():
            if key not in _DERIVED:
                name = _AS_IN_FILES.get(key, key)
                count, example = shown.get(name, (0, _short(value)))
                shown[name] = (count + 1, example)
    variants = {**site.file.response, **site.file.item}
    wanted = variants[reading.variant].fields if reading.variant in variants else {}
    return shown | {name: (0, "") for name in wanted if name not in shown and name not in _DERIVED}


def _short(value: Any) -> str:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
