"""What lies in a folder or a zip beside the pages: pictures, scripts, and the parts browsers save with a page.

"Web page, complete" writes ``name.html`` and a folder called the same ``name`` with an ending of the
browser's language (``name_files``, ``name-Dateien``, ``name_fichiers`` …).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from crawler.reading.cleaning import SAVED_PARTS

DOCUMENTS = "documents"
LEFT_OUT: dict[str, str] = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".avif", ".bmp", ".heic"), "pictures"),
    **dict.fromkeys((".css", ".js", ".mjs", ".map", ".download", ".wasm"), "scripts and style sheets"),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf", ".eot"), "fonts"),
    **dict.fromkeys((".mp4", ".webm", ".mp3", ".m4a", ".mov", ".avi"), "films and sounds"),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".ppt", ".pptx", ".md", ".ini", ".db"), DOCUMENTS),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods"), DOCUMENTS),
}  # fmt: skip
"""Endings of files that are no pages, and what they are called when they are counted."""
PARTS = "parts of saved pages"
_PAGE = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_ENDINGS = tuple({ending.casefold() for ending in SAVED_PARTS})


def is_hidden(path: PurePath) -> bool:
    """Files of the system and of editors: dot files, ``__MACOSX``."""
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in path.parts)


def sorted_out(paths: Iterable[PurePath]) -> Iterator[tuple[PurePath, str | None]]:
    """Each file in order, with None for one to read, else with what it is instead of a page.

    ``paths`` are relative to the folder.
    """
    files = sorted(path for path in paths if not is_hidden(path))
    parts = _part_folders(files)
    for path in files:
        if any(folder in parts for folder in path.parents):
            yield path, PARTS
        else:
            yield path, LEFT_OUT.get(path.suffix.lower())


def _part_folders(files: list[PurePath]) -> set[PurePath]:
    """Folders that a page beside them has its pictures and frames in, by their names."""
    named: dict[tuple[PurePath, str], list[PurePath]] = {}
    for folder in {folder for path in files for folder in path.parents if folder.name}:
        named.setdefault((folder.parent, folder.name.casefold()), []).append(folder)
    pages = {(path.parent, path.stem.casefold()) for path in files if path.suffix.lower() in _PAGE}
    return {
        folder
        for parent, stem in pages
        for ending in _ENDINGS
        for folder in named.get((parent, stem + ending), [])
    }
