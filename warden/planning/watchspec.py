"""What a watch may say: names, texts, lists, hours; the same in a file and in the console."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from warden.errors import UsageError

LISTS = ("sites", "terms", "langs", "targets", "places", "domains")
"""Keys that select probes."""
TEXTS = ("name", "every", "quiet_hours", "timezone")
KEYS = (*TEXTS, *LISTS, "pages")
UNITS = {"h": 3600, "d": 86_400, "w": 604_800}


def check(where: str, told: Mapping[str, Any]) -> None:
    """Raise ``UsageError``, which begins with ``where``, for a key that is unknown, lacking or wrong."""
    unknown = sorted(told.keys() - set(KEYS))
    if unknown:
        raise UsageError(f"{where}: unknown key {', '.join(unknown)}. Known: {', '.join(KEYS)}.")
    for key, value in told.items():
        _check(where, key, value)
    if not told.get("name") or not told.get("sites"):
        raise UsageError(f'{where}: a watch needs name = "…" and sites = ["…"].')


def _check(where: str, key: str, value: Any) -> None:
    if key in LISTS:
        wanted, fits = (
            "a list of texts",
            isinstance(value, list) and all(isinstance(one, str) for one in value),
        )
    elif key == "pages":
        wanted, fits = (
            "a number from 1",
            isinstance(value, int) and not isinstance(value, bool) and value >= 1,
        )
    else:
        wanted, fits = "a text", isinstance(value, str)
    if not fits:
        raise UsageError(f"{where}: {key} must be {wanted}.")
    if key == "every":
        period(value)
    if key == "quiet_hours":
        quiet_hours(where, value)
    if key == "timezone":
        _zone(where, value)


def period(text: str) -> timedelta:
    """``6h``, ``1d``, ``2w`` as a time span."""
    number, unit = text[:-1], text[-1:]
    if not number.isdigit() or unit not in UNITS or int(number) == 0:
        raise UsageError(f"every = {text!r} is no period; write 6h, 1d or 2w")
    return timedelta(seconds=int(number) * UNITS[unit])


def quiet_hours(where: str, value: str) -> tuple[int, int]:
    """(from, to) in hours of ``22-6``."""
    first, _, last = value.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < 24 and int(last) <= 24):
        raise UsageError(f'{where}: quiet_hours = {value!r} are no hours. Write "22-6".')
    return int(first), int(last)


def _zone(where: str, value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            f'{where}: timezone = {value!r} is none. Write one such as "Europe/Paris".'
        ) from None
