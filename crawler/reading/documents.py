"""An answer as something rows and values can be taken from, whatever it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from jmespath.parser import ParsedResult
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading import embedded
from crawler.reading.answer import MAX_ROWS, Answer
from crawler.reading.charset import decode
from crawler.reading.cleaning import is_one_line, visible
from crawler.reading.columns import Columns
from crawler.reading.shape import check_shape, thinned
from crawler.sites.rules import Css, Mark, Rule
from crawler.sites.schema import Variant
from warden.errors import PageRefused

_XML_NAMESPACE = re.compile(r'\sxmlns(?::\w+)?\s*=\s*("[^"]*"|\'[^\']*\')')
_BASE = re.compile(r"<base\s[^>]{0,1000}href", re.IGNORECASE)
_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "noscript")
"""Elements whose text no reader sees."""
_SILENT = frozenset({*_UNSEEN, "svg"})
_TEMPLATE = re.compile(r"</?template\b[^<>]{0,500}>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.IGNORECASE | re.DOTALL)


def taken(node: LexborNode, take: str) -> str | None:
    """What a selector asks of a node: its text (on one line, nothing invisible in it), own or raw text, markup, an
    attribute."""
    if take == "text":
        text = node.text() or ""
        if "{" in text and node.tag != "script":
            text = _without_scripts(node)
        return text if is_one_line(text) else " ".join(visible(text).split())
    if take[:1] == "@":
        return node.attrs.get(take[1:])
    if take == "own":
        parts = (child.text_content or "" for child in node.iter(include_text=True) if child.tag == "-text")
        return " ".join("".join(parts).split())
    if take == "html":
        return node.html
    return node.text()


def _without_scripts(node: LexborNode) -> str:
    """The node's text but for what stands in scripts and styles inside it."""
    return "".join(_texts(node, _UNSEEN))


def words_of(node: LexborNode) -> str:
    """What a reader sees of a node on one line, a space between elements."""
    return " ".join(" ".join(_texts(node, (*_UNSEEN, "svg"))).split())


def _texts(node: LexborNode, skipped: Sequence[str]) -> Iterator[str]:
    """The pieces of text in a node but for those right inside an element that is skipped."""
    for one in node.traverse(include_text=True):
        if one.tag == "-text" and _tag(one.parent) not in skipped:
            yield one.text_content or ""


def _seen(top: LexborNode | None) -> Iterator[str]:
    """The pieces of text below a node, all of what stands in silent elements left out."""
    after: int | None = None
    for one in top.traverse(include_text=True) if top is not None else ():
        if after is not None and one.mem_id != after:
            continue
        after = None
        if one.tag == "-text":
            yield one.text_content or ""
        elif one.tag in _SILENT and (after := _behind(one, top)) is None:
            return


def _behind(node: LexborNode, top: LexborNode | None) -> int | None:
    """The node that follows all of an element, None where nothing below ``top`` does."""
    up: LexborNode | None = node
    while up is not None and top is not None and up.mem_id != top.mem_id:
        if up.next is not None:
            return up.next.mem_id
        up = up.parent
    return None


def _tag(node: LexborNode | None) -> str | None:
    return node.tag if node is not None else None


@dataclass(slots=True)
class HtmlRow:
    """One element of a page; with ``columns`` one of many rows."""

    node: LexborNode
    columns: Columns | None = None

    def values(self, rule: Rule) -> list[Any]:
        if rule.css is not None:
            return _css(self, rule.css)
        if rule.xpath is not None:
            return [found.get() for found in Selector(text=self.node.html or "").xpath(rule.xpath)]
        if rule.pattern is not None:
            return _pattern(rule.pattern, self.node.html or "")
        return []


@dataclass(slots=True)
class JsonRow:
    """One value of a JSON answer; ``around`` is the page that holds it, for rules by CSS."""

    value: Any
    around: HtmlRow | None = None

    def values(self, rule: Rule) -> list[Any]:
        if rule.json is None:
            return self.around.values(rule) if self.around is not None else []
        found = _searched(rule.json, self.value)
        if found is None:
            return []
        return found if isinstance(found, list) else [found]


def _searched(path: ParsedResult, value: Any) -> Any:
    """What a JMESPath gives; None as well when one of its functions met a type the file did not expect."""
    try:
        return path.search(value)
    except (ValueError, TypeError, RecursionError):
        return None


@dataclass(slots=True)
class XmlRow:
    """One element of an XML answer."""

    selector: Selector

    def values(self, rule: Rule) -> list[Any]:
        if rule.xpath is None:
            return []
        return [found.get() for found in self.selector.xpath(rule.xpath)]


