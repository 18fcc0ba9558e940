"""What of a folder is read: pages, and not the parts browsers save beside them."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

import pytest

from crawler.importing import read_files
from crawler.importing.folders import PARTS, sorted_out
from crawler.reading.cleaning import SAVED_PARTS, canonical
from tests.crawl.conftest import Warden, warden  # noqa: F401  the fixture
from tests.importing.saving import EBAY, pages, sites, write
from warden.errors import UsageError


def kinds(read: dict[str, str]) -> dict[str, str | None]:
    """What each file of a folder is; the texts are what they hold."""
    texts = {PurePath(name): text.encode() for name, text in read.items()}
    return {path.as_posix(): kind for path, kind in sorted_out(texts, texts.__getitem__)}


def test_a_mirror_s_folder_that_begins_like_a_page_is_read() -> None:
    found = kinds(
        {
            "list.html": '<a href="listing/1.html">one</a> <a href="list-2/a.html">two</a>',
            "listing/1.html": "",
            "list-2/a.html": "",
        }
    )
    assert set(found.values()) == {None}


@pytest.mark.parametrize("ending", SAVED_PARTS)
def test_the_endings_of_all_browsers_are_known(ending: str) -> None:
    part = f"page{ending}/frame.html"
    assert kinds({"page.html": f'<iframe src="./{part}">', part: ""})[part] == PARTS
    assert kinds({"page.html": "<p>no word of it", part: ""})[part] is None
    assert canonical(f"./{part}", None, "https://shop.example") is None


def test_two_thousand_pages_with_their_folders_are_sorted_at_once() -> None:
    read: Counter[PurePath] = Counter()

    def head(path: PurePath) -> bytes:
        read[path] += 1
        return f'<img src="{path.stem}_files/1.jpg"> <img src="{path.stem}-Dateien/1.jpg">'.encode()

    files = [PurePath(f"{n:05}.html") for n in range(2_000)]
    files += [PurePath(f"{n:05}{end}/1.html") for n in range(2_000) for end in ("_files", "-Dateien")]
    begun = time.process_time()
    found = list(sorted_out(files, head))
    assert time.process_time() - begun < 3
    assert sum(kind == PARTS for _, kind in found) == 4_000
    assert max(read.values()) == 1


def test_an_empty_folder_is_said(tmp_path: Path, warden: Warden) -> None:  # noqa: F811
    empty = tmp_path / "empty"
    (empty / "deeper").mkdir(parents=True)
    write(empty, ".DS_Store", b"\x00")
    with pytest.raises(UsageError, match="there is nothing in this folder"):
        pages(empty)
    assert "there is nothing in this folder" in warden.run("import", str(empty), "--dry-run", code=2).stderr


def test_a_file_that_may_not_be_read_is_a_failed_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = write(tmp_path, "shut.html", EBAY)
    write(tmp_path, "zz.html", EBAY)
    whole = Path.open

    def refuse(self: Path, *told: Any, **more: Any) -> Any:
        if self == shut:
            raise PermissionError(13, "Permission denied")
        return whole(self, *told, **more)

    monkeypatch.setattr(Path, "open", refuse)
    first, second = read_files([tmp_path], sites=sites())
    assert first.note == "the file cannot be read: Permission denied"
    assert second.answer is not None
