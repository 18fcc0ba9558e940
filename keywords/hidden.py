"""Restricted words out of what is written down: the term's id stands for them.

They may be sent as a query and be found in what a page wrote; commands, addresses, names of files and
people, watches and reasons hold the id only.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape as html_escape
from json import dumps as json_escape
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit

from keywords.schema import Term
from keywords.vocabulary import Vocabulary
from warden.errors import UsageError

CHARSETS = ("utf-8", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "windows-1251", "tis_620")
"""In which addresses spell words beside ASCII."""

_SHORT = re.compile(r"[a-z0-9]{1,3}")
"""Codes so short that they stand inside harmless words: only whole words count."""


def marked(term_id: str) -> str:
    """What stands for a restricted term's words in an address."""
    return f"[term:{term_id}]"


def mask(text: str, words: str, term_id: str) -> str:
    """``text`` with every spelling of ``words`` in it replaced by the term's id."""
    for spelling in sorted(_spellings(words), key=len, reverse=True):
        text = re.sub(re.escape(spelling), marked(term_id), text, flags=re.IGNORECASE)
    return text


def _spellings(words: str) -> set[str]:
    spellings: set[str] = set()
    for form in (words, words.replace(" ", "-")):
        spellings |= {form, html_escape(form), json_escape(form)[1:-1]}
        for charset in CHARSETS:
            with contextlib.suppress(UnicodeEncodeError):
                data = form.encode(charset)
                spellings |= {quote(data), quote_plus(data), quote(data, safe="")}
    return spellings


class _Word(NamedTuple):
    """A restricted wording, made ready to be looked for in many texts."""

    words: str
    term: Term
    plain: str
    spelt: tuple[str, ...]
    """How addresses and JSON spell it beside what reading them plainly undoes."""


def _word(words: str, term: Term) -> _Word:
    spelt = () if words.isascii() else tuple(spelling.lower() for spelling in _spellings(words))
    return _Word(words, term, _plain(words), spelt)


class Hidden:
    """The restricted words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words: list[_Word] = []
        self._public: set[str] = set()
        for term in (*vocabulary.own_terms, *vocabulary.secrets):
            for words in (term.term, *term.forms):
                if term.restricted:
                    self._words.append(_word(words, term))
                else:
                    self._public.add(_plain(words))
            self._public.add(term.id.casefold())
        self._exact = {word.plain: word.term.id for word in reversed(self._words)}

    def named(self, word: str) -> str:
        """A restricted term's id for its words; any other word as it is."""
        return word if word.casefold() in self._public else self._exact.get(_plain(word), word)

    def masked(self, text: str) -> str:
        """``text`` with the ids in place of all restricted words, however an address spells them."""
        # Nearly all texts hold none: they are taken apart once, not once a word.
        for word in self._within(text):
            text = _without(mask(text, word.words, word.term.id), word.words, word.term.id)
        return text

    def _within(self, text: str) -> list[_Word]:
        told = _readings(text)
        spelt = text.lower() if any(sign in text for sign in "%&\\") else ""
        return [
            word
            for word in self._words
            if _stands(told, word.plain) or (spelt and any(one in spelt for one in word.spelt))
        ]

    def held(self, text: str) -> str | None:
        """The id of a restricted term whose words are a part of ``text``; listed public words hold none."""
        if _plain(text) in self._public:
            return None
        return next((word.term.id for word in self._within(text)), None)

    def refuse(self, what: str, text: str | None) -> None:
        """Raise ``UsageError``, without the words, when ``text`` would write restricted words down."""
        if text and (term_id := self.held(text)):
            raise UsageError(
                f"{what} contains the words of the restricted term {term_id}, and it would be kept in the "
                f"clear. Name the term by its id, {term_id}, or put the wording on your private list of terms."
            )


def named_terms(spec: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The selection with the words of restricted terms replaced by their ids: it is kept with its run.

    Raises ``UsageError`` for a wording that has restricted words in it but is not on the list itself.
    """
    hidden = Hidden(vocabulary)
    if any(not word.strip() for word in spec.get("terms") or ()):
        raise UsageError("a term is empty: name a word, or leave --term out")
    told = {**spec, "terms": [hidden.named(word) for word in spec.get("terms") or ()]}
    _refuse_all(hidden, "terms", told["terms"])
    _refuse_all(hidden, "langs", told.get("langs") or ())
    _refuse_all(hidden, "domains", told.get("domains") or ())
    _refuse_all(hidden, "places", told.get("places") or ())
    return told


def _refuse_all(hidden: Hidden, key: str, texts: Iterable[str]) -> None:
    for text in texts:
        hidden.refuse(f"one of the {key} asked for", text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _readings(text: str) -> set[str]:
    """As typed, and as an address spells it: with %, + or - for blanks."""
    undone = unquote_plus(text)
    return {_plain(text), _plain(undone), _plain(undone.replace("-", " "))}


def _stands(readings: Iterable[str], wanted: str) -> bool:
    for told in readings:
        found = wanted in told
        if found and _SHORT.fullmatch(wanted):
            found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", told) is not None
        if found:
            return bool(wanted)
    return False


def _holds(text: str, words: str) -> bool:
    if _stands(_readings(text), _plain(words)):
        return True
    return mask(text, words, "") != text if not words.isascii() else False


def _without(text: str, words: str, term_id: str) -> str:
    """What no known spelling explains (``%41`` for an ``A``) goes with the text around it."""
    bare = text.replace(marked(term_id), " ")
    if not _holds(bare, words):
        return text
    plain = mask(unquote_plus(text), words, term_id)
    if not _holds(plain.replace(marked(term_id), " "), words):
        return plain
    with contextlib.suppress(ValueError):
        parts = urlsplit(text)
        if parts.scheme in ("http", "https") and not _holds(parts.netloc, words):
            return f"{parts.scheme}://{parts.netloc}/{marked(term_id)}"
    return marked(term_id)
