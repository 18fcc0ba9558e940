"""Files that pack other files: a zip of saved pages, and Safari's web archive."""

from __future__ import annotations

import lzma
import plistlib
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Literal
from xml.parsers.expat import ExpatError

from crawler.importing.archives import MAX_FILE
from crawler.importing.folders import sorted_out
from crawler.importing.saved import Found, address
from crawler.reading.answer import MAX_BODY, Answer

MOST_FILES = 20_000
MOST_BYTES = 4 * 1024 * 1024 * 1024
"""What all zips of one import may unpack to together; a bomb is told from a big folder by it."""
DEEPEST = 2
"""So many zips may lie inside each other."""
_BLOCK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What a damaged, locked or strangely packed member raises, beside an OSError without a number."""


@dataclass
class Room:
    """What the zips of one import may still unpack to, those inside other zips included."""

    files: int = field(default_factory=lambda: MOST_FILES)
    size: int = field(default_factory=lambda: MOST_BYTES)
    depth: int = 0
    full: bool = False

    def take(self, infos: Sequence[zipfile.ZipInfo]) -> str | None:
        """Room for these members; else why there is none, and nothing more of this zip is read."""
        size = sum(info.file_size for info in infos)
        if not infos:
            return "the zip is empty"
        if len(infos) > self.files or size > self.size:
            self.full = True
            return (
                f"the zip holds {len(infos):,} files of {size:,} bytes, more than the {self.files:,} of "
                f"{self.size:,} bytes that one import still unpacks of all zips: the rest of it is not read; "
                "unpack it and give the folder instead"
            )
        self.files -= len(infos)
        self.size -= size
        return None


def form_of(path: Path) -> Literal["wacz", "document", "zip"]:
    """What a file that begins as a zip is: a web archive collection, a document of an office, or a zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (*_BROKEN, OSError):
        return (
            "wacz" if path.suffix.lower() == ".wacz" else "zip"
        )  # read, it gives the reason why it cannot be
    if any(name.startswith("archive/") and name.endswith((".warc", ".warc.gz")) for name in names):
        return "wacz"
    return "document" if "[Content_Types].xml" in names or names[:1] == ["mimetype"] else "zip"


def unpacked(
    path: Path, read: Callable[[Path], Iterator[Found]], room: Room, left_out: Counter[str]
) -> Iterator[Found]:
    """What the files of a zip hold, each read as if it lay in a folder; ``inside`` is its name there."""
    if room.depth >= DEEPEST:
        yield Found(
            None, note=f"a zip inside {DEEPEST} others is not opened: unpack them and give the folder"
        )
        return
    room.full = room.full and room.depth > 0
    room.depth += 1
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory(prefix="warden-zip-") as folder:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            if reason := room.take(infos):
                yield Found(None, note=reason)
                return
            yield from _Zip(packed, infos, Path(folder)).found(read, room, left_out)
    except (*_BROKEN, OSError) as error:
        yield Found(None, note=f"the zip is broken, locked or cut short: {error}")
    finally:
        room.depth -= 1


class _Zip:
    """An opened zip. Two members may have one name: each is read."""

    def __init__(self, packed: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], folder: Path) -> None:
        self.packed, self.folder = packed, folder
        self.named: dict[PurePath, list[zipfile.ZipInfo]] = {}
        for info in infos:
            self.named.setdefault(PurePosixPath(info.filename), []).append(info)

    def found(
        self, read: Callable[[Path], Iterator[Found]], room: Room, left_out: Counter[str]
    ) -> Iterator[Found]:
        pages = 0
        names = [name for name, infos in self.named.items() for _ in infos]
        for number, (name, kind) in enumerate(sorted_out(names)):
            if kind is not None:
                left_out[kind] += 1
                continue
            pages += 1
            # Its own name only at the end: format and charset may hang on it, a path out of the folder may not.
            target = self.folder / f"{number}{name.suffix[:12]}"
            fault = self._extract(self.named[name].pop(0), target)
            for found in [Found(None, note=fault)] if fault else read(target):
                yield replace(found, inside=f"{name}#{found.inside}" if found.inside else str(name))
            target.unlink(missing_ok=True)
            if room.full:
                return
        if not pages:
            yield Found(None, note="the zip holds no saved page, only pictures and the like")

    def _extract(self, info: zipfile.ZipInfo, target: Path) -> str | None:
        """Write one member to a file; the reason when it cannot be, or is larger than what is read."""
        if info.file_size > MAX_FILE:
            return f"more than {MAX_FILE:,} bytes; not opened"
        try:
            # No member gives more than its stated size: zipfile stops there.
            with self.packed.open(info) as stream, target.open("wb") as out:
                while block := stream.read(_BLOCK):
                    out.write(block)
        except (*_BROKEN, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's fault, not this member's
            return f"this file of the zip is broken or locked: {error}"
        return None


def webarchive(path: Path) -> Iterator[Found]:
    """The page of a file saved by Safari: the main resource of a property list."""
    try:
        yield _web_page(path)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
        OverflowError,
        RecursionError,
        MemoryError,
    ) as error:
        yield Found(None, note=f"the web archive cannot be read: {error!r}"[:300])


def _web_page(path: Path) -> Found:
    if path.stat().st_size > MAX_FILE:
        return Found(None, note=f"the web archive has more than {MAX_FILE:,} bytes; it was not opened")
    # From memory: a stream would make room for whatever length a torn file states.
    main: Any = plistlib.loads(path.read_bytes())["WebMainResource"]
    body, charset = main["WebResourceData"], main.get("WebResourceTextEncodingName")
    if not isinstance(body, bytes):
        return Found(
            None, note="the web archive cannot be read: its page is no data; save it again with Safari"
        )
    if not body or len(body) > MAX_BODY:
        size = f"{len(body):,} bytes, more than the {MAX_BODY:,} that are read" if body else "no bytes"
        return Found(None, note=f"the page of the web archive has {size}")
    kind = main.get("WebResourceMIMEType")
    stated = f"{kind or 'text/html'}" + (f"; charset={charset}" if charset else "")
    return Found(
        Answer(address(main.get("WebResourceURL")), 200, {}, body, None, stated), format="webarchive"
    )
