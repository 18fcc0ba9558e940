"""Is it a picture, and which one: format, size, perceptual hash."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}
MOST_PIXELS = 50_000_000


class NoPicture(ValueError):
    """The bytes are no picture we keep; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``phash``: 64 bits as 16 hex digits (DCT hash of the imagehash library)."""

    suffix: str
    width: int
    height: int
    phash: str | None


def describe(body: bytes, content_type: str) -> Picture:
    """What the bytes are; raises ``NoPicture``. The file is told by its bytes, not by its header."""
    if content_type and not content_type.lower().startswith(
        ("image/", "application/octet-stream", "binary/")
    ):
        raise NoPicture(f"the server sent {content_type.split(';')[0]}, no picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=tuple(FORMATS)) as image:
                return _described(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as why:
        raise NoPicture(f"no picture we can read: {type(why).__name__}") from why
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as why:
        raise NoPicture(f"a broken picture: {why}"[:200]) from why


def _described(image: Image.Image) -> Picture:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise NoPicture(f"{width}×{height} pixels: too many to be a listing's picture")
    image.load()
    return Picture(FORMATS[image.format or ""], width, height, _phash(image))


def _phash(image: Image.Image) -> str | None:
    import imagehash

    return str(imagehash.phash(image.convert("L")))
