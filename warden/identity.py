"""Identities are derived, never drawn: the same fact has the same id on every machine.

UUIDv5 under one namespace; the parts are joined by U+001F so that no two lists of parts collide.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime

from uuid6 import uuid7

NAMESPACE = uuid.UUID("6f0c1b1e-6f0b-5c39-9a0e-5a3c2a6d7e11")
_NAMESPACE = NAMESPACE.bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""A UUID's seventeenth digit, its two upper bits those of the variant."""


def derived(kind: str, *parts: str | int | None) -> str:
    """A UUIDv5 over ``kind`` and ``parts``; ``None`` counts as empty.

    Written out as RFC 9562 says (SHA-1, version and variant bits): ``uuid.uuid5`` costs three times as
    much, and every listing has four.
    """
    name = "\x1f".join(
        [kind, *[part if type(part) is str else "" if part is None else str(part) for part in parts]]
    )
    text = hashlib.sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def drawn() -> str:
    """A UUIDv7: for verdicts, notices and runs, which are acts and not facts."""
    return str(uuid7())


def listing_key(platform: str, listing_id: str, site: str | None = None) -> str:
    """``site`` only where the platform reuses its numbers between countries (identity = "site")."""
    return derived("listing", platform, listing_id, site)


def probe_id(site: str, kind: str, key: str, form: str | None = None) -> str:
    """``key``: a term id (with the form sent), a place or an address."""
    return derived("probe", site, kind, key, form)


def work_id(run_id: str, probe: str, page: int) -> str:
    """``probe`` is a probe id, or ``kind:listing_key`` for follow-ups."""
    return derived("work", run_id, probe, page)


def imported_page_id(sha256: str, captured_at: datetime | None) -> str:
    return derived("page", sha256, instant(captured_at))


def revision_id(key: str, site: str, page_kind: str, content_hash: str) -> str:
    return derived("revision", key, site, page_kind, content_hash)


def hit_id(key: str, target: str | None) -> str:
    return derived("hit", key, target)


def recipe_id(terms_version: str, site_version: str, matcher_version: int, parser_version: int) -> str:
    text = f"{terms_version}\x1f{site_version}\x1f{matcher_version}\x1f{parser_version}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def instant(moment: datetime | None) -> str | None:
    """``YYYY-MM-DDTHH:MM:SSZ`` of an aware datetime."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> datetime:
    """The datetime of an ISO instant; a naive one is taken as UTC."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def now() -> datetime:
    """The clock, in one place so that tests can hold it."""
    return datetime.now(UTC)


def iso_week(moment: datetime) -> str:
    """The ISO week in UTC, ``2026-W47``."""
    year, week, _ = moment.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"
