"""A character for each code point, read by numpy: what keywords/chartable.py asks where no alphabet holds a text."""

from __future__ import annotations

import numpy as np

from keywords.chartable import LAST, UNKNOWN

_CODE = np.dtype("<u4")


class CodeTable:
    """What code points become; ``UNKNOWN`` what the table has not learnt."""

    __slots__ = ("_codes",)

    def __init__(self) -> None:
        self._codes = np.full(LAST + 1, ord(UNKNOWN), _CODE)

    def learn(self, char: str, made: str) -> None:
        """One character becomes another. Raises IndexError beyond ``LAST``."""
        self._codes[ord(char)] = ord(made)

    def read(self, text: str) -> str:
        """The text's characters changed one by one, as many as before."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), _CODE)
        return str(self._codes.take(codes, mode="clip").tobytes(), "utf-32-le", "surrogatepass")
