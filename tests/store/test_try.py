"""`terms try`: the figures of a small store, the same on both engines, and by the matcher's own rules."""

from __future__ import annotations

from typing import Any

import pytest

from keywords.vocabulary import Vocabulary
from tests.store import bench
from tests.store import build as b
from warden.curation.intervals import wilson
from warden.curation.judged import Judged
from warden.curation.tried import tried
from warden.curation.trying import EXAMPLES, Trial
from warden.errors import UsageError
from warden.store.base import Store


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bench.vocabulary()


def trial(
    store: Store, vocabulary: Vocabulary, word: str, lang: str = "en", *sites: str, **columns: Any
) -> dict[str, Any]:
    made = tried(vocabulary, word, lang, {"target": "elephant", **columns})
    one = Trial(vocabulary, made, Judged(store, vocabulary))
    one.read_all(store, sites, lambda _: None)
    return one.line(store, lang, sites)


def test_a_new_word(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    before = store.counts()
    line = trial(store, vocabulary, "quorbel", weight="strong")
    assert store.counts() == before, "trying writes nothing"
    assert line["revisions"] == len(bench.OFFERS)
    assert (line["found"], line["caught"], line["new"]) == (7, 7, 2)
    assert (line["reviewed"], line["confirmed"], line["share"]) == (5, 5, 1.0)
    assert (line["low"], line["high"]) == wilson(5, 5)
    assert {row["term"]: row["listings"] for row in line["overlap"]}["ivory"] >= 2
    shown = {row["title"]: row for row in line["examples"]}
    hairpin = shown["Quorbel hairpin, carved, antique"]
    assert (hairpin["before"], hairpin["after"], hairpin["verdict"]) == ("none", "hit", None)
    assert {"start": 0, "end": 7, "role": "signal"} in hairpin["words"]
    assert line["row"].splitlines()[1].startswith(",quorbel,code,elephant,")


def test_a_needed_cue_spares_the_shoes(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    groups = [name for name in vocabulary.cue_groups if name in ("craft", "carving", "antique")]
    assert groups
    line = trial(store, vocabulary, "quorbel", weight="strong", needs=groups)
    assert line["found"] == 7
    assert line["caught"] < 7
    spared = [row["title"] for row in line["against"]]
    assert "Quorbel brand running shoes" in spared


def test_chinese_without_spaces(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    line = trial(store, vocabulary, "琉欢料", "zh-Hans", weight="strong")
    assert (line["found"], line["caught"], line["new"]) == (4, 4, 1)
    assert line["confirmed"] == 3


def test_rejected_catches_are_false_friends(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    line = trial(store, vocabulary, "carved", weight="strong", kind="code")
    assert line["false_friends"]["rejected"] == 2
    assert line["against"][0]["verdict"] == "rejected"
    assert line["share"] is not None and line["share"] < 1


def test_an_exclusion_lowers(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    line = trial(store, vocabulary, "lamp print", kind="exclusion", weight="hard", target=None)
    (move,) = [row for row in line["moves"] if row["listings"]]
    assert (line["found"], line["caught"]) == (1, 1)
    assert (move["before"], move["after"]) != ("none", "none")


def test_only_one_site(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store)
    assert trial(store, vocabulary, "quorbel", "en", "elsewhere")["revisions"] == 0
    assert trial(store, vocabulary, "quorbel", "en", b.SITE)["found"] == 7


def test_no_more_examples_than_asked(store: Store, vocabulary: Vocabulary) -> None:
    bench.fill(store, [(str(n), f"quorbel ring {n}", None, "en") for n in range(60)])
    line = trial(store, vocabulary, "quorbel", weight="strong")
    assert line["found"] == 60
    assert len(line["examples"]) + len(line["against"]) >= EXAMPLES
    assert len(line["examples"]) <= EXAMPLES and len(line["against"]) <= EXAMPLES


@pytest.mark.parametrize(
    ("word", "columns", "told"),
    [
        ("quorbel", {"target": None}, "needs a target"),
        ("quorbel", {"target": "unicorn"}, "no target"),
        ("quorbel", {"kind": "nonsense"}, "Unknown --kind"),
        ("quorbel", {"needs": ["nothing_of_the_kind"]}, "neither a cue group nor a term"),
        ("(quor", {"match": "regex"}, "closed regex"),
        (" ", {}, "no word"),
        ("quorbel", {"match": "shadow"}, "exclusion"),
    ],
)
def test_what_no_row_could_say_is_refused(
    vocabulary: Vocabulary, word: str, columns: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        tried(vocabulary, word, "en", {"target": "elephant", **columns})


@pytest.mark.parametrize(
    ("confirmed", "reviewed", "interval"),
    [(0, 0, None), (3, 3, (0.4385, 1.0)), (0, 10, (0.0, 0.2775)), (81, 263, (0.2553, 0.3662))],
)
def test_the_interval_is_wilsons(confirmed: int, reviewed: int, interval: tuple[float, float] | None) -> None:
    assert wilson(confirmed, reviewed) == (pytest.approx(interval, abs=2e-4) if interval else None)
