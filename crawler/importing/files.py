"""From paths to saved pages: which format a file has, where it came from, which site reads it."""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawler.importing import archives, tables
from crawler.importing.choosing import Told, choose, claim
from crawler.importing.folders import DOCUMENTS, LEFT_OUT, is_hidden, sorted_out
from crawler.importing.manifest import Entry, read_manifest
from crawler.importing.packed import Room, form_of, unpacked, webarchive
from crawler.importing.rows import JSON_LINES, as_bytes, by_site
from crawler.importing.saved import Found, SavedPage, address, moment
from crawler.importing.shared import is_shared, shared
from crawler.reading.answer import MAX_BODY, Answer
from crawler.reading.recognise import named
from crawler.sites.companies import nobody
from crawler.sites.site import Site, broken_host
from warden.errors import UsageError

_HEAD = 65_536
_PDF = Found(None, note="a PDF, which is not read: save the page as HTML instead")
_DOCUMENT = Found(None, note="a spreadsheet or document, no saved page: save it as CSV or HTML")


def read_files(
    paths: Sequence[Path | str],
    *,
    sites: Mapping[str, Site],
    site: str | None = None,
    url: str | None = None,
    captured: str | None = None,
    manifest: Path | None = None,
    left_out: Counter[str] | None = None,
) -> Iterator[SavedPage]:
    """Every answer in the files, in order; a manifest alone stands for all its files.

    Of a folder or a zip only what can be a page is read: ``left_out`` counts the rest, by what it is.

    ``site`` may be a site id, a platform or a company; ``captured`` an ISO day, month or instant.
    UsageError for a path that is not there, an empty folder, a site nobody knows, and a platform or company
    of several sites where a page does not say which; what is wrong inside a file is a ``SavedPage`` with a note.
    """
    entries = read_manifest(manifest) if manifest is not None else []
    if site is not None and not named(site, sites):
        raise UsageError(f"--site {site}: {nobody(site, sites)}")
    told = {entry.path.resolve(): entry for entry in entries}
    wanted = [(str(path), Path(path)) for path in paths] or [(entry.file, entry.path) for entry in entries]
    missing = [text for text, path in wanted if not path.exists()]
    if missing:
        raise UsageError(
            f"{missing[0]}: no such file" + (f" (and {len(missing) - 1} more)" if missing[1:] else "")
        )
    for text, path in wanted:
        if path.is_dir() and not any(True for _ in _inside(path)):
            raise UsageError(f"{text}: there is nothing in this folder, or nothing that may be read")
    option = Entry("", Path(), url or "", site or "", captured or "")
    left_out = Counter() if left_out is None else left_out
    room = Room()
    for text, path in wanted:
        for shown, one in _files(text, path, manifest, left_out):
            entry = told.get(one.resolve(), Entry(shown, one))
            for found in _found(one, room, left_out):
                yield from _saved(shown, found, option, entry, sites)


def _files(
    text: str, path: Path, manifest: Path | None, left_out: Counter[str]
) -> Iterator[tuple[str, Path]]:
    """The file itself, or of a folder the files that can be pages, with the string they are shown as."""
    if not path.is_dir():
        yield text, path
        return
    for relative, kind in sorted_out(_inside(path)):
        if manifest is not None and (path / relative).resolve() == manifest.resolve():
            continue
        if kind is not None:
            left_out[kind] += 1
        else:
            yield str(Path(text) / relative), path / relative


def _inside(folder: Path) -> Iterator[Path]:
    """The files below a folder, as seen from it, without the hidden ones."""
    below = ((one, one.relative_to(folder)) for one in folder.rglob("*"))
    return (relative for one, relative in below if not is_hidden(relative) and _is_file(one))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True  # it may not even be looked at: read, it gives the reason


def _found(path: Path, room: Room, left_out: Counter[str]) -> Iterator[Found]:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        yield from _by_format(path, head, size, room, left_out)
    except OSError as error:
        yield Found(None, note=f"the file cannot be read: {error.strerror or error}")


def _by_format(path: Path, head: bytes, size: int, room: Room, left_out: Counter[str]) -> Iterator[Found]:
    name = path.name.lower()
    if head.startswith(b"%PDF-") or name.endswith(".pdf"):
        yield _PDF
    elif LEFT_OUT.get(path.suffix.lower()) == DOCUMENTS:
        yield _DOCUMENT
    elif head.startswith(b"WARC/") or name.endswith((".warc.gz", ".warc")):
        yield from _called("warc", archives.warc(path))
    elif head.startswith(b"PK\x03\x04"):
        yield from _by_zip(path, room, left_out)
    elif name.endswith((".csv", ".tsv", ".jsonl", ".ndjson")):
        yield from _called("table", tables.table(path))
    elif name.endswith(".txt") and is_shared(head.decode("utf-8-sig", "replace")):
        yield from _called("table", shared(path))
    elif size > archives.MAX_FILE:
        yield from _too_large(size, archives.MAX_FILE)
    elif name.endswith(".har") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"log"'):
        yield from _called("har", archives.har(path))
    elif name.endswith(".webarchive") or head.startswith(b"bplist00"):
        yield from webarchive(path)
    elif _is_mhtml(name, head):
        yield from _called("mhtml", archives.mhtml(path))
    else:
        yield _plain(path, head, size)


