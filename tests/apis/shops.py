"""Etsy, YouTube, eBay, Rakuten, AliExpress and Taobao as their documents describe them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from tests.apis.fakes import Api, Fake, form, said
from tests.crawl.stub import Asked, Said


def etsy(rows: list[int], _: int, total: int) -> Any:
    return {
        "count": total,
        "results": [
            {
                "listing_id": number,
                "user_id": 11,
                "shop_id": 22,
                "title": f"A brass kettle &amp; lid {number}",
                "description": "Old, with a dent.",
                "state": "active",
                "original_creation_timestamp": 1_790_000_000,
                "url": f"https://www.etsy.com/listing/{number}/a-brass-kettle?utm_source=x",
                "taxonomy_id": 66,
                "tags": ["kettle"],
                "price": {"amount": 1250, "divisor": 100, "currency_code": "EUR"},
            }
            for number in rows
        ],
    }


ETSY = Api(
    site="etsy",
    keys={"ETSY_KEYSTRING": "keystring-of-tests", "ETSY_SHARED_SECRET": "secret-of-tests"},
    path="/v3/application/listings/active",
    size=100,
    term=lambda asked: asked.query["keywords"],
    page=lambda asked: int(asked.query["offset"]) // 100 + 1,
    reply=etsy,
    authorised=lambda asked, keys: (
        asked.headers.get("X-Api-Key", asked.headers.get("x-api-key"))
        == f"{keys['ETSY_KEYSTRING']}:{keys['ETSY_SHARED_SECRET']}"
    ),
    refusals={
        "key": said({"error": "Invalid API key: should be in the format 'keystring:shared_secret'."}, 403),
        "quota": said(
            {"error": "Exceeded daily rate limit"}, 429, x_limit_per_day="10000", x_remaining_today="0"
        ),
        "query": said({"error": "Invalid value for keywords"}, 400),
    },
    shift=("listing_id", "listing_number"),
)


def youtube(rows: list[int], page: int, total: int) -> Any:
    more = {"nextPageToken": f"TOKEN{page + 1}"} if page * 50 < total else {}
    return {
        "kind": "youtube#searchListResponse",
        **more,
        "regionCode": "DE",
        "pageInfo": {"totalResults": total, "resultsPerPage": 50},
        "items": [
            {
                "kind": "youtube#searchResult",
                "id": {"kind": "youtube#video", "videoId": f"vid-{number}"},
                "snippet": {
                    "publishedAt": "2026-11-01T10:00:00Z",
                    "channelId": "UCinvented",
                    "channelTitle": "Kettles &amp; more",
                    "title": f"My kettle&#39;s story {number}",
                    "description": "For sale, write to me.",
                    "thumbnails": {"high": {"url": f"https://i.ytimg.example/{number}.jpg"}},
                },
            }
            for number in rows
        ],
    }


def _google(code: int, reason: str, message: str, detail: str = "") -> Said:
    errors = [{"message": message, "domain": "youtube.test", "reason": reason}]
    told: dict[str, Any] = {"code": code, "message": message, "errors": errors}
    if detail:
        told["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail}]
    return said({"error": told}, code)


YOUTUBE = Api(
    site="youtube",
    keys={"YOUTUBE_API_KEY": "google-key-of-tests"},
    path="/youtube/v3/search",
    size=50,
    term=lambda asked: asked.query["q"],
    page=lambda asked: int(asked.query.get("pageToken", "TOKEN1").removeprefix("TOKEN")),
    reply=youtube,
    authorised=lambda asked, keys: asked.headers.get("X-Goog-Api-Key") == keys["YOUTUBE_API_KEY"],
    refusals={
        "key": _google(
            400, "badRequest", "API key not valid. Please pass a valid API key.", detail="API_KEY_INVALID"
        ),
        "quota": _google(403, "quotaExceeded", 'You have exceeded your <a href="/q">quota</a>.'),
        "query": _google(400, "invalidSearchFilter", "Request contains an invalid argument."),
    },
    shift=("videoId", "videoNumber"),
)


def ebay(rows: list[int], page: int, total: int) -> Any:
    more = {"next": "https://api.ebay.com/next"} if page * 200 < total else {}
    summaries = [
        {
            "itemId": f"v1|33469{number:07d}|0",
            "legacyItemId": f"33469{number:07d}",
            "title": f"Kettle {number}",
            "price": {"value": "12.50", "currency": "USD"},
            "currentBidPrice": {"value": "12.50", "currency": "USD"},
            "buyingOptions": ["AUCTION"],
            "itemWebUrl": f"https://www.ebay.com/itm/33469{number:07d}?hash=x",
            "seller": {"username": "invented"},
            "itemLocation": {"country": "US"},
            "itemCreationDate": "2026-11-01T10:00:00.000Z",
        }
        for number in rows
    ]
    found = {"itemSummaries": summaries} if rows else {}
    return {"href": "https://api.ebay.com/here", "total": total, "limit": 200, "offset": 0, **more, **found}


def ebay_token(asked: Asked, fake: Fake) -> Said | None:
    if asked.path != "/identity/v1/oauth2/token":
        return None
    pair = f"{fake.valid['EBAY_CLIENT_ID']}:{fake.valid['EBAY_CLIENT_SECRET']}"
    if asked.headers.get("Authorization") != "Basic " + base64.b64encode(pair.encode()).decode():
        fake.refused.append(asked.path)
        told = {"error": "invalid_client", "error_description": "client authentication failed"}
        return said(told, 401)
    assert form(asked) == {
        "grant_type": "client_credentials",
        "scope": "https://api.ebay.com/oauth/api_scope",
    }
    fake.count["token"] += 1
    told = {"access_token": f"token-{fake.count['token']}", "expires_in": 7200}
    return said({**told, "token_type": "Application Access Token"})


def _ebay_error(number: int, status: int, text: str) -> Said:
    told = {
        "errorId": number,
        "domain": "ACCESS",
        "category": "REQUEST",
        "message": text,
        "longMessage": text,
    }
    return said({"errors": [told]}, status)


EBAY = Api(
    site="ebay_us",
    keys={"EBAY_CLIENT_ID": "ebay-id-of-tests", "EBAY_CLIENT_SECRET": "ebay-secret-of-tests"},
    path="/buy/browse/v1/item_summary/search",
    size=200,
    term=lambda asked: asked.query["q"],
    page=lambda asked: int(asked.query["offset"]) // 200 + 1,
    reply=ebay,
    authorised=lambda asked, _: asked.headers.get("Authorization", "").startswith("Bearer token-"),
    refusals={
        "key": _ebay_error(1001, 401, "Invalid access token"),
        "quota": _ebay_error(2001, 429, "The request limit has been reached for the resource."),
        "query": _ebay_error(12006, 400, "The query is not valid."),
    },
    shift=("title", "headline"),
    other=ebay_token,
)


def rakuten(rows: list[int], page: int, total: int) -> Any:
    return {
        "count": total,
        "page": page,
        "hits": len(rows),
        "pageCount": -(-total // 30),
        "items": [
            {
                "itemCode": f"mihon:{number}",
                "itemName": f"やかん {number}",
                "itemCaption": "真鍮のやかん",
                "itemPrice": 3500,
                "itemUrl": f"https://item.rakuten.co.jp/mihon/{number}/",
                "shopCode": "mihon",
                "shopName": "見本",
                "availability": 1,
                "mediumImageUrls": [],
            }
            for number in rows
        ],
    }


RAKUTEN = Api(
    site="rakuten_ichiba",
    keys={"RAKUTEN_APPLICATION_ID": "app-of-tests", "RAKUTEN_ACCESS_KEY": "rakuten-key-of-tests"},
    path="/ichibams/api/IchibaItem/Search/20260701",
    size=30,
    term=lambda asked: asked.query["keyword"],
    page=lambda asked: int(asked.query["page"]),
    reply=rakuten,
    authorised=lambda asked, keys: (
        asked.query.get("applicationId") == keys["RAKUTEN_APPLICATION_ID"]
        and keys["RAKUTEN_ACCESS_KEY"] in asked.headers.values()
    ),
    refusals={
        "key": said({"error": "wrong_parameter", "error_description": "specify valid applicationId"}, 400),
        "quota": said(
            {
                "error": "too_many_requests",
                "error_description": "number of allowed requests has been exceeded",
            },
            429,
            Retry_After="7200",
        ),
        "query": said({"error": "wrong_parameter", "error_description": "keyword is not valid"}, 400),
    },
    shift=("itemName", "itemTitle"),
)


def aliexpress(rows: list[int], page: int, total: int) -> Any:
    products = [
        {
            "product_id": number,
            "product_title": f"Kettle {number}",
            "product_detail_url": f"https://www.aliexpress.com/item/{number}.html?pdp_npi=x",
            "product_main_image_url": f"https://ae01.example/{number}.jpg",
            "product_small_image_urls": {"string": []},
            "target_sale_price": "12.50",
            "target_sale_price_currency": "USD",
            "shop_id": 33,
            "second_level_category_name": "Kitchen",
        }
        for number in rows
    ]
    result = {"current_page_no": page, "total_record_count": total, "products": {"product": products}}
    told = {"resp_code": 200, "resp_msg": "Call succeeds", "result": result}
    if not rows:
        told = {"resp_code": 405, "resp_msg": "The result is empty"}
    return {"aliexpress_affiliate_product_query_response": {"resp_result": told, "request_id": "x"}}


def signed(secret: str) -> Any:
    """Does the request carry what its own parameters give under the secret?"""

    def check(asked: Asked, keys: dict[str, str]) -> bool:
        told = form(asked)
        mine = told.pop("sign", "")
        text = "".join(name + told[name] for name in sorted(told))
        return mine == hmac.new(keys[secret].encode(), text.encode(), hashlib.sha256).hexdigest().upper()

    return check


def _top_error(code: Any, text: str, **more: str) -> Said:
    return said({"error_response": {"type": "ISV", "code": code, "msg": text, **more, "request_id": "x"}})


ALIEXPRESS = Api(
    site="aliexpress",
    keys={
        "ALIEXPRESS_APP_KEY": "123456",
        "ALIEXPRESS_APP_SECRET": "ali-secret-of-tests",
        "ALIEXPRESS_TRACKING_ID": "tracking",
    },
    path="/sync",
    size=50,
    term=lambda asked: form(asked)["keywords"],
    page=lambda asked: int(form(asked)["page_no"]),
    reply=aliexpress,
    authorised=signed("ALIEXPRESS_APP_SECRET"),
    refusals={
        "key": _top_error(
            "IncompleteSignature", "The request signature does not conform to platform standards"
        ),
        "quota": _top_error(
            "AppApiCallLimit", "The app call limit is exceeded, this ban will last 7200 seconds"
        ),
        "query": _top_error("InvalidParameter", "The parameter keywords is not valid"),
    },
    shift=("product_title", "subject"),
)


def taobao(rows: list[int], _: int, total: int) -> Any:
    found = [
        {
            "item_id": f"abc{number}-xyz",
            "item_basic_info": {
                "title": f"铜壶 {number}",
                "pict_url": f"//img.example/{number}.jpg",
                "seller_id": 44,
                "shop_title": "样品店",
                "category_name": "壶",
            },
            "price_promotion_info": {"zk_final_price": "79.90", "reserve_price": "99.00"},
            "publish_info": {"click_url": f"//s.click.taobao.com/t?e={number}"},
        }
        for number in rows
    ]
    if not rows:
        sub = {"sub_code": "50001", "sub_msg": "无结果"}
        return {"error_response": {"code": 15, "msg": "Remote service error", **sub}}
    told = {"result_list": {"map_data": found}, "total_results": total, "request_id": "x"}
    return {"tbk_dg_material_optional_upgrade_response": told}


TAOBAO = Api(
    site="taobao_affiliate",
    keys={"TAOBAO_APP_KEY": "654321", "TAOBAO_APP_SECRET": "tao-secret-of-tests", "TAOBAO_ADZONE_ID": "1009"},
    path="/router/rest",
    size=100,
    term=lambda asked: form(asked)["q"],
    page=lambda asked: int(form(asked)["page_no"]),
    reply=taobao,
    authorised=signed("TAOBAO_APP_SECRET"),
    refusals={
        "key": _top_error(25, "Invalid signature"),
        "quota": _top_error(
            7,
            "App Call Limited",
            sub_code="accesscontrol.limited-by-app-access-count",
            sub_msg="This ban will last for 7200 more seconds",
        ),
        "query": _top_error(41, "Invalid arguments:q"),
    },
    shift=("item_id", "item_number"),
)

SHOPS = (ETSY, YOUTUBE, EBAY, RAKUTEN, ALIEXPRESS, TAOBAO)
