"""Names that are asked for and not there: the answer says so and names what is near, rather than finding nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from django.conf.locale import LANG_INFO

from keywords.countries import countries as every_country
from warden.review import here
from warden.store.base import HitQuery

SHOWN = 5


def like(named: str, known: Iterable[str]) -> str:
    """What is near, as the end of a sentence."""
    found = difflib.get_close_matches(named.casefold(), sorted(set(known)), n=SHOWN, cutoff=0.5)
    return f"; near it: {', '.join(found)}" if found else ""


def target(named: str) -> str:
    """The id of a target. Raises ``ValueError`` where there is none."""
    found = here.target(named)
    if found is None:
        raise ValueError(f"there is no such target{like(named, here.vocabulary().own_targets)}")
    return found


def unknown(sites: Sequence[str], languages: Sequence[str], countries: Sequence[str]) -> str | None:
    """What is wrong with these names, in a line; ``None`` where each is known, or some hit has it."""
    for name in sites:
        if name not in here.sites() and not _stored(HitQuery(sites=[name])):
            return f"site: there is no such site{like(name, here.sites())}"
    for name in languages:
        known = {*LANG_INFO, *here.vocabulary().languages}
        if name not in known and not _stored(HitQuery(languages=[name])):
            return f"language: there is no such language{like(name, known)}"
    for name in countries:
        if name.upper() not in every_country() and not _stored(HitQuery(countries=[name.upper()])):
            return f"country: there is no such country{like(name, (one.lower() for one in every_country()))}"
    return None


def _stored(query: HitQuery) -> bool:
    query.withdrawn = True
    return here.store().count(query, 1) > 0
