"""What a printed hit joins out of its card and its readings, the same for every engine."""

from __future__ import annotations

from typing import Any


def images(card: dict[str, Any]) -> list[str]:
    """Every picture once, the first one first."""
    named = [card.get("image"), *(card.get("images") or [])]
    return list(dict.fromkeys(address for address in named if address))


def joined(shown: dict[str, Any], other: dict[str, Any] | None) -> dict[str, Any]:
    """What the card's reading says; where another road's reading makes the hit, its matches follow without spans.

    Their offsets point into the other road's text, which is not the one shown.
    """
    if other is None:
        return shown
    spanless = [match | {"start": None, "end": None} for match in other.get("matches") or []]
    return {
        "products": sorted({*(shown.get("products") or []), *(other.get("products") or [])}),
        "matches": [*(shown.get("matches") or []), *spanless],
        "obfuscated": shown.get("obfuscated") or other.get("obfuscated"),
    }
