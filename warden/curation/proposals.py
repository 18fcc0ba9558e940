"""Suggested words as lines: with their language, target, examples, and the row to paste as a candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from keywords.schema import Term, term_id
from warden.curation.reading import script
from warden.curation.suggesting import EXAMPLES, Suggestions, Variant
from warden.curation.tried import row_of
from warden.records import HitLine
from warden.store.base import Store

SOURCE = "S00"
"""The row of SOURCES.csv for words that nobody has reviewed yet."""
_NOTES = {
    "verdicts": "terms suggest: confirmed against rejected",
    "hits": "terms suggest: hits against others",
}
_FILES = {"zh": "zh-Hans"}
"""A listing's language, and the file that its words stand in."""


def lines(found: Suggestions, store: Store) -> Iterator[dict[str, Any]]:
    """What ``terms suggest --json`` prints (``warden.benchlines.SuggestLine``): words by z-score, then near misses."""
    chosen = found.chosen()
    seen = found.seen_in(store, [word for word, _, _ in chosen])
    for word, ratio, z in chosen:
        yield _word(found, word, ratio, z, seen[word])
    told = {word for word, _, _ in chosen}
    for word, near in found.variants():
        if word not in told:
            yield _variant(found, word, near)


def _word(found: Suggestions, word: str, ratio: float, z: float, seen: Sequence[HitLine]) -> dict[str, Any]:
    ahead, other = found.numbers(word)
    lang = _file(Counter(line.language or "und" for line in seen))
    target = _commonest(Counter(line.target for line in seen if line.target))
    return {
        "word": word,
        "lang": "und" if _how(word) == "sign" else lang,
        "target": target,
        "how": _how(word),
        "near": None,
        "comparison": found.comparison,
        "having": ahead.having,
        "of": ahead.of,
        "out_having": other.having,
        "out_of": other.of,
        "log_odds": ratio,
        "z": z,
        "examples": [
            {"listing_key": line.listing_key, "site": line.site, "title": line.title}
            for line in seen[:EXAMPLES]
        ],
        "row": _row(word, lang, target, _NOTES[found.comparison]),
    }


def _variant(found: Suggestions, word: str, near: Variant) -> dict[str, Any]:
    lang, target = _file(near.languages), found.target_of(near.of)
    return {
        "word": word,
        "lang": lang,
        "target": target,
        "how": "variant" if word.isalpha() else "disguise",
        "near": near.of,
        "comparison": found.comparison,
        "having": near.listings,
        "of": None,
        "out_having": None,
        "out_of": None,
        "log_odds": None,
        "z": None,
        "examples": near.examples,
        "row": _row(word, lang, target, f"terms suggest: near {near.of}"),
    }


def _how(word: str) -> str:
    if script(word) == "SIGN":
        return "sign"
    return "phrase" if " " in word else "word"


def _file(languages: Counter[str]) -> str:
    language = _commonest(languages) or "und"
    return _FILES.get(language, language)


def _commonest(counted: Counter[Any]) -> Any:
    return min(counted, key=lambda value: (-counted[value], value), default=None)


def _row(word: str, lang: str, target: str | None, note: str) -> str:
    match: Any = {"sign": "emoji", "phrase": "phrase"}.get(_how(word), "word")
    made = Term(
        term_id(lang, word, target, "code"),
        lang,
        word,
        "code",
        target,
        match=match,
        source=(SOURCE,),
        note=note,
    )
    return row_of(made, header=False)
