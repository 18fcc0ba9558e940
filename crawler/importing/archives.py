"""Files that hold several answers: HAR, WARC, WACZ; and MHTML, which holds one page.

Only HTML, JSON and XML answers are pages. A file that was cut short gives what is whole and then one
line that says so.
"""

from __future__ import annotations

import base64
import binascii
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.importing.saved import Found, address, moment
from crawler.reading import embedded
from crawler.reading.answer import MAX_BODY, Answer
from warden.errors import PageRefused

MAX_FILE = 256 * 1024 * 1024
"""Bytes of a HAR or MHTML file, which must be held in memory."""
_PAGES = ("html", "json", "xml")


def is_page(content_type: str) -> bool:
    """Is this the type of an answer that can show listings?"""
    kind = content_type.split(";", 1)[0].lower()
    return any(word in kind for word in _PAGES) and "svg" not in kind


def har(path: Path) -> Iterator[Found]:
    """The answers of a browser's network log, in the order they were asked."""
    try:
        log = embedded.parse(path.read_text(encoding="utf-8-sig", errors="replace"))
    except PageRefused as refused:
        yield Found(None, note=f"the HAR file cannot be read: {refused}")
        return
    entries = (
        log.get("log", {}).get("entries")
        if isinstance(log, dict) and isinstance(log.get("log"), dict)
        else None
    )
    if not isinstance(entries, list):
        yield Found(None, note="no HAR file: it has no log.entries")
        return
    number = 0
    for entry in entries:
        made = _har_answer(entry)
        if made is not None:
            number += 1
            yield Found(made, number)
    if not number:
        yield Found(None, note="the HAR file holds no HTML, JSON or XML answer")


def _har_answer(entry: Any) -> Answer | None:
    try:
        response, content = entry["response"], entry["response"]["content"]
        kind, text = str(content.get("mimeType") or ""), content.get("text")
        url, status = address(str(entry["request"]["url"])), int(response.get("status") or 0)
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
    if not is_page(kind) or not isinstance(text, str) or not text or 300 <= status < 400:
        return None
    try:
        coded = content.get("encoding") == "base64"
        body = base64.b64decode(text) if coded else text.encode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    plain = kind if coded else kind.split(";", 1)[0] + "; charset=utf-8"  # a HAR's text is decoded already
    return Answer(
        url, status or 200, _har_headers(response), body, moment(str(entry.get("startedDateTime"))), plain
    )


def _har_headers(response: Any) -> dict[str, str]:
    found = response.get("headers")
    pairs = found if isinstance(found, list) else []
    return {str(one.get("name")): str(one.get("value")) for one in pairs if isinstance(one, dict)}


def mhtml(path: Path) -> Iterator[Found]:
    """The page of an MHTML file: its first HTML part, else JSON or XML, by Content-Location and Date."""
    with path.open("rb") as stream:
        message = message_from_binary_file(stream, policy=policy.compat32)
    captured = _mail_date(message.get("Date"))
    parts = [part for part in message.walk() if not part.is_multipart() and is_page(part.get_content_type())]
    part = next((one for one in parts if "html" in one.get_content_type()), parts[0] if parts else None)
    if part is None:
        yield Found(None, note="the MHTML file holds no HTML part; it may be cut short")
        return
    url = _location(part.get("Content-Location")) or _location(message.get("Snapshot-Content-Location"))
    body = _payload(part)
    charset = part.get_content_charset()
    kind = part.get_content_type() + (f"; charset={charset}" if charset else "")
    answer = Answer(url, 200, {}, body, captured, kind)
    yield Found(answer) if body else Found(None, note="the MHTML page is empty")


def _location(value: Any) -> str | None:
    """The address in a header, which may be folded over lines and written in encoded words."""
    if value is None:
        return None
    try:
        plain = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, HeaderParseError):
        return None
    return address("".join(plain.split()))


def _payload(part: Message | EmailMessage) -> bytes:
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error):
        return b""
    return body if isinstance(body, bytes) else b""


def _mail_date(text: Any) -> datetime | None:
    try:
        made = parsedate_to_datetime(str(text))
    except (ValueError, TypeError):
        return None
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)


def warc(path: Path) -> Iterator[Found]:
    """The answers of a WARC file, plain or compressed."""
    torn = False
    with path.open("rb") as stream:
        for found in _records(stream, 0):
            torn = torn or found.answer is None
            yield found
    if not torn and not _ends_whole(path):
        yield Found(None, note="the WARC file is cut short: its last record is not whole")


def _ends_whole(path: Path) -> bool:
    """Does the file end where a record ends? warcio stops silently inside a torn header."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            stream.seek(-min(4, path.stat().st_size), 2)
            return stream.read() == b"\r\n\r\n"
        stream.seek(0)
        return _members_whole(stream)


def _members_whole(stream: IO[bytes]) -> bool:
    """Is every gzip member whole? The decompressed bytes are thrown away block by block."""
    member, begun = zlib.decompressobj(31), False
    try:
        while block := stream.read(65_536):
            while block:
                begun = True
                member.decompress(block)
                block = member.unused_data
                if not member.eof:
                    break
                member, begun = zlib.decompressobj(31), False
    except zlib.error:
        return False
    return not begun


def wacz(path: Path) -> Iterator[Found]:
    """The answers of all WARC files inside a WACZ archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith((".warc", ".warc.gz"))]
            number = 0
            for name in sorted(names):
                with archive.open(name) as stream:
                    for found in _records(stream, number):
                        number = found.member or number
                        yield found
            if not names:
                yield Found(
                    None,
                    note="the archive holds no WARC file; if saved pages are in it, unpack it and give the folder",
                )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        yield Found(None, note=f"the archive is broken or cut short: {error}")


def _records(stream: IO[bytes], number: int) -> Iterator[Found]:
    whole = 0
    try:
        for record in ArchiveIterator(stream):
            made = _record(record)
            if made is None:
                whole += 1
                continue
            if made.answer is None:
                yield made
                return
            whole += 1
            number += 1
            yield Found(made.answer, number)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, UnicodeError) as error:
        yield Found(None, note=f"the WARC file is broken or cut short after {whole} whole records ({error})")
        return
    if not whole:
        yield Found(None, note="the WARC file holds no whole record")


def _record(record: ArcWarcRecord) -> Found | None:
    """The answer of a record; None for records that are no page; a note when it is torn."""
    if record.rec_type not in ("response", "resource"):
        _drain(record)
        return None
    headers = record.http_headers
    kind = (
        headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    ) or ""
    body = record.content_stream().read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        body = body[: MAX_BODY + 1]  # the reader refuses it by its length
    _drain(record)
    left = getattr(record.raw_stream, "limit", 0)
    if left > 0:
        return Found(None, note=f"the WARC file is cut short: {left:,} bytes of its last record are missing")
    if not is_page(kind):
        return None
    return Found(_warc_answer(record, body, kind))


def _warc_answer(record: ArcWarcRecord, body: bytes, kind: str) -> Answer:
    headers = record.http_headers
    status = 200
    if headers is not None and (headers.get_statuscode() or "").isdigit():
        status = int(headers.get_statuscode())
    pairs = dict(headers.headers) if headers is not None else {}
    url = address(record.rec_headers.get_header("WARC-Target-URI"))
    return Answer(url, status, pairs, body, moment(record.rec_headers.get_header("WARC-Date")), kind)


def _drain(record: ArcWarcRecord) -> None:
    while record.raw_stream.read(65_536):
        pass
