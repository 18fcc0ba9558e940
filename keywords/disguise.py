"""Step 4: a folded text without the disguises that sellers write words in, and where each character stood.

Undone are separators between single letters or ideographs (i.v.o.r.y, 象.牙), figures for letters inside a word of
four or more (iv0ry, never 18k), letters of another script that look alike, struck-out and boxed letters, and emoji.
What stands for what is told by ``obfuscation.csv``. Most texts have nothing of it: ``may_be`` tells them apart cheaply.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from keywords.chartable import CharTable
from keywords.schema import Disguise

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
_ALIKE = "\u0370-\u058f"
"""Greek, Cyrillic, Armenian: living scripts, whose letters betray themselves only in one word with Latin ones."""
_OVERLAY = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20f0"
"""Marks that composition has left over: lines through a letter, heaps of accents."""
_WORD = re.compile(rf"(?:[^\W_][{_OVERLAY}]*)+")
_MIXED = re.compile(f"[a-z](?:(?<=[{_ALIKE}].)|(?=[{_ALIKE}]))")
_ALIKE_LETTER = re.compile(f"[{_ALIKE}]")
_WRITTEN = re.compile(r"[a-z0-9@$*]{4,}|[а-яё0-9@*]{3,}")
_LETTERS = re.compile(r"[^a-z0-9@$*а-яё]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_FIGURED = re.compile(r"[0-9@*](?:(?<=[а-яё].)|(?=[а-яё]))")
_STARRED = re.compile(r"[a-z][0-9@$]{0,2}\*|\*[0-9@$]{0,2}[a-z]")
_ABUGIDA = "\u0621-\u06ff\u0900-\u0d7f\u0e00-\u0eff\uac00-\ud7a3"
"""Arabic, the scripts of India, Thai, Lao, Hangul: a stop within their words is no habit of theirs."""
_GAP = re.compile(r"[^\w@$]+|_")
_LATIN = "a-zß-öø-ɏḁ-ỹ"
_FAR = "а-яёіїєґ\u0620-\u064a\u0671-\u06d3"
"""Other letters that are spelt out one by one: Cyrillic, Arabic."""
_NO_WORD = re.compile(r"\d+[a-z]{1,3}|[a-z]{1,2}\d+[a-z]?|.*\d{3}.*")
"""18k, 100ml, xj6, 925er, and whatever has a number of three figures."""
_CLASSES = [
    (kind, re.compile(f"[{letters}]"))
    for kind, letters in (
        ("a", "a-z"),
        ("2", "0-9@$"),
        ("w", _LATIN),
        ("c", "а-яёіїєґ"),
        ("r", _FAR),
        ("g", _ALIKE),
        ("h", _HAN),
        ("b", _ABUGIDA),
        ("s", _OVERLAY),
    )
]
"""Kinds of characters, a byte for each: those that the expressions here tell apart."""
_FIGURED_WORDS = (b"a1a", b"a11a", b"1aaa", b"aaa1", b"11aa", b"aa11", b"1aa1")
"""Each word with figures that may be letters has one of these in it, whatever its other figures are."""
_SINGLE_LATIN, _SINGLE_FAR, _SINGLE_HAN = (
    bytes(ord("a" if chr(code) in kinds else ".") for code in range(256)) for kinds in ("aw12", "cr", "h")
)
"""What stands in single letters, as ``a``, and all the rest."""
_STOPPED = re.compile(rb"\.[br](?<=[br]\.[br])")
_LOOSE = ".·*"
"""Between ideographs these part what belongs together; a stroke, a space or a full stop only beside a single one."""


@dataclass(slots=True)
class Undone:
    """``text`` without disguises. ``starts[i]`` and ``ends[i]`` span its character ``i`` in the folded text;
    ``changed`` are the characters that stand for others, ``joined`` those with something taken away before them."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)

    def is_disguised(self, start: int, end: int) -> bool:
        """Whether a span of ``text`` was written otherwise."""
        return _any_in(self.changed, start, end) or _any_in(self.joined, start + 1, end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the folded text for one of ``text``."""
        return self.starts[start], self.ends[end - 1]


def _is_parted(kinds: bytes) -> bool:
    """Whether signs may part ideographs that belong together, or letters without such signs."""
    if _STOPPED.search(kinds):
        return True
    if b"h" not in kinds:
        return False
    return b"h.h" in kinds or (b"h h" in kinds and b".a." in b".%b." % kinds.translate(_SINGLE_HAN))


def _has_singles(told: bytes) -> bool:
    """Whether three letters or more may be spelt out: each stands alone."""
    if b".a." not in told:
        return False  # nearly always
    # However many signs part them; few texts come here.
    return b".a.a.a." in b".%b." % told.replace(b"..", b".").replace(b"..", b".")


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


class Disguises:
    """The table of disguises, compiled."""

    def __init__(self, rows: Iterable[Disguise]) -> None:
        by_scope: dict[str, dict[str, list[str]]] = {}
        for row in rows:
            by_scope.setdefault(row.scope, {}).setdefault(row.written, []).append(row.meant)
        self._figures = by_scope.get("digit", {})
        self._latin, self._cyrillic = (
            {
                sign: some
                for sign, to in self._figures.items()
                if (some := [x for x in to if bool(_CYRILLIC.match(x)) is is_it])
            }
            for is_it in (False, True)
        )
        self._readings = max(
            (len(to) for table in (self._latin, self._cyrillic) for to in table.values()), default=1
        )
        letters = {written: meant[0] for written, meant in by_scope.get("letter", {}).items()}
        self._alike = {sign: to for sign, to in letters.items() if _ALIKE_LETTER.match(sign)}
        self._signs = {sign: to for sign, to in letters.items() if sign not in self._alike}
        self._back = {to: sign for sign, to in reversed(self._alike.items()) if "\u0400" <= sign < "\u0530"}
        self._emoji = {sign: f" {meant[0]} " for sign, meant in by_scope.get("emoji", {}).items()}
        self._compile("".join(by_scope.get("separator", {})))

    def _compile(self, separators: str) -> None:
        loose, strict = set(separators) & set(_LOOSE), set(separators) - set(_LOOSE) | {" "}
        left, right = f"(?<=[{_HAN}].)", f"(?=[{_HAN}])"
        signs = [(loose, f"{left}{right}"), (loose, f"(?<=[{_ABUGIDA}].)(?=[{_ABUGIDA}])")]
        # Beside a single ideograph: before the one on the left, or behind the one on the right, stands none.
        signs += [
            (strict, f"{left}(?<![{_HAN}][{_HAN}].){right}"),
            (strict, f"{left}(?=[{_HAN}](?![{_HAN}]))"),
        ]
        # The sign comes first, so that only signs are looked at.
        self._between = [re.compile(f"[{re.escape(''.join(some))}]{rest}") for some, rest in signs if some]
        between = f"[{re.escape(separators + ' ')}]{{1,3}}"
        self._single = re.compile(
            "|".join(
                f"(?<![{some}{more}])[{some}](?:{between}[{some}{more}]){{2,}}(?![{some}{more}])"
                for some, more in ((_LATIN, "0-9@$"), (_FAR, ""))
            )
        )
        self._separators = loose | strict
        self._table = CharTable(self._kind)
        self._ascii = "".join(map(self._kind, map(chr, range(128)))).encode().ljust(256, b"#")

    def may_be(self, folded: str) -> bool:
        """False only for texts of which ``undone`` gives nothing."""
        if "*" in folded and _STARRED.search(folded):
            return True
        kinds = self._kinds_of(folded)
        # What is looked for are bytes side by side: it costs next to nothing, and leaves little to the expressions.
        figured = kinds.replace(b"2", b"1") if b"1" in kinds or b"2" in kinds else b""
        if not folded.isascii() and self._may_be_foreign(kinds, figured, folded):
            return True
        if b"1" in kinds and (b"a1" in figured or b"1a" in figured):
            for some in _FIGURED_WORDS:
                if some in figured:
                    return True
        return _has_singles(kinds.translate(_SINGLE_LATIN)) and self._single.search(folded) is not None

    def _kinds_of(self, folded: str) -> bytes:
        """The kind of each character, as ``_kind`` names it."""
        if folded.isascii():
            return folded.encode("ascii").translate(self._ascii)
        if found := self._table.coded(folded):
            return found[1]
        return (self._table.changed(folded) or "".join(map(self._kind, folded))).encode("ascii")

    def _kind(self, char: str) -> str:
        """``s`` for what is a disguise wherever it stands, ``.`` and a space for signs that part ideographs and those that part
        single ones, ``1`` for a figure that may be a letter, ``2`` for another one, letters by ``_CLASSES``, ``#``."""
        letters = next((kind for kind, letter in _CLASSES if letter.match(char)), "#")
        if char in self._signs or char in self._emoji or letters == "s":
            return "s"
        if char in self._separators:
            # A sign that is a letter as well (there is none) would be missed as one of the two.
            return "s" if letters != "#" else "." if char in _LOOSE else " "
        return letters if letters != "2" or char not in self._figures else "1"

    def _may_be_foreign(self, kinds: bytes, figured: bytes, folded: str) -> bool:
        """``may_be`` by what only texts beyond ASCII have."""
        if b"s" in kinds:
            return True
        if _is_parted(kinds) and any(pattern.search(folded) for pattern in self._between):
            return True
        if b"c" in kinds:
            if (b"1c" in figured or b"c1" in figured or "*" in folded) and _FIGURED.search(folded):
                return True
            if b"ac" in kinds or b"ca" in kinds:
                return True
        if b"g" in kinds and (b"ag" in kinds or b"ga" in kinds):
            return True
        if b"c" not in kinds and b"r" not in kinds:
            return False
        return _has_singles(kinds.translate(_SINGLE_FAR)) and self._single.search(folded) is not None

    def undone(self, folded: str) -> list[Undone]:
        """The text without its disguises; two when a figure may stand for two letters, none where nothing is disguised."""
        if not self.may_be(folded):
            return []
        cells: list[str] = list(folded)
        self._undo_letters(folded, cells)
        self._undo_separators(folded, cells)
        spelt = [*_WRITTEN.finditer(folded), *self._single.finditer(folded)]
        words = [found.span() for found in spelt if self._is_word(_LETTERS.sub("", found[0]))]
        made: dict[str, Undone] = {}
        for reading in range(self._readings if words else 1):
            for start, end in words:
                self._undo_figures(folded, start, end, cells, reading)
            if (text := "".join(cells)) != folded and text not in made:
                made[text] = _assembled(folded, cells)
        return list(made.values())

    def _undo_letters(self, folded: str, cells: list[str]) -> None:
        """Signs, emoji, marks laid over letters; and in words of two scripts the letters of the other one."""
        if folded.isascii():
            return
        for at, char in enumerate(folded):
            if char in self._signs:
                cells[at] = self._signs[char]
            elif char in self._emoji:
                cells[at] = self._emoji[char]
        for found in _WORD.finditer(folded):
            first, last = found.span()
            inside = range(first, last)
            if not found[0].isalpha():
                _strip(cells, folded, inside)
            if _MIXED.search("".join(cells[first:last])):
                table = self._table_for({cells[at] for at in inside if cells[at].isalpha()})
                for at in inside:
                    cells[at] = table.get(cells[at], cells[at])

    def _table_for(self, letters: set[str]) -> dict[str, str]:
        """What the letters of a word stand for when they are of two scripts and one side is all look-alikes."""
        latin = {letter for letter in letters if letter.isascii()}
        alike = {letter for letter in letters if _ALIKE_LETTER.match(letter)}
        if not latin or not alike:
            return {}
        if alike <= self._alike.keys():
            return self._alike
        return self._back if latin <= self._back.keys() else {}

    def _undo_separators(self, folded: str, cells: list[str]) -> None:
        for pattern in self._between:
            for found in pattern.finditer(folded):
                cells[found.start()] = ""
        for found in self._single.finditer(folded):
            gaps = [gap.span() for gap in _GAP.finditer(folded, *found.span())]
            spaced = all(folded[start:end].isspace() for start, end in gaps)
            for start, end in gaps:
                # Where signs part the letters, a space alone parts words: n.g.à v.o.i
                if spaced or not folded[start:end].isspace():
                    cells[start:end] = [""] * (end - start)

    def _is_word(self, written: str) -> bool:
        """Whether a run of letters and figures can be a word with figures for letters."""
        letters = sum(char.isalpha() for char in written)
        return 2 <= letters < len(written) and letters * 2 >= len(written) and not _NO_WORD.fullmatch(written)

    def _undo_figures(self, folded: str, start: int, end: int, cells: list[str], reading: int) -> None:
        table = self._cyrillic if _CYRILLIC.search(folded, start, end) else self._latin
        for at in range(start, end):
            if cells[at] and (meant := table.get(folded[at])):
                cells[at] = meant[min(reading, len(meant) - 1)]


def _strip(cells: list[str], folded: str, inside: range) -> None:
    for at in inside:
        if not folded[at].isalnum():
            cells[at] = ""


def _assembled(folded: str, cells: Sequence[str]) -> Undone:
    made, parts = Undone(), []
    gone = False
    for at, cell in enumerate(cells):
        if not cell:
            gone = True
            continue
        place = len(made.starts)
        if gone:
            made.joined.append(place)
            gone = False
        if cell != folded[at]:
            made.changed += range(place, place + len(cell))
        made.starts += [at] * len(cell)
        made.ends += [at + 1] * len(cell)
        parts.append(cell)
    made.text = "".join(parts)
    return made
