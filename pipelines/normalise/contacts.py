"""Phone numbers, e-mails and messenger ids out of the text; what is left in their place is a key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

from keywords import load_terms
from keywords.scripts import joins
from pipelines.normalise.cues import FIGURES, cues, standing
from pipelines.normalise.text import ascii_digits, one_case, plain_forms
from warden.text import INVISIBLE

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Token = Callable[[str, str], str]
"""(kind, normalised value) -> what to write in its place."""

_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|＠|\(at\)|\[at\]|\{at\})\s?[\w-]{1,63}(?:\s?(?:[.．]|\(dot\)|\[dot\])\s?[\w-]{2,63}){1,4}",
    re.IGNORECASE,
)
_SPELT_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64} (?:at|arroba|chez|małpa|собака) [\w-]{2,40} (?:dot|punto|ponto|point|punkt|kropka|точка) [a-z]{2,4}\b",
    re.IGNORECASE,
)
_PART = r"[^\s/?#]{1,120}"
_SITES = {
    "telegram": r"(?:(?:t|telegram)\.me|telegram\.dog)/(?:(?:s|c|joinchat)/)?|tg://resolve/?\?domain=",
    "whatsapp": r"wa\.me/(?:(?:message|c|qr)/|p/\d{1,20}/)?|chat\.whatsapp\.com/(?:invite/)?"
    r"|(?:(?:api|web)\.whatsapp\.com/|whatsapp://)send/?\?(?:[^\s#]{0,300}&)?phone=",
    "line": r"line\.me/(?:R/)?ti/p/|page\.line\.me/|lin\.ee/",
    "zalo": r"zalo\.me/(?:g/)?",
    "messenger": r"m\.me/",
    "vk": r"vk\.(?:com|me|ru)/",
    "instagram": r"instagram\.com/(?:stories/)?|instagr\.am/|ig\.me/m/",
    "tiktok": r"tiktok\.com/(?=@)",
    "facebook": r"(?:facebook|fb)\.(?:com|me)/(?:#!/)?(?:profile\.php\?(?:[^\s#]{0,120}&)?id="
    rf"|people/{_PART}/|pages/(?:{_PART}/){{1,2}}(?=\d{{5}})|p/(?:[^\s/?#]{{0,120}}-(?=\d{{5}}))?|pg/|stories/)?",
}
"""What stands before the account in the links of a service: of a Facebook name with a number the number is the account."""
_NOT_ACCOUNTS = (
    "marketplace|groups?|share|sharer|sharer.php|profile.php|pages|people|explore|reels?|stories|highlights|feed"
    "|watch|events|photos?|photo.php|story.php|permalink.php|hashtag|tags?|help|login|accounts|addstickers|proxy|send|message"
)
# No character that is written without spaces: "t.me/joe私聊" names joe. A dot at the end is a sentence's.
_NAME = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7ff]"
_IN_NAME = rf"(?:{_NAME}|-)"
_REST = r"(?:/?[/?#&][a-z0-9._~%!$&'*+,;=:@/?#-]{0,500}[a-z0-9_/=&%#~+-]|/)?"
# Possessive, so that a name is taken whole or not at all: its half would be another's account.
_LINKS = re.compile(
    r"(?:https?://)?(?:(?:www|m|mobile|mbasic|touch|web|[a-z]{2}-[a-z]{2})\.){0,2}(?<![a-z0-9])(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _SITES.items())
    + rf")(?!(?:{_NOT_ACCOUNTS.replace('.', '[.]')})(?![\w.-]))(?:%40|%2B|[+~@])?(?=[\w.-]{{3}})"
    + rf"(?P<id>{_IN_NAME}++(?:\.{_IN_NAME}++)*+){_REST}",
    re.IGNORECASE,
)
_DOTTED = r"[a-z0-9_]\w*+(?:\.\w++)*+"
_GAP = r"[\s:：=-]*+"
"""Possessive: a row of spaces is gone through once."""
_HANDLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("wechat", re.compile(r"(?:we\s?chat|weixin|微信号?|薇信|威信|徽信|维信|卫星|威❤|薇❤|v❤|v信|加微|[加+]v|(?<![a-z])vx|(?<![a-z])wx)[\s:：=\-是号]*+(?:id[\s:：=\-是号]*+)?([a-z][\w-]{5,19}|\d{6,12})", re.IGNORECASE)),
    ("telegram", re.compile(rf"telegram{_GAP}(?:id{_GAP})?@?([a-z]\w{{4,31}})|телеграм\w{{0,9}}{_GAP}(?:id{_GAP})?@?([a-z]\w{{4,31}})|(?<![a-z])tg(?:\s*+(?:id\s*+)?[:：=@-][\s:：=@-]*+|\s++(?:id\s++)?(?=[a-z]\w{{0,30}}[_\d]))([a-z]\w{{4,31}})|(?:telegram|телеграм\w{{0,9}}|(?<![a-z])tg)\D{{0,12}}@([a-z]\w{{4,31}})", re.IGNORECASE)),
    ("line", re.compile(rf"(?:(?<![a-z])line\s?id|ไลน์\s?(?:ไอดี|id)?|(?<![a-z])line\s*+[:：@]){_GAP}(@?[a-z0-9][\w.-]{{3,30}})", re.IGNORECASE)),
    ("whatsapp", re.compile(r"whats?\s?app\s*+(?:id\s*+)?[:：=]\s*+@([a-z]\w{4,31})", re.IGNORECASE)),
    ("qq", re.compile(r"(?<![a-z])(?:qq|扣扣|企鹅)[\s号群:：=]*+(\d{5,12})", re.IGNORECASE)),
    ("vk", re.compile(r"(?:(?<![a-z])vk|вконтакте)\s*+[:：=]\s*+@?(?=[\w.]{5})([a-z]\w*+(?:\.\w++)*+)", re.IGNORECASE)),
    ("instagram", re.compile(rf"(?<![a-z])(?:insta(?:gram)?|ig)(?:\s*+[:：=]\s*+@?|\s*+@|\s++(?=[a-z]\w{{0,29}}(?:\.\w|[_\d])))(?=[\w.]{{3}})({_DOTTED})", re.IGNORECASE)),
    ("skype", re.compile(r"(?<![a-z])skype\s*+(?:id\s*+)?[:：=]\s*+([a-z][\w.:-]{5,31})", re.IGNORECASE)),
    ("kakao", re.compile(r"(?:kakao(?:\s?talk)?+|카카오톡?+|카톡)[\s:：=]*+(?:(?:id|아이디)[\s:：=]*+)?([a-z][\w.-]{3,20})", re.IGNORECASE)),
)  # fmt: skip
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_NOT_HANDLES = frozenset(
    {
        "group",
        "channel",
        "message",
        "messages",
        "number",
        "contact",
        "please",
        "only",
        "photos",
        "video",
        "chat",
        "online",
        "available",
    }
)
_CALL = (
    # A word of its own, unless it is long: an iPhone, Telekom and Ottawa call nobody.
    r"(?:telefon\w*|whats\s?app|(?<![a-z])(?:tel(?:éfono|ephone)?|phone|call|text|sms|mobile|mob|cell|wa|viber|signal|zalo|kontakt|contact|handy|rufen|gsm"
    r"|portable|appel\w*|llamar|ligar|zap|chiama\w*|dzwoń|kom|nr tel|hubungi|hp|tlf|ara|nipigie|simu)"
    r"|тел|звон\w*|вотсап|ватсап|电话|電話|手机|手機|连系|联系|โทร|전화|연락|اتصال|واتساب|جوال|फोन|sđt|đt|liên hệ)"
)
_CALLED = re.compile(_CALL + r"[^\d+\n]{0,15}(?:\+|00)?\(?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[\s().\u2010-\u2015/·_*-]{0,3}\d){6,16}(?!\w|[.,]\d)")
_ARTICLE = re.compile(r"(?:art(?:ikel)?|item|bescheinigung|zertifikat|certificate|certificado|certificat|attest|permit|licen[cs]e|genehmigung|krs|nip|regon|ref(?:erence)?|sku|isbn|ean|upc|order|model|mpn|serial|lot|listing|anzeige|annonce|auktion|chip|ring|cites|id|no|nr|#|№|编号|货号|品番|型番)[\s.:#№-]*(?:no|nr|number|nummer)?[\s.:#№-]*$", re.IGNORECASE)  # fmt: skip
_MONEY_BEFORE = re.compile(
    r"(?:[€$£¥₹₩₫฿₽₺₱]|\b(?:rp|rs|ksh|usd|eur|gbp|chf|idr|vnd|price|preis|prix|precio|cena|harga|giá)\.?:?)\s*$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"^\s*(?:[€$£¥₹₩₫฿₽₺₱元円원]|(?:eur|euro|usd|gbp|zł|kr|kg|g|cm|mm|km|ml|rupiah|đ|vnd|万|円|บาท|руб)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?:\D|\Z)"
)
_FRENCH = re.compile(r"0[1-9](?:[ .]\d\d){4}\Z")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,3})*(?:19|20)\d\d\Z")
_BY_TWOS = frozenset({"DK", "NO", "LU"})
"""Where a number is written in pairs of digits without a leading zero."""
_DECIMAL = re.compile(r"\d{1,3}\.\d{4,}\Z")
_THOUSANDS = re.compile(r"\d{1,3}(?:([ .,])\d{3})(?:\1\d{3})*\Z")


def hide_contacts(text: str, country: str | None, token: Token, *, certain: bool = False) -> str:
    """The text with contact details replaced by ``token(kind, value)``.

    ``value`` is normalised so that the same contact gives the same key on every site: E.164 for phone
    numbers (national ones read in ``country``), lower case for e-mails and ids. Prices, weights, dates
    and article numbers stay. With ``certain``, for fields that hold prices, dates and places, a phone number must have its
    country's code or a word of calling before it.
    """
    if not text:
        return text
    hidden, made = _marked(text, country, certain)
    # Characters nobody sees and full-width forms are ways to pass a detail by a reader of patterns: where one is
    # found without them, the text is kept without them.
    bare = text if text.isascii() else plain_forms(_UNSEEN.sub("", text) if _UNSEEN.search(text) else text)
    if bare is not text:
        shown, more = _marked(bare, country, certain)
        hidden, made = (shown, more) if len(more) > len(made) else (hidden, made)
    return _MARK.sub(lambda found: token(*made[int(found[1])]), hidden) if made else hidden


def may_have_contacts(texts: Iterable[str]) -> bool:
    """False only where ``hide_contacts`` leaves each of the texts as it is: the look before, for all of a listing."""
    for text in texts:
        if not text.isascii() and (_UNSEEN.search(text) or plain_forms(text) != text):
            return True
        if not standing(text).isdisjoint(_ALL_CUES) or _has_digits(text):
            return True
    return False


_UNSEEN = re.compile(f"{INVISIBLE.pattern[:-1]}\u20e3]")
"""Invisible characters, and the frame of a keycap."""


def _marked(text: str, country: str | None, certain: bool) -> tuple[str, list[tuple[str, str]]]:
    """The text with a mark for each contact detail, and their (kind, value)."""
    made: list[tuple[str, str]] = []

    def put(kind: str, value: str) -> str:
        # A mark in place of the token until all patterns have run: none may read another's key.
        made.append((kind, value))
        return f"{_OPEN}{len(made) - 1}{_CLOSE}"

    if not text.isascii():
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
    text = _written_out(text, country, put)
    if _has_digits(text):
        text = _phones(text, country, put, certain)
    return text, made


def _written_out(text: str, country: str | None, put: Token) -> str:
    """E-mails, links and accounts; a pattern runs only where one of its cues stands."""
    seen = standing(text)
    if seen.isdisjoint(_ALL_CUES):
        return text
    if not seen.isdisjoint(_AT_SIGNS):
        text = _EMAIL.sub(partial(_mail, token=put), text)
    if not seen.isdisjoint(_DOT_WORDS):
        text = _SPELT_EMAIL.sub(lambda found: put("email", _spelt_email(found[0])), text)
    if not seen.isdisjoint(_LINK_SIGNS):
        text = _LINKS.sub(partial(_link, country=country, token=put), text)
    signed = not seen.isdisjoint(_SIGNS)
    for kind, pattern in _HANDLES:
        if (signed or kind not in _SIGNED) and not seen.isdisjoint(_CUES[kind]):
            text = pattern.sub(partial(_handle, kind=kind, country=country, token=put), text)
    return text


def _has_digits(text: str) -> bool:
    """At least seven, the fewest that ``_DIGITS`` matches."""
    # In plain forms the digits of every script are those that are looked for.
    plain = text if text.isascii() else plain_forms(text)
    return not standing(plain).isdisjoint(FIGURES) and len(_DIGIT.findall(text)) >= 7


# What the patterns cannot do without.
_AT_SIGNS = cues("@ ＠ (at) [at] {at}")
_SIGNS = cues(": ： = @")
_LINK_SIGNS = cues(".me/ .com/ .dog/ .ru/ .ee/ .am/ ://")
_SIGNED = frozenset({"whatsapp", "vk", "skype"})
"""Kinds whose patterns find nothing without one of the signs."""
_DOT_WORDS = cues([" dot ", " punto ", " ponto ", " point ", " punkt ", " kropka ", " точка "])
_CUES = {
    kind: cues(words)
    for kind, words in {
        "wechat": "chat weixin 微 薇 威 徽 维 卫 v信 v❤ 加v +v vx wx",
        "telegram": "telegram телеграм ¦tg",
        "line": "¦line ไลน์",
        "whatsapp": "app",
        "qq": "¦qq 扣扣 企鹅",
        "vk": "¦vk вконтакте",
        "instagram": "¦insta ¦ig",
        "skype": "¦skype",
        "kakao": "kakao 카카오 카톡",
    }.items()
}
_ALL_CUES = frozenset().union(_AT_SIGNS, _DOT_WORDS, _LINK_SIGNS, *_CUES.values())


def hide_seller(text: str, seller: str | None) -> str:
    """The text without the seller's own account name, where it could not be a common word.

    Of letters alone it must have eight: "antiques" goes with it, "ivory" and "Anna" stay. A shop named
    by a word of the list ("tortoise") must not take its goods' name out of the text: it stays.
    """
    if not seller or len(seller) < (8 if seller.isalpha() else 5):
        return text
    if seller.isalpha() and seller.casefold() in _listed_words():
        return text
    # As long as the text was, so that places in it are places in the text.
    plain = one_case(plain_forms(text))
    for name in {one_case(plain_forms(unicodedata.normalize(form, seller))) for form in ("NFC", "NFD")}:
        for start in reversed(_places(name, plain)):
            end = start + len(name)
            text, plain = f"{text[:start]}[seller]{text[end:]}", f"{plain[:start]}[seller]{plain[end:]}"
    return text


def _places(name: str, text: str) -> list[int]:
    """Where the name stands as a word; in scripts written without spaces any place is one."""
    places: list[int] = []
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        inside = at > 0 and joins(text[at]) and joins(text[at - 1])
        inside = inside or (end < len(text) and joins(text[end - 1]) and joins(text[end]))
        if not inside:
            places.append(at)
        at = text.find(name, end if not inside else at + 1)
    return places


@cache
def _listed_words() -> frozenset[str]:
    return frozenset(term.term.casefold() for term in load_terms().terms)


def _mail(found: re.Match[str], token: Token) -> str:
    value = _email(found[0])
    # Q8200 @2.33GHz is a processor: no host's last part begins with a figure.
    return found[0] if value.rpartition(".")[2][:1].isdecimal() else token("email", value)


def _email(text: str) -> str:
    text = re.sub(r"\s?(?:＠|\(at\)|\[at\]|\{at\})\s?", "@", text, flags=re.IGNORECASE)
    text = re.sub(r"\s?(?:\(dot\)|\[dot\]|．)\s?", ".", text, flags=re.IGNORECASE)
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", text)).lower()


def _spelt_email(text: str) -> str:
    name, _, host, _, end = text.split(" ")
    return f"{name}@{host}.{end}".lower()


def _link(found: re.Match[str], country: str | None, token: Token) -> str:
    kind, name = next(kind for kind in _SITES if found[kind]), found["id"].lower()
    if kind in ("whatsapp", "zalo") and name.isdecimal():
        return token("phone", _e164(("+" if kind == "whatsapp" else "") + name, country))
    return token(kind, name)


def _handle(found: re.Match[str], kind: str, country: str | None, token: Token) -> str:
    name = next(group for group in found.groups() if group)
    value = name.lstrip("@").lower()
    if value in _NOT_HANDLES or value.startswith("contact"):
        return found[0]
    if kind == "wechat" and value.isdecimal() and len(value) >= 10:
        return found[0].replace(name, token("phone", _e164(value, country)))
    return found[0].replace(name, token(kind, value))


def _phones(text: str, country: str | None, token: Token, certain: bool) -> str:
    plain = ascii_digits(text)
    out: list[str] = []
    at = 0
    for found in _DIGITS.finditer(plain):
        before, after = (
            plain[max(0, found.start() - 40) : found.start()],
            plain[found.end() : found.end() + 12],
        )
        if certain and not _is_certain(found[0], before, after):
            continue
        if number := _number(found[0], before, after, country):
            out += [text[at : found.start()], token("phone", number)]
            at = found.end()
    return "".join([*out, text[at:]])


def _is_certain(written: str, before: str, after: str) -> bool:
    """Whether a number is one to call even where prices stand: "call, 1.200.000 €" is none."""
    money = _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after)
    return written.startswith("+") or (_CALLED.search(before) is not None and not money)


def _number(written: str, before: str, after: str, country: str | None) -> str | None:
    """The E.164 number a run of digits is, or ``None`` when it is something else."""
    digits = re.sub(r"\D", "", written)
    called = bool(_CALLED.search(before))
    international = written.startswith("+") or (written.startswith("00") and not _ARTICLE.search(before))
    if called or international:
        return _e164(written, country) if 7 <= len(digits) <= 17 else None
    if (
        _ARTICLE.search(before)
        or _MONEY_BEFORE.search(before)
        or _MONEY_AFTER.match(after)
        or (_DATE.match(written) and not _FRENCH.match(written))
        or _DECIMAL.match(written)
    ):
        return None
    if (_THOUSANDS.match(written) and len(digits) < 9) or not 8 <= len(digits) <= 13:
        return None
    if "_" in written or "*" in written or _is_row(written, country):
        return None
    return _valid(written, country, bare=written.isdecimal())


def _is_row(written: str, country: str | None) -> bool:
    """Whether digits are a row of years, sizes or models: 2022 2023, 50 52 54 56, 6 7 8 11 12."""
    groups = re.findall(r"\d+", written)
    if _YEARS.match(written):
        return True
    if len(groups) < 3 or groups[0].startswith("0") or max(map(len, groups)) > 2:
        return False
    values = [int(group) for group in groups]
    pairs = all(len(group) == 2 for group in groups) and country in _BY_TWOS
    return not pairs or values == sorted(values)


def _valid(written: str, country: str | None, *, bare: bool) -> str | None:
    """A national number without any word beside it must be valid there; bare digits must be a mobile's."""
    import phonenumbers

    if not country:
        return None
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, country):
        return None
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if bare and not mobile and not written.startswith("0"):
        return None
    return _format(number)


def _e164(written: str, country: str | None) -> str:
    import phonenumbers

    text = re.sub(r"[^\d+]", "", ascii_digits(written))
    text = "+" + text[2:] if text.startswith("00") else text
    try:
        return _format(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", text)


def _format(number: PhoneNumber) -> str:
    import phonenumbers

    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
