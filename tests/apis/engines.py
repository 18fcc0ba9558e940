"""Baidu, Brave, Mojeek and Yandex as their documents describe them; what they find lies on shop.example."""

from __future__ import annotations

import base64
from typing import Any
from xml.sax.saxutils import escape

from tests.apis.fakes import Api, said, sent
from tests.crawl.stub import Asked, Said

DOMAIN = "shop.example"
OPTIONS = ("--domain", DOMAIN)


def address(number: int) -> str:
    return f"https://{DOMAIN}/i/{number}"


def _within(asked: str) -> str:
    """The term of ``kettle site:shop.example``."""
    term, _, domain = asked.rpartition(" site:")
    assert domain == DOMAIN, asked
    return term


def brave(rows: list[int], page: int, total: int) -> Any:
    found = [
        {
            "title": f"Kettle <strong>{number}</strong>",
            "url": address(number),
            "description": "An old <strong>kettle</strong> &amp; its lid",
            "page_age": "2026-11-01T10:00:00",
        }
        for number in rows
    ]
    query = {"original": "x", "more_results_available": page * 20 < total}
    return {
        "type": "search",
        "query": query,
        **({"web": {"type": "search", "results": found}} if rows else {}),
    }


def _brave_error(code: str, status: int, **meta: Any) -> Said:
    told = {"id": "x", "status": status, "code": code, "detail": f"told about {code}", "meta": meta}
    return said({"type": "ErrorResponse", "error": told, "time": 1_790_000_000}, status)


BRAVE = Api(
    site="brave",
    keys={"BRAVE_API_KEY": "brave-key-of-tests"},
    path="/res/v1/web/search",
    size=20,
    term=lambda asked: _within(asked.query["q"]),
    page=lambda asked: int(asked.query["offset"]) + 1,
    reply=brave,
    authorised=lambda asked, keys: keys["BRAVE_API_KEY"] in asked.headers.values(),
    refusals={
        "key": _brave_error("SUBSCRIPTION_TOKEN_INVALID", 422, component="authentication"),
        "quota": _brave_error("RATE_LIMITED", 429, quota_limit=1000, quota_current=1000),
        "query": _brave_error("VALIDATION", 422, errors=[{"loc": ["query", "q"], "msg": "too long"}]),
    },
    shift=("title", "headline"),
    options=OPTIONS,
)


def mojeek(rows: list[int], page: int, total: int) -> Any:
    found = [
        {
            "url": address(number),
            "title": f"Kettle {number}",
            "desc": "An old <em>kettle</em>",
            "timestamp": 1_790_000_000,
        }
        for number in rows
    ]
    head = {"query": "x", "results": total, "return": len(rows), "start": (page - 1) * 30 + 1}
    return {"response": {"status": "OK", "head": head, "results": found}}


def _mojeek_error(text: str, status: int) -> Said:
    return said({"response": {"status": text}}, status)


def _mojeek_term(asked: Asked) -> str:
    assert asked.query["site"] == DOMAIN
    return asked.query["q"]


MOJEEK = Api(
    site="mojeek",
    keys={"MOJEEK_API_KEY": "mojeek-key-of-tests"},
    path="/search",
    size=30,
    term=_mojeek_term,
    page=lambda asked: (int(asked.query["s"]) - 1) // 30 + 1,
    reply=mojeek,
    authorised=lambda asked, keys: asked.query.get("api_key") == keys["MOJEEK_API_KEY"],
    refusals={
        "key": _mojeek_error("Access denied: unknown API key", 200),
        "quota": _mojeek_error("Monthly query limit reached", 200),
        "query": _mojeek_error("Bad query", 200),
    },
    shift=("title", "headline"),
    options=OPTIONS,
)


def baidu(rows: list[int], _: int, __: int) -> Any:
    found = [
        {
            "id": place,
            "url": address(number),
            "title": f"铜壶 {number}",
            "content": "旧铜壶",
            "date": "2026-11-01 10:00:00",
            "type": "web",
            "web_anchor": "铜壶",
            "website": "样品店",
        }
        for place, number in enumerate(rows, 1)
    ]
    return {"request_id": "x", "references": found}


def _baidu_term(asked: Asked) -> str:
    told = sent(asked)
    assert told["search_filter"] == {"match": {"site": [DOMAIN]}}
    assert told["resource_type_filter"] == [{"type": "web", "top_k": 50}]
    return str(told["messages"][0]["content"])


BAIDU = Api(
    site="baidu",
    keys={"BAIDU_API_KEY": "baidu-key-of-tests"},
    path="/v2/ai_search/web_search",
    size=50,
    term=_baidu_term,
    page=lambda _: 1,
    reply=baidu,
    authorised=lambda asked, keys: asked.headers.get("Authorization") == f"Bearer {keys['BAIDU_API_KEY']}",
    refusals={
        "key": said(
            {
                "error": {
                    "code": "invalid_iam_token",
                    "message": "IAM Certification failed",
                    "type": "invalid_request_error",
                },
                "id": "x",
            },
            401,
        ),
        "quota": said(
            {
                "requestId": "x",
                "code": "QUOTA_USER_DAILY_FREE",
                "message": "Daily free quota per user for AI Search exceeded",
            },
            429,
        ),
        "query": said(
            {
                "error": {
                    "code": "invalid_messages",
                    "message": "content is too long",
                    "type": "invalid_request_error",
                },
                "id": "x",
            },
            400,
        ),
    },
    shift=("url", "address"),
    options=OPTIONS,
    pages=1,
)


def _yandex(inner: str) -> Any:
    xml = f'<?xml version="1.0" encoding="utf-8"?><yandexsearch version="1.0"><response date="20261122T120000">{inner}</response></yandexsearch>'
    return {"rawData": base64.b64encode(xml.encode()).decode()}


def yandex(rows: list[int], _: int, total: int) -> Any:
    if not rows:
        return _yandex('<error code="15">Nothing was found</error>')
    groups = "".join(
        f"<group><doc><url>{escape(address(number))}</url><domain>{DOMAIN}</domain><title>Kettle <hlword>{number}</hlword></title>"
        "<modtime>20261101T100000</modtime><passages><passage>An old <hlword>kettle</hlword></passage></passages></doc></group>"
        for number in rows
    )
    return _yandex(f'<found priority="all">{total}</found><results><grouping>{groups}</grouping></results>')


def _yandex_term(asked: Asked) -> str:
    told = sent(asked)
    assert told["folderId"] == "folder-of-tests"
    assert told["groupSpec"]["groupsOnPage"] == 50
    return _within(told["query"]["queryText"])


YANDEX = Api(
    site="yandex",
    keys={"YANDEX_FOLDER_ID": "folder-of-tests", "YANDEX_SEARCH_API_KEY": "yandex-key-of-tests"},
    path="/v2/web/search",
    size=50,
    term=_yandex_term,
    page=lambda asked: int(sent(asked)["query"]["page"]) + 1,
    reply=yandex,
    authorised=lambda asked, keys: (
        asked.headers.get("Authorization") == f"Api-Key {keys['YANDEX_SEARCH_API_KEY']}"
    ),
    refusals={
        "key": said({"code": 16, "message": "Unknown api key", "details": []}, 401),
        "quota": said(_yandex('<error code="32">Limit of requests of the day was exceeded</error>')),
        "query": said(_yandex('<error code="1">The query text holds a mistake</error>')),
    },
    shift=("rawData", "data"),
    options=OPTIONS,
)

ENGINES = (BAIDU, BRAVE, MOJEEK, YANDEX)
