"""Plain TOML tables into the dataclasses of the schema, refusing what the schema does not know.

Every fault is raised as ``Fault`` with the dotted key; the loader adds the file and the line.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any
from zoneinfo import available_timezones

from crawler.sites import rules as r
from crawler.sites.schema import FIELDS, TEMPLATE_NAMES, Embedded, Expect, Identity, SiteFile, Variant


class Fault(Exception):
    """A fault in a site file: the path of the key and what is wrong with it."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


_LANGUAGE = {"html": "css", "json": "json", "xml": "xpath", "feed": "xpath"}
_COUNTRY, _MONEY = re.compile(r"[A-Z]{2}\Z"), re.compile(r"[A-Z]{3}\Z")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_PLACEHOLDER = re.compile(r"\{([a-z_.]+[\w.-]*)\}")
_ENV_NAME = re.compile(r"^[A-Z][A-Z0-9_]{2,}$")


@lru_cache(maxsize=64)
def hints(cls: type) -> dict[str, Any]:
    """The resolved annotations of a block."""
    return typing.get_type_hints(cls)


def build(cls: type, raw: Any, path: tuple[str, ...]) -> Any:
    """A dataclass out of a table, every key checked against its annotation."""
    table = _table(raw, path)
    known = {item.name: item for item in dataclasses.fields(cls)}
    for name in table:
        if name not in known:
            raise Fault(
                (*path, name), f"unknown key; {'.'.join(path) or 'a site file'} has {', '.join(known)}"
            )
    made = {name: _value(hints(cls)[name], value, (*path, name)) for name, value in table.items()}
    for name, item in known.items():
        missing = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        if missing and name not in made:
            raise Fault(path, f"the key {name} is missing ({item.metadata['doc']})")
    return cls(**made)


