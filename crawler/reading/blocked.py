"""Walls instead of answers: challenges, captchas, consent and log-in pages, empty search shells.

Known by structure, not by size or status (a wall may have 0.3 or 340 kB and status 200), and
without any site file. A mark alone is never enough: real result pages embed captcha scripts, log-in
forms and consent banners too, so most rules also ask that the page shows hardly anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from crawler.reading.documents import Document
from crawler.reading.shops.languages import of

# Structure that only a wall has, whatever else is on the page.
_SURE: tuple[tuple[str, str], ...] = (
    ("form#captcha-form, form[action*='/sorry/index']", "Google asks for a captcha"),
    ("iframe[src*='/httpservice/retry/enablejs']", "Google serves an empty page without JavaScript"),
    (".passMod_dialog-wrapper, #passmod_spin, form[action*='wappass.baidu.com']", "Baidu asks for a captcha"),
    ("form[action*='/checkcaptcha'], form[action*='/showcaptcha']", "Yandex asks for a captcha"),
    ("#px-captcha, #px-captcha-wrapper", "PerimeterX asks for a captcha"),
    ("#challenge-form, #challenge-running, #challenge-error-title, #challenge-error-text, #cf-challenge-running",
     "Cloudflare asks for a challenge"),
    ("#sec-if-cpt-container, #sec-cpt-if", "Akamai asks for a challenge"),
    ("iframe#main-iframe[src*='_Incapsula_Resource']", "Imperva refuses this request"),
    ("form[action*='/errors/validateCaptcha']", "a captcha instead of the page"),
    ("form[action*='/splashui/captcha'], form#captcha_form, form[name='captchaForm']", "a captcha instead of the page"),
    ("form[data-testid='royal_login_form']", "Facebook shows its log-in page"),
    ("form[action^='https://consent.google.'], form[action^='https://consent.youtube.']", "Google asks for consent first"),
    ("form.sogou_antispider, form[action*='antispider'], #seccodeForm", "Sogou asks for a captcha"),
)  # fmt: skip

# Structure that is a wall when the page shows little else.
_THIN: tuple[tuple[str, str], ...] = (
    ("script[src*='captcha-delivery.com'], iframe[src*='captcha-delivery.com']", "DataDome asks for a captcha"),
    ("script[src*='awswaf.com'], #captcha-container", "AWS WAF asks for a challenge"),
    ("script[src*='captcha.px-cdn.net'], script[src*='/captcha/captcha.js']", "PerimeterX asks for a captcha"),
    ("script[src*='challenges.cloudflare.com'], .cf-error-details, #cf-wrapper, .cf-turnstile", "Cloudflare refuses this request"),
    (".g-recaptcha, .h-captcha, iframe[src*='recaptcha'], iframe[src*='hcaptcha.com'], .geetest_holder, #nocaptcha, "
     "#nc_1_wrapper, .nc-container, .CheckboxCaptcha, .AdvancedCaptcha, [class*='captcha' i], [id*='captcha' i]",
     "a captcha and nothing else"),
    ("iframe[src*='punish'], script[src*='/punish'], .J_MIDDLEWARE_FRAME_WIDGET", "Alibaba asks for a captcha"),
    ("meta[http-equiv='refresh' i][content*='bm-verify' i]", "Akamai asks for a challenge"),
    ("meta[http-equiv='refresh' i][content*='login' i], meta[http-equiv='refresh' i][content*='signin' i]",
     "a redirect to a log-in page"),
    ("form[action*='consent' i]", "a consent page"),
)  # fmt: skip

_CHALLENGE = re.compile(
    r"^\s*(?:just a moment|attention required|access denied|access to this page has been denied|pardon our interruption"
    r"|security (?:check|measure|verification)|robot check|are you (?:not )?a (?:robot|human)|verify (?:you are|that you are) human"
    r"|verifying your browser|checking your browser|please wait\b.*|one more step|human verification|ddos-guard|blocked$|403 forbidden"
    r"|forbidden$|request (?:rejected|blocked)|too many requests|unusual traffic|captcha|验证|安全验证|百度安全验证|访问验证|人机验证"
    r"|验证码|滑动验证|安全检查|请完成验证|訪問驗證|einen moment|nur einen moment|sicherheits(?:überprüfung|prüfung|abfrage|maßnahme)"
    r"|zugriff verweigert|bist du ein mensch|sind sie ein mensch|un instant|un momento|um momento|accès (?:refusé|temporairement restreint)"
    r"|êtes-vous un (?:robot|humain)|vérification de sécurité|acceso denegado|verificación de seguridad|accesso negato|verifica di sicurezza"
    r"|toegang geweigerd|beveiligingscontrole|even geduld|dostęp zabroniony|odmowa dostępu|weryfikacja|chwileczkę"
    r"|ой!|вы не робот|подтвердите, что|доступ ограничен|проверка браузера|доступ запрещ|bir dakika|güvenlik kontrolü|robot musunuz"
    r"|アクセスが制限|ロボットではない|セキュリティ|xác minh|มนุษย์|กรุณายืนยัน"
    rf"|{of('wall')})",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|log on|einloggen|anmelden|connexion|se connecter|identifiez-vous|connectez-vous|iniciar sesi[oó]n|inicia sesi[oó]n"
    r"|acessar|entrar|fazer login|accedi|inloggen|aanmelden|zaloguj|logowanie|přihlášení|bejelentkezés|giriş yap|masuk|đăng nhập|logg inn|logga in)\b"
    r"|вход|войти|увійти|вхід|σύνδεση|登录|登錄|登入|ログイン|로그인|เข้าสู่ระบบ|تسجيل الدخول"
    rf"|{of('login')}",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"unusual traffic|incapsula incident id|reference #\d+\.[0-9a-f.]+|you don'?t have permission to access|enable javascript and cookies to continue"
    r"|verify(?:ing)? you are (?:a )?human|confirm (?:that )?you(?:'re| are) (?:a human|not a robot)|not a robot|请完成(?:下方|安全)?验证|拖动(?:左侧)?滑块"
    r"|亲，?请(?:完成|拖动)|访问过于频繁|ungewöhnlichen? (?:datenverkehr|aktivität)|kein roboter|keine? robot|pas un robot|no (?:eres|soy) un robot|non sono un robot"
    r"|não sou um robô|geen robot|nie jest(?:em|eś) robotem|не робот|ロボットではありません|로봇이 아닙니다|ray id",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"location\.(?:reload|replace|href)|document\.cookie|\.submit\(\)|md5|crypto|atob\(|eval\(", re.IGNORECASE
)
# A page drawn by script that carries its contents as data is no shell.
_DATA = re.compile(
    r"__NEXT_DATA__|__NUXT__|application/(?:ld\+)?json|window\.[\w$.]+\s*=\s*(?:\{\s*\"|\[\s*[{\[\"]|\"\{)"
)
_JSON_WALL = re.compile(
    r"captcha-delivery\.com|RGV587|FAIL_SYS_USER_VALIDATE|FAIL_SYS_SESSION_EXPIRED|x5secdata|\"is_?captcha\"\s*:\s*(?:true|1)"
    r"|\"error\"\s*:\s*90309999|\"(?:action|type)\"\s*:\s*\"(?:captcha|verify_check|challenge)\"|\"antiFlag\"\s*:\s*1|px-captcha|\"blockScript\"",
    re.IGNORECASE,
)
_WALL_HOST = re.compile(
    r"^https?://(?:consent\.|wappass\.|captcha\.|geo\.captcha-delivery\.|sec\.1688\.|login\.|signin\.|accounts\.google\.)|/sorry/index|/showcaptcha|/antispider|_____tmd_____/punish|/splashui/captcha|^https?://[^/?#]+/(?:[\w-]+/)?(?:login|signin|sign-in|log-in)(?:\.html?|\.php)?/?(?:[?#]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page shows: characters of visible text, links with an address."""

    words: int
    links: int


