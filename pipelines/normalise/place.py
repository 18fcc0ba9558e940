"""The country of an offer, and how it is known."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipelines.normalise.countries import CODES, COUNTRIES, ENGLISH
from pipelines.normalise.country_names import CITIES, MORE_NAMES
from pipelines.normalise.states import STATES
from warden.records import SiteFacts

_PARTS = re.compile(r"[,;/|()\n·•>،、，・]+|\s[-–—]\s")
_SPACED_HAN = re.compile(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])\s+(?=[\u3040-\u30ff\u4e00-\u9fff])")
_LEAD = re.compile(
    r"^(?:from|in|located in|item location|ships from|aus|uit|z|de|da|desde|из|dari|kutoka|từ|من|จาก)[:\s]+",
    re.IGNORECASE,
)
_BY_STATES = frozenset({"US", "CA"})
"""Countries whose addresses end with a state's code."""


def country_of(location: str | None, facts: SiteFacts) -> tuple[str | None, str | None]:
    """(ISO 3166 code, basis): ``listing_field`` when the place names the country, ``listing_city`` when only
    a large city, ``domain`` when only the site says.

    **Names.** On a site of several countries or of none every part that is a country's name counts, the
    last first. On a site of one country a name of another one is more often a street, a village or a
    district (Włochy in Warsaw is Polish for Italy; Holland is in Michigan). There it counts only as the
    last part; or as the first, when the last is a large city of that country. An English name then
    counts always ("Los Angeles, California, United States" on a British site: addresses for abroad end
    with the country, and local ones do not end with its English name), a name in any other language only
    if it stands alone or with one other part that is no large city of the site's own country, or beside
    a large city of the country it names: the third part of a local address is a district.

    **Codes** of two letters count only at the end, and alone only on a site whose countries we know. After
    a town a code is the country of which the town is a large city ("Mumbai, IN"), then the site's own
    country, then a state of the US or a province of Canada, then a country. Where the site has one
    country, states count only between the US and Canada (Perth, WA, is in Australia), other countries'
    codes not at all; where it has several, only countries of its own. A province that reads like a
    country (NL, PE, SK) is one only where the site knows Canada.

    **Cities** count only as the whole or the last part, and only where the site is not of one other
    country: there is a Paris in Texas. A site of several countries says nothing by its domain.

    The last answers are remembered: a site's offers come from the same towns.
    """
    return _country_of(location, facts.country, facts.countries)


@lru_cache(maxsize=8_192)
def _country_of(
    location: str | None, country: str | None, countries: tuple[str, ...]
) -> tuple[str | None, str | None]:
    parts = _parts_of(location)
    one = country if len(countries) <= 1 else None
    found = _by_code(parts, country, countries, one) if parts else None
    if not found:
        found = _by_name(parts, one) if one else next(filter(None, map(_country, reversed(parts))), None)
    if found:
        return found, "listing_field"
    city = CITIES.get(_folded(parts[-1])) if parts else None
    if city and not one and (not countries or city in countries):
        return city, "listing_city"
    return (one, "domain") if one else (None, None)


def _by_name(parts: list[str], one: str) -> str | None:
    """The country that a place on a site of one country names."""
    named = [_country(part) for part in parts]
    if not any(named):
        return None
    if one in named:
        return one
    first, last = named[0], named[-1]
    cities = {CITIES.get(_folded(part)) for part in parts}
    if not last:
        return first if first and CITIES.get(_folded(parts[-1])) == first else None
    if len(parts) == 1 or last in cities or _folded(parts[-1]) in ENGLISH:
        return last
    return last if len(parts) == 2 and one not in cities else None


def _by_code(
    parts: list[str], country: str | None, countries: tuple[str, ...], one: str | None
) -> str | None:
    """The country that two letters at the end of a place stand for."""
    code = parts[-1]
    state = STATES.get(code)
    if not state and code not in CODES:
        return None
    known = (*countries, country)
    if len(parts) == 1 or not any(map(str.isalpha, parts[-2])):
        # nothing says that a town stands before it: alone, IN and LA are as often Indiana and Louisiana
        doubtful = state in known and not one
        return code if code in CODES and code in known and not doubtful else None
    if one:
        if code == one:
            return one
        return state if state != one and one in _BY_STATES else None
    if code in CODES and CITIES.get(_folded(parts[-2])) == code:
        return code
    if code == country:
        return code
    provable = state in known if countries else state == "US" or code not in CODES
    if state and provable:
        return state
    return code if code in CODES and (not countries or code in countries) else None


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
