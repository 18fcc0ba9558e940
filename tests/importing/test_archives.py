"""Answers in MHTML, HAR, WARC and WACZ files."""

from __future__ import annotations

import base64
import gzip
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.importing.saving import CAPTURES, EBAY, ITEM, pages, write


def mhtml(body: str) -> bytes:
    return (
        (
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.ebay.de/sch/i.html?_nkw=test\r\nSubject: x\r\n"
            b"Date: Thu, 5 Mar 2026 11:00:00 +0100\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html\r\n'
            b"Content-Transfer-Encoding: base64\r\nContent-Location: https://www.ebay.de/sch/i.html?_nkw=test\r\n\r\n"
        )
        + base64.encodebytes(body.encode())
        + b"\r\n--B--\r\n"
    )


def test_mhtml(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path, "a.mhtml", mhtml(EBAY)))
    assert (page.site, len(page.listings), page.captured_at) == (
        "ebay_de",
        2,
        datetime(2026, 3, 5, 10, tzinfo=UTC),
    )
    (empty,) = pages(
        write(
            tmp_path, "b.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B"
        )
    )
    assert empty.outcome == "failed"


def entry(url: str, kind: str, text: str, **content: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-03-05T10:00:00.000Z",
        "request": {"url": url},
        "response": {"status": 200, "headers": [], "content": {"mimeType": kind, "text": text} | content},
    }


def test_har_answers_are_numbered_pages(tmp_path: Path) -> None:
    api = (CAPTURES / "marktplaats" / "list_search" / "page.json").read_text(encoding="utf-8")
    entries = [
        entry("https://www.ebay.de/sch/i.html?_nkw=test", "text/html; charset=windows-1252", EBAY),
        entry("https://www.ebay.de/x.png", "image/png", "AAAA", encoding="base64"),
        entry("https://www.marktplaats.nl/lrp/api/search?query=x", "application/json", base64.b64encode(api.encode()).decode(), encoding="base64"),
        entry("https://www.ebay.de/x.js", "text/javascript", "x()"),
        {"request": {}}, None, "x",
    ]  # fmt: skip
    path = write(tmp_path, "log.har", json.dumps({"log": {"entries": entries}}))
    made = pages(path)
    assert [(page.source, page.site, len(page.listings)) for page in made] == [
        (f"{path}#1", "ebay_de", 2),
        (f"{path}#2", "marktplaats", 4),
    ]
    assert made[0].captured_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert "größen" in made[0].listings[1].title.lower()


@pytest.mark.parametrize(
    "text", ['{"log": {"entries": [', '{"log": 5}', "[]", '{"log": {"entries": []}}', "[" * 100_000]
)
def test_broken_hars_give_a_line(tmp_path: Path, text: str) -> None:
    (page,) = pages(write(tmp_path, "a.har", text))
    assert page.outcome == "failed"
    assert page.reason


def warc(bodies: list[tuple[str, str, str]], *, packed: bool = True) -> bytes:
    """A WARC file written by hand: one response record for each answer."""
    records = []
    for number, (url, kind, body) in enumerate(bodies):
        payload = body.encode()
        block = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
            + payload
        )
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
            f"WARC-Date: 2026-03-05T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        records.append(gzip.compress(record, mtime=0) if packed else record)
    return b"".join(records)


THREE = [
    ("https://www.ebay.de/sch/i.html?_nkw=test", "text/html; charset=utf-8", EBAY),
    ("https://www.ebay.de/x.png", "image/png", "no page"),
    ("https://www.ebay.de/itm/198180000001", "text/html", ITEM),
]


@pytest.mark.parametrize("packed", [True, False])
def test_warc(tmp_path: Path, packed: bool) -> None:
    path = write(tmp_path, "a.warc.gz" if packed else "a.warc", warc(THREE, packed=packed))
    made = pages(path)
    assert [(page.source, page.page_kind, len(page.listings)) for page in made] == [
        (f"{path}#1", "list", 2),
        (f"{path}#2", "item", 1),
    ]
    assert made[0].captured_at == datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("lost", [5, 400, 2_000])
def test_a_warc_cut_short_gives_what_is_whole_and_says_so(tmp_path: Path, packed: bool, lost: int) -> None:
    data = warc([THREE[0], THREE[2]], packed=packed)
    made = pages(write(tmp_path, "a.warc", data[: len(data) - min(lost, len(data) // 3)]))
    whole = 2 if packed and lost == 5 else 1  # of a packed record only the checksum is lost
    assert [page.outcome for page in made] == ["results"] * whole + ["failed"]
    assert "cut short" in (made[-1].reason or "")


def test_wacz_and_other_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc(THREE))
        archive.writestr("datapackage.json", "{}")
    assert [page.outcome for page in pages(path)] == ["results", "results"]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.jpg", "x")
    assert pages(tmp_path / "b.zip")[0].outcome == "failed"
    torn = write(tmp_path, "c.wacz", path.read_bytes()[:200])
    assert pages(torn)[0].outcome == "failed"
