"""Every form in which a word can be written down, and where the bytes of an installation may hold it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from html import escape
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from keywords.fold import fold as fold_terms
from keywords.schema import term_key
from warden.identity import probe_id
from warden.text import fold as fold_search


def spellings(word: str) -> set[str]:
    """The word as people, programs and folding write it."""
    plain = {word, word.lower(), word.upper(), word.title(), word.casefold()}
    plain |= {unicodedata.normalize(form, word.lower()) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    plain |= {fold_terms(word), fold_search(word)}
    return plain | {text.replace(" ", mark) for text in plain for mark in "-+_"}


def needles(word: str, key: tuple[str, str, str]) -> dict[bytes, str]:
    """{bytes to look for: what they are}; ``key`` is language, target and kind of the term."""
    found: dict[bytes, str] = {}
    for text in spellings(word):
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            found[text.encode(charset)] = charset
        found |= {code.encode(): "escaped" for code in _escaped(text)}
        found |= dict.fromkeys(_base64(text.encode()), "base64")
        found[text.encode().hex().encode()] = "hex"
        found |= {digest.encode(): "digest" for digest in _digests(text, key)}
    return {needle: what for needle, what in found.items() if len(needle) >= 5}


def _escaped(text: str) -> Iterator[str]:
    for charset in ("utf-8", "latin-1", "gb18030"):
        try:
            data = text.encode(charset)
        except UnicodeEncodeError:
            continue
        yield from (quote(data), quote_plus(data), quote(data).lower())
        yield "".join(f"%{byte:02X}" for byte in data)
        yield "".join(f"%{byte:02x}" for byte in data)
    yield from (escape(text), dumps(text)[1:-1], dumps(text)[1:-1].upper())
    try:
        yield text.encode("idna").decode()
        yield text.encode("punycode").decode()
    except UnicodeError:
        pass


def _base64(data: bytes) -> Iterator[bytes]:
    """The middle of the base64 of the data behind nought, one or two bytes."""
    for shift in range(3):
        code = base64.b64encode(b"\x00" * shift + data)
        whole = code[4 if shift else 0 : (shift + len(data)) // 3 * 4]
        yield from (whole, base64.urlsafe_b64encode(base64.b64decode(whole)))


def _digests(text: str, key: tuple[str, str, str]) -> Iterator[str]:
    lang, target, kind = key
    for told in (text, "\x1f".join(term_key(lang, text, target, kind))):
        data = told.encode()
        yield hashlib.sha256(data).hexdigest()[:10]
        yield hashlib.sha1(data).hexdigest()[:16]
        yield hashlib.md5(data).hexdigest()[:16]
        yield f"{zlib.crc32(data):08x}"
    yield probe_id("stub", "search", lang, text)


class Needles:
    """Looks for one word in bytes."""

    def __init__(self, word: str, key: tuple[str, str, str]) -> None:
        self._all = needles(word, key)
        self._low = {needle.lower(): what for needle, what in self._all.items()}

    def within(self, content: bytes) -> set[str]:
        """What forms of the word the bytes hold; letters of either case."""
        low = content.lower()
        return {what for needle, what in self._low.items() if needle in low}


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file with its content, members of gzip unpacked."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # SQLite takes away what it kept beside a database
        yield path, str(path.relative_to(folder)).encode() + b"\n" + content
        if content[:2] == b"\x1f\x8b":
            yield path, gzip.decompress(content)


def records(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(headers, body) of the records of an archive file, unpacked."""
    for record in content.split(b"WARC/1.1\r\n")[1:]:
        head, _, rest = record.partition(b"\r\n\r\n")
        http, _, body = rest.partition(b"\r\n\r\n")
        yield head + b"\r\n" + http, body


def columns(database: Path) -> Iterator[tuple[str, bytes]]:
    """(table.column, all its values) of a SQLite file, and the words of its search index."""
    with sqlite3.connect(database) as store:
        tables = store.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'"
        ).fetchall()
        for (table,) in tables:
            rows = store.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in rows.description]
            for row in rows.fetchall() if table != "words" else ():
                for name, value in zip(names, row, strict=True):
                    yield f"{table}.{name}", value if isinstance(value, bytes) else str(value).encode()
        store.execute("CREATE VIRTUAL TABLE temp.told USING fts5vocab('main', 'words', 'row')")
        for (token,) in store.execute("SELECT term FROM temp.told").fetchall():
            yield "words.tokens", str(token).encode()


def documents(client: Any, prefix: str) -> Iterator[tuple[str, bytes]]:
    """(index.field, value) of every document of a store, with its id."""
    client.indices.refresh(index=f"{prefix}-*")
    found = client.search(index=f"{prefix}-*", size=10_000, query={"match_all": {}})["hits"]["hits"]
    for row in found:
        kind = row["_index"].removeprefix(f"{prefix}-").rsplit("-", 1)[0]
        yield f"{kind}._id", str(row["_id"]).encode()
        yield from ((f"{kind}.{place}", text) for place, text in _values(row["_source"]))


def _values(value: Any, place: str = "") -> Iterator[tuple[str, bytes]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield place, str(name).encode()
            yield from _values(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for part in value:
            yield from _values(part, place)
    else:
        yield place, str(value).encode()
