"""What both engines do to values before they keep them."""

from __future__ import annotations


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate becomes ``?``."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
