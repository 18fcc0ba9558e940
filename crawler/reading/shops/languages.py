"""The table of the words of shops, ``languages.toml``, as pieces of patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("languages.toml")
KINDS = frozenset(
    [
        "next",
        "newest",
        "price",
        "nothing",
        "buy",
        "in_stock",
        "sold_out",
        "notify",
        "stock",
        "postage",
        "not_price",
        "net",
        "number",
        "on_request",
        "others",
        "talk",
        "store",
        "login",
        "wall",
        "choice",
        "money",
    ]
)


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """The words by language, then by kind."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def of(kind: str) -> str:
    """The words of a kind in every language as one alternation; a kind nobody knows is a mistake of ours."""
    assert kind in KINDS, kind
    words = [word for told in table().values() for word in told.get(kind, ())]
    return "(?:" + "|".join(dict.fromkeys(words)) + ")" if words else "(?!)"


def pattern(before: str, kind: str, after: str = "") -> re.Pattern[str]:
    """The words of a kind between what comes before and behind them, case aside."""
    return re.compile(f"{before}{of(kind)}{after}", re.IGNORECASE)
