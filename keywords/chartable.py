"""One character for one: a text is changed as a whole, in a tenth of the time of asking for each of its characters."""

from __future__ import annotations

import re
from codecs import charmap_build, charmap_decode, charmap_encode
from collections.abc import Callable
from functools import cached_property
from typing import Any

_LAST = 0x1FC00
"""A table ends behind the emoji; this place stands for all that lies beyond."""
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
        self._decoding = self.letters.ljust(256, "\ufffe")
        self._encoding: Any = charmap_build(self._decoding)
        self._bytes = bytes(places.index(known[char]) for char in places).ljust(256, b" ")

    def coded(self, text: str) -> bytes:
        """What the text becomes, in bytes, ASCII as ever. Raises UnicodeEncodeError when it has other characters."""
        return charmap_encode(text, "strict", self._encoding)[0].translate(self._bytes)

    def decoded(self, data: bytes) -> str:
        """The text that the bytes stand for."""
        return charmap_decode(data, "strict", self._decoding)[0]


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

    def coded(self, text: str) -> tuple[Alphabet, bytes] | None:
        """The text changed, in the bytes of an alphabet that has all its characters; ``None`` when there is none."""
        found = _BEYOND_ASCII.search(text)
        alphabet = self._alphabets.get(found[0] if found else "é")
        for _ in range(_TRIES):
            if not alphabet:
                return None
            try:
                return alphabet, alphabet.coded(text)
            except UnicodeEncodeError as error:
                char = text[error.start]
            if len(several := self._made(char)) > 1:
                text = text.replace(char, several)
            else:  # the first was a sign of many languages
                alphabet = self._alphabets.get(char)
        return None

    def changed(self, text: str) -> str | None:
        """The text changed character by character, as long as before; ``None`` when some of it cannot be."""
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        changed = self._read(codes)
        if "\0" in changed:
            if not self._learn(set(text)):
                return None
            changed = self._read(codes)
        return changed

    @cached_property
    def _codes(self) -> Any:
        import numpy as np  # a tenth of a second: only for who needs it

        return np.zeros(_LAST + 1, "<u4")  # 0: not met yet, or never alone

    def _read(self, codes: Any) -> str:
        read: bytes = self._codes.take(codes, mode="clip").tobytes()
        return read.decode("utf-32-le", "surrogatepass")

    def _learn(self, chars: set[str]) -> bool:
        """Whether all of them are in the table now."""
        if not self._never.isdisjoint(chars):
            return False
        for char in chars:
            made = self._made(char) if ord(char) < _LAST else ""
            if len(made) != 1 or made == "\0":
                self._never.add(char)
                return False
            self._codes[ord(char)] = ord(made)
        return True