def recognise(document: Document) -> str | None:
    """Why this answer is a wall, in words for a person; None when it is none."""
    if document.answer.url and _WALL_HOST.search(document.answer.url):
        return "the address is that of a wall"
    if document.looks == "json":
        return _json(document)
    if document.looks != "html":
        return None
    shape = Shape(len(document.visible), len(document.tree.css("a[href]")))
    return (
        _by_structure(document, shape)
        or _by_title(document, shape)
        or _by_login(document, shape)
        or _shell(document, shape)
    )


def _json(document: Document) -> str | None:
    # A challenge in JSON is a short object; listings that merely mention one are long.
    head = document.text[:3_000]
    return (
        "the API asks for a challenge or a log-in"
        if len(document.text) < 20_000 and _JSON_WALL.search(head)
        else None
    )


def _by_structure(document: Document, shape: Shape) -> str | None:
    for selector, reason in _SURE:
        if document.tree.css_first(selector) is not None:
            return reason
    if shape.words < 1_500 and shape.links < 20:
        for selector, reason in _THIN:
            if document.tree.css_first(selector) is not None:
                return reason
    if "window._cf_chl_opt" in document.text and shape.words < 3_000:
        return "Cloudflare asks for a challenge"
    return None


def _by_title(document: Document, shape: Shape) -> str | None:
    heads = [document.title, *document.take("h1, h2", "text")[:2]]
    if shape.words < 3_000 and shape.links < 40 and any(_CHALLENGE.match(head) for head in heads if head):
        return f"a challenge or refusal: {next(head for head in heads if head and _CHALLENGE.match(head))[:60]!r}"
    if shape.words < 1_200 and shape.links < 15 and _REFUSED.search(document.visible):
        return "a challenge or refusal instead of the page"
    return None


