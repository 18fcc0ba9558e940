"""What a whole species list costs: importing 40,000 synthetic taxa, loading them cold, loading them from the cache.

    python -m bench.species [--taxa 40000] [--rounds 5]

The table is made by seed in the shape of the Checklist's index: invented names, synonyms with authors on a third of the
rows, names in three languages on half of them, so that some 100,000 terms come of it. Each load is a new process:
what counts is the wall time from the first import of ``keywords`` to a vocabulary, and to a matcher that has answered.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

COLUMNS = (
    "TaxonId", "Kingdom", "Phylum", "Class", "Order", "Family", "Genus", "Species", "Subspecies", "FullName", "AuthorYear",
    "RankName", "CurrentListing", "FullAnnotationEnglish", "AnnotationEnglish", "AnnotationSpanish", "AnnotationFrench",
    "#AnnotationSymbol", "#Annotation", "SynonymsWithAuthors", "EnglishNames", "SpanishNames", "FrenchNames", "CitesAccepted",
    "All_DistributionISOCodes", "All_DistributionFullNames", "NativeDistributionFullNames", "Introduced_Distribution",
    "Introduced(?)_Distribution", "Reintroduced_Distribution", "Extinct_Distribution", "Extinct(?)_Distribution",
    "Distribution_Uncertain",
)  # fmt: skip
LOAD = """
import json, sys, time
from pathlib import Path
start = time.perf_counter()
from keywords import load_terms, matcher_of
vocab = load_terms([Path(sys.argv[1])])
version = vocab.terms_version
listed = time.perf_counter()
matcher = matcher_of(vocab)
matcher.assess(sys.argv[2])
print(json.dumps([listed - start, time.perf_counter() - start, len(vocab.terms), len(vocab.targets), version]))
"""


def rows(count: int, seed: int = 6) -> Iterator[dict[str, str]]:
    """Rows of the Checklist's index with invented names; a genus has some ten species."""
    rng = Random(seed)
    genus, family = "", ""
    for number in range(count):
        if number % 400 == 0:
            family = f"{_word(rng).capitalize()}idae"
        if number % 10 == 0:
            genus = _word(rng).capitalize()
        yield _row(rng, number, family, genus, f"{_word(rng)}{'us' if number % 2 else 'a'}")


def _row(rng: Random, number: int, family: str, genus: str, epithet: str) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    synonyms = [
        f"{_word(rng).capitalize()} {_word(rng)}is {_word(rng).capitalize()}, {rng.randint(1758, 1999)}"
        for _ in range(3)
    ]
    row |= {
        "TaxonId": str(number), "Kingdom": "Animalia" if number % 5 == 0 else "Plantae", "Order": "Fictales", "Family": family,
        "Genus": genus, "Species": epithet, "FullName": f"{genus} {epithet}", "RankName": "SPECIES", "CurrentListing": "II",
        "AuthorYear": f"{_word(rng).capitalize()}, 1823", "CitesAccepted": "true",
        "#AnnotationSymbol": "#4", "#Annotation": "All parts and derivatives, except: " + "seeds and pollen; " * 12,
        "SynonymsWithAuthors": ", ".join(synonyms) if number % 3 == 0 else "",
    }  # fmt: skip
    if number % 2 == 0:
        row["EnglishNames"] = f"{_word(rng)} {_word(rng)}, {_word(rng)} (of {_word(rng)}, {_word(rng)})"
        row["FrenchNames"] = f"{_word(rng)} de {_word(rng)}"
    return row


def _word(rng: Random) -> str:
    return "".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(rng.randint(3, 4)))


def write(path: Path, count: int) -> Path:
    """A table of ``count`` taxa."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows(count))
    return path


def _load(data: Path, text: str) -> tuple[float, float, int, int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(data), text], capture_output=True, text=True, check=True
    )
    listed, ready, terms, targets, version = json.loads(done.stdout)
    return listed, ready, terms, targets, version


def main() -> None:
    """Print a line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taxa", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        table = write(Path(folder) / "Index_of_CITES_Species_2026-02-03 17-27.csv", told.taxa)
        start = perf_counter()
        verb = [sys.executable, "-m", "warden", "--data", str(data), "terms", "import", "cites", str(table)]
        subprocess.run(verb, check=True, capture_output=True)
        print(f"import: {perf_counter() - start:.2f} s, {table.stat().st_size / 1e6:.1f} MB of table")
        listed, ready, terms, targets, _ = _load(data, "nothing here")
        print(f"{terms} terms, {targets} targets")
        print(f"cold: vocabulary {listed:.2f} s, matcher ready {ready:.2f} s")
        runs = [_load(data, "nothing here") for _ in range(told.rounds)]
        for what, at in (("vocabulary", 0), ("matcher ready", 1)):
            values = [float(run[at]) for run in runs]
            print(f"from the cache: {what} {statistics.median(values):.3f} s (best {min(values):.3f})")


if __name__ == "__main__":
    main()
