"""The gzip members of an archive file: where each record begins and ends, and what is torn.

A WARC library reads on over a torn end without a word; here a member counts only when its own checksum
stands at its end.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20
_GZIP = zlib.MAX_WBITS | 16


class Broken(ValueError):
    """Bytes that are no gzip member, before the end of the file: not torn, but changed."""


@dataclass(frozen=True, slots=True)
class Member:
    """One record's bytes, unpacked; ``start`` and ``end`` are offsets into the file."""

    start: int
    end: int
    content: bytes


def members(path: Path) -> Iterator[Member]:
    """The whole members of a file, in order; ends at a torn one. Raises ``Broken`` for changed bytes."""
    with path.open("rb") as handle:
        start, left = 0, b""
        while True:
            unpack = zlib.decompressobj(_GZIP)
            parts: list[bytes] = []
            used = 0
            while not unpack.eof:
                piece = left or handle.read(_PIECE)
                left = b""
                if not piece:
                    return
                try:
                    parts.append(unpack.decompress(piece))
                except zlib.error as fault:
                    raise Broken(f"the bytes after {start} are no record: {fault}") from fault
                used += len(piece)
            left = unpack.unused_data
            end = start + used - len(left)
            yield Member(start, end, b"".join(parts))
            start = end
