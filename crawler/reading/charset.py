"""Bytes into text: HTTP header, BOM, meta, then what the bytes look like. Never raises.

A declared charset is believed only when the bytes obey it: pages declare UTF-8 and are Latin-1, or
declare Latin-1 and are UTF-8.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_DRAWN_HEAD = 300_000
# What browsers understand by these names.
_WEB = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    "x-sjis": "cp932",
}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a body; bytes that mean nothing become U+FFFD."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    declared = [_known(name) for name in _declared(body, content_type)]
    if (
        declared
        and not body.isascii()
        and not any(one and one.startswith(("utf-16", "utf-32")) for one in declared)
    ):
        # Text in another charset is hardly ever valid UTF-8; servers that say so are wrong.
        declared.insert(0, "utf-8")
    for name in [one for one in declared if one]:
        text = _strict(body, name)
        if text is not None:
            return text
    return _guess(body, next((one for one in declared if one and one != "utf-8"), None))


def _declared(body: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    head = body[:4096]
    # A page saved as drawn has the scripts that were loaded before its own first lines.
    inside = _META.search(head) or _XML.search(head) or _META.search(body[:_DRAWN_HEAD])
    return [
        m
        for m in (
            header.group(1) if header else "",
            inside.group(1).decode("ascii", "replace") if inside else "",
        )
        if m
    ]


def _known(name: str) -> str | None:
    name = _WEB.get(name.lower(), name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _guess(body: bytes, declared: str | None) -> str:
    text = _strict(body, "utf-8")
    if text is not None:
        return text
    broken = body.decode("utf-8", "replace")
    # UTF-8 with a few torn characters keeps whole ones; a Latin-1 page has none.
    whole = sum(1 for char in broken if char > "\x7f" and char != "\ufffd")
    if whole > broken.count("\ufffd"):
        return broken
    if declared and declared not in ("utf-8", "cp1252"):
        return body.decode(declared, "replace")
    return body.decode("cp1252", "replace")
