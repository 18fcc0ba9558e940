"""Where everything is kept: one interface, two engines."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from warden.errors import NoStore, UsageError
from warden.store.base import Store

NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "fuse.glusterfs", "ceph"}
)
"""File systems on which SQLite's locks and shared memory do not hold."""

MOUNTS = Path("/proc/mounts")


def sqlite_path(url: str) -> Path | None:
    """The file a SQLite address names, ``None`` when it is another engine's.

    ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``sqlite:///C:/warden.db``, or a plain path.
    Nothing is decoded: ``%`` and blanks stand for themselves.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return Path(url)
    if scheme.lower() != "sqlite":
        return None
    if not rest.startswith("/") or len(rest) < 2:
        raise UsageError(
            f"{url!r} names no file. Write sqlite:///warden.db for a file here, sqlite:////data/warden.db "
            "for an absolute path."
        )
    return Path(rest[1:])


def refuse_network(path: Path) -> None:
    """SQLite over a network share loses writes: refused where it can be told."""
    full = str(path)
    share = full.startswith("\\\\") or (os.name == "nt" and full.startswith("//"))
    if share or mount_type(path.absolute()) in NETWORK_TYPES:
        raise UsageError(
            f"{path} lies on a network share, where SQLite loses data. Name a file on a local disk with "
            "--store."
        )


def mount_type(path: Path) -> str | None:
    """The type of the file system a path lies on, where the system tells (Linux)."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best: tuple[int, str | None] = (0, None)
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), parts[1])
        if PurePosixPath(path).is_relative_to(point) and len(point) >= best[0]:
            best = (len(point), parts[2])
    return best[1]


def open_store(url: str, *, create: bool = True, timeout: float = 10.0, to_migrate: bool = False) -> Store:
    """The store at ``url``, made when it is not there unless ``create`` is false.

    A SQLite file of an older schema is brought to ours; a team's store only by ``Store.migrate``, for which
    ``to_migrate`` opens it.

    Raises ``UsageError`` for an unknown engine, a missing file or a network share; ``StoreTooNew``,
    ``StoreLocked`` (after ``timeout`` seconds) or ``CannotContinue`` when the file cannot be used.
    """
    path = sqlite_path(url)
    if path is None:
        return _elastic(url, create, to_migrate)
    refuse_network(path)
    from warden.store.sqlite import SqliteStore

    return SqliteStore(path, url, create=create, timeout=timeout)


def _elastic(url: str, create: bool, to_migrate: bool) -> Store:
    """A store of the other engine, whose client is an extra of its own."""
    if url.partition("://")[0].lower().partition("+")[0] != "elasticsearch":
        raise UsageError(
            f"Unknown store {url.partition('://')[0]}://… Known: sqlite:///path/to/warden.db, a plain path, "
            "or elasticsearch://host:9200/prefix."
        )
    try:
        from warden.store.elasticsearch.store import ElasticStore
    except ModuleNotFoundError as missing:
        if missing.name not in ("elasticsearch", "elastic_transport"):
            raise
        raise UsageError(
            "Elasticsearch needs one more part: pip install 'warden-monitor[elastic]'. Or name a SQLite file with --store."
        ) from missing
    return ElasticStore(url, create=create, to_migrate=to_migrate)


def store_exists(url: str) -> bool:
    """Whether there is something to open at ``url`` yet; nothing is made. A team's store is asked."""
    path = sqlite_path(url)
    if path is not None:
        return path.exists()
    try:
        _elastic(url, create=False, to_migrate=True).close()
    except NoStore:
        return False
    return True
