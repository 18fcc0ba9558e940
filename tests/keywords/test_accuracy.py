"""The bench that tells precision and recall counts what it should."""

from __future__ import annotations

from pathlib import Path

from bench.accuracy import Tally, judged, read_titles, tallies
from keywords import Example, Matcher


def test_titles_of_a_file_are_judged_and_counted(shipped: Matcher, tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_text(
        "title\tverdict\ttarget\tnote\n"
        "Pangolin scales, 3 kg\tcatch\tpangolin\t\n"
        'Pangolin scales in a "bag"\tcatch\telephant\twrong target\n'
        "Garden hose, green\tcatch\t\tnothing there\n"
        "Ivory lace dress\tspare\telephant\t\n"
        "Rhino horn\tspare\tany\tno target of the list: nothing may be found\n",
        encoding="utf-8",
    )
    titles = read_titles(path)
    judgements = [(title, judged(shipped, title)) for title in titles]
    assert [right for _, right in judgements] == [True, False, False, True, False]
    assert tallies(judgements, lambda title: title.lang) == {"en": Tally(1, 2, 1, 1)}


def test_a_target_above_or_below_the_one_named_is_right(shipped: Matcher) -> None:
    title = "Tiger cub, bottle fed"
    assert judged(shipped, Example("en", title, "catch", "", "cats"))
    assert not judged(shipped, Example("en", title, "spare", "", "cats"))
    assert judged(shipped, Example("en", title, "spare", "", "rhino"))


def test_the_table_says_what_the_counts_mean() -> None:
    assert Tally(9, 1, 1, 9).line("en").split() == ["en", "9", "1", "1", "9", "0.900", "0.900", "0.900"]
    assert Tally(0, 0, 0, 3).line("xx").split()[-3:] == ["-", "-", "-"]
