"""Yandex's Search API: the folder goes into the request, and the reply is XML inside JSON."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import Any

import orjson
from lxml import etree  # type: ignore[import-untyped]

from crawler.keys import value
from crawler.reading import Answer
from crawler.sites._web_search import finish
from crawler.sites.requests import SiteRequest

__all__ = ["decode", "finish", "prepare"]


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with the folder of the account, from the environment."""
    told = orjson.loads(request.body or b"{}")
    return replace(request, body=orjson.dumps({**told, "folderId": value("YANDEX_FOLDER_ID")}))


def decode(answer: Answer) -> Any:
    """{"found", "documents"} or {"error", "message"} out of the XML; ``None`` when there is none (a JSON refusal)."""
    try:
        raw = orjson.loads(answer.body)["rawData"]
        root = etree.fromstring(base64.b64decode(raw), _parser())
    except (orjson.JSONDecodeError, KeyError, TypeError, binascii.Error, etree.XMLSyntaxError):
        return None
    error = root.find(".//response/error")
    if error is not None:
        return {"error": error.get("code"), "message": _text(error)}
    found = root.find(".//response/found[@priority='all']")
    documents = [_document(one) for one in root.iterfind(".//group/doc")]
    return {"found": int(_text(found) or 0) if found is not None else None, "documents": documents}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _document(element: Any) -> dict[str, str]:
    passages = " … ".join(_text(one) for one in element.iterfind("passages/passage"))
    return {
        "url": _text(element.find("url")),
        "title": _text(element.find("title")),
        "text": passages or _text(element.find("headline")),
        "modified": _text(element.find("modtime")),
    }


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
