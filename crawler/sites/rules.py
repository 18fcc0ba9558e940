"""Rules of a site file that pick values out of a row: selectors, filters, marks.

A rule is written as a string (a selector in the language of its answer: CSS for HTML, JMESPath for
JSON, XPath for XML), as a table, or as an array of those tried in order. Everything is compiled
once, when the file is loaded, so that a wrong selector is refused with its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

FILTERS: dict[str, str] = {
    "strip": "white space (or the characters given) off both ends",
    "re": "the first group of the pattern, or what it matches; nothing when it does not match",
    "replace": "[pattern, replacement], every occurrence",
    "split": "[separator, index], one part; the index may be negative",
    "join": "several values into one, with the separator given",
    "absolute_url": "an address made absolute against the page's own",
    "query_param": "the value of a parameter of an address",
    "number": "the number in a text; decimal sign `en` (1,234.50), `eu` (1.234,50) or `auto`",
    "mul": "times a number: cents into units by 0.01",
    "date": "a machine date: `iso`, `epoch`, `epoch_ms` or a strptime pattern in the site's time zone",
    "map": "another value for each value; a key that begins with `~` is a pattern; no key, no value",
    "html_text": "the text of a piece of HTML, with line breaks",
    "digits": "the number a short code stands for, written in these digits (the site's own order)",
}
"""Every filter and what it does; docs/reference/site-files.md is made from this."""

_BARE = frozenset({"strip", "absolute_url", "html_text", "number", "date"})
_PSEUDO = re.compile(r"::(text|own|html|attr\(\s*([\w:.-]+)\s*\))\s*$")


class RuleError(ValueError):
    """A rule that cannot be compiled; the loader adds file, key and line."""


@dataclass(frozen=True, slots=True)
class Css:
    """A CSS selector and what to take of each match: ``text``, ``own``, ``html`` or an attribute."""

    select: str
    take: str = "text"


@dataclass(frozen=True, slots=True)
class Filter:
    """One step of a rule; ``argument`` has the shape FILTERS describes, patterns are compiled."""

    name: str
    argument: Any = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to a value. Exactly one of css, xpath, json, const, pattern, address and rules is set."""

    css: Css | None = None
    xpath: str | None = None
    json: ParsedResult | None = None
    const: str | None = None
    pattern: re.Pattern[str] | None = None
    address: re.Pattern[str] | None = None
    """Sought in the page's own address, not in the row."""
    rules: tuple[Rule, ...] = ()
    filters: tuple[Filter, ...] = ()

    plain: bool = field(init=False)
    """Only a selector, whose values are taken as they are."""
    tidy: bool = field(init=False)
    """What it gives are texts on one line already."""

    def __post_init__(self) -> None:
        plain = self.css is not None and not self.filters
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "tidy", plain and self.css is not None and self.css.take == "text")


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on a page. All that is set must hold; ``text`` is sought in what ``css`` selects."""

    css: str | None = None
    text: re.Pattern[str] | None = None
    json: ParsedResult | None = None
    title: re.Pattern[str] | None = None
    status: int | None = None
    """Only of ``[errors]``."""


@dataclass(frozen=True, slots=True)
class RowSet:
    """Where the rows are; exactly one is set (an answer about one listing has none)."""

    css: str | None = None
    xpath: str | None = None
    json: ParsedResult | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """Selectors over rows, as text, in the language of the answer."""

    css: tuple[str, ...] = ()
    json: tuple[ParsedResult, ...] = field(default=())


@lru_cache(maxsize=4)
def _probe(_: int) -> LexborHTMLParser:
    return LexborHTMLParser("<html><body></body></html>")


def css_selector(text: str) -> str:
    """``text`` itself, when lexbor can read it and its brackets and quotes are closed."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    if any(bare.count(a) != bare.count(b) for a, b in ("[]", "()")) or '"' in bare or "'" in bare:
        raise RuleError(f"{text!r} is no CSS selector: a bracket or quote is not closed")
    try:
        _probe(0).css(text)
    except (SelectolaxError, ValueError, RuntimeError) as error:
        raise RuleError(f"{text!r} is no CSS selector: {error}") from error
    return text


def css(text: str) -> Css:
    """A selector with its ``::text``, ``::own``, ``::html`` or ``::attr(name)``; only that = the row."""
    found = _PSEUDO.search(text)
    take = "text"
    select = text
    if found:
        select = text[: found.start()].strip()
        take = f"@{found.group(2)}" if found.group(2) else found.group(1)
    if "::" in select:
        raise RuleError(f"{text!r}: only ::text, ::own, ::html and ::attr(name) are known, at the end")
    return Css(css_selector(select) if select else "", take)


def jmes(text: str) -> ParsedResult:
    """A compiled JMESPath."""
    try:
        made = jmespath.compile(text)
    except JMESPathError as error:
        first = str(error).split("\n", 1)[0]
        raise RuleError(f"{text!r} is no JMESPath: {first}") from error
    if _asks_of_not(made.parsed):
        raise RuleError(f"{text!r}: JMESPath reads !a.b as (!a).b, which is never there; write !(a.b)")
    return made


def _asks_of_not(node: Mapping[str, Any]) -> bool:
    """Does any part ask for a field of a negation?"""
    children = [child for child in node.get("children", []) if isinstance(child, Mapping)]
    asks = node.get("type") in (
        "subexpression",
        "index_expression",
        "projection",
        "filter_projection",
        "flatten",
    )
    if asks and children and children[0].get("type") == "not_expression":
        return True
    return any(_asks_of_not(child) for child in children)


def xpath(text: str) -> str:
    """``text`` itself, when it is an XPath."""
    try:
        Selector(text="<html/>").xpath(text)
    except ValueError as error:
        raise RuleError(f"{text!r} is no XPath: {error}") from error
    return text


