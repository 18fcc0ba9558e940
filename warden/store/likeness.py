"""Re-listings: hits of the same goods offered again, by exact marks only.

Two listings share a mark when they have the same folded title and seller, or the same first picture
address. A listing's ``cluster_id`` is the key of the oldest listing it shares a mark with, itself
included, and null when it is alone. Nothing transitive, nothing fuzzy: those have their own issue.
"""

from __future__ import annotations

import hashlib
from typing import Any

from warden.text import search_tokens

CROWD = 50
"""A mark that more listings bear says nothing ("no picture yet")."""


def marks(content: dict[str, Any]) -> list[str]:
    """The marks of a card."""
    found = []
    title = " ".join(search_tokens(content["title"]))
    if title and content["seller_key"]:
        found.append(f"title\x1f{title}\x1f{content['seller_key']}")
    picture = content["image"] or next(iter(content["images"]), None)
    if picture:
        found.append(f"picture\x1f{picture}")
    return [hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()[:32] for mark in found]
