"""What finding terms costs: Warden's matcher beside the textbook's, on the same texts and the same terms.

    python -m bench.match [--terms 100000] [--texts 20000] [--rounds 5]

From raw text to finds with their places in it, word boundaries checked. Terms and texts in fifteen languages are made by
seed of the project's own words (bench/names.py), one text in five holds one or two terms, some in capitals or full-width
letters. All are built once and then run in turns; what counts is CPU time. The finds are compared with a search for
every term in every text of a sample. Warden finds more than the others: plurals, joined words, words without accents.
"""

from __future__ import annotations

import argparse
import gc
import re
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import ahocorasick
import psutil
from flashtext import KeywordProcessor

from bench.names import UNSPACED, names, texts
from bench.reference.textbook import normalised
from keywords.fold import fold, has_latin_marks
from keywords.index import Index
from keywords.indexcache import cached
from keywords.offsets import original_spans
from keywords.patterns import Pattern, Rule, patterns_of
from keywords.schema import Term
from keywords.walking import read

GOALS = {"pyahocorasick": 5.0, "FlashText": 7.0, "re": 1_000.0}
GROWTH, CACHE = 3.0, 0.10
SAMPLE, CHECKED = 300, 5_000
Finder = Callable[[str], list[tuple[int, int, str]]]


def listed(words: Sequence[tuple[str, str]]) -> list[Term]:
    return [
        Term(
            id=f"{lang}:{at}",
            lang=lang,
            term=word,
            kind="combined",
            target="elephant",
            match="substring" if lang in UNSPACED else "word",
        )
        for at, (lang, word) in enumerate(words)
    ]


def ours(index: Index, words: Sequence[str]) -> Finder:
    def find(text: str) -> list[tuple[int, int, str]]:
        read_text = read(text)
        finds = index.look(read_text)
        if finds is None:
            return []
        places = [(found.start, found.end) for found in finds]
        spans = original_spans(text, read_text.folded, places, read_text.spaced)
        return [(*span, words[found.term]) for span, found in zip(spans, finds, strict=True)]

    return find


def textbook(words: Sequence[str]) -> Finder:
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(normalised(word), word)
    automaton.make_automaton()

    def find(text: str) -> list[tuple[int, int, str]]:
        text = normalised(text)
        return [
            (end + 1 - len(word), end + 1, word)
            for end, word in automaton.iter(text)
            if not text[end + 1 : end + 2].isalnum()
            and not (end >= len(word) and text[end - len(word)].isalnum())
        ]

    return find


def flashtext(words: Sequence[str]) -> Finder:
    processor = KeywordProcessor()
    for word in words:
        processor.add_keyword(normalised(word), word)

    def find(text: str) -> list[tuple[int, int, str]]:
        found = processor.extract_keywords(normalised(text), span_info=True)
        return [(start, end, word) for word, start, end in found]

    return find


def alternation(words: Sequence[str]) -> Finder:
    by_text = {normalised(word): word for word in words}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, by_text))})\b")

    def find(text: str) -> list[tuple[int, int, str]]:
        return [(*found.span(), by_text[found[0]]) for found in pattern.finditer(normalised(text))]

    return find


def oracle(made: Sequence[tuple[str, str]]) -> Callable[[str], set[str]]:
    """Every term that stands in a text, each looked for by an expression of its own; edges by Python's idea of a word."""
    looked = [
        (term.term, pattern.literal, bool(pattern.rule & Rule.PLAIN), _expression(term, pattern))
        for term in listed(made)
        for pattern in patterns_of(term)
    ]

    def find(text: str) -> set[str]:
        folded = fold(text)
        plain = not has_latin_marks(folded)
        return {
            word
            for word, literal, only_plain, expression in looked
            if literal.split(" ")[0] in folded and (plain or not only_plain) and expression.search(folded)
        }

    return find


