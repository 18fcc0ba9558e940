"""Texts and addresses out of strangers' pages, made safe and plain."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

# C0, C1, lone surrogates, direction overrides and zero-width spaces say nothing and hide much.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
)
_NEW_WINDOW = re.compile(
    r"\s*(?:Opens in a new window or tab|Opens in a new (?:window|tab)|(?:Wird )?[Ii]n neuem Fenster oder Tab geöffnet"
    r"|Wird in einem neuen Fenster oder Tab geöffnet|La page s'ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)"
    r"(?: ou un nouvel onglet)?|S'ouvre dans une nouvelle fenêtre ou un nouvel onglet|Si apre in una nuova finestra o scheda"
    r"|Se abre en una (?:nueva )?ventana (?:nueva )?o pestaña(?: nueva)?|Wordt in een nieuw venster of op een nieuw tabblad geopend"
    r"|Wordt geopend in een nieuw venster of tabblad|Otwiera się w nowym oknie lub (?:nowej )?karcie)\.?\s*$"
)
_EMPTY_LINES = re.compile(r"\n{3,}")
_WINDOW_PARTS = ("Opens in", "Fenster oder", "ouvre dans", "Si apre in", "Se abre en", "Wordt ", "Otwiera si")
"""Each way of saying it has one of these: most titles need no long look."""
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|_hs\w+|igshid|spm|scm|ref_src|_trk\w*|_trksid|search_reason)$"
)
SAVED_PARTS = (
    "_files", "-Dateien", "_Dateien", "_fichiers", "_archivos", "_ficheiros", "_arquivos", "_bestanden", "_file",
    "_pliki", "-filer", "_filer", "-tiedostot", "_soubory", "_dosyalar", "_elemei", "_fails", ".files",
    "のファイル", "_文件", "_檔案", "_파일",
)  # fmt: skip
"""What browsers put after a page's name to call the folder of its parts, by their language."""
_SAVED_PART = re.compile(rf"(?:\./)?[^/?#:]+(?:{'|'.join(map(re.escape, SAVED_PARTS))})/", re.IGNORECASE)
"""The folder a browser saves a page's pictures in: no address of the site."""
_MAX_URL = 4_000
_HOLLOW = re.compile(r"(?i)(?:https?:)?//(?:[/?#]|$)")
_MAYBE_TRACKING = re.compile(r"%|utm_|clid|clkid|mc_|_hs|igshid|spm|scm|ref_src|_trk|search_reason")
"""What a query with a tracking parameter has, whose name may be written with percent signs."""
_SEGMENT = r"[\w~:@!$&'()*+,=%-][\w~:@!$&'()*+,=%.-]*"
_PLAIN = re.compile(
    r"(https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?)?"
    rf"(/(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?(?:\?[\w~:@!$&'()*+,=%./?-]+)?)",
    re.ASCII,
)
"""The usual address: a host or none, then a path without empty or dotted parts or parameters, then a query or
none. Joining and quoting change nothing of it behind the host."""


def text(value: object, limit: int = 2_000) -> str:
    """One line without control characters, at most ``limit`` characters."""
    words = str(value)
    if is_one_line(words):
        return words[:limit]
    return " ".join(visible(words).split())[:limit]


def is_one_line(words: str) -> bool:
    """Whether nothing but single spaces parts the words: all other white space and all control is unprintable."""
    return words.isprintable() and "  " not in words and words[:1] != " " and words[-1:] != " "


def visible(words: str) -> str:
    """The words without control characters, which nobody sees."""
    # Nothing of what is taken out is printable.
    return words if words.isprintable() else _CONTROL.sub("", words)


LONGEST = 100_000
"""Characters kept of a description."""


def lines(value: object, limit: int = LONGEST) -> str:
    """Like ``text`` but line breaks stay, at most one empty line in a row."""
    whole = str(value)
    if is_one_line(whole):
        return whole[:limit]
    kept = [" ".join(line.split()) for line in visible(whole.replace("\r\n", "\n")).split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(kept)).strip()[:limit]


def title(value: object) -> str:
    """A headline without the words screen readers get."""
    words = text(value, 1_000)
    for part in _WINDOW_PARTS:
        if part in words:
            words = _NEW_WINDOW.sub("", words)
            break
    return words.strip()


def absolute(value: object, page: str | None, base: str) -> str | None:
    """An absolute http(s) address, or None."""
    if isinstance(value, str) and len(value) <= _MAX_URL and (plain := _PLAIN.fullmatch(value)):
        start = _start(plain[1] or "", page, base)
        return start + plain[2] if start is not None else None
    return _absolute(value, page, base)


@lru_cache(maxsize=4_096)
def _start(start: str, page: str | None, base: str) -> str | None:
    """Scheme and host of an address that begins so, as ``absolute`` writes them, without the slash."""
    made = _absolute(f"{start}/", page, base)
    return made[:-1] if made is not None else None


def _absolute(value: object, page: str | None, base: str) -> str | None:
    raw = _CONTROL.sub("", str(value)).strip()
    if not raw or len(raw) > _MAX_URL or raw.startswith(("data:", "javascript:", "mailto:", "blob:", "#")):
        return None
    if _HOLLOW.match(raw) or _SAVED_PART.match(raw):
        return None
    try:
        made = urljoin(page if page and page.startswith(("http://", "https://")) else base, raw)
        parts = urlsplit(made)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in parts.netloc:
        return None
    host = parts.hostname.lower()
    standard = port is None or (parts.scheme, port) in (("http", 80), ("https", 443))
    netloc = (f"[{host}]" if ":" in host else host) + ("" if standard else f":{port}")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, netloc, path, parts.query.replace(" ", "+"), parts.fragment))


def canonical(value: object, page: str | None, base: str) -> str | None:
    """An absolute address without fragment and tracking parameters, or None."""
    made = absolute(value, page, base)
    if made is None:
        return None
    if "#" not in made and not _MAYBE_TRACKING.search(made, made.find("?") if "?" in made else len(made)):
        return made
    parts = urlsplit(made)
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
        kept = [pair for pair in pairs if not _TRACKING.match(pair[0])]
        query = query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
