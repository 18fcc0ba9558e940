"""What every verb prints with --json is what docs/reference/records.json says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.crawl.conftest import make_warden
from tests.crawl.stub import Asked, Said, item_page, listing_page, row, stub
from warden.schema import VERBS, schema

FILE = Path(__file__).parents[1] / "docs" / "reference" / "records.json"
DOCUMENT = json.loads(FILE.read_text("utf-8"))

IMPORT_KEYS = ["file", "site", "url", "outcome", "reason", "listings"]
"""Frozen; new ones come after them."""
LISTING_KEYS = [
    "listing_id", "title", "url", "description", "price", "availability", "sku", "image", "images",
    "seller_key", "location", "listed_at",
]  # fmt: skip
PRICE_KEYS = ["amount", "amount_max", "currency", "text", "type"]
MATCH_KEYS = ["id", "grade", "score", "targets", "products", "obfuscated", "terms_version", "matches"]
TERM_KEYS = ["term", "lang", "langs", "kind", "target", "product", "field", "start", "end", "role"]
HIT_KEYS = [
    "hit_id", "listing_key", "platform", "site", "listing_id", "url", "title", "description", "language",
    "target", "origins", "products", "score", "grade", "matches", "obfuscated", "price", "quantity", "country",
    "location", "seller_key", "contact_keys", "images", "availability", "listed_at", "first_seen_at",
    "last_seen_at", "gone_at", "gone_reason", "sightings", "revisions", "cluster_id", "state", "verdict",
    "recipe", "page",
]  # fmt: skip
FROZEN = {"import": IMPORT_KEYS, "match": MATCH_KEYS, "match.error": ["id", "line", "error"]}
FROZEN |= {
    "sites.companies": [
        "company",
        "product",
        "road",
        "status",
        "reason",
        "site",
        "since",
        "needs",
        "languages",
        "proof",
        "verified",
    ],
    "crawl.dry-run": ["site", "lane", "probes", "requests", "hours", "megabytes", "quota_days"],
}
"""Keys of design papers, literally and in this order; nothing may stand between them."""


def shop(asked: Asked) -> Said:
    if asked.path == "/robots.txt":
        return Said(b"", 404)
    if asked.path.startswith("/o/"):
        return Said(item_page(asked.path[3:], "raw ivory tusk", "two pieces, 300 g"))
    member = '<span class="member">quiet_heron_77</span>'
    return Said(listing_page(row(1, "raw ivory tusk", extra=member), row(2, "a lamp")))


class Everything:
    """Every verb's ``--json``, run once over one small crawl: lines by verb."""

    def __init__(self, root: Path) -> None:
        self.warden = make_warden(root)
        self.root = root
        self.lines: dict[str, list[dict[str, Any]]] = {}
        with stub(shop) as server:
            self.warden.site("stub", server.url)
            self.crawled(server.url)
        self.decided()
        self.watched()
        self.looked()

    def run(self, verb: str, *words: str, stdin: str | None = None) -> list[dict[str, Any]]:
        done = subprocess.run(
            self.warden.command(*words), env=self.warden.env, input=stdin, capture_output=True, text=True, timeout=120
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in (0, 1), done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for line in lines:
            kind = "match.error" if verb == "match" and "error" in line else verb
            self.lines.setdefault(kind, []).append(line)
        return lines

    def crawled(self, base: str) -> None:
        self.run("crawl.dry-run", "crawl", "--site", "stub", "--term", "tusk", "--dry-run")
        self.run("crawl", "crawl", "--site", "stub", "--term", "tusk", "--json")
        page = self.root / "page.html"
        page.write_bytes(shop(Asked(0, 0, "/search", {}, {})).body)
        saved = ("import", str(page), "--site", "stub", "--url", f"{base}/search?q=x", "--json")
        self.run("import", *saved, "--dry-run")
        self.run("import", *saved)

    def decided(self) -> None:
        hit = self.run("search", "search", "tusk", "--json")[0]["hit_id"]
        self.run("decide", "decide", hit, "--decision", "relevant_prohibited", "--reviewer", "r1", "--json")
        self.run("hit.show", "hit", "show", hit, "--json")
        for number in (7, 8):  # misspelt, so that there is something to suggest
            reported = ("--url", f"https://shop.example/item/{number}", "--title", "dried pangolln")
            self.run("hit.add", "hit", "add", *reported, "--by", "v1", "--json")
        found = ("--minutes", "5", "--found", "0")
        self.run("effort.add", "effort", "add", "--site", "stub", "--place", "newest", *found, "--json")
        self.run("search", "search", "", "--json")
        self.run("export.jsonl", "export", "--format", "jsonl")

    def watched(self) -> None:
        file = self.root / "w.toml"
        file.write_text('name = "w"\nsites = ["stub"]\nterms = ["tusk"]\nevery = "1d"\n')
        self.run("watches.add", "watches", "add", str(file), "--json")
        self.run("watches.list", "watches", "list", "--json")
        self.run("watches.show", "watches", "show", "w", "--json")
        self.run("watches.retire", "watches", "retire", "w", "--json")

    def species(self) -> None:
        table = self.root / "law.csv"
        table.write_text("scientific_name,class\nFelis inventa,protected\nno name,protected\n")
        law = ("--law", "P.1", "--jurisdiction", "ID", "--name", "p-1")
        self.run("terms.import", "terms", "import", "national", str(table), *law, "--json")
        for verb, words in (
            ("list", ("--under", "cats")),
            ("show", ("tiger",)),
            ("status", ("Felis inventa",)),
        ):
            self.run(f"targets.{verb}", "targets", verb, *words, "--json")

    def looked(self) -> None:
        asked = '{"id": 1, "title": "raw ivory tusk"}\nno json\n{"id": "a", "title": "sofa"}\n'
        self.run("match", "match", stdin=asked)
        own = self.root / "candidate" / "terms"
        own.mkdir(parents=True)
        (own / "en.csv").write_text("term,kind,target\nsofa,species,tiger\n")
        self.run(
            "match.candidate",
            "match",
            "--candidate",
            str(own.parent),
            stdin='{"id": 1, "title": "sofa"}\n{"id": 2, "title": "chair"}\n',
        )
        self.run("trends", "trends", "--all-probes", "--by", "week,site,target,language", "--json")
        self.run("trends.rebuild", "trends", "rebuild", "--json")
        self.run("terms.list", "terms", "list", "--lang", "fr", "--json")
        self.species()
        word = ("quorbel", "--lang", "en", "--target", "elephant")
        self.run("terms.try", "terms", "try", *word, "--json")
        self.run("terms.ledger", "terms", "ledger", "--json")
        self.run("terms.suggest", "terms", "suggest", "--min-count", "1", "--json")
        self.run("sites.list", "sites", "list", "--json")
        self.run("sites.companies", "sites", "list", "--companies", "--json")
        self.run("sites.check", "sites", "check", "marktplaats", "--json")
        self.run("sites.status", "sites", "status", "--json")
        self.run("sites.check.recall", "sites", "check", "stub", "--recall", "--term", "tusk", "--json")
        self.run("rematch", "rematch", "--json")
        self.run("reparse", "reparse", "--json")
        self.run("people.list", "people", "add", "anna", stdin="grey parrot at dawn\n")
        self.run("people.list", "people", "list", "--json")
        self.run("doctor", "doctor", "--json")
        self.broken()

    def broken(self) -> None:
        """Checks print a line only where something is wrong."""
        terms = self.root / "bad" / "terms"
        terms.mkdir(parents=True)
        (terms / "en.csv").write_text("term,kind,target\nmy word,nonsense,elephant\n")
        self.warden.env["WARDEN_TERMS"] = str(terms.parent)
        self.run("terms.check", "terms", "check", "--json")
        del self.warden.env["WARDEN_TERMS"]
        import sqlite3

        with sqlite3.connect(self.warden.data / "warden.db") as store:
            store.execute("UPDATE rollup SET listings = listings + 1")
            store.execute("UPDATE hit SET state = 'claimed' WHERE state = 'decided'")
        self.run("store.check", "store", "check", "--json")
        self.run("trends.rebuild", "trends", "rebuild", "--json")
        self.run("store.migrate", "store", "migrate", "--json")
        self.run("store.copy", "store", "copy", "--to", str(self.warden.root / "copy.db"), "--json")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    return Everything(tmp_path_factory.mktemp("everything"))


def test_the_file_is_fresh() -> None:
    assert schema() == DOCUMENT, "run: python -m warden.schema docs/reference/records.json"


def test_the_document_is_a_schema() -> None:
    Draft202012Validator.check_schema(DOCUMENT)


def keys(verb: str) -> list[str]:
    return list(DOCUMENT["$defs"][verb]["properties"])


@pytest.mark.parametrize("verb", FROZEN)
def test_frozen_shapes(verb: str) -> None:
    assert keys(verb)[: len(FROZEN[verb])] == FROZEN[verb], "new keys come after the frozen ones"


def test_frozen_parts() -> None:
    assert keys("ImportedListing") == LISTING_KEYS
    assert keys("Price") == PRICE_KEYS
    assert keys("MatchedTerm") == TERM_KEYS
    assert keys("search")[: len(HIT_KEYS)] == HIT_KEYS
    assert keys("Quantity") == ["value", "unit", "text"]
    assert keys("PageRef") == ["archive", "offset", "sha256", "captured_at"]
    assert keys("HitVerdict") == ["decision", "taxon", "reviewer", "at", "revision_id"]


LATER = {"demo"}
"""Run by tests/demo, where its line is held against the schema."""


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - LATER))
def test_every_line_is_as_the_schema_says(everything: Everything, verb: str) -> None:
    lines = everything.lines.get(verb)
    assert lines, f"{verb} printed nothing"
    check = Draft202012Validator({"$ref": f"#/$defs/{verb}", "$defs": DOCUMENT["$defs"]})
    for line in lines:
        assert [fault.message for fault in check.iter_errors(line)] == []
        assert list(line) == keys(verb), "every key, in this order"


def test_nested_objects_have_every_key(everything: Everything) -> None:
    (page, *_) = everything.lines["import"]
    assert [list(listing) for listing in page["listings"]] == [LISTING_KEYS] * 2
    assert list(page["listings"][0]["price"]) == PRICE_KEYS
    (match, *_) = everything.lines["match"]
    assert [list(found) for found in match["matches"]] == [TERM_KEYS] * len(match["matches"])
    assert match["matches"]


def test_a_dry_run_of_a_crawl_ends_with_the_total(everything: Everything) -> None:
    sites = [line["site"] for line in everything.lines["crawl.dry-run"]]
    assert sites == ["stub", None]


def test_a_bad_line_stands_in_its_place(everything: Everything) -> None:
    assert [line["id"] for line in everything.lines["match"]] == [1, "a"]
    assert [line["line"] for line in everything.lines["match.error"]] == [2]
