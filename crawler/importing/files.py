"""From paths to saved pages: which format a file has, where it came from, which site reads it."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawler.importing import archives, tables
from crawler.importing.html import saved_from
from crawler.importing.manifest import Entry, read_manifest
from crawler.importing.saved import Found, SavedPage, address, moment
from crawler.reading.answer import MAX_BODY, Answer
from crawler.reading.documents import Document
from crawler.reading.recognise import by_address, by_marks, named, site_of
from crawler.sites.site import Site
from warden.errors import UsageError

_HEAD = 65_536


def read_files(
    paths: Sequence[Path | str],
    *,
    sites: Mapping[str, Site],
    site: str | None = None,
    url: str | None = None,
    captured: str | None = None,
    manifest: Path | None = None,
) -> Iterator[SavedPage]:
    """Every answer in the files, in order; a manifest alone stands for all its files.

    ``site`` may be a site id, a platform or a company; ``captured`` an ISO day, month or instant.
    UsageError for a path that is not there and a site nobody knows; what is wrong inside a file is a
    ``SavedPage`` with a note.
    """
    entries = read_manifest(manifest) if manifest is not None else []
    if site is not None and not named(site, sites):
        raise UsageError(
            f"--site {site}: no site, platform or company of this name; `warden sites list` shows them"
        )
    told = {entry.path.resolve(): entry for entry in entries}
    wanted = [(str(path), Path(path)) for path in paths] or [(entry.file, entry.path) for entry in entries]
    missing = [text for text, path in wanted if not path.exists()]
    if missing:
        raise UsageError(
            f"{missing[0]}: no such file" + (f" (and {len(missing) - 1} more)" if missing[1:] else "")
        )
    option = Entry("", Path(), url or "", site or "", captured or "")
    for text, path in wanted:
        yield from _pages(text, path, option, told, sites)


def _pages(
    text: str, path: Path, option: Entry, told: Mapping[Path, Entry], sites: Mapping[str, Site]
) -> Iterator[SavedPage]:
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.is_file() and not one.name.startswith("."):
                yield from _pages(str(Path(text) / one.relative_to(path)), one, option, told, sites)
        return
    entry = told.get(path.resolve(), Entry(text, path))
    for found in _found(path):
        yield _saved(text, found, option, entry, sites)


def _found(path: Path) -> Iterator[Found]:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        yield from _by_format(path, head, size)
    except OSError as error:
        yield Found(None, note=f"the file cannot be read: {error.strerror or error}")


def _by_format(path: Path, head: bytes, size: int) -> Iterator[Found]:
    name = path.name.lower()
    if head.startswith(b"WARC/") or name.endswith((".warc.gz", ".warc")):
        yield from archives.warc(path)
    elif head.startswith(b"PK\x03\x04"):
        yield from archives.wacz(path)
    elif name.endswith((".csv", ".tsv", ".jsonl", ".ndjson")):
        yield from tables.table(path)
    elif name.endswith(".har") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"log"'):
        yield from archives.har(path) if size <= archives.MAX_FILE else _too_large(size, archives.MAX_FILE)
    elif _is_mhtml(name, head):
        yield from archives.mhtml(path) if size <= archives.MAX_FILE else _too_large(size, archives.MAX_FILE)
    else:
        yield _plain(path, head, size)


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
    return Found(Answer(None, 200, {}, body, None, kind))


def _with_headers(body: bytes) -> Found:
    """A page saved together with its HTTP headers (``curl -i``)."""
    found = re.match(rb"HTTP/[\d.]+ (\d{3})[^\n]*\n(.*?)\r?\n\r?\n", body, re.DOTALL)
    if not found:
        return Found(None, note="HTTP headers without a page: the file is cut short")
    lines = found.group(2).decode("latin-1").splitlines()
    headers = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
    }
    return Found(Answer(None, int(found.group(1)), headers, body[found.end() :]))


def _saved(text: str, found: Found, option: Entry, entry: Entry, sites: Mapping[str, Site]) -> SavedPage:
    file = f"{text}#{found.member}" if found.member is not None else text
    name = option.site or entry.site
    if found.answer is None:
        chosen = _first(named(name, sites)) if name else None
        return SavedPage(file, found.member, None, chosen, None, found.note, found.rows, found.table)
    answer = _told(found.answer, option, entry)
    document = Document(answer)
    noted, when = saved_from(document) if answer.url is None or answer.captured_at is None else (None, None)
    answer = replace(answer, url=answer.url or noted, captured_at=answer.captured_at or when)
    return SavedPage(file, found.member, answer, _site(name, Document(answer), sites))


def _told(answer: Answer, option: Entry, entry: Entry) -> Answer:
    """What the command says goes before the manifest, that before the file's own record."""
    url = address(option.url) or address(entry.url) or answer.url
    when: datetime | None = moment(option.captured) or moment(entry.captured) or answer.captured_at
    return replace(answer, url=url, captured_at=when)


def _site(name: str, document: Document, sites: Mapping[str, Site]) -> Site | None:
    meant = named(name, sites) if name else []
    if len(meant) == 1:
        return meant[0]
    if not meant:
        return site_of(document, sites)
    family = {site.id: site for site in meant}
    by_host = by_address(document.answer.url, family) if document.answer.url else None
    return by_host or by_marks(document, family) or _first(meant)


def _first(meant: Sequence[Site]) -> Site | None:
    return meant[0] if meant else None
