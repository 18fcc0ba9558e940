"""Names and texts made by seed in many languages, of what may be shipped: the project's own word list and titles.

Names are two or three words: some are the list's own (red, parrot, carving), the others made letter by letter as the
list's words go on (which letter follows which), as a list of 100,000 species has them. Texts are the words of the
project's titles thrown together, which are those of adverts. So they share words and beginnings of words as far as
names and adverts do; no text is anybody's. Checked against real vernacular names and real listings (see bench/match.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from keywords import load_terms
from keywords.load import load_examples

SHARES = {
    "en": 25, "es": 9, "fr": 9, "de": 8, "pt": 5, "it": 4, "nl": 4, "pl": 4, "ru": 8, "zh-Hans": 7, "ja": 5, "ko": 3, "th": 3,
    "vi": 3, "ar": 3,
}  # fmt: skip
"""Of a hundred names and texts so many are in the language, about as lists of vernacular names have them."""
UNSPACED = frozenset({"zh-Hans", "ja", "th"})
_WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0e00-\u0e7f])*")
_REAL = 0.3
"""So many words of a name are the list's own."""
_ON_TOPIC = 0.03
"""So many words of a text are the list's own: they are rare on a marketplace."""
_MONEY = {
    "en": "$25",
    "pl": "25 zł",
    "ru": "25 р",
    "zh-Hans": "25元",
    "ja": "25円",
    "ko": "25원",
    "th": "25 บ",
    "vi": "25k",
    "ar": "25 ريال",
}
_DENSE = frozenset({*UNSPACED, "ko"})
"""Languages with few letters to a word: learnt by one letter, not two, or every text would be full of names."""


@dataclass(slots=True)
class Language:
    """The list's words of a language, which letters follow what in them, and the other words of its titles."""

    lang: str
    words: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    after: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def _order(self) -> int:
        return 1 if self.lang in _DENSE else 2

    @staticmethod
    def _words(text: str) -> list[str]:
        return _WORD.findall(text.lower())

    def hear(self, title: str) -> None:
        """Take in the words of a title that are none of the list's."""
        known = set(self.words)
        heard = self._words(title)
        if self.lang in UNSPACED:
            heard = [run[at : at + 2] for run in heard for at in range(0, len(run) - 1, 2)]
        self.spoken += [word for word in heard if word not in known]

    def learn(self, text: str) -> None:
        """Take in the words of a text; of languages without spaces a run of letters is one."""
        for word in self._words(text):
            self.words.append(word[:4] if self.lang in UNSPACED else word)
            padded = f"{' ' * self._order}{word} "
            for at in range(len(padded) - self._order):
                self.after[padded[at : at + self._order]].append(padded[at + self._order])

    def word(self, rng: Random, shortest: int = 3) -> str:
        """A made word of up to eleven letters."""
        while True:
            made = " " * self._order
            while len(made) < 13 and not (made.strip() and made.endswith(" ")):
                made += rng.choice(self.after[made[-self._order :]])
            if len(made := made.strip()) >= shortest:
                return made

    def said(self, rng: Random) -> str:
        """A word of a text."""
        return rng.choice(self.words if rng.random() < _ON_TOPIC else self.spoken)

    def name(self, rng: Random) -> str:
        """Two or three words; without spaces one, or one of the list's and a made one."""
        if self.lang in UNSPACED:
            made = self.word(rng, 4)
            return f"{rng.choice(self.words)}{made}" if rng.random() < _REAL else made
        count = rng.choice((2, 2, 2, 3))
        words = [rng.choice(self.words) if rng.random() < _REAL else self.word(rng) for _ in range(count)]
        return " ".join(words)


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages, learnt from the shipped terms and titles."""
    found = {lang: Language(lang) for lang in SHARES}
    for term in load_terms().terms:
        if term.lang in found and term.match != "regex":
            found[term.lang].learn(term.term)
    for example in load_examples():
        if example.lang in found:
            found[example.lang].hear(example.title)
    return found


@lru_cache(maxsize=2)
def names(count: int) -> tuple[tuple[str, str], ...]:
    """``count`` different (language, name), always the same ones."""
    rng = Random(1901)
    known = languages()
    made: dict[str, str] = {}
    while len(made) < count:
        lang = rng.choices(list(SHARES), list(SHARES.values()))[0]
        made.setdefault(known[lang].name(rng), lang)
    return tuple((lang, name) for name, lang in made.items())


def texts(count: int, known: tuple[tuple[str, str], ...]) -> list[str]:
    """Texts of some 440 characters; of five one holds one or two names, written in several ways."""
    rng = Random(5)
    by_lang: dict[str, list[str]] = defaultdict(list)
    for lang, name in known:
        by_lang[lang].append(name)
    return [_text(rng, by_lang) for _ in range(count)]


def _text(rng: Random, by_lang: dict[str, list[str]]) -> str:
    lang = rng.choices(list(SHARES), list(SHARES.values()))[0]
    spoken = languages()[lang]
    length = rng.randint(330, 550)
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words += [spoken.said(rng) for _ in range(5)]
        words.append(rng.choice((",", ".", "-", str(rng.randint(1, 900)), _MONEY.get(lang, "25 €"))))
    if rng.random() < 0.2:
        for _ in range(rng.randint(1, 2)):
            words.insert(rng.randrange(len(words)), f" {_written(rng, rng.choice(by_lang[lang]))} ")
    return ("" if lang in UNSPACED else " ").join(words)


def _written(rng: Random, name: str) -> str:
    how = rng.random()
    if how < 0.3:
        return name.upper()
    if how < 0.4:
        return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name)
    return name