def _by_zip(path: Path, room: Room, left_out: Counter[str]) -> Iterator[Found]:
    form = form_of(path)
    if form == "wacz":
        yield from _called("wacz", archives.wacz(path))
    elif form == "document":
        yield _DOCUMENT
    else:
        yield from unpacked(path, lambda one: _found(one, room, left_out), room, left_out)


def _called(form: str, found: Iterator[Found]) -> Iterator[Found]:
    return (replace(one, format=form) for one in found)


def _too_large(size: int, limit: int) -> Iterator[Found]:
    yield Found(
        None, note=f"the file has {size:,} bytes, more than the {limit:,} that are read; it was not opened"
    )


def _is_mhtml(name: str, head: bytes) -> bool:
    top = head[:4_096].lower()
    return name.endswith((".mht", ".mhtml")) or (b"mime-version:" in top and b"multipart/related" in top)


def _plain(path: Path, head: bytes, size: int) -> Found:
    if size > MAX_BODY:
        return next(_too_large(size, MAX_BODY))
    if not size:
        return Found(None, note="the file is empty")
    body = path.read_bytes()
    if head.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(path) as stream:
                body = stream.read(MAX_BODY + 1)
        except (OSError, EOFError, zlib.error) as error:
            return Found(None, note=f"the compressed file is broken or cut short: {error}")
    if b"\x00" in body[:2_048] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Found(
            None, note="the file is not text: a saved page, MHTML, HAR, WARC, JSON or table is needed"
        )
    if body.startswith(b"HTTP/"):
        return _with_headers(body)
    kind = "application/json" if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else "text/html"
    return Found(Answer(None, 200, {}, body, None, kind), format="json" if "json" in kind else "html")


def _with_headers(body: bytes) -> Found:
    """A page saved together with its HTTP headers (``curl -i``)."""
    found = re.match(rb"HTTP/[\d.]+ (\d{3})[^\n]*\n(.*?)\r?\n\r?\n", body, re.DOTALL)
    if not found:
        return Found(None, note="HTTP headers without a page: the file is cut short")
    lines = found.group(2).decode("latin-1").splitlines()
    headers = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
    }
    return Found(Answer(None, int(found.group(1)), headers, body[found.end() :]), format="html")


def _saved(
    text: str, found: Found, option: Entry, entry: Entry, sites: Mapping[str, Site]
) -> Iterator[SavedPage]:
    """The page, or of a part of a table one for each site its rows are from."""
    source = "#".join([text, *([found.inside] if found.inside is not None else [])])
    file = source if found.member is None else f"{source}#{found.member}"
    told = (
        Told(option.site, "--site", strict=True) if option.site else Told(entry.site, "the manifest's site")
    )
    page = SavedPage(file, found.member, None, note=found.note, source=source, format=found.format)
    if found.table:
        where = _told(Answer(None, 200, {}, b""), option, entry)
        unread = found.told
        for site, rows, fault in by_site(found, told, source, sites, where.url):
            url = where.url if where.url and (site is None or site.may_link(where.url)) else None
            answer = replace(where, url=url, body=as_bytes(rows), content_type=JSON_LINES)
            made = replace(page, site=site, rows=rows, note=fault, told=unread)
            yield made if fault else replace(made, answer=answer, table=True)
            unread = []
        return
    if found.answer is None:
        meant = named(told.name, sites) if told.name else []
        yield replace(page, site=meant[0] if len(meant) == 1 else None)
        return
    claimed = claim(found, _told(found.answer, option, entry), doubted=bool(told.name))
    chosen = choose(told, claimed, file, sites, one_of_many=found.member is not None)
    # Kept as a page of nobody it would stay one: it is read when the file that knows it is mended.
    if chosen.site is None and (broken := broken_host(claimed.answer.url, sites)):
        yield replace(page, note=f"the file of {broken.id} does not hold: {broken.fault}")
        return
    yield replace(page, answer=claimed.answer, site=chosen.site, doubt=chosen.doubt)


def _told(answer: Answer, option: Entry, entry: Entry) -> Answer:
    """What the command says goes before the manifest, that before the file's own record."""
    url = address(option.url) or address(entry.url) or answer.url
    when: datetime | None = moment(option.captured) or moment(entry.captured) or answer.captured_at
    return replace(answer, url=url, captured_at=when)