def pattern(text: Any) -> re.Pattern[str]:
    """A compiled regular expression."""
    if not isinstance(text, str):
        raise RuleError(f"{text!r} is no pattern: write it as text")
    try:
        return re.compile(text)
    except re.error as error:
        raise RuleError(f"{text!r} is no regular expression: {error}") from error


def selector(text: str, language: str) -> Rule:
    """A bare selector in the language of the answer: css, json or xpath."""
    if language == "json":
        return Rule(json=jmes(text))
    if language == "xpath":
        return Rule(xpath=xpath(text))
    return Rule(css=css(text))


def filters(raw: Any) -> tuple[Filter, ...]:
    """The steps of a rule, checked and compiled."""
    if not isinstance(raw, list):
        raise RuleError("filters is an array")
    return tuple(_filter(step) for step in raw)


def _filter(step: Any) -> Filter:
    if isinstance(step, str):
        name, argument = step, None
        if name in FILTERS and name not in _BARE:
            raise RuleError(f"filter {name!r} needs an argument: {FILTERS[name]}")
    elif isinstance(step, dict) and len(step) == 1:
        name, argument = next(iter(step.items()))
    else:
        raise RuleError(f"{step!r} is no filter: write a name or a table with one key")
    if name not in FILTERS:
        raise RuleError(f"unknown filter {name!r}; known are {', '.join(FILTERS)}")
    return Filter(name, _argument(name, argument))


def _argument(name: str, raw: Any) -> Any:
    if name == "re":
        return pattern(raw)
    if name == "replace":
        if not (isinstance(raw, list) and len(raw) == 2 and isinstance(raw[1], str)):
            raise RuleError("replace = [pattern, replacement]")
        return pattern(raw[0]), raw[1]
    if name == "split":
        if not (isinstance(raw, list) and len(raw) == 2 and isinstance(raw[0], str) and type(raw[1]) is int):
            raise RuleError("split = [separator, index]")
        return raw[0], raw[1]
    if name == "map":
        return _map(raw)
    if name == "mul":
        if not isinstance(raw, int | float) or isinstance(raw, bool):
            raise RuleError("mul is a number")
        return float(raw)
    if name == "number" and raw not in (None, "en", "eu", "auto"):
        raise RuleError("number is en, eu or auto")
    if raw is not None and not isinstance(raw, str):
        raise RuleError(f"{name} takes a text")
    return raw


def _map(raw: Any) -> tuple[tuple[str | re.Pattern[str], str], ...]:
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise RuleError("map is a table of texts")
    return tuple(
        (re.compile(pattern(key[1:]).pattern, re.IGNORECASE) if key.startswith("~") else key, value)
        for key, value in raw.items()
    )


_RULE_KEYS = ("css", "xpath", "json", "const", "pattern", "address", "any", "filters")


def rules(raw: Any, language: str) -> tuple[Rule, ...]:
    """The alternatives of one field, in order."""
    if isinstance(raw, list):
        return tuple(rule(one, language) for one in raw)
    return (rule(raw, language),)


def rule(raw: Any, language: str) -> Rule:
    """One alternative: a selector, or a table with one source and its filters."""
    if isinstance(raw, str):
        return selector(raw, language)
    if not isinstance(raw, Mapping):
        raise RuleError(f"{raw!r} is no rule: write a selector, a table or an array of them")
    unknown = [key for key in raw if key not in _RULE_KEYS]
    if unknown:
        raise RuleError(f"unknown key {unknown[0]!r}; a rule has {', '.join(_RULE_KEYS)}")
    sources = [key for key in raw if key != "filters"]
    if len(sources) != 1:
        raise RuleError("a rule has exactly one of css, xpath, json, const, pattern, address, any")
    steps = filters(raw.get("filters", []))
    return _sourced(sources[0], raw[sources[0]], language, steps)


def _sourced(kind: str, value: Any, language: str, steps: tuple[Filter, ...]) -> Rule:
    if kind == "any":
        if not isinstance(value, list):
            raise RuleError("any is an array of rules")
        return Rule(rules=rules(value, language), filters=steps)
    if not isinstance(value, str):
        raise RuleError(f"{kind} is a text")
    if kind == "css":
        return Rule(css=css(value), filters=steps)
    if kind == "xpath":
        return Rule(xpath=xpath(value), filters=steps)
    if kind == "json":
        return Rule(json=jmes(value), filters=steps)
    if kind == "pattern":
        return Rule(pattern=pattern(value), filters=steps)
    if kind == "address":
        return Rule(address=pattern(value), filters=steps)
    return Rule(const=value, filters=steps)


def mark(raw: Any) -> Mark:
    """A sign: a CSS selector, or a table with css, text (pattern), title (pattern), json or status."""
    if isinstance(raw, str):
        return Mark(css=css_selector(raw))
    if not isinstance(raw, Mapping) or not raw:
        raise RuleError(f"{raw!r} is no mark: write a CSS selector or a table of css, text, title, json")
    unknown = [key for key in raw if key not in ("css", "text", "title", "json", "status")]
    if unknown:
        raise RuleError(f"unknown key {unknown[0]!r}; a mark has css, text, title, json, status")
    status = raw.get("status")
    if status is not None and (type(status) is not int or not 100 <= status <= 599):
        raise RuleError(f"{status!r} is no HTTP status")
    return Mark(
        css=css_selector(raw["css"]) if "css" in raw else None,
        text=_folded(raw["text"]) if "text" in raw else None,
        title=_folded(raw["title"]) if "title" in raw else None,
        json=jmes(raw["json"]) if "json" in raw else None,
        status=status,
    )


def _folded(text: Any) -> re.Pattern[str]:
    return re.compile(pattern(text).pattern, re.IGNORECASE)
