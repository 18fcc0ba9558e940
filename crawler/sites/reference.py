"""docs/reference/site-files.md, made from the schema: ``python -m crawler.sites.reference > FILE``."""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.sites import schema as s
from crawler.sites.build import hints
from crawler.sites.rules import FILTERS

_TOP = """\
# Site files

One TOML file says how a site is asked and how its answers are read: `crawler/sites/<platform>.toml`, or
`<platform>_<cc>.toml` where a platform has several countries. The stem is the site's id; a stem that begins with `_`
is a base for others. This page is made from the schema (`python -m crawler.sites.reference`).

Files of your own go into a directory named in `WARDEN_SITES` (or `directories.sites` of warden.toml), or into `sites` of the
data directory, where `warden sites add` writes the file of a shop of known software by itself. They are read after the shipped ones, left to right; the same stem replaces. A file of yours that does not hold keeps
only its own site away; `warden sites check` says file, line and key of each fault.

- `extends = "_base"` adds to another file, one level deep: tables are merged, arrays and values replaced, and
  `key = false` removes a key. `warden sites show SITE --merged` prints the result.
- A rule that picks a value is a selector in the language of the answer: CSS for HTML, JMESPath for JSON (embedded JSON
  too), XPath for XML and feeds (prefixes written with `_`: `g_price`). CSS takes `::text` (the default: all text of the
  element, white space collapsed), `::own` (its own text only), `::html` and `::attr(name)` at its end; only that, without
  a selector, means the row itself.
- A rule may be a table with one of `css`, `xpath`, `json`, `const`, `pattern` (a regular expression over the row's HTML),
  `address` (one over the page's own address) or `any` (several rules), and `filters`. An array of rules is tried in order; the first that gives a value counts.
- `const` knows `{vars.x}`, `{currency}` and `{base}`.
- A mark is a CSS selector that must be there, or a table: `css` with `text` (a pattern in what it selects), `title`
  (a pattern on the page's title), `text` alone (a pattern in the visible text), `json` (a JMESPath that must be true).

## How a page gets its outcome

`results` when a variant's rows hold: each has the fields of `expect.required` (a share of `expect.missing` may fail and is
dropped and counted), and each share of `expect.fill` is reached. Rows that `require`, `drop`, `cut` or `drop_where` rule
out, rows that lead to other hosts, and doubles are dropped and counted. `none` only by `marks.none` or `marks.zero`, or by
404 after the first page. `blocked` by status, by `marks.blocked` or by the general signs of walls. `changed` when a page
has no rows and no mark, or its rows lack what they must have: then no listing is given at all. `failed` is the rest:
network, too large, too deep, cut short. A listing's own page is `results` while it shows the offer (`out_of_stock` with a
mark of `sold`, `ended`, `removed` or `gone`) and `none` when it only says that it is gone.
"""


def blocks() -> Iterator[tuple[str, type]]:
    """The blocks of a file: dotted name and dataclass, in the order of the page."""
    yield "the file", s.SiteFile
    yield from (
        ("identity", s.Identity),
        ("policy", s.Policy),
        ("auth", s.Auth),
        ("search", s.Search),
        ("place.<name>", s.Place),
        ("paging", s.Paging),
        ("paging.split", s.Split),
        ("response.<variant> and item.<variant>", s.Variant),
        ("embedded (of a variant)", s.Embedded),
        ("fetch", s.Request),
        ("marks", s.Marks),
        ("errors", s.Errors),
        ("render", s.Render),
        ("recognise", s.Recognise),
        ("expect", s.Expect),
    )


def page() -> str:
    """The whole page."""
    parts = [_TOP]
    for name, kind in blocks():
        parts.append(
            f"## {name}\n\n{(kind.__doc__ or '').strip()}\n\n| key | kind | default | meaning |\n|---|---|---|---|\n"
            + _rows(kind)
        )
    parts.append(
        "## fields\n\nThe keys of `[fields]` and `[response.<variant>.fields]`.\n\n| field | meaning |\n|---|---|\n"
        + _pairs(s.FIELDS)
    )
    parts.append(
        "## filters\n\nSteps run over what a rule found, in order; one that makes nothing of a value leaves it out. Written as a\n"
        "name or as a table with one key: `filters = [\"strip\", { re = '(\\d+)' }]`.\n\n| filter | does |\n|---|---|\n"
        + _pairs(FILTERS)
    )
    return "\n".join(parts)


def _rows(kind: type) -> str:
    return "".join(
        f"| `{item.name}` | {_kind(hints(kind)[item.name])} | {_default(item)} | {_cell(item.metadata['doc'])} |\n"
        for item in dataclasses.fields(kind)
    )


def _pairs(told: Mapping[str, str]) -> str:
    return "".join(f"| `{name}` | {_cell(text)} |\n" for name, text in told.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(item: dataclasses.Field[Any]) -> str:
    if item.default is dataclasses.MISSING:
        return "required" if item.default_factory is dataclasses.MISSING else "empty"
    if item.default is None or item.default in ((), ""):
        return "none"
    if isinstance(item.default, tuple):
        return ", ".join(f"`{one}`" for one in item.default)
    value = str(item.default).lower() if isinstance(item.default, bool) else item.default
    return f"`{value}`"


def _kind(kind: Any) -> str:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _kind(next(one for one in arguments if one is not type(None)))
    if origin is typing.Literal:
        return "one of " + ", ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"array of {_kind(arguments[0])}"
    if origin is not None and "Mapping" in str(origin):
        return f"table of {_kind(arguments[1])}"
    names = {
        "str": "text",
        "int": "whole number",
        "float": "number",
        "bool": "true/false",
        "date": "date",
        "Any": "value",
        "RowSet": "selector",
    }
    name = getattr(kind, "__name__", None) or "Pattern"
    return names.get(name, name.lower())


if __name__ == "__main__":
    sys.stdout.write(page())