def _by_login(document: Document, shape: Shape) -> str | None:
    password = document.tree.css_first("input[type=password], input[name=loginKey]")
    if password is None:
        # The first of two steps asks for a name only.
        asked = document.tree.css_first(
            "form input[type=email], form input[type=tel], form input[name*='mail' i], form input[name*='phone' i]"
        )
        alone = asked is not None and shape.words < 2_500 and shape.links < 60
        return "a log-in page" if alone and _LOGIN.search(document.title) else None
    if shape.words > 6_000:
        return None
    if _LOGIN.search(document.title) or (shape.words < 1_500 and _LOGIN.search(document.visible)):
        return "a log-in page"
    return None


def _shell(document: Document, shape: Shape) -> str | None:
    """A frame without contents: scripts that would fetch or unlock the page, and nothing to read."""
    tree = document.tree
    logged_out = tree.css_first(".site-nav-status-logout, #J_SiteNav .site-nav-sign")
    if logged_out is not None and _is_shell_of_taobao(tree):
        return "an empty search shell: Taobao asks for a log-in"
    refresh = tree.css_first("meta[http-equiv='refresh' i]")
    if document.cut_short:
        return None  # a torn page may be all head
    if (
        shape.words < 60
        and shape.links == 0
        and tree.css_first("article, table, li, img[src^='http']") is None
    ):
        scripts = " ".join(node.text() for node in tree.css("script:not([src])"))
        if scripts and not _DATA.search(document.text) and (refresh is not None or _SCRIPTED.search(scripts)):
            return "a page of scripts without contents: a JavaScript challenge"
    return None


def _is_shell_of_taobao(tree: Any) -> bool:
    offers = "a[href*='item.taobao.com/item'], a[href*='detail.tmall.com/item'], a[href*='item.htm?'], [data-nid], .item-price, .tb-rmb-num, #J_StrPrice"
    return (
        tree.css_first(offers) is None
        and tree.css_first(".tm-price, #J_DetailMeta, #detail, .tb-detail-hd") is None
    )
