"""Signatures against the examples that the platforms' own documents print."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from crawler.sites.aliexpress import sign as aliexpress
from crawler.sites.load import load_sites
from crawler.sites.requests import SiteRequest, search_request
from crawler.sites.signing import signed
from crawler.sites.taobao_affiliate import sign as taobao

SECRET = "helloworld"


def test_aliexpress_signs_as_document_1385_prints() -> None:
    business = {
        "access_token": "test",
        "aliexpress_category_id": "200135143",
        "app_key": "123456",
        "method": "aliexpress.logistics.redefining.getonlinelogisticsinfo",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    assert aliexpress(business, SECRET) == "F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB"
    system = {
        "app_key": "12345678",
        "code": "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
    }
    made = aliexpress(system, SECRET, "/auth/token/create")
    assert made == "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81"


def test_taobao_signs_as_document_101617_prints() -> None:
    told = {
        "method": "taobao.item.seller.get",
        "app_key": "12345678",
        "session": "test",
        "timestamp": "2016-01-01 12:00:00",
        "format": "json",
        "v": "2.0",
        "sign_method": "md5",
        "fields": "num_iid,title,nick,price,num",
        "num_iid": "11223344",
    }
    assert taobao(told, SECRET, "md5") == "66987CB115214E59E6EC978214934FB8"


@pytest.mark.parametrize(
    ("site", "keys", "method"),
    [
        ("aliexpress", ("ALIEXPRESS_APP_KEY", "ALIEXPRESS_APP_SECRET", "ALIEXPRESS_TRACKING_ID"), aliexpress),
        ("taobao_affiliate", ("TAOBAO_APP_KEY", "TAOBAO_APP_SECRET", "TAOBAO_ADZONE_ID"), taobao),
    ],
)
def test_keys_stand_in_the_body_and_the_secret_nowhere(
    monkeypatch: pytest.MonkeyPatch, site: str, keys: tuple[str, str, str], method: object
) -> None:
    for name in keys:
        monkeypatch.setenv(name, f"{name.lower()}-of-tests")
    request = search_request(load_sites()[site], "象牙 & co", page=2)
    told = {name: values[0] for name, values in parse_qs((request.body or b"").decode()).items()}
    mine = told.pop("sign")
    assert callable(method)
    assert mine == method(told, f"{keys[1].lower()}-of-tests")
    assert "象牙 & co" in told.values()
    assert told["page_no"] == "2"
    assert keys[1].lower() not in (request.body or b"").decode() + request.url
    assert "?" not in request.url


def test_a_new_line_behind_a_key_is_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys read from files end with one; the signature must be the same."""
    request = SiteRequest("POST", "https://eco.example/router/rest", {}, b"method=x", 1, "eco.example")
    bodies = []
    for end in ("", "\n"):
        for name in ("TAOBAO_APP_KEY", "TAOBAO_ADZONE_ID", "TAOBAO_APP_SECRET"):
            monkeypatch.setenv(name, f"abc{end}")
        told = {"app_key": "TAOBAO_APP_KEY"}
        bodies.append(
            signed(
                request, told, {}, "TAOBAO_APP_SECRET", lambda some, key: f"{sorted(some.items())}{key}"
            ).body
        )
    assert bodies[0] == bodies[1]
