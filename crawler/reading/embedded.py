"""JSON in all the places pages keep it: a script, an attribute, a JavaScript string, an API's body.

Depth is bounded by the parsers themselves (orjson refuses beyond 1,024 levels, the standard
library raises RecursionError, caught here); nothing recurses over foreign data in Python.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from crawler.sites.rules import css
from crawler.sites.schema import Embedded
from warden.errors import PageRefused

_UNDEFINED = re.compile(r"(?<=[:\[,])\s*(?:undefined|NaN|-?Infinity)(?=\s*[,}\]])")
_JSONP = re.compile(r"^\s*(?:/\*\*/)?\s*[\w.$\[\]]+\s*\(\s*(?=[\[{])")
_GUARD = re.compile(r"^\s*(?:\)\]\}'?,?|while\(1\);|for\(;;\);)\s*")
_DECODER = json.JSONDecoder(strict=False)
_MAX_NODES = 2_000_000


def parse(text: str) -> Any:
    """The value of a JSON text; PageRefused with the reason when it has none."""
    try:
        return orjson.loads(text.encode("utf-8", "surrogatepass"))
    except orjson.JSONDecodeError as error:
        reason = str(error)
    if "recursion" in reason.lower() or _too_deep(text):
        raise PageRefused("the JSON is nested too deep to be an answer of this site")
    return _lenient(text, reason)


def _lenient(text: str, reason: str) -> Any:
    size = len(text.encode("utf-8", "surrogatepass"))
    text = _JSONP.sub("", _GUARD.sub("", text.lstrip("\ufeff \r\n\t")))
    try:
        return first_value(text, 0)
    except ValueError as error:
        if "end of data" in reason or _cut_short(text):
            raise PageRefused(f"the JSON is cut short: it breaks off at byte {size:,}") from error
        raise PageRefused(f"no JSON: {reason}") from error


def _cut_short(text: str) -> bool:
    return text[:1] in "[{" and text.rstrip()[-1:] not in "]})"


def _too_deep(text: str) -> bool:
    """More than 1,000 brackets open at once somewhere? Counted without parsing."""
    depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        char = found.group(0)
        if char in "[{":
            depth += 1
            if depth > 1_000:
                return True
        elif char in "]}":
            depth -= 1
    return False


def first_value(text: str, at: int) -> Any:
    """The JSON value that begins at ``at``, whatever follows it; ValueError when there is none."""
    while at < len(text) and text[at] in " \t\r\n=(":
        at += 1
    if at < len(text) and text[at] == "'":
        return _single_quoted(text, at)
    try:
        return _DECODER.raw_decode(text, at)[0]
    except RecursionError as error:
        raise PageRefused("the JSON is nested too deep to be an answer of this site") from error
    except ValueError:
        return _DECODER.raw_decode(_UNDEFINED.sub("null", text[at:]), 0)[0]


def _single_quoted(text: str, at: int) -> str:
    found = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL).match(text, at)
    if not found:
        raise ValueError("no end of the JavaScript string")
    inner = found.group(1).replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"')
    inner = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", inner)
    return str(_DECODER.raw_decode(f'"{inner}"', 0)[0])


def find(document: Any, where: Embedded) -> Any:
    """The embedded value, or None when the page has no such script.

    ``document`` is a ``crawler.reading.documents.Document``. PageRefused when the script is there
    but its JSON is broken.
    """
    for text in _places(document, where):
        at = 0
        if where.having is not None and not where.having.search(text):
            continue
        if where.pattern is not None:
            found = where.pattern.search(text)
            if not found:
                continue
            at = found.end()
        return _decoded(text, at, where.decode)
    return None


def _places(document: Any, where: Embedded) -> list[str]:
    if where.css is None:
        return [document.text]
    selector = css(where.css)
    take = selector.take if selector.take.startswith("@") else "raw"
    return [text for text in document.take(selector.select, take) if text]


def _decoded(text: str, at: int, decode: str) -> Any:
    try:
        if decode == "html":
            return first_value(html.unescape(text[at:]), 0)
        value = first_value(text, at)
        if decode == "js-string" and isinstance(value, str):
            return parse(value)
    except ValueError as error:
        raise PageRefused(f"the page's embedded JSON is broken or cut short ({error})") from error
    return value


def walk(data: Any, wanted: Mapping[str, str]) -> list[Any]:
    """Every object at any depth whose keys have these values, in document order; no recursion."""
    found: list[Any] = []
    stack: list[Any] = [data]
    visited = 0
    while stack:
        value = stack.pop()
        visited += 1
        if visited > _MAX_NODES:
            raise PageRefused("the JSON has too many values to be an answer of this site")
        if isinstance(value, dict):
            if all(str(value.get(name)) == text for name, text in wanted.items()):
                found.append(value)
            stack.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            stack.extend(reversed(value))
    return found
