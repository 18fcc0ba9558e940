"""Reading what official lists put into one cell: several names, several classes, HTML, days, authors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import date

_TAG = re.compile(r"</?(?:p|br|div|li)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_BLANKS = re.compile(r"[^\S\n]+")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BRITISH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_BINOMIAL = re.compile(
    r"(?:[x×] ?)?([A-Z][\w.-]+)((?: \([A-Z]\w+\))?)((?: (?:×?[a-zà-ÿ][\w.-]*|×))+)", re.UNICODE
)
_RANK_MARKS = frozenset({"var.", "subsp.", "ssp.", "f.", "forma", "x", "×"})
_OF_AUTHORS = (
    "and", "et", "ex", "in", "von", "van", "der", "den", "de", "du", "da", "di", "do", "dos", "des", "la", "le", "del", "non",
    "nec", "sensu", "auct.", "auct", "al", "al.", "bin", "ter", "zu",
)  # fmt: skip
_OF_SENTENCES = (
    "of", "the", "is", "are", "from", "with", "for", "except", "excluding", "all", "only", "other", "population",
    "populations",
)  # fmt: skip
_NO_EPITHETS = frozenset((*_OF_AUTHORS, *_OF_SENTENCES))
_CLASS_MARK = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.\s]))(?:\*\*(I{1,3}|NC|[A-D])\*\*|(?:Appendix|Annex) (I{1,3}|NC|[A-D])\s*:|\[(I{1,3}|NC|[A-D])\])\s*"
)


def plain(cell: str) -> str:
    """A cell without HTML: tags gone, paragraphs as lines, entities as characters."""
    if "<" in cell or "&" in cell:
        cell = html.unescape(_ANY_TAG.sub("", _TAG.sub("\n", cell)))
    lines = (_BLANKS.sub(" ", line).strip() for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)


def split_values(cell: str) -> list[str]:
    """Values joined by ``, `` or ``;``; a comma inside parentheses is part of its value."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(cell):
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif not depth and (char == ";" or (char == "," and cell[at + 1 : at + 2] == " ")):
            parts.append(cell[start:at])
            start = at + 1
    parts.append(cell[start:])
    return [part.strip() for part in parts if part.strip()]


def scientific(text: str) -> str:
    """The scientific name at the start of ``text`` without its author; empty when there is none.

    "Felis tigris Linnaeus, 1758" gives "Felis tigris"; a name of one word is its own.
    """
    text = " ".join(text.replace("\xa0", " ").split())
    found = _BINOMIAL.match(text)
    if not found:
        return text if re.fullmatch(r"[A-Z][a-zà-ÿ-]+", text) else ""
    words = []
    for word in found[3].split():
        if word in _NO_EPITHETS:
            break
        words.append(word)
    while words and words[-1] in _RANK_MARKS:
        words.pop()
    return " ".join([text[: found.end(1)] + found[2], *words]) if words else ""


def synonyms(cell: str) -> list[str]:
    """The names in a cell of synonyms, with or without authors, whose years follow a comma as well."""
    names = (scientific(part) for part in split_values(plain(cell)))
    return list(dict.fromkeys(name for name in names if " " in name))


def classes(cell: str) -> list[str]:
    """``I/II/NC`` or ``Annex A`` as single classes; empty for an empty cell."""
    parts = re.split(r"[/,;+ ]+", re.sub(r"(?i)\b(annex|appendix)\b|[()]", " ", cell))
    return [part.upper() for part in parts if part]


def by_class(annotation: str, found: Sequence[str]) -> dict[str, str]:
    """Which part of an annotation speaks of which class.

    Marks (``**I**``, ``Appendix I:``, ``[I]``) at its start or between sentences say so; else as many paragraphs as classes
    go in order; else each class gets the whole. What is not listed (NC) has no annotation of its own unless marked.
    """
    if len(found) < 2 or not annotation:
        return {one: _unmarked(annotation) for one in found}
    if marked := dict(_marked(annotation)):
        return {one: marked.get(one, "") for one in found}
    listed = [one for one in found if one != "NC"]
    paragraphs = annotation.split("\n")
    if len(paragraphs) == len(listed):
        return dict.fromkeys(found, "") | dict(zip(listed, paragraphs, strict=True))
    return {one: "" if one == "NC" else annotation for one in found}


def _marked(annotation: str) -> Iterator[tuple[str, str]]:
    marks = list(_CLASS_MARK.finditer(annotation))
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        end = following.start() if following else len(annotation)
        yield mark[1] or mark[2] or mark[3], annotation[mark.end() : end].strip()


def _unmarked(annotation: str) -> str:
    mark = _CLASS_MARK.match(annotation)
    return annotation[mark.end() :] if mark and len(_CLASS_MARK.findall(annotation)) == 1 else annotation


def day(cell: str) -> str | None:
    """``2017-01-02``, ``02/01/2017`` (day first, as the official files write) or a time as an ISO day; empty stays
    empty, ``None`` is no day."""
    cell = cell.strip()
    if not cell:
        return ""
    if found := _ISO_DAY.match(cell):
        parts = found[1], found[2], found[3]
    elif found := _BRITISH_DAY.match(cell):
        parts = found[3], found[2], found[1]
    else:
        return None
    return _real(*parts)


def day_in_name(name: str) -> str:
    """The day in a file's name (``…_2026-02-03 17-27.csv``): the last one that is a real day, else empty."""
    days = [_real(*found.groups()) for found in _IN_NAME.finditer(name)]
    return next((one for one in reversed(days) if one), "")


def _real(year: str, month: str, of_month: str) -> str | None:
    try:
        return date(int(year), int(month), int(of_month)).isoformat()
    except ValueError:
        return None
