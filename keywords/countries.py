"""Countries as legal texts name them, and since when each applies the law of the European Union."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "countries.csv"


@dataclass(frozen=True, slots=True)
class Country:
    """``code`` is ISO 3166 with two letters; ``eu_from`` and ``eu_to`` are ISO days, empty when never and when still."""

    code: str
    names: tuple[str, ...]
    eu_from: str
    eu_to: str

    def in_eu(self, day: str) -> bool:
        """Whether the law of the Union applies on an ISO day; to the United Kingdom until the end of 2020."""
        return bool(self.eu_from) and self.eu_from <= day and (not self.eu_to or day <= self.eu_to)


@cache
def countries() -> dict[str, Country]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["country"]: Country(
                row["country"], tuple(row["names"].split("|")), row["eu_from"], row["eu_to"]
            )
            for row in csv.DictReader(file)
        }


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {name.casefold(): country.code for country in countries().values() for name in country.names}
    longest = sorted(codes, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:the )?({'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE), codes


_CODE = re.compile(r"(?<![\w.])[A-Z]{2}(?![\w.])")


def named_countries(text: str) -> list[tuple[int, str]]:
    """(place, code) of each country that a text names, by name or by its two capital letters."""
    pattern, codes = _names()
    found = [(one.start(), codes[one[1].casefold()]) for one in pattern.finditer(text)]
    found += [(one.start(), one[0]) for one in _CODE.finditer(text) if one[0] in countries()]
    return sorted(found)
