"""How a taxon stands in a legal list, for a country on a day: rules only, no files.

For each list, from the taxon upwards, the first taxon with a row in force answers: a subspecies before its species, a
species before its order, and so an exception (class NC) before the listing it is excepted from. A row counts from its
``valid_from`` on. Several classes at one taxon are a split listing: the populations their annotations name decide by
country, and where they do not, the answer is that it depends. What no row speaks of is unknown, never "not listed".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from keywords.countries import countries, named_countries
from keywords.importing.cells import scientific
from keywords.importing.record import NOT_LISTED

Verdict = Literal["listed", "not_listed", "depends", "not_yet", "no_longer", "unknown"]
CITES, INTERNATIONAL, EU = "cites", "international", "EU"

_CLAUSE = re.compile(r"[.;\n]|, (?=all other|no other|which)")
_EXCEPT = re.compile(r"\b(?:except|excepting|excluding|other than|not|without)\b", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|no other)\b", re.IGNORECASE)
_POPULATION = re.compile(r"\bpop(?:ulatio)?ns?\b", re.IGNORECASE)
_OF_CODES = re.compile(r"\bof (?:the )?[A-Z]{2}\b")
_GENUS = re.compile(r"([A-Z][a-z-]+) spp\.")


@dataclass(frozen=True, slots=True)
class LawRow:
    """One listing of one taxon. Days are ISO, empty when the source has none; ``as_of`` the day the source was taken."""

    list: str
    jurisdiction: str
    category: str
    taxon: str
    annotation: str = ""
    hash_annotation: str = ""
    valid_from: str = ""
    valid_to: str = ""
    party: str = ""
    under: str = ""
    source: str = ""
    as_of: str = ""

    def holds(self, day: str) -> bool:
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Step:
    """A taxon on the way up, with its rows; ``excepts`` says that the asked taxon is named as its exception."""

    taxon: str
    rows: Sequence[LawRow]
    excepts: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer of one list. ``through`` is the higher taxon whose listing it is, empty for one of the taxon's own; ``rows``
    are those it rests on."""

    list: str
    jurisdiction: str
    verdict: Verdict
    classes: tuple[str, ...] = ()
    through: str = ""
    rows: tuple[LawRow, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Populations:
    """The countries whose populations an annotation speaks of (``only`` them, if it says so), and those it leaves out."""

    of: frozenset[str]
    without: frozenset[str]
    only: bool


def standings(
    way: Sequence[Step], country: str | None, day: str, lists: Iterable[tuple[str, str]]
) -> list[Standing]:
    """The answer of each of ``lists`` (list, jurisdiction) that applies in ``country``; without a country, of all."""
    return [
        _standing(way, name, where, country, day) for name, where in lists if applies(where, country, day)
    ]


def applies(jurisdiction: str, country: str | None, day: str) -> bool:
    """Whether a list of this jurisdiction is the law of the country on that day."""
    if country is None or jurisdiction == INTERNATIONAL:
        return True
    if jurisdiction == EU:
        return country in countries() and countries()[country].in_eu(day)
    return jurisdiction == country


def _standing(way: Sequence[Step], name: str, where: str, country: str | None, day: str) -> Standing:
    names = {step.taxon.casefold() for step in way}
    others: list[LawRow] = []
    for at, step in enumerate(way):
        if step.excepts:
            if name != CITES and not _inherited(way[at:], name, where, day):
                continue
            note = f"named as an exception of {step.taxon}"
            return Standing(name, where, "not_listed", (NOT_LISTED,), step.taxon, (), note)
        rows = [row for row in step.rows if (row.list, row.jurisdiction) == (name, where)]
        rows = [row for row in rows if at == 0 or not _of_another(row, names)]
        if now := [row for row in rows if row.holds(day)]:
            return _decided(step.taxon if at else "", now, name, where, country, day)
        others += rows
    return _not_in_force(others, name, where, day)


def _inherited(above: Sequence[Step], name: str, where: str, day: str) -> bool:
    """Whether a higher taxon is in the list, so that an exception from it says something."""
    rows = (row for step in above for row in step.rows)
    return any((row.list, row.jurisdiction) == (name, where) and row.holds(day) for row in rows)


def _of_another(row: LawRow, names: set[str]) -> bool:
    """Whether a higher taxon's row says by its annotation that it is for a taxon that the asked one is not."""
    genus = _GENUS.match(row.annotation)
    meant = genus[1] if genus else scientific(row.annotation)
    return bool(meant) and (" " in meant or genus is not None) and meant.casefold() not in names


def _not_in_force(rows: Sequence[LawRow], name: str, where: str, day: str) -> Standing:
    later = [row for row in rows if row.valid_from and row.valid_from > day]
    if later:
        first = min(row.valid_from for row in later)
        chosen = tuple(row for row in later if row.valid_from == first)
        if where in (INTERNATIONAL, EU):  # these files tell what is in force, seldom what was before
            note = f"{', '.join(_classes(chosen))} since {first}; what held before is not in the files"
            return Standing(name, where, "unknown", (), "", chosen, note)
        return Standing(name, where, "not_yet", _classes(chosen), "", chosen, f"listed from {first} on")
    if rows:
        last = max(row.valid_to for row in rows)
        chosen = tuple(row for row in rows if row.valid_to == last)
        return Standing(name, where, "no_longer", _classes(chosen), "", chosen, f"listed until {last}")
    return Standing(name, where, "unknown", note="no list that is here speaks of it")


def _decided(
    through: str, rows: Sequence[LawRow], name: str, where: str, country: str | None, day: str
) -> Standing:
    """The answer of the rows in force at one taxon."""
    if through and len(_classes(rows)) > 1:
        rows = [row for row in rows if row.category != NOT_LISTED]  # its exceptions have rows of their own
    chosen, note = _by_population(rows, country)
    found = _classes(chosen)
    verdict: Verdict = "listed"
    if found == (NOT_LISTED,) or not chosen:
        verdict, found = "not_listed", (NOT_LISTED,)
    elif len(found) > 1 or note:
        verdict = "depends"
        note = note or (
            "part of a group: look the species up" if through or not _is_split(rows) else _whose(rows)
        )
    through = through or next((row.under for row in chosen if row.under and row.under != row.taxon), "")
    return Standing(
        name, where, verdict, found, through, tuple(chosen or rows), note or _undated(chosen, day)
    )


def _classes(rows: Iterable[LawRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.category for row in rows))


def _is_split(rows: Iterable[LawRow]) -> bool:
    return any((told := populations(row.annotation)).of or told.without for row in rows)


def _whose(rows: Iterable[LawRow]) -> str:
    told = [populations(row.annotation) for row in rows]
    codes = {code for one in told for code in one.of | one.without}
    return f"depends on the population; the annotations name {', '.join(sorted(codes))}"


def _undated(rows: Iterable[LawRow], day: str) -> str:
    """A remark where the source has no days and was taken after the day that is asked for."""
    taken = [row.as_of for row in rows if not row.valid_from]
    if not taken or (max(taken) and day >= max(taken)):
        return ""
    stood = f"this is how it stood on {max(taken)}" if max(taken) else "since when is not known"
    return f"the source has no day of listing; {stood}"


def _by_population(rows: Sequence[LawRow], country: str | None) -> tuple[Sequence[LawRow], str]:
    """The rows for the country's population, all when that cannot be told; and why the answer still depends."""
    told = [(row, populations(row.annotation)) for row in rows]
    several = len(_classes(rows)) > 1
    if country is None:
        only = not several and any(one.of and one.only for _, one in told)
        return rows, _whose(rows) if only else ""
    if named := [row for row, one in told if country in one.of]:
        return named, ""
    if not several:
        left = any(country in one.without for _, one in told)
        note = (
            f"the annotation leaves out the population of {country}, and no row says how that stands"
            if left
            else ""
        )
        return [row for row, one in told if not (one.of and one.only)], note
    affirmed = [row for row, one in told if one.without and country not in one.without]
    general = affirmed or [row for row, one in told if not one.of and country not in one.without]
    return (general, "") if general and len(_classes(general)) == 1 and _is_split(rows) else (rows, "")


def populations(annotation: str) -> Populations:
    """Which countries' populations an annotation includes and leaves out. Countries that it names for other reasons, such
    as a quota, do not count: their clause does not speak of populations."""
    of: set[str] = set()
    without: set[str] = set()
    for clause in _CLAUSE.split(annotation):
        if not (_POPULATION.search(clause) or _OF_CODES.search(clause)):
            continue
        barred = _EXCEPT.search(clause)
        for place, code in named_countries(clause):
            (without if barred and barred.start() < place else of).add(code)
    return Populations(frozenset(of - without), frozenset(without), bool(_ONLY.search(annotation)))


def dated(rows: Sequence[LawRow], shipped: Sequence[LawRow]) -> list[LawRow]:
    """Rows of an import with the days that only the shipped list has; where that has several for a class, none."""
    days: dict[tuple[str, str], set[str]] = {}
    for row in shipped:
        days.setdefault((row.list, row.category), set()).add(row.valid_from)
    found = []
    for row in rows:
        (day, *others) = days.get((row.list, row.category), {""})
        found.append(row if row.valid_from or others else replace(row, valid_from=day))
    return found
