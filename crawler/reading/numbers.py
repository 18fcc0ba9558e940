"""The number of a listing out of its address alone, by the rules with which its site file reads it from links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.reading.filters import run
from crawler.sites.rules import Filter, Rule
from crawler.sites.site import Site

_MARKED = re.compile(r"[/=-]")
"""What a pattern over an address has beside the number: others would find a number anywhere in it."""


def number_in(address: str, site: Site) -> str | None:
    """The listing's number as a crawl of the site would have it; None where its address holds none."""
    if site.any_host:
        return None  # its numbers hold for one host, and an address may name a thread or a post of it
    for variant in (*site.file.item.values(), *site.file.response.values()):
        for rule in variant.fields.get("id", ()):
            for found in _by_rule(rule, (), address, site):
                return found
    return None


def _by_rule(rule: Rule, after: tuple[Filter, ...], address: str, site: Site) -> Iterator[str]:
    steps = (*rule.filters, *after)
    for inner in rule.rules:
        yield from _by_rule(inner, steps, address, site)
    found: list[Any] = []
    if rule.address is not None:
        match = rule.address.search(address)
        found = [match.group(1) if rule.address.groups else match.group(0)] if match else []
    elif _reads_links(rule) and _takes_apart(rule, steps):
        found = [address]
    yield from (str(one) for one in run(found, steps, site, address))


def _reads_links(rule: Rule) -> bool:
    if rule.css is not None:
        return rule.css.take in ("@href", "@content")
    return rule.json is not None or rule.xpath is not None


def _takes_apart(rule: Rule, steps: tuple[Filter, ...]) -> bool:
    """Does the first step look for the number at a known place of an address?"""
    first = steps[0] if steps else None
    if first is None or first.name not in ("re", "query_param"):
        return False
    link = rule.css is not None and rule.css.take == "@href"
    if first.name == "query_param":
        return link
    pattern: str = first.argument.pattern
    if pattern.startswith("^"):
        return False
    return bool(_MARKED.search(pattern)) if link else "/" in pattern
