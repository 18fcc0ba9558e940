"""Pictures of the evidence folder, drawn anew: what a browser is given was never the file that a page served."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

THUMB, FULL = 640, 4_000
"""Pixels of the longer side."""
_KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")


def drawn(path: Path, longest: int) -> bytes | None:
    """A JPEG of the picture, at most ``longest`` pixels long; ``None`` for what is no picture of a usual kind."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_KINDS) as picture:
                picture.draft("RGB", (longest, longest))
                whole = ImageOps.exif_transpose(picture) or picture
                whole.thumbnail((longest, longest))
                out = io.BytesIO()
                _on_white(whole).save(out, "JPEG", quality=85)
    except (
        OSError,
        ValueError,
        SyntaxError,  # Pillow says so of a broken PNG
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        return None
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not know."""
    if picture.mode in ("RGB", "L"):
        return picture
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground
