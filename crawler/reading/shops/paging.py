"""The way to the next page of a list that nobody prepared; "" and loops are the crawl's to stop: nothing new ends it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from crawler.reading import cleaning
from crawler.reading.documents import Document, words_of
from crawler.reading.shops.languages import pattern
from crawler.reading.shops.structured import base_of

_NEXT = pattern(r"^\W*", "next", r"\W*$|^[\s]*[›»>→]{1,2}\s*$")
_NUMBERED = ("page", "p", "pg", "paged", "pagina", "seite", "pn", "pageno", "page_no", "pagenumber")
_IN_PATH = re.compile(r"(/(?:page|p|seite|pagina)[/-])(\d{1,4})(?=/|$)", re.IGNORECASE)
_LONGEST = 30
"""Characters of a link's words that can only say "next"."""
_AREA = "[class*=pagin i], [class*=pager i], [id*=pagin i], nav[aria-label*=page i], .pages, .page-numbers"


def next_of(document: Document) -> str | None:
    """The address of the next page; None at the end, or where the page shows no way on."""
    page, base = document.answer.url, base_of(document)
    for node in document.tree.css("link[rel=next], a[rel~=next]"):
        if (found := _address(node, page, base)) is not None:
            return found
    area = [one for part in document.tree.css(_AREA)[:6] for one in part.css("a, button, input[type=submit]")]
    for node in (*area, *document.tree.css("a[class*=next i], a[aria-label*=next i], button[class*=next i]")):
        if not _leads_on(node):
            continue
        if (found := _address(node, page, base)) is not None:
            return found
        return _by_form(node, page, base) or _counted(page)
    wanted = str((number_of(page) or 1) + 1)
    for node in area:
        if words_of(node) == wanted or node.attributes.get("value") == wanted:
            return _address(node, page, base) or _by_form(node, page, base) or _counted(page)
    return _bare(document, page, base)


def _bare(document: Document, page: str | None, base: str) -> str | None:
    """A link that says "next" and nothing else, wherever it stands, when its address has the next number."""
    wanted = (number_of(page) or 1) + 1
    for node in document.tree.css("a[href]"):
        words = words_of(node)
        if len(words) > _LONGEST or not any(map(str.isalpha, words)) or not _NEXT.match(words):
            continue
        found = _address(node, page, base)
        if found is not None and number_of(found) == wanted and _leads_on(node):
            return found
    return None


def _leads_on(node: LexborNode) -> bool:
    attributes = node.attributes
    around = node.parent.attributes.get("class") if node.parent is not None else None
    state = f"{attributes.get('class') or ''} {attributes.get('aria-disabled') or ''} {around or ''}"
    if "disabled" in attributes or re.search(r"disabled|true", state):
        return False
    said = (
        words_of(node),
        attributes.get("aria-label") or "",
        attributes.get("title") or "",
        attributes.get("value") or "",
    )
    return any(_NEXT.match(words) for words in said) or bool(
        re.search(r"(?:^|[\s_-])next(?:$|[\s_-])", attributes.get("class") or "")
    )


def _address(node: LexborNode, page: str | None, base: str) -> str | None:
    href = node.attributes.get("href") or ""
    if not href or href.startswith(("#", "javascript:")):
        return None
    made = cleaning.canonical(href, page, base)
    return made if made and made != page and urlsplit(made).netloc == urlsplit(page or base).netloc else None


def _by_form(node: LexborNode, page: str | None, base: str) -> str | None:
    """The address a submit button asks for, its form's fields with it; only forms that send nothing but an address."""
    form = node.parent
    while form is not None and form.tag != "form":
        form = form.parent
    if form is None or (form.attributes.get("method") or "get").lower() != "get":
        return None
    hidden = form.css("input[type=hidden][name]")
    fields = {one.attributes.get("name") or "": one.attributes.get("value") or "" for one in hidden}
    if name := node.attributes.get("name"):
        fields[name] = node.attributes.get("value") or ""
    action = cleaning.canonical(form.attributes.get("action") or page or base, page, base)
    return f"{action.partition('?')[0]}?{urlencode(fields)}" if action and fields else None


def number_of(page: str | None) -> int | None:
    """The number of a page by its address; None when it states none."""
    parts = urlsplit(page or "")
    told = next(
        (value for name, value in parse_qsl(parts.query) if name.lower() in _NUMBERED and value.isdigit()),
        None,
    )
    in_path = _IN_PATH.search(parts.path)
    return int(told[:6]) if told else int(in_path.group(2)) if in_path else None


def _counted(page: str | None) -> str | None:
    """The same address with the next number: what a link to "#" asks by script."""
    if not page:
        return None
    parts, number = urlsplit(page), number_of(page)
    if number is not None and (in_path := _IN_PATH.search(parts.path)) and not _numbered_in(parts.query):
        path = parts.path[: in_path.start(2)] + str(number + 1) + parts.path[in_path.end(2) :]
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _NUMBERED
    ]
    pairs.append((_numbered_in(parts.query) or "page", str((number or 1) + 1)))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))


def _numbered_in(query: str) -> str | None:
    return next(
        (name for name, _ in parse_qsl(query, keep_blank_values=True) if name.lower() in _NUMBERED), None
    )
