"""What of a folder is read: pages, and not the parts browsers save beside them."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

import pytest

from crawler.importing import read_files
from crawler.importing.folders import PARTS, sorted_out
from crawler.reading.cleaning import SAVED_PARTS, canonical
from tests.crawl.conftest import Warden, warden  # noqa: F401  the fixture
from tests.importing.saving import EBAY, pages, sites, write
from warden.errors import UsageError


def kinds(*names: str) -> dict[str, str | None]:
    """What each file of a folder is."""
    return {path.as_posix(): kind for path, kind in sorted_out(map(PurePath, names))}


def test_a_mirror_s_folder_that_begins_like_a_page_is_read() -> None:
    found = kinds("list.html", "listing/1.html", "list-2/a.html", "other_files/b.html")
    assert set(found.values()) == {None}


@pytest.mark.parametrize("ending", SAVED_PARTS)
def test_the_endings_of_all_browsers_are_known(ending: str) -> None:
    part = f"page{ending}/frame.html"
    assert kinds("page.html", part)[part] == PARTS
    assert kinds(part)[part] is None
    assert canonical(f"./{part}", None, "https://shop.example") is None


def test_two_thousand_pages_with_their_folders() -> None:
    names = [f"{n:05}{end}" for n in range(2_000) for end in (".html", "_files/1.html", "-Dateien/1.html")]
    found = kinds(*names)
    assert sum(kind == PARTS for kind in found.values()) == 4_000
    assert sum(kind is None for kind in found.values()) == 2_000


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
