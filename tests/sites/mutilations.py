"""Twenty-odd ways in which a page can come out otherwise than a site file expects.

Each takes the bytes of a page and its site and gives other bytes (or the same, when the page has
nothing of the kind). They are blunt on purpose: what a redesign, a torn line or a translated
interface does to a page, without knowledge of what the site file reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crawler.sites.site import Site

Mutilation = Callable[[str, Site], str]

_ATTRIBUTE = re.compile(r"""(\s)(class|id|data-[\w-]+|itemprop|href|aria-[\w-]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_KEY = re.compile(r'(\\?")([A-Za-z_][\w-]*)(\\?"\s*:)')
_PRICE = re.compile(r"price|amount|preis|preco|precio|prix|salary|money", re.IGNORECASE)
_TITLE = re.compile(r"title|subject|headline|(?<![a-z])name|heading|h3|note|desc", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|[-_])id$|[a-z]Id$|^sku$|number|itemcode|^nid$|^key$|^pid$|^code$", re.IGNORECASE)
_WORDS = {
    "ergebnis": "resultat", "result": "izlid", "anzeige": "annonce", "preis": "prix", "price": "цена",
    "verkauft": "vendu", "sold": "продано", "kostenlos": "gratuit", "free": "бесплатно", "buy": "купить",
    "shop": "магазин", "search": "поиск", "suche": "recherche", "heute": "aujourd'hui", "today": "сегодня",
    "yesterday": "вчера", "ago": "назад", "条": "mục", "结果": "kết quả", "件": "món", "tin": "объявл",
    "annonser": "объявления", "anúncio": "объявление", "sponsored": "реклама", "add to": "добавить",
}  # fmt: skip
_SAID = re.compile("|".join(_WORDS), re.IGNORECASE)


def _odd(word: str) -> str:
    return "z" + sha256(word.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _attributes(text: str, names: str, change: Callable[[str], str]) -> str:
    wanted = re.compile(names)

    def one(found: re.Match[str]) -> str:
        if not wanted.fullmatch(found[2]):
            return found[0]
        quote = found[4][0]
        return f"{found[1]}{found[2]}{found[3]}{quote}{change(found[4][1:-1])}{quote}"

    return _ATTRIBUTE.sub(one, text)


def _keys(text: str, wanted: Callable[[str], object]) -> str:
    """Every JSON key that is wanted, in a body or in a script, under another name."""
    return _KEY.sub(
        lambda found: f"{found[1]}{_odd(found[2])}{found[3]}" if wanted(found[2]) else found[0], text
    )


def _words(text: str, wanted: re.Pattern[str]) -> str:
    """Class names, test ids and keys with such a word in them, renamed."""
    changed = _attributes(
        text,
        "class|id|itemprop|data-.*",
        lambda value: " ".join(_odd(w) if wanted.search(w) else w for w in value.split(" ")),
    )
    return _keys(changed, wanted.search)


def _tree(text: str) -> LexborHTMLParser | None:
    return (
        LexborHTMLParser(text) if re.search(r"<(?:html|body|div|ul|table|script)\b", text[:200_000]) else None
    )


def _rows_out(text: str, site: Site, keep: Callable[[int], bool]) -> str:
    """Rows of every markup the file knows taken out of the page."""
    variants = site.file.response.values()
    tree = _tree(text)
    if tree is None:
        return _json_rows_out(text, site, keep)
    for variant in variants:
        if variant.rows is None or variant.rows.css is None:
            continue
        for index, node in enumerate(tree.css(variant.rows.css)):
            if not keep(index):
                node.decompose()
    return tree.html or ""


def _json_rows_out(text: str, site: Site, keep: Callable[[int], bool]) -> str:
    try:
        data = json.loads(text)
    except ValueError:
        return text
    for variant in site.file.response.values():
        if variant.rows is not None and variant.rows.json is not None and variant.embedded is None:
            rows = variant.rows.json.search(data)
            data = _without(data, [row for index, row in enumerate(rows or []) if not keep(index)])
    return json.dumps(data, ensure_ascii=False)


def _without(data: Any, rows: list[Any]) -> Any:
    """``data`` without these very objects, wherever they stand in a list."""
    gone = {id(row) for row in rows}

    def copy(value: Any) -> Any:
        if isinstance(value, list):
            return [copy(one) for one in value if not _holds(one, gone)]
        return {name: copy(one) for name, one in value.items()} if isinstance(value, dict) else value

    return copy(data)


def _holds(value: Any, gone: set[int]) -> bool:
    """Is this a row, or a thin wrapper around one?"""
    if id(value) in gone:
        return True
    return isinstance(value, dict) and any(_holds(one, gone) for one in value.values())


def _without_scripts(text: str, _: Site) -> str:
    return re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL | re.IGNORECASE)


def _doubled(text: str, site: Site) -> str:
    tree = _tree(text)
    css = next(
        (
            v.rows.css
            for v in site.file.response.values()
            if v.rows and v.rows.css and tree and tree.css(v.rows.css)
        ),
        None,
    )
    if tree is None or css is None:
        return text
    twice = "".join(node.html or "" for node in tree.css(css))
    html = tree.html or ""
    return html.replace("</body>", twice + "</body>")


def _logged_out(text: str, _: Site) -> str:
    """The site's own head over a log-in form, as walls are served with status 200."""
    head = re.search(r"<head\b.*?</head>", text, re.DOTALL | re.IGNORECASE)
    form = (
        '<form action="/login" method="post"><h1>Log in to continue</h1><input name="user">'
        '<input type="password" name="password"><button>Log in</button></form>'
    )
    return f"<!DOCTYPE html><html>{head[0] if head else '<head><title>Log in</title></head>'}<body>{form}</body></html>"


def _emptied(text: str, _: Site) -> str:
    """Every text of the page gone, its tags still there."""
    if _tree(text) is None:
        return re.sub(r'(:\s*)"(?:[^"\\]|\\.)*"', r'\1""', text)
    return re.sub(r">[^<>]+<", "><", _without_scripts(text, _))


def translated(words: str) -> str:
    """Words of an interface in other languages, wherever they stand."""
    return _SAID.sub(lambda found: _WORDS[found[0].casefold()], words)


def _translated(text: str, _: Site) -> str:
    """The interface in another language: its words, and the language the page says it has."""
    if _tree(text) is None:
        return re.sub(r':\s*"(?!https?:|/)(?:[^"\\]|\\.)*"', lambda found: translated(found[0]), text)
    text = re.sub(r'lang="[\w-]+"', 'lang="xx"', text)
    pieces = re.split(r"(<script\b.*?</script>|<[^>]*>)", text, flags=re.DOTALL | re.IGNORECASE)
    return "".join(piece if index % 2 else translated(piece) for index, piece in enumerate(pieces))


def _wrapped(text: str, _: Site) -> str:
    if text.lstrip()[:1] in ("{", "["):
        return f'{{"version": 2, "payload": {text}}}'
    return re.sub(
        r"(<script[^>]*application/(?:ld\+)?json[^>]*>)(.*?)(</script>)",
        r'\1{"payload":\2}\3',
        text,
        flags=re.DOTALL,
    )


def _elsewhere(text: str, site: Site) -> str:
    """Every address of the site leads to somebody else's."""
    for host in sorted({*site.hosts} - {"*"}, key=len, reverse=True):
        text = text.replace(host, "adverts.example")
    return re.sub(r'(href\s*=\s*["\'])/(?!/)', r"\1https://adverts.example/", text)


def _cut(share: float) -> Mutilation:
    return lambda text, _: text[: int(len(text) * share)]


WAYS: dict[str, Mutilation] = {
    "all rows gone": lambda text, site: _rows_out(text, site, lambda _: False),
    "rows gone from the third on": lambda text, site: _rows_out(text, site, lambda index: index < 2),
    "all but one row gone": lambda text, site: _rows_out(text, site, lambda index: index == 0),
    "rows twice": _doubled,
    "every class renamed": lambda text, _: _attributes(
        text, "class", lambda v: " ".join(map(_odd, v.split()))
    ),
    "every data attribute renamed": lambda text, _: _attributes(text, "data-.*", _odd),
    "every id attribute renamed": lambda text, _: _attributes(text, "id", _odd),
    "prices renamed": lambda text, _: _words(text, _PRICE),
    "titles renamed": lambda text, _: _words(text, _TITLE),
    "numbers renamed": lambda text, _: _keys(_attributes(text, "data-.*id.*|id", _odd), _NUMBER.search),
    "every key renamed": lambda text, _: _keys(text, lambda _: True),
    "addresses gone": lambda text, _: _keys(
        re.sub(r"\shref\s*=", " data-was=", text), re.compile("url|link|href|uri", re.I).search
    ),
    "addresses lead elsewhere": _elsewhere,
    "scripts gone": _without_scripts,
    "data one level deeper": _wrapped,
    "texts gone": _emptied,
    "interface translated": _translated,
    "a log-in form instead": _logged_out,
    "cut at a fifth": _cut(0.2),
    "cut in the middle": _cut(0.5),
    "cut at four fifths": _cut(0.8),
    "cut near the end": _cut(0.97),
}