def _expression(term: Term, pattern: Pattern) -> re.Pattern[str]:
    first, *others = (re.escape(part) for part in pattern.literal.split(" "))
    if term.match == "substring" or term.lang == "ko":
        return re.compile(" ".join((first, *others)))
    plural = "s?" if pattern.rule & Rule.S else "(?:es)?" if pattern.rule & Rule.ES else ""
    before = "(?:[وف]?(?:ال|[بلك]|لل|بال|كال)?)" if term.lang == "ar" else ""
    return re.compile(rf"(?<![^\W_]){before}{' '.join((first, *others))}{plural}(?![^\W_])")


def spent(find: Finder, some: Sequence[str]) -> float:
    """CPU microseconds a text."""
    began = process_time()
    for text in some:
        find(text)
    return (process_time() - began) / len(some) * 1e6


def agreement(find: Finder, made: Sequence[tuple[str, str]], some: Sequence[str]) -> int:
    """Texts of which another set of terms is found than by the oracle."""
    slow = oracle(made)
    return sum({word for _, _, word in find(text)} != slow(text) for text in some)


def growth(made: Sequence[tuple[str, str]], some: Sequence[str]) -> None:
    costs: dict[int, float] = {}
    for count in (1_000, 10_000, 30_000, len(made)):
        part = made[:count]
        find = ours(Index.build(listed(part)), [name for _, name in part])
        costs[count] = min(spent(find, some) for _ in range(3))
    base = costs[1_000]
    told = ", ".join(f"{count:,}: {cost:.1f} µs ({cost / base:.2f}x)" for count, cost in costs.items())
    print(f"growth with the list: {told}; goal {GROWTH}x at most")


def loading(made: Sequence[tuple[str, str]]) -> Index:
    """Build and load times, and what the index takes in memory; the index."""
    rows = listed(made)
    gc.collect()
    before = psutil.Process().memory_info().rss
    with tempfile.TemporaryDirectory() as folder:
        began = process_time()
        index = cached(rows, "bench", Path(folder))
        built = process_time() - began
        rss = psutil.Process().memory_info().rss - before
        began = process_time()
        cached(rows, "bench", Path(folder))
        loaded = process_time() - began
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    print(
        f"index of {len(made):,} terms: built in {built:.2f} s, loaded in {loaded:.3f} s ({loaded / built:.1%}; goal "
        f"{CACHE:.0%}), {size / 1e6:.1f} MB on disk, {rss / 1e6:.0f} MB more in memory"
    )
    return index


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    made = names(asked.terms)
    words = [name for _, name in made]
    some = texts(asked.texts, made)
    index = loading(made)
    finders: dict[str, tuple[Finder, Sequence[str]]] = {
        "Warden": (ours(index, words), some),
        "pyahocorasick": (textbook(words), some),
        "FlashText": (flashtext(words), some[: len(some) // 4]),
        "re": (alternation(words), some[:20]),
    }
    gc.collect()
    gc.freeze()
    costs: dict[str, list[float]] = {name: [] for name in finders}
    for _ in range(asked.rounds):
        for name, (find, part) in finders.items():
            costs[name].append(spent(find, part))
    mine = costs["Warden"]
    size = statistics.mean(len(text.encode()) for text in some)
    print(
        f"Warden: {statistics.median(mine):.1f} µs a text of {size:.0f} bytes, {1e6 / statistics.median(mine):,.0f} a CPU-second"
    )
    for name, goal in GOALS.items():
        each = [theirs / own for theirs, own in zip(costs[name], mine, strict=True)]
        print(
            f"{name}: {statistics.median(costs[name]):,.1f} µs a text, {statistics.median(each):,.1f} times Warden's "
            f"(rounds {min(each):,.1f} to {max(each):,.1f}; goal {goal:g})"
        )
    checked = made[:CHECKED]
    wrong = agreement(ours(Index.build(listed(checked)), words), checked, texts(SAMPLE, checked))
    print(f"oracle: {wrong} of {SAMPLE} texts differ from a search for each of {len(checked):,} terms")
    growth(made, some[:4_000])


if __name__ == "__main__":
    main()
