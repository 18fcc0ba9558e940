"""The country of an offer, and how it is known."""

from __future__ import annotations

import re
import unicodedata

from pipelines.normalise.countries import CODES, COUNTRIES
from pipelines.normalise.country_names import CITIES, MORE_NAMES
from warden.records import SiteFacts

_PARTS = re.compile(r"[,;/|()\n·•>،、，・]+|\s[-–—]\s")
_SPACED_HAN = re.compile(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])\s+(?=[\u3040-\u30ff\u4e00-\u9fff])")
_LEAD = re.compile(
    r"^(?:from|in|located in|item location|ships from|aus|uit|z|de|da|desde|из|dari|kutoka|từ|من|จาก)[:\s]+",
    re.IGNORECASE,
)


def country_of(location: str | None, facts: SiteFacts) -> tuple[str | None, str | None]:
    """(ISO 3166 code, basis): ``listing_field`` when the place names the country, ``listing_city`` when only
    a large city, ``domain`` when only the site says.

    A site of several countries says nothing by its domain. The last part of a place that is a country's
    name counts. A two-letter code counts only at the end, and only if the site is not of one country
    with regions written like that (Madison, WI, in the US). A city counts only as the whole or the last
    part, and only where the site is not of one other country: there is a Paris in Texas.
    """
    parts = _parts_of(location)
    for part in reversed(parts):
        if found := _country(part):
            return found, "listing_field"
    last = parts[-1] if parts else ""
    if last in CODES and (not facts.country or last == facts.country or last in facts.countries):
        return last, "listing_field"
    one = facts.country if len(facts.countries) <= 1 else None
    city = CITIES.get(_folded(last))
    if city and not one and (not facts.countries or city in facts.countries):
        return city, "listing_city"
    return (one, "domain") if one else (None, None)


def _parts_of(location: str | None) -> list[str]:
    if not location:
        return []
    text = _SPACED_HAN.sub(",", unicodedata.normalize("NFC", location))
    return [part for raw in _PARTS.split(text) if (part := raw.strip(" ."))]


def _folded(part: str) -> str:
    return _LEAD.sub("", part).casefold()


def _country(part: str) -> str | None:
    name, whole = _folded(part), part.casefold()
    return COUNTRIES.get(name) or COUNTRIES.get(whole) or MORE_NAMES.get(name) or MORE_NAMES.get(whole)
