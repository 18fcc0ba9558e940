"""Site files from disk: read, merged with their base, checked, hashed.

Shipped files first, then the user's directories left to right; the same stem replaces. A stem that
begins with ``_`` is a base for others and no Site. Every fault is a ``UsageError`` that names file,
dotted key and line; of all sites together one broken file of a user keeps only its own site away.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import sys
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from crawler.sites.build import Fault, site_file
from crawler.sites.site import Broken, Site, SiteFiles
from crawler.sites.where import fault_in, line_of
from warden.errors import UsageError

SHIPPED = Path(__file__).parent
_MAX_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read."""

    path: Path
    text: str
    table: dict[str, Any]


def read_source(path: Path) -> Source:
    """The file's table; a UsageError says on which line it is no TOML."""
    text = ""
    try:
        if path.stat().st_size > _MAX_FILE:
            raise UsageError(f"{path}: too large for a site file (over 1 MB)")
        text = path.read_text(encoding="utf-8-sig")
        return Source(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, why = fault_in(text, error)
        raise UsageError(f"{path}:{line}: no TOML: {why}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}:{line}: not UTF-8 text: {error.reason}") from error
    except RecursionError as error:
        raise UsageError(f"{path}: nested too deep for a site file") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables merged, arrays and values replaced, ``key = false`` removes."""
    merged = dict(base)
    for name, value in over.items():
        if value is False and name in base and not isinstance(base[name], bool):
            del merged[name]
        elif isinstance(value, dict) and isinstance(base.get(name), dict):
            merged[name] = merge(base[name], value)
        else:
            merged[name] = value
    return merged


def load_sites(extra_dirs: Sequence[Path] = (), only: Collection[str] | None = None) -> SiteFiles:
    """Every Site by id, sorted; ``extra_dirs`` replace shipped files of the same stem. ``only``: of the shipped ones these.

    A file of theirs that does not hold is told in ``broken`` and its site is not there; a shipped one raises ``UsageError``.
    """
    sites: dict[str, Site] = {}
    broken: list[Broken] = []
    read = cache(read_source)  # a base is read once for all that extend it
    for stem, path in site_paths(extra_dirs).items():
        if only is not None and stem not in only and path.parent == SHIPPED:
            continue
        try:
            sites[stem] = load_site(path, read)
        except UsageError as fault:
            if path.parent == SHIPPED:
                raise
            broken.append(Broken(stem, str(fault), tuple(_hosts(path))))
    return SiteFiles(sites, broken)


def _hosts(path: Path) -> Iterator[str]:
    """The hosts of a site whose file does not hold, as far as it can be read, else those of the file it replaces."""
    try:
        identity = merged_table(path).get("identity")
    except UsageError:
        shipped = SHIPPED / path.name
        yield from load_site(shipped).domains if shipped.is_file() else ()
        return
    if not isinstance(identity, Mapping):
        return
    named = identity.get("domains")
    for host in named if isinstance(named, list) else [urlsplit(str(identity.get("base"))).hostname]:
        if isinstance(host, str) and host != "*":
            yield host


def site_paths(extra_dirs: Sequence[Path] = ()) -> dict[str, Path]:
    """The files in force, by site id; a UsageError for a directory that is not there."""
    found: dict[str, Path] = {}
    for folder in (SHIPPED, *extra_dirs):
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such directory of site files (WARDEN_SITES)")
        found.update({path.stem: path for path in sorted(folder.glob("*.toml")) if path.name[0] not in "_."})
    return dict(sorted(found.items()))


def load_site(path: Path, read: Callable[[Path], Source] = read_source) -> Site:
    """One Site; UsageError with file, key and line when the file does not hold."""
    source = read(path)
    base = _base(source, read)
    merged = merge(base.table, source.table) if base else dict(source.table)
    try:
        made = site_file(merged)
    except Fault as fault:
        raise UsageError(_located(fault, source, base)) from fault
    hook = _hook(made.hook, source, base) if made.hook else None
    return Site(id=path.stem, file=made, version=_version(merged, hook), path=path, hook=hook)


def merged_table(path: Path) -> dict[str, Any]:
    """The definition with its base merged in, as plain tables (``sites show --merged``)."""
    source = read_source(path)
    base = _base(source)
    return merge(base.table, source.table) if base else dict(source.table)


def _base(source: Source, read: Callable[[Path], Source] = read_source) -> Source | None:
    stem = source.table.get("extends")
    if stem is None:
        return None
    if not isinstance(stem, str):
        raise UsageError(
            f"{source.path}:{line_of(source.text, ['extends'])}: extends: the stem of a file is needed"
        )
    for folder in (source.path.parent, SHIPPED):
        path = folder / f"{stem}.toml"
        if path.is_file() and path != source.path:
            base = read(path)
            if "extends" in base.table:
                line = line_of(base.text, ["extends"])
                raise UsageError(f"{path}:{line}: extends: a base extends nothing itself (one level)")
            return base
    line = line_of(source.text, ["extends"])
    raise UsageError(
        f"{source.path}:{line}: extends: no {stem}.toml beside this file or among the shipped ones"
    )


def _located(fault: Fault, source: Source, base: Source | None) -> str:
    line, path = line_of(source.text, fault.path), source.path
    if (
        base is not None
        and (line is None or not _has(source.table, fault.path))
        and _has(base.table, fault.path)
    ):
        line, path = line_of(base.text, fault.path), base.path
    where = f"{path}:{line or 1}"  # what is missing from the whole file is missing from its beginning
    dotted = ".".join(fault.path)
    return f"{where}: {dotted}: {fault.message}" if dotted else f"{where}: {fault.message}"


def _has(table: Any, path: Sequence[str]) -> bool:
    for name in path:
        if not isinstance(table, dict) or name not in table:
            return False
        table = table[name]
    return True


def _hook(names: Sequence[str], source: Source, base: Source | None) -> ModuleType:
    places = [source.path.with_suffix(".py")] + ([base.path.with_suffix(".py")] if base else [])
    path = next((one for one in places if one.is_file()), None)
    if path is None:
        told = _located(Fault(("hook",), f"{places[0].name} is not beside the file"), source, base)
        raise UsageError(told)
    module = _module(path)
    for name in names:
        if not callable(getattr(module, name, None)):
            raise UsageError(_located(Fault(("hook",), f"{path.name} has no function {name}"), source, base))
    return module


def _module(path: Path) -> ModuleType:
    name = f"warden_site_hook_{hashlib.sha256(path.read_bytes() + str(path).encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UsageError(f"{path}: the hook cannot be loaded: {error!r}") from error
    sys.modules[name] = module
    return module


def _version(merged: dict[str, Any], hook: ModuleType | None) -> str:
    text = json.dumps(merged, ensure_ascii=False, default=_plain)
    digest = hashlib.sha256(text.encode())
    for path in _sources(Path(hook.__file__)) if hook is not None and hook.__file__ else ():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_FRAME = frozenset({"requests", "rules", "schema", "site", "trail"})
"""What all sites are made with; only what a hook shares with other hooks belongs to its site's version."""


def _sources(hook: Path) -> list[Path]:
    """A hook's file and those beside it that it imports, and they import."""
    found = [hook]
    for path in found:
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{name}" for name in names] + [node.module or ""]
            beside = (SHIPPED / f"{name.split('.')[2]}.py" for name in names if _is_hook_code(name))
            found += [one for one in dict.fromkeys(beside) if one.is_file() and one not in found]
    return found


def _is_hook_code(module: str) -> bool:
    package, _, rest = module.partition("crawler.sites.")
    return not package and bool(rest) and rest.split(".")[0] not in _FRAME


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
