"""Rakuten's request: the application's number in the address, the key only in a header."""

from __future__ import annotations

import pytest

from crawler.sites.load import load_sites
from crawler.sites.requests import place_request, search_request

SITE = load_sites()["rakuten_ichiba"]


def test_the_number_of_the_application_stands_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAKUTEN_APPLICATION_ID", "an id/1")
    monkeypatch.setenv("RAKUTEN_ACCESS_KEY", "pk_secret")
    request = search_request(SITE, "象牙 印鑑", page=2)
    assert request.url.startswith("https://openapi.rakuten.co.jp/ichibams/api/IchibaItem/Search/20260701?")
    assert "page=2" in request.url
    assert "hits=30" in request.url
    assert request.url.endswith("&applicationId=an+id%2F1")
    assert "pk_secret" not in request.url
    assert "genreId=101381" in place_request(SITE, "category=101381").url


def test_without_the_number_the_request_is_as_the_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAKUTEN_APPLICATION_ID", raising=False)
    assert "applicationId" not in search_request(SITE, "lamp").url


def test_both_names_are_asked_for() -> None:
    auth = SITE.auth
    assert (auth.client_id_env, auth.key_env) == ("RAKUTEN_APPLICATION_ID", "RAKUTEN_ACCESS_KEY")
    assert (auth.type, auth.header, auth.prefix) == ("api-key", "accessKey", "")


def test_the_application_s_number_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address goes into the archive, the store and exports: the installation's own number does not."""
    from crawler.keys import without_keys

    site = load_sites()["rakuten_ichiba"]
    monkeypatch.setenv("RAKUTEN_APPLICATION_ID", "10 57/secret")
    url = "https://api.example/search?keyword=x&applicationId=10+57%2Fsecret"
    assert site.auth.client_id_env == "RAKUTEN_APPLICATION_ID"
    assert (
        without_keys(url, site.auth)
        == "https://api.example/search?keyword=x&applicationId=RAKUTEN_APPLICATION_ID"
    )
