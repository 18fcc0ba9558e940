"""Texts and addresses out of strangers' pages, made safe and plain."""

from __future__ import annotations

import re
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
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|_hs\w+|igshid|spm|scm|ref_src|_trk\w*|_trksid|search_reason)$"
)
_SAVED_PART = re.compile(
    r"(?:\./)?[^/?#:]+(?:_files|-Dateien|_Dateien|_fichiers|_archivos|_ficheiros|_arquivos|_bestanden|_file|_pliki|-filer|_filer"
    r"|-tiedostot|_soubory|_dosyalar|_elemei|_fails|\.files|のファイル|_文件|_檔案|_파일)/",
    re.IGNORECASE,
)
"""The folder a browser saves a page's pictures in: no address of the site."""
_MAX_URL = 4_000


def text(value: object, limit: int = 2_000) -> str:
    """One line without control characters, at most ``limit`` characters."""
    return " ".join(_CONTROL.sub("", str(value)).split())[:limit]


def lines(value: object, limit: int = 100_000) -> str:
    """Like ``text`` but line breaks stay, at most one empty line in a row."""
    kept = [" ".join(line.split()) for line in _CONTROL.sub("", str(value).replace("\r\n", "\n")).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()[:limit]


def title(value: object) -> str:
    """A headline without the words screen readers get."""
    return _NEW_WINDOW.sub("", text(value, 1_000)).strip()


def absolute(value: object, page: str | None, base: str) -> str | None:
    """An absolute http(s) address, or None."""
    raw = _CONTROL.sub("", str(value)).strip()
    if not raw or len(raw) > _MAX_URL or raw.startswith(("data:", "javascript:", "mailto:", "blob:", "#")):
        return None
    if re.match(r"(?i)(?:https?:)?//(?:[/?#]|$)", raw) or _SAVED_PART.match(raw):
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
    parts = urlsplit(made)
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
        kept = [pair for pair in pairs if not _TRACKING.match(pair[0])]
        query = query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
