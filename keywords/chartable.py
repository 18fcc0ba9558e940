"""One character for one: a text is changed as a whole, in a tenth of the time of asking for each of its characters."""

from __future__ import annotations

import re
from codecs import charmap_build, charmap_decode, charmap_encode
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keywords.codetable import CodeTable

_EURO, _ITS_PLACE, _ITS_BYTE = "€", "\xa4", 0xA4
"""The one sign of western texts that Latin-1 lacks sits where Latin-1 has a sign that nobody writes."""
_NONE, _NOTHING = "\ufffe", 1
"""The character of a byte that none has, and the byte of a character that has none."""
UNKNOWN = "\uffff"
"""What has not been met yet, or never stands alone; no character."""
LAST = 0x1FC00
"""A table of codes ends behind the emoji; this place stands for all that lies beyond."""
_TRIES = 4
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_ASCII = "\0\t\n\r" + "".join(map(chr, range(0x20, 0x7F)))
_SIGNS = "€«»“”„‘’–—•·°®²"
_ALPHABETS = (
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœ£¥¿¡",
    "áâäçéëíîóôöúüýšžčćđłńśźżąęěřůťďňľőűășțşţğı",
    "āēīūčšžģķļņąęėįų",
    "àáâãèéêìíòóôõùúýăđĩũơư" + "".join(map(chr, range(0x1EA1, 0x1EFA, 2))),
    "".join(map(chr, (*range(0x0430, 0x0460), 0x0491))),
    "".join(map(chr, (*range(0x0621, 0x064B), *range(0x0660, 0x066A), *range(0x06F0, 0x06FA))))
    + "ٱپچژکگیهۀەټ،؛؟",
    "".join(map(chr, range(0x0E01, 0x0E5C))),
    "".join(map(chr, (*range(0x03AC, 0x03CF), *range(0x05D0, 0x05EB)))),
)
"""Letters that stand together in texts, so few that with ASCII each has a byte of its own: western, central and Baltic
languages of Europe, Vietnamese, Cyrillic, Arabic, Thai, Greek with Hebrew. Characters that two have go to the first."""
Changed = Callable[[str], str]


class Alphabet:
    """Up to 256 characters and what they become, by way of bytes: C has loops for these."""

    __slots__ = ("_bytes", "_decoding", "_encoding", "letters")

    def __init__(self, letters: str, made: Changed) -> None:
        known = {char: made(char) for char in (*_ASCII, *_SIGNS, *letters)}
        known = {char: new for char, new in known.items() if len(new) == 1}
        known = {char: known.get(char, char) for char in (*known, *known.values())}
        others = [char for char in known if not char.isascii()]
        # ASCII keeps its places; the places of control characters are free.
        places = [chr(code) if chr(code) in known else others.pop() for code in range(128)] + others
        self.letters = "".join(places)
        self._decoding = self.letters.ljust(256, _NONE)
        self._encoding: Any = charmap_build(self._decoding)
        self._bytes = bytes(places.index(known[char]) for char in places).ljust(256, b" ")

    def coded(self, text: str) -> bytes:
        """What the text becomes, in bytes, ASCII as ever. Raises UnicodeEncodeError when it has other characters."""
        return charmap_encode(text, "strict", self._encoding)[0].translate(self._bytes)

    def decoded(self, data: bytes) -> str:
        """The text that the bytes stand for."""
        return charmap_decode(data, "strict", self._decoding)[0]


class Latin(Alphabet):
    """The western one, with the bytes of Latin-1: a copy, where the others look each character up."""

    __slots__ = ()

    def __init__(self, made: Changed) -> None:
        known = {char: made(char) for char in (*_ASCII, *map(chr, range(0xA0, 0x100))) if char != _ITS_PLACE}
        known = {char: new for char, new in known.items() if len(new) == 1 and new < "\u0100"}
        letters = [char if char in known else _NONE for char in map(chr, range(256))]
        letters[ord(_ITS_PLACE)] = _EURO
        self.letters = "".join(letters)
        known[_ITS_PLACE] = euro if (euro := made(_EURO)) < "\u0100" else _ITS_PLACE
        self._bytes = bytes(ord(known.get(char, chr(_NOTHING))) for char in map(chr, range(256)))

    def coded(self, text: str) -> bytes:
        if _ITS_PLACE in text:
            raise _refused(text, text.index(_ITS_PLACE))
        data = text.replace(_EURO, _ITS_PLACE).encode("latin-1").translate(self._bytes)
        if _NOTHING in data:
            raise _refused(text, data.index(_NOTHING))
        return data

    def decoded(self, data: bytes) -> str:
        text = data.decode("latin-1")
        return text.replace(_ITS_PLACE, _EURO) if _ITS_BYTE in data else text


def _refused(text: str, at: int) -> UnicodeEncodeError:
    return UnicodeEncodeError("latin-1", text, at, at + 1, "does not become one character of Latin-1")


class CharTable:
    """What single characters become.

    ``made`` says it of one: one character, several, or "" for what cannot be changed alone. The table asks it once for
    each, when it is first met: a whole table takes a second to make, and a text needs some dozens.
    """

    def __init__(self, made: Changed) -> None:
        self._made = made
        self._never: set[str] = set()
        alphabets = [Alphabet(letters + letters.upper(), made) for letters in reversed(_ALPHABETS)]
        self._alphabets = {char: each for each in alphabets for char in each.letters if not char.isascii()}
        self._latin = Latin(made)
        self._alphabets |= dict.fromkeys((_EURO, *map(chr, range(0x80, 0x100))), self._latin)

    def coded(self, text: str) -> tuple[Alphabet, bytes] | None:
        """The text changed, in the bytes of an alphabet that has all its characters; ``None`` when there is none."""
        found = _BEYOND_ASCII.search(text)
        alphabet = self._alphabets.get(found[0]) if found else self._latin
        for _ in range(_TRIES):
            if not alphabet:
                return None
            try:
                return alphabet, alphabet.coded(text)
            except UnicodeEncodeError as error:
                char = text[error.start]
            if len(several := self._made(char)) > 1:
                text = text.replace(char, several)
            else:
                alphabet = self._alphabets.get(char)
        return None

    def changed(self, text: str) -> str | None:
        """The text changed character by character, as long as before; ``None`` when some of it cannot be."""
        changed = self._codes.read(text)
        unknown = changed.find(UNKNOWN)
        if unknown >= 0:
            if text[unknown] in self._never or not self._learn(set(text)):
                return None
            changed = self._codes.read(text)
        return changed

    @cached_property
    def _codes(self) -> CodeTable:
        from keywords.codetable import CodeTable  # numpy takes a tenth of a second: only for who needs it

        return CodeTable()

    def _learn(self, chars: set[str]) -> bool:
        """Whether all of them are in the table now."""
        if not self._never.isdisjoint(chars):
            return False
        for char in chars:
            made = self._made(char) if ord(char) < LAST else ""
            if len(made) != 1 or made == UNKNOWN:
                self._never.add(char)
                return False
            self._codes.learn(char, made)
        return True
