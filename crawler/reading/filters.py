"""The filters of a site file, run over the values a rule found.

Each takes and gives a list: one that makes nothing of a value leaves it out, so that the next
alternative of the field gets its turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.cleaning import absolute
from crawler.sites.rules import Filter
from crawler.sites.site import Site

_NUMBER = re.compile(r"[-−]?\d(?:[\d.,'’\s\u00a0\u202f]*\d)?")
_ISO = re.compile(r"^\d{4}-\d{2}(-\d{2})?$")
_BREAKS = re.compile(r"(?i)<\s*(?:br\b[^>]*|/\s*(?:p|div|li|tr|h[1-6])\s*)>\s*")


def run(values: Sequence[Any], filters: Sequence[Filter], site: Site, page_url: str | None) -> list[Any]:
    """The values after all filters, in order."""
    kept = [value for value in values if value is not None and value is not False and value != ""]
    for step in filters:
        if step.name == "join":
            kept = [(step.argument or "").join(str(value) for value in kept)] if kept else []
            continue
        made = (_one(step, value, site, page_url) for value in kept)
        kept = [value for value in made if value is not None and value != ""]
    return kept


def _one(step: Filter, value: Any, site: Site, page_url: str | None) -> Any:
    name, argument = step.name, step.argument
    if name == "date":
        return _date(value, argument or "iso", site)
    if name == "mul":
        return _mul(value, argument)
    if name == "number":
        return value if isinstance(value, int | float) else number(str(value), argument or "auto")
    if isinstance(value, dict | list):
        return None
    words = str(value)
    if name == "strip":
        return words.strip(argument)
    if name == "re":
        found = argument.search(words)
        return (found.group(1) if found.re.groups else found.group(0)) if found else None
    if name == "replace":
        return argument[0].sub(argument[1], words)
    return _more(name, argument, words, site, page_url)


def _more(name: str, argument: Any, words: str, site: Site, page_url: str | None) -> Any:
    if name == "split":
        parts = words.split(argument[0])
        return parts[argument[1]].strip() if -len(parts) <= argument[1] < len(parts) else None
    if name == "absolute_url":
        return absolute(words, page_url, site.file.identity.base)
    if name == "query_param":
        return next(iter(parse_qs(words.partition("?")[2].partition("#")[0]).get(argument, [])), None)
    if name == "map":
        return next((made for key, made in argument if _maps(key, words)), None)
    return in_digits(words, argument) if name == "digits" else html_text(words)


def in_digits(code: str, digits: str) -> str | None:
    """The number a code in these digits stands for; None when it has others or more than twelve."""
    if not 0 < len(code) <= 12 or not set(code) <= set(digits):
        return None
    return str(reduce(lambda number, char: number * len(digits) + digits.index(char), code, 0))


def _maps(key: str | re.Pattern[str], words: str) -> bool:
    return key == words if isinstance(key, str) else bool(key.search(words))


def html_text(markup: str) -> str:
    """The text of a piece of HTML, its line breaks kept."""
    tree = LexborHTMLParser(_BREAKS.sub(lambda found: found.group(0).rstrip() + "\n", markup))
    tree.strip_tags(["script", "style", "noscript", "template"])
    return tree.body.text() if tree.body else ""


def number(words: str, locale: str = "auto") -> float | None:
    """The first number of a text; ``auto`` takes the last of . and , for the decimal sign
    when one or two digits follow it."""
    found = _NUMBER.search(words)
    if not found:
        return None
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", found.group(0)).replace("−", "-")
    if locale == "en":
        plain = digits.replace(",", "")
    elif locale == "eu":
        plain = digits.replace(".", "").replace(",", ".")
    else:
        cut = re.match(r"^(.*)[.,](\d{1,2})$", digits)
        whole = re.sub(r"[.,]", "", cut.group(1) if cut else digits)
        plain = f"{whole}.{cut.group(2)}" if cut else whole
    try:
        return float(plain)
    except ValueError:
        return None


def _mul(value: Any, factor: float) -> float | None:
    try:
        return round(float(value) * factor, 6)
    except (TypeError, ValueError, OverflowError):
        return None


def _date(value: Any, form: str, site: Site) -> str | None:
    try:
        if form in ("epoch", "epoch_ms"):
            return _instant(datetime.fromtimestamp(float(value) / (1000 if form == "epoch_ms" else 1), UTC))
        words = str(value).strip()
        if form == "iso":
            if _ISO.match(words):
                return words
            moment = datetime.fromisoformat(words.replace("Z", "+00:00"))
        else:
            moment = datetime.strptime(words, form)
            if not re.search(r"%[HIXcsT]", form):
                return moment.strftime("%Y-%m-%d")
        return _instant(
            moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(site.file.identity.timezone))
        )
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
