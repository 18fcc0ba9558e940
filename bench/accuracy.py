"""How right the matcher is: precision and recall on titles, false alarms on saved pages.

    python -m bench.accuracy [--wrong]                      the project's own titles (keywords/examples)
    python -m bench.accuracy --titles FILE.tsv …            others: <language>.tsv with title, verdict, target, note
    python -m bench.accuracy --captures ../shared/captures  distinct listings of saved pages, nothing stored

A title to ``catch`` counts as found when it is graded review or hit, for its target (or one above or below it)
where that is named; one to ``spare`` as a false alarm when it is graded so. ``--wrong`` lists what went wrong.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.importing import read_files, to_page
from crawler.reading import PARSER_VERSION
from crawler.sites.load import load_sites
from keywords import MATCHER_VERSION, Example, Matcher, load_examples, load_terms
from pipelines.process import read_only
from warden.config import load_config
from warden.privacy import Keys
from warden.records import Assessment, Listing
from warden.session import Session


@dataclass(slots=True)
class Tally:
    """Counts of one language or target."""

    found: int = 0
    missed: int = 0
    alarms: int = 0
    spared: int = 0

    def line(self, name: str) -> str:
        precision = _share(self.found, self.found + self.alarms)
        recall = _share(self.found, self.found + self.missed)
        f1 = _share(2 * self.found, 2 * self.found + self.alarms + self.missed)
        counts = f"{self.found:6}{self.missed:8}{self.alarms:8}{self.spared:8}"
        return f"{name:20}{counts}{precision:>11}{recall:>8}{f1:>7}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def judged(matcher: Matcher, example: Example) -> bool:
    """Whether a title is graded as it should be."""
    found = {row.target for row in matcher.assess(example.title, lang=example.lang).targets}
    vocab = matcher.vocab
    if example.target not in vocab.targets:
        return bool(found) == (example.verdict == "catch")
    below = vocab.descendants(example.target)
    if example.verdict == "spare":
        return not found & below
    return bool(found & {*below, *vocab.parents(example.target)})


def read_titles(path: Path) -> list[Example]:
    """The titles of ``<language>.tsv``; further columns than title, verdict, target are passed over."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(
            path.stem,
            row["title"],
            "catch" if row["verdict"] == "catch" else "spare",
            "",
            row.get("target") or "",
        )
        for row in rows
    ]


def tallies(judgements: Iterable[tuple[Example, bool]], by: Callable[[Example], str]) -> dict[str, Tally]:
    made: dict[str, Tally] = defaultdict(Tally)
    for example, right in judgements:
        tally = made[by(example)]
        if example.verdict == "catch":
            tally.found += right
            tally.missed += not right
        else:
            tally.spared += right
            tally.alarms += not right
    return dict(sorted(made.items()))


def total(made: Iterable[Tally]) -> Tally:
    rows = list(made)
    return Tally(
        *(sum(getattr(row, name) for row in rows) for name in ("found", "missed", "alarms", "spared"))
    )


def show(title: str, made: dict[str, Tally]) -> None:
    print(
        f"\n{title:20}{'found':>6}{'missed':>8}{'alarms':>8}{'spared':>8}{'precision':>11}{'recall':>8}{'F1':>7}"
    )
    for name, tally in made.items():
        print(tally.line(name))
    print(total(made.values()).line("all"))


def on_titles(matcher: Matcher, examples: Sequence[Example], wrong: bool) -> None:
    judgements = [(example, judged(matcher, example)) for example in examples]
    show("language", tallies(judgements, lambda example: example.lang))
    show("target", tallies(judgements, lambda example: example.target or "(none named)"))
    for example, right in judgements:
        if wrong and not right:
            print(f"{example.lang}\t{example.verdict}\t{example.target}\t{example.title}")


def captured(folder: Path) -> Iterator[Listing]:
    """The distinct listings of the saved pages that the manifest names, read like an import's."""
    manifest = folder / "MANIFEST.tsv"
    with manifest.open(encoding="utf-8", newline="") as stream:
        paths = [folder / row["file"] for row in csv.DictReader(stream, delimiter="\t")]
    keys = Keys(b"only for counting, never stored.")
    session = Session(
        load_config(), Matcher(load_terms()), MATCHER_VERSION, PARSER_VERSION, keys=keys, say=_silent
    )
    seen: set[tuple[str, str | None]] = set()
    for saved in read_files(
        [path for path in paths if path.is_file()], sites=load_sites(), manifest=manifest
    ):
        for listing in read_only(to_page(saved), session).listings:
            if (key := (listing.title, listing.description)) not in seen:
                seen.add(key)
                yield listing


def _silent(*_: object) -> None:
    """What the reader would say of a page is not asked here."""


def on_captures(matcher: Matcher, listings: Sequence[Listing]) -> None:
    """False alarms by target, in all and for a million listings; each is shown, to be read by eye."""
    alarms: Counter[str] = Counter()
    shown: list[str] = []
    for listing in listings:
        found = assessed(matcher, listing)
        alarms.update(row.target for row in found.targets)
        if found.targets:
            words = ", ".join(match.term for match in found.matches if match.role == "signal")
            told = " ".join(f"{row.target}:{row.grade}:{row.score}" for row in found.targets)
            shown.append(f"{told} [{words}] {listing.title[:100]}")
    count = max(len(listings), 1)
    print(
        f"{len(listings)} distinct listings, {len(shown)} graded review or hit: {len(shown) / count * 1e6:,.0f} a million"
    )
    for target, number in alarms.most_common():
        print(f"{target:20}{number:6}{number / count * 1e6:12,.0f} a million")
    print("\n".join(shown))


def assessed(matcher: Matcher, listing: Listing) -> Assessment:
    return matcher.assess(
        listing.title, listing.description, lang=listing.language, category=listing.category
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--titles", nargs="*", type=Path, default=[])
    parser.add_argument("--captures", type=Path)
    parser.add_argument("--wrong", action="store_true")
    asked = parser.parse_args()
    matcher = Matcher(load_terms())
    if asked.captures:
        on_captures(matcher, list(captured(asked.captures)))
        return
    examples = (
        [row for path in asked.titles for row in read_titles(path)] if asked.titles else load_examples()
    )
    on_titles(matcher, examples, asked.wrong)


if __name__ == "__main__":
    main()
