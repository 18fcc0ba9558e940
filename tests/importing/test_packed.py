"""Zips and Safari's archives that are damaged, hostile or no saved pages at all."""

from __future__ import annotations

import io
import plistlib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.importing import SavedPage, archives, read_files
from crawler.reading.answer import MAX_BODY
from tests.importing.saving import EBAY, ITEM, pages, sites, write

PAGE = "<html><title>x</title></html>"


def read(*paths: Path, left_out: Counter[str] | None = None) -> list[SavedPage]:
    return list(read_files(list(paths), sites=sites(), left_out=left_out))


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in members:
            packed.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def safari(data: Any, form: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    return plistlib.dumps({"WebMainResource": {"WebResourceData": data}}, fmt=form)


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
@pytest.mark.parametrize("data", ["<html></html>", 5_000_000_000, -1, [1, 2], {"a": 1}, b"", 2.5])
def test_a_web_archive_without_a_page_of_bytes_is_a_failed_page(
    tmp_path: Path, data: Any, form: plistlib.PlistFormat
) -> None:
    (page,) = pages(write(tmp_path, "a.webarchive", safari(data, form)))
    assert page.outcome == "failed"
    assert "web archive" in (page.reason or "")


def deep(levels: int) -> bytes:
    """A binary property list of arrays in arrays, written by hand: dumping one would recurse as well."""
    head = b"bplist00"
    objects = [b"\xa1" + (number + 1).to_bytes(4, "big") for number in range(levels)] + [b"\x08"]
    starts = [len(head) + 5 * number for number in range(levels + 1)]
    table = b"".join(start.to_bytes(4, "big") for start in starts)
    ends = len(head) + sum(map(len, objects))
    trailer = bytes(6) + bytes([4, 4]) + (levels + 1).to_bytes(8, "big") + bytes(8) + ends.to_bytes(8, "big")
    return head + b"".join(objects) + table + trailer


def test_a_web_archive_nested_too_deeply_or_too_large_is_a_failed_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nested,) = pages(write(tmp_path, "deep.webarchive", deep(50_000)))
    assert "RecursionError" in (nested.reason or "")
    (large,) = pages(write(tmp_path, "large.webarchive", safari(b"x" * (MAX_BODY + 1))))
    assert "more than" in (large.reason or "")
    (coded,) = pages(write(tmp_path, "a.webarchive", b'<?xml version="1.0" encoding="none"?><plist/>'))
    assert "cannot be read" in (coded.reason or "")
    monkeypatch.setattr(archives, "MAX_FILE", 100)
    monkeypatch.setattr("crawler.importing.packed.MAX_FILE", 100)
    (shut,) = pages(write(tmp_path, "b.webarchive", safari(b"x" * 200)))
    assert "was not opened" in (shut.reason or "")


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    whole = zipped(("a.html", EBAY), ("b.html", "<html>the damaged one</html>"), ("c.html", ITEM))
    path = write(tmp_path, "a.zip", whole.replace(b"the damaged one", b"the DAMAGED one", 1))
    bad = read(path)[1]
    assert [page.outcome for page in pages(path)] == ["results", "failed", "results"]
    assert bad.file == f"{path}#b.html"
    assert "broken or locked" in (bad.note or "")


def test_a_locked_member_costs_only_itself(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.html", PAGE), ("b.html", EBAY)))
    data[6] |= 1  # "encrypted", in the member's own head …
    data[data.index(b"PK\x01\x02") + 8] |= 1  # … and in the table at the end
    locked, good = read(write(tmp_path, "a.zip", bytes(data)))
    assert locked.file.endswith("#a.html")
    assert "encrypted" in (locked.note or "")
    assert good.answer is not None


def test_a_damaged_page_beside_its_part_folder_is_told_too(tmp_path: Path) -> None:
    data = zipped(("a.html", "<html>damaged</html>"), ("a_files/x.html", PAGE), ("b.html", PAGE))
    made = read(write(tmp_path, "a.zip", data.replace(b"damaged", b"DAMAGED", 1)))
    assert [(one.file.partition("#")[2], one.note is None) for one in made] == [
        ("a.html", False),
        ("b.html", True),
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    made = pages(write(tmp_path, "a.zip", zipped(("a.html", EBAY), ("a.html", ITEM))))
    assert [page.page_kind for page in made] == ["list", "item"]


def test_zips_lie_at_most_two_deep(tmp_path: Path) -> None:
    inner = zipped(("c.html", PAGE))
    middle = zipped(("b.html", PAGE), ("inner.zip", inner))
    made = read(write(tmp_path, "a.zip", zipped(("a.html", PAGE), ("middle.zip", middle), ("z.html", PAGE))))
    assert [(one.file.partition("#")[2], one.note is None) for one in made] == [
        ("a.html", True),
        ("middle.zip#b.html", True),
        ("middle.zip#inner.zip", False),
        ("z.html", True),
    ]
    assert "inside 2 others" in (made[2].note or "")


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 8), ("MOST_BYTES", 2_500)])
def test_nested_zips_share_what_may_be_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    text = PAGE.ljust(120)
    inner = zipped(*((f"{n}.html", text) for n in range(3)))
    bomb = zipped(*((f"{n}.zip", inner) for n in range(3)))
    monkeypatch.setattr(
        f"crawler.importing.packed.{limit}", most if limit == "MOST_FILES" else len(inner) * 4
    )
    made = read(write(tmp_path, "a.zip", bomb))
    assert len(made) < 9
    (told,) = [one for one in made if one.note]
    assert told is made[-1]
    assert "one import still unpacks" in (told.note or "")


def test_two_zips_of_one_call_share_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.importing.packed.MOST_FILES", 3)
    data = zipped(("a.html", PAGE), ("b.html", PAGE))
    first, second = write(tmp_path, "1.zip", data), write(tmp_path, "2.zip", data)
    assert [one.note is None for one in read(first, second)] == [True, True, False]
    assert [one.note is None for one in read(second)] == [True, True]


@pytest.mark.parametrize("name", ["book.xlsx", "Letter.DOCX", "table.ods", "book", "paper.pdf", "old.xls"])
def test_a_document_is_no_saved_page_by_whatever_way_it_comes(tmp_path: Path, name: str) -> None:
    data = zipped(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"))
    path = write(tmp_path, name, b"%PDF-1.7" if name.endswith(".pdf") else data)
    (one,) = read(path)
    pdf = "a PDF, which is not read: save the page as HTML instead"
    other = "a spreadsheet or document, no saved page: save it as CSV or HTML"
    assert one.note == (pdf if name.endswith(".pdf") else other)
    counted: Counter[str] = Counter()
    inside = read(write(tmp_path, "all.zip", zipped((name, data), ("a.html", PAGE))), left_out=counted)
    assert [found.note is None for found in inside if found.file.endswith("a.html")] == [True]
    assert counted["documents"] == ("." in name)


@pytest.mark.parametrize("name", ["torn.zip", "torn.wacz"])
def test_a_torn_zip_is_one_failed_page(tmp_path: Path, name: str) -> None:
    data = zipped(("a.html", EBAY), ("b.html", ITEM))
    (one,) = read(write(tmp_path, name, data[: len(data) // 2]))
    assert "cut short" in (one.note or "")