def _table(raw: Any, path: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise Fault(path, f"a table is needed here, not {raw!r}")
    return raw


def _value(kind: Any, raw: Any, path: tuple[str, ...]) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _value(next(one for one in typing.get_args(kind) if one is not type(None)), raw, path)
    if origin is typing.Literal:
        if raw not in typing.get_args(kind):
            raise Fault(path, f"{raw!r} is not one of {', '.join(map(str, typing.get_args(kind)))}")
        return raw
    if origin is tuple:
        return _array(typing.get_args(kind)[0], raw, path)
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        values = typing.get_args(kind)[1]
        return {name: _value(values, value, (*path, name)) for name, value in _table(raw, path).items()}
    if kind is r.RowSet:
        raise Fault(path, "rows stand only in a variant")
    return _plain(kind, raw, path)


def _array(kind: Any, raw: Any, path: tuple[str, ...]) -> tuple[Any, ...]:
    if kind is r.Rule:
        return typing.cast(tuple[Any, ...], _rule(lambda: r.rules(raw, "json"), path))
    if kind is r.Mark:
        marks = raw if isinstance(raw, list) else [raw]
        return tuple(_rule(lambda one=one: r.mark(one), path) for one in marks)
    if not isinstance(raw, list):
        raise Fault(path, f"an array is needed here, not {raw!r}")
    return tuple(_value(kind, one, path) for one in raw)


def _plain(kind: Any, raw: Any, path: tuple[str, ...]) -> Any:
    if kind is Any:
        return raw
    if kind is Variant:
        return variant(raw, path, {})
    if kind is Embedded:
        return _embedded(raw, path)
    if dataclasses.is_dataclass(kind):
        return build(typing.cast(type, kind), raw, path)
    if kind is float and type(raw) is int:
        return float(raw)
    if kind is re.Pattern or typing.get_origin(kind) is re.Pattern:
        return _rule(lambda: r.pattern(raw), path)
    wanted = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", date: "a date"}
    if type(raw) is not kind:
        raise Fault(path, f"{wanted.get(kind, kind)} is needed here, not {raw!r}")
    return raw


def _rule(make: Any, path: tuple[str, ...]) -> Any:
    try:
        return make()
    except r.RuleError as error:
        raise Fault(path, str(error)) from error


def _embedded(raw: Any, path: tuple[str, ...]) -> Embedded:
    table = dict(_table(raw, path))
    for name in table:
        if name not in ("css", "pattern", "having", "decode"):
            raise Fault((*path, name), "unknown key; embedded has css, pattern, having, decode")
    decode = _value(hints(Embedded)["decode"], table.get("decode", "json"), (*path, "decode"))
    css = table.get("css")
    if css is not None:
        _rule(lambda: r.css(css), (*path, "css"))
    found, having = (
        _rule(lambda name=name: r.pattern(table[name]), (*path, name)) if name in table else None
        for name in ("pattern", "having")
    )
    if css is None and found is None:
        raise Fault(path, "embedded needs css, pattern or both")
    return Embedded(css=css, pattern=found, having=having, decode=decode)


def variant(raw: Any, path: tuple[str, ...], common: Mapping[str, Any]) -> Variant:
    """One markup; ``common`` are the fields every variant has unless it says otherwise."""
    table = dict(_table(raw, path))
    made: dict[str, Any] = {}
    known = hints(Variant)
    for name in table:
        if name not in known:
            raise Fault((*path, name), f"unknown key; a variant has {', '.join(known)}")
    kind = _value(known["type"], table.get("type", "html"), (*path, "type"))
    language = "json" if "embedded" in table else _LANGUAGE[kind]
    for name in ("type", "embedded", "uncomment", "when", "walk", "cut", "drop_where"):
        if name in table:
            made[name] = _value(known[name], table[name], (*path, name))
    for name in ("require", "drop", "total", "next", "more"):
        if name in table:
            made[name] = _rule(lambda name=name: r.rules(table[name], language), (*path, name))
    if "rows" in table:
        made["rows"] = _rule(lambda: _rows(table["rows"], language), (*path, "rows"))
    for selector in made.get("cut", ()):
        _rule(lambda selector=selector: r.css_selector(selector), (*path, "cut"))
    made["fields"] = fields({**common, **_table(table.get("fields", {}), path)}, language, (*path, "fields"))
    for name in made.get("drop_where", ()):
        _known_field(name, (*path, "drop_where", name))
    return Variant(**made)


def _rows(raw: Any, language: str) -> r.RowSet:
    if not isinstance(raw, str):
        raise r.RuleError("rows is a selector")
    if language == "json":
        return r.RowSet(json=r.jmes(raw))
    if language == "xpath":
        return r.RowSet(xpath=r.xpath(raw))
    return r.RowSet(css=r.css_selector(raw))


def fields(raw: Mapping[str, Any], language: str, path: tuple[str, ...]) -> dict[str, tuple[r.Rule, ...]]:
    """The rules of each field, compiled."""
    made = {}
    for name, value in raw.items():
        _known_field(name, (*path, name))
        made[name] = _rule(lambda value=value: r.rules(value, language), (*path, name))
    return made


def _known_field(name: str, path: tuple[str, ...]) -> None:
    if name not in FIELDS:
        raise Fault(path, f"unknown field; known are {', '.join(FIELDS)}")


def site_file(raw: dict[str, Any]) -> SiteFile:
    """The whole file, its guards included."""
    common = _table(raw.get("fields", {}), ("fields",))
    made = {name: value for name, value in raw.items() if name not in ("response", "item")}
    fields(common, "css", ("fields",))
    file: SiteFile = build(SiteFile, made, ())
    variants = {
        block: {
            name: variant(value, (block, name), common)
            for name, value in _table(raw.get(block, {}), (block,)).items()
        }
        for block in ("response", "item")
    }
    file = dataclasses.replace(file, response=variants["response"], item=variants["item"])
    _guards(file)
    return file


def _guards(file: SiteFile) -> None:
    policy = file.policy
    if policy.robots == "not-applicable" and policy.access != "api":
        raise Fault(("policy", "robots"), 'not-applicable holds only for an official API (access = "api")')
    if policy.quota is not None and policy.quota < 1:
        raise Fault(("policy", "quota"), "a quota is at least one request a day")
    if policy.quota_zone not in _timezones():
        raise Fault(("policy", "quota_zone"), f"no IANA time zone is called {policy.quota_zone!r}")
    split = file.paging.split
    if split is not None and (len(split.bounds) < 2 or list(split.bounds) != sorted(set(split.bounds))):
        raise Fault(("paging", "split", "bounds"), "at least two bounds, rising")
    if split is not None and file.paging.type not in ("page", "offset"):
        raise Fault(("paging", "split"), "slices are paged by their number: only with type = page or offset")
    engine = file.identity.kind == "search-engine"
    if (
        engine
        and file.search is not None
        and "{domain}" not in str((file.search.url, file.search.query, file.search.json))
    ):
        raise Fault(
            ("search",), "a search engine is asked about one domain: {domain} has to be in the request"
        )
    _guard_identity(file.identity)
    _guard_templates(file)
    _guard_pace(file)
    for name in ("client_id_env", "client_secret_env", "key_env"):
        value = getattr(file.auth, name)
        if value is not None and not _ENV_NAME.match(value):
            raise Fault(
                ("auth", name), "write the NAME of an environment variable (A-Z, 0-9, _), never a value"
            )
    _guard_expect(file.expect)
    if "*" in file.identity.domains and policy.access != "import":
        raise Fault(("identity", "domains"), 'any host ("*") holds only for saved pages (access = "import")')
    if policy.access != "import" and file.search is None and not file.place:
        raise Fault(
            ("policy", "access"), 'a site that is crawled needs [search] or [place.…]; else access = "import"'
        )


@cache
def _timezones() -> set[str]:
    """Looked for once: each time costs as much as reading a file."""
    return available_timezones()


def _guard_identity(identity: Identity) -> None:
    codes = [*([identity.country] if identity.country else []), *identity.countries]
    for code in codes:
        if not _COUNTRY.match(code):
            raise Fault(("identity", "country"), f"{code!r} is no ISO 3166 code: two capital letters, as DE")
    if identity.currency is not None and not _MONEY.match(identity.currency):
        raise Fault(
            ("identity", "currency"),
            f"{identity.currency!r} is no ISO 4217 code: three capital letters, as EUR",
        )
    for lang in identity.languages:
        if not _TAG.match(lang):
            raise Fault(("identity", "languages"), f"{lang!r} is no BCP 47 code, as de or zh-Hant")
    if identity.timezone not in _timezones():
        raise Fault(("identity", "timezone"), f"no IANA time zone is called {identity.timezone!r}")


def _guard_templates(file: SiteFile) -> None:
    """A misspelt placeholder would be sent as it is, and the site would find nothing."""
    known = {*TEMPLATE_NAMES, *(f"vars.{name}" for name in file.vars)}
    asked = {("search",): file.search, ("fetch",): file.fetch}
    for where, request in (asked | {("place", name): place for name, place in file.place.items()}).items():
        if request is None:
            continue
        for part in ("url", "query", "headers", "form", "json"):
            for name in _PLACEHOLDER.findall(" ".join(_texts(getattr(request, part)))):
                if name not in known:
                    raise Fault(
                        (*where, part), f"{{{name}}} is no placeholder; there are {', '.join(sorted(known))}"
                    )


def _texts(value: Any) -> Iterator[str]:
    """All texts of a template, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _guard_pace(file: SiteFile) -> None:
    policy = file.policy
    least = 0.5 if policy.access == "api" else 5.0
    urls = [
        file.identity.base,
        *([file.search.url] if file.search else []),
        *(p.url for p in file.place.values()),
    ]
    local = all(re.match(r"https?://(127\.|localhost\b|\[::1\])|\{base\}", url) for url in urls)
    if policy.pace is not None and policy.pace < least and not local:
        raise Fault(
            ("policy", "pace"),
            f"{policy.pace} s is too fast: at least {least} s for access = {policy.access!r}",
        )
    if policy.pace is not None and policy.pace < 0:
        raise Fault(("policy", "pace"), "a pace is no negative number")


def _guard_expect(expect: Expect) -> None:
    for block, names in (
        ("required", expect.required),
        ("item_required", expect.item_required),
        ("fill", expect.fill),
    ):
        for name in names:
            _known_field(name, ("expect", block))
    if not 0 <= expect.missing <= 1 or any(not 0 <= share <= 1 for share in expect.fill.values()):
        raise Fault(("expect",), "shares are between 0 and 1")
