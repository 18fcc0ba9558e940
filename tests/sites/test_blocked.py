"""Walls are known by structure, without any site; pages that merely embed a captcha are not walls."""

from __future__ import annotations

import pytest

from crawler.reading import Answer
from crawler.reading.blocked import recognise
from crawler.reading.documents import Document

LOREM = " ".join(
    f"<p>Offer number {n}: an old chair with a straight back and {n} scratches.</p>" for n in range(80)
)
LINKS = " ".join(f'<a href="/offer/{n}">Chair {n}</a>' for n in range(60))


def page(body: str, title: str = "", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
    )


def wall(text: str, url: str | None = None, kind: str = "text/html") -> str | None:
    return recognise(Document(Answer(url, 200, {}, text.encode("utf-8"), None, kind)))


WALLS = {
    "google captcha": page('<form id="captcha-form" action="index"><div class="g-recaptcha"></div></form>'),
    "google without scripts": page('<noscript><iframe src="/httpservice/retry/enablejs?sei=1"></iframe></noscript><div id="main"></div>'),
    "google consent": page(f'<form action="https://consent.google.de/save">{LOREM}</form>', "Bevor Sie fortfahren"),
    "baidu": page('<div class="passMod_dialog-wrapper passMod_show"></div>', "百度安全验证"),
    "yandex": page('<form method="POST" action="/checkcaptcha?key=1"></form>', "Вы не робот?"),
    "datadome": page('<script src="https://ct.captcha-delivery.com/c.js"></script>', "shop.example"),
    "datadome frame": page('<iframe src="https://geo.captcha-delivery.com/captcha/?cid=1"></iframe>'),
    "perimeterx": page('<h1>Press &amp; Hold to confirm you are a human</h1><div id="px-captcha"></div>', "Access to this page has been denied"),
    "cloudflare": page('<div id="challenge-error-text">Enable JavaScript and cookies to continue</div>', "Just a moment..."),
    "cloudflare in german": page("<h1>shop.example</h1><script>window._cf_chl_opt={cvId:'3'};</script>", "Nur einen Moment…"),
    "cloudflare error": page('<div id="cf-wrapper"><div class="cf-error-details"><h1>Sorry, you have been blocked</h1></div></div>', "Attention Required! | Cloudflare"),
    "akamai": page('<h1>Access Denied</h1>You don\'t have permission to access "http&#58;&#47;&#47;x" on this server.<p>Reference&#32;&#35;18&#46;1</p>', "Access Denied"),
    "akamai behaviour": page("&nbsp;", head='<meta http-equiv="refresh" content="5; URL=\'/?bm-verify=AAQ\'">'),
    "imperva": page('<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=1">Request unsuccessful.</iframe>'),
    "imperva interruption": page("<p>As you were browsing something about your browser made us think you were a bot.</p>", "Pardon Our Interruption"),
    "aws waf": page('<div id="captcha-container"></div><script src="https://1.token.awswaf.com/challenge.js"></script>'),
    "ebay": page('<form id="captcha_form" action="/splashui/captcha_submit"></form>', "Security Measure"),
    "amazon-like": page('<form action="/errors/validateCaptcha"><h4>Enter the characters you see below</h4></form>', "Robot Check"),
    "script challenge": page("<script>document.cookie='a='+md5cycle(1);location.reload()</script>", head='<meta http-equiv="refresh" content="10;URL=/x">'),
    "login english": page('<form><input name="user"><input type="password"></form><h1>Log in to continue</h1>', "Log in"),
    "login german": page('<form><input type="password"></form>' + LOREM[:1000], "Einloggen | Kleinmarkt"),
    "login vietnamese": page('<form><input name="loginKey"><input type="password"></form>', "Đăng nhập tài khoản"),
    "login chinese": page('<form><input type="password"></form>', "登录 - 二手"),
    "login polish": page('<form><input type="password"></form>', "Zaloguj się"),
    "login in two steps": page('<form><input type="email" name="email"><button>Continue</button></form><h1>Sign in / Register</h1>', "Temu | Login"),
    "tmall shell": page('<div id="site-nav" class="site-nav-status-logout">喵，欢迎来天猫 请登录</div><div id="mallPage"></div>', "天猫搜索"),
    "taobao shell": page('<div id="J_SiteNav" class="site-nav site-nav-status-logout">亲，请登录</div><div id="ice-container"></div>', "淘宝搜索"),
    "taobao punish": page('<iframe src="https://x.taobao.com/_____tmd_____/punish?x5secdata=1"></iframe>'),
    "french refusal": page("<h1>Accès temporairement restreint</h1><p>Merci de patienter.</p>", "leboncoin"),
    "russian refusal": page("<h2>Доступ ограничен: проблема с IP</h2>", "Доступ ограничен"),
    "consent only": page('<form action="https://www.shop.example/consent/agree"><button>Accept all</button></form>', "Cookies"),
}  # fmt: skip

JSON_WALLS = {
    "datadome": '{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=1"}',
    "mtop": '{"api":"mtop.x","ret":["FAIL_SYS_USER_VALIDATE","RGV587_ERROR::SM::哎哟喂"],"data":{"url":"https://x"}}',
    "shopee": '{"is_customized":false,"is_login":false,"action_type":2,"error":90309999}',
}

PAGES = {
    "recaptcha script on a result page": page(f'<script src="https://www.gstatic.com/recaptcha/api.js"></script><div class="g-recaptcha"></div>{LOREM}{LINKS}', "Chairs"),
    "datadome tags on a result page": page(f'<script src="https://js.datadome.co/tags.js"></script><iframe src="https://geo.captcha-delivery.com/x"></iframe>{LOREM}{LINKS}', "Chairs"),
    "cloudflare beacon": page(f'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>{LOREM}{LINKS}', "Chairs"),
    "log-in form in the head of a list": page(f'<form action="/login"><input type="password"></form>{LOREM}{LINKS}', "Chairs for sale"),
    "consent banner over a list": page(f'<div id="onetrust-consent"><form action="/consent"></form></div>{LOREM}{LINKS}', "Chairs"),
    "a book about robots": page(f"<h1>Are you human? A novel</h1>{LOREM}{LINKS}", "Are you human? A novel | Bookshop"),
    "a page drawn by script with its data": page('<div id="root"></div><script>window.__STATE__ = {"ads":[]};document.cookie="a"</script>', "Chairs"),
    "a short page": page("<h1>No chairs found</h1><a href='/'>Home</a>", "Chairs"),
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_walls(name: str) -> None:
    assert wall(WALLS[name])


@pytest.mark.parametrize("name", JSON_WALLS)
def test_walls_in_json(name: str) -> None:
    assert wall(JSON_WALLS[name], kind="application/json")


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_no_walls(name: str) -> None:
    assert wall(PAGES[name]) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://consent.youtube.com/m?continue=x",
        "https://www.google.com/sorry/index?continue=x",
        "https://yandex.ru/showcaptcha?x",
    ],
)
def test_the_address_of_a_wall(url: str) -> None:
    assert wall(page(LOREM + LINKS), url)


def test_a_listing_that_mentions_captcha_in_json_is_no_wall() -> None:
    text = (
        '{"listings":[{"title":"Book: the px-captcha years"},'
        + ",".join('{"title":"x"}' for _ in range(2000))
        + "]}"
    )
    assert wall(text, kind="application/json") is None