Row = HtmlRow | JsonRow | XmlRow


def once(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each node once: lexbor gives one for every selector of a list that matches it."""
    return list({node.mem_id: node for node in nodes}.values()) if len(nodes) > 1 else nodes


def _css(row: HtmlRow, selector: Css) -> list[str]:
    node, select = row.node, selector.select
    nodes = (row.columns.of(node, select) if row.columns else node.css(select)) if select else [node]
    if len(nodes) == 1:
        text = taken(nodes[0], selector.take)
        return [text] if text else []
    return [text for text in (taken(one, selector.take) for one in once(nodes)) if text]


def _pattern(pattern: re.Pattern[str], text: str) -> list[str]:
    return [m.group(1) if pattern.groups else m.group(0) for m in pattern.finditer(text)]


def selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """What a selector gives; ``A ~ B`` walked over siblings, since lexbor's own takes the square of them."""
    left, sign, right = selector.rpartition("~")
    if not sign or "=" in right or "]" in right:
        return tree.css(selector)
    wanted = {node.mem_id: node for node in tree.css(right.strip())}
    found: dict[int, LexborNode] = {}
    for node in tree.css(left.strip()):
        after = node.next
        while after is not None and after.mem_id not in found:
            if after.mem_id in wanted:
                found[after.mem_id] = after
            after = after.next
    return list(found.values())


def is_address(url: str | None) -> bool:
    """None, or an http(s) address that can be taken apart."""
    if url is None:
        return True
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False


def opened(text: str) -> str:
    """The page with its declarative shadow roots as plain elements: parsers keep templates shut."""
    if "shadowroot" not in text:
        return text
    shadows: list[bool] = []

    def one(found: re.Match[str]) -> str:
        if not found[0].startswith("</"):
            shadows.append("shadowroot" in found[0])
            return "<div data-shadow>" if shadows[-1] else found[0]
        return "</div>" if shadows and shadows.pop() else found[0]

    return _TEMPLATE.sub(one, text)


class Document:
    """An answer, parsed when something asks for it and only once."""

    def __init__(self, answer: Answer, data: Any = None) -> None:
        self.answer = answer if is_address(answer.url) else replace(answer, url=None)
        self.text = decode(answer.body, answer.kind)
        self.trouble: str | None = None
        """Why the JSON of this page cannot be read, when it was asked for and is broken."""
        self._data = data
        self._embedded: dict[int, Any] = {}
        self._uncommented: dict[str, LexborHTMLParser] = {}

    @cached_property
    def looks(self) -> str:
        """html, json, xml or text, by the first characters."""
        head = self.text[:65_536].lstrip("\ufeff \t\r\n")[:2_048]
        if head[:1] in ("{", "[") or ("json" in self.answer.kind and head[:1] != "<"):
            return "json"
        if head.startswith("<?xml") or re.match(r"<(rss|feed|urlset|sitemapindex)\b", head):
            return "html" if re.search(r"<html\b", head, re.IGNORECASE) else "xml"
        return "html" if "<" in head else "text"

    @cached_property
    def tree(self) -> LexborHTMLParser:
        check_shape(self.text)
        if self.cut_short:
            # The last word of a torn page may be torn itself: $19.94 would read as $19.
            return LexborHTMLParser(opened(thinned(self.text[: self.text.rfind(">") + 1])))
        return LexborHTMLParser(opened(thinned(self.text)))

    @cached_property
    def title(self) -> str:
        node = self.tree.css_first("title")
        return " ".join(node.text().split()) if node else ""

    @cached_property
    def links_from(self) -> str | None:
        """What the page's relative addresses start from when it says so itself (``<base href>``), else None."""
        if self.looks != "html" or not _BASE.search(self.text[:65_536]):
            return None
        node = self.tree.css_first("base[href]")
        told = (node.attrs.get("href") or "").strip() if node else ""
        try:
            made = urljoin(self.answer.url or "", told)
        except ValueError:
            return None
        return made if told and is_address(made) else None

    @cached_property
    def cut_short(self) -> bool:
        """A page that began as a whole document and has no end."""
        begun = re.search(r"<html\b", self.text[:20_000], re.IGNORECASE)
        # It stands at the end of nearly every page.
        return bool(begun) and not (_END.search(self.text[-2_000:]) or _END.search(self.text))

    @cached_property
    def json(self) -> Any:
        """The JSON body, or None (``trouble`` then says why)."""
        if self._data is not None:
            return self._data
        try:
            return embedded.parse(self.text)
        except PageRefused as refused:
            self.trouble = str(refused)
            return None

    def take(self, select: str, take: str) -> list[str]:
        """What a selector gives over the whole page."""
        return [text for text in (taken(node, take) for node in self.tree.css(select)) if text]

    def data(self, variant: Variant) -> Any:
        """The JSON a variant reads, or None when the answer has none such."""
        if variant.embedded is None:
            return self.json if self.looks == "json" or self._data is not None else None
        if self.looks == "json":
            return None
        slot = id(variant.embedded)
        if slot not in self._embedded:
            try:
                self._embedded[slot] = embedded.find(self, variant.embedded)
            except PageRefused as refused:
                self.trouble = str(refused)
                self._embedded[slot] = None
        return self._embedded[slot]

    def rows(self, variant: Variant) -> list[Row] | None:
        """The rows of a variant; None when the answer is not of its kind at all."""
        if variant.embedded is not None or variant.type == "json":
            return self._json_rows(variant)
        if variant.type in ("xml", "feed"):
            return self._xml_rows(variant) if self.looks == "xml" else None
        return self._html_rows(variant) if self.looks in ("html", "xml") else None

    def _json_rows(self, variant: Variant) -> list[Row] | None:
        data = self.data(variant)
        if data is None or (variant.when and not any(self.has(mark, data) for mark in variant.when)):
            return None
        if variant.walk:
            found: Any = embedded.walk(data, variant.walk)
        else:
            found = _searched(variant.rows.json, data) if variant.rows and variant.rows.json else data
        if found is None:
            return None
        rows = found if isinstance(found, list) else [found]
        lone = variant.embedded is not None and len(rows) == 1 and self.tree.root is not None
        around = HtmlRow(self.tree.root) if lone and self.tree.root else None
        return [JsonRow(value, around) for value in _bounded(rows) if isinstance(value, dict | list)]

    def _html_rows(self, variant: Variant) -> list[Row] | None:
        if variant.when and not any(self.has(mark) for mark in variant.when):
            return None
        tree = self._within_comments(variant.uncomment) if variant.uncomment else self.tree
        if variant.rows is None or variant.rows.css is None:
            return [HtmlRow(tree.root)] if tree.root else None
        nodes = _bounded(once(tree.css(variant.rows.css)))
        cut = (
            {node.mem_id for selector in variant.cut for node in selected(tree, selector)} if nodes else set()
        )
        nodes = [node for node in nodes if node.mem_id not in cut]
        columns = Columns(tree, nodes) if len(nodes) > 1 else None
        return [HtmlRow(node, columns) for node in nodes]

    def _within_comments(self, select: str) -> LexborHTMLParser:
        if select not in self._uncommented:
            inside = "".join(node.html or "" for node in self.tree.css(select))
            inside = inside.replace("<!--", "").replace("-->", "")
            check_shape(inside)
            self._uncommented[select] = LexborHTMLParser(thinned(inside))
        return self._uncommented[select]

    def _xml_rows(self, variant: Variant) -> list[Row]:
        plain = _XML_NAMESPACE.sub("", _DOCTYPE.sub("", self.text))
        plain = re.sub(r"<(/?)(\w+):(\w+)", r"<\1\2_\3", re.sub(r"^\s*<\?xml[^>]*\?>", "", plain))
        root = Selector(text=plain, type="xml")
        if variant.rows is None or variant.rows.xpath is None:
            return [XmlRow(root)]
        return [XmlRow(found) for found in _bounded(root.xpath(variant.rows.xpath))]

    def has(self, mark: Mark, data: Any = None) -> bool:
        """Is the mark on this page?"""
        if mark.json is not None:
            own = self.looks == "json" or self._data is not None
            value = data if data is not None else (self.json if own else None)
            found = JsonRow(value).values(Rule(json=mark.json)) if value is not None else []
            # What JMESPath calls false: `a && b` gives an empty `a` itself, and that is no sign.
            return any(one not in (False, "", {}, []) for one in found)
        if self.looks == "json":
            return False
        if mark.title is not None and not mark.title.search(self.title):
            return False
        if mark.css is not None:
            nodes = self.tree.css(mark.css)
            return (
                bool(nodes)
                if mark.text is None
                else any(mark.text.search(taken(n, "text") or "") for n in nodes)
            )
        return mark.title is not None or bool(mark.text and mark.text.search(self.visible))

    @cached_property
    def visible(self) -> str:
        """The words a reader sees, scripts left out, on one line."""
        if self.looks == "json":
            return ""
        return " ".join(" ".join(_seen(self.tree.body)).split())


def _bounded(rows: Sequence[Any]) -> Sequence[Any]:
    if len(rows) > MAX_ROWS:
        raise PageRefused(f"{len(rows):,} rows in one answer (at most {MAX_ROWS:,}): this is no result list")
    return rows
