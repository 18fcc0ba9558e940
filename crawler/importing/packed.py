"""Files that pack other files: a zip of saved pages, and Safari's web archive."""

from __future__ import annotations

import plistlib
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath
from xml.parsers.expat import ExpatError

from crawler.importing.archives import MAX_FILE
from crawler.importing.folders import sorted_out
from crawler.importing.saved import Found, address
from crawler.reading.answer import Answer

MOST_FILES = 20_000
MOST_BYTES = 4 * 1024 * 1024 * 1024
"""What a zip may unpack to; a bomb is told from a big folder by it."""
_BLOCK = 1 << 20
_HEAD = 2_000_000


def is_wacz(path: Path) -> bool:
    """Is this zip a web archive collection, whose WARC files are read?"""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return True  # read as one, it gives the reason why it cannot be
    return any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names)


def unpacked(
    path: Path, read: Callable[[Path], Iterator[Found]], left_out: Counter[str] | None = None
) -> Iterator[Found]:
    """What the files of a zip hold, each read as if it lay in a folder; ``inside`` is its name there."""
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory(prefix="warden-zip-") as folder:
            infos = {PurePosixPath(info.filename): info for info in packed.infolist() if not info.is_dir()}
            if reason := _too_much(infos.values()):
                yield Found(None, note=reason)
                return
            yield from _files(packed, infos, Path(folder), read, left_out)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zlib.error) as error:
        yield Found(None, note=f"the zip is broken, locked or cut short: {error}")


def _too_much(infos: object) -> str | None:
    sizes = [info.file_size for info in infos]  # type: ignore[attr-defined]
    if not sizes:
        return "the zip is empty"
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        return (
            f"the zip holds {len(sizes):,} files of {sum(sizes):,} bytes, more than the {MOST_FILES:,} of "
            f"{MOST_BYTES:,} that are unpacked: give the folder instead"
        )
    return None


def _files(
    packed: zipfile.ZipFile,
    infos: dict[PurePosixPath, zipfile.ZipInfo],
    folder: Path,
    read: Callable[[Path], Iterator[Found]],
    left_out: Counter[str] | None,
) -> Iterator[Found]:
    def head(name: PurePath) -> bytes:
        with packed.open(infos[PurePosixPath(name)]) as stream:
            return stream.read(_HEAD)

    pages = 0
    for number, (name, kind) in enumerate(sorted_out(infos, head)):
        if kind is not None:
            if left_out is not None:
                left_out[kind] += 1
            continue
        pages += 1
        info = infos[PurePosixPath(name)]
        # Its own name only at the end: format and charset may hang on it, a path out of the folder may not.
        target = folder / f"{number}{name.suffix[:12]}"
        if not _extract(packed, info, target):
            yield Found(None, note=f"more than {MAX_FILE:,} bytes; not opened", inside=str(name))
            continue
        for found in read(target):
            inside = f"{name}#{found.inside}" if found.inside else str(name)
            yield replace(found, inside=inside)
        target.unlink()
    if not pages:
        yield Found(None, note="the zip holds no saved page, only pictures and the like")


def _extract(packed: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> bool:
    """Write one member to a file; False when it is larger than what is read."""
    left = MAX_FILE
    with packed.open(info) as stream, target.open("wb") as out:
        while block := stream.read(_BLOCK):
            left -= len(block)
            if left < 0:
                return False
            out.write(block)
    return True


def webarchive(path: Path) -> Iterator[Found]:
    """The page of a file saved by Safari: the main resource of a property list."""
    try:
        with path.open("rb") as stream:
            main = plistlib.load(stream)["WebMainResource"]
        body, url, kind = (
            main["WebResourceData"],
            address(main.get("WebResourceURL")),
            main.get("WebResourceMIMEType"),
        )
        charset = main.get("WebResourceTextEncodingName")
    except (
        plistlib.InvalidFileException,
        ExpatError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
    ) as error:
        yield Found(None, note=f"the web archive cannot be read: {error!r}")
        return
    stated = f"{kind or 'text/html'}" + (f"; charset={charset}" if charset else "")
    yield Found(Answer(url, 200, {}, bytes(body), None, stated), format="webarchive")
