"""Two restricted words through everything, on both stores: the one no page writes is found nowhere, the other only where a
page wrote it."""

from __future__ import annotations

import json
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keywords import load_terms
from keywords.indexcache import cached
from keywords.schema import Term
from keywords.walking import read
from tests.secrets.installation import ECHOED, KEY, SILENT, Installation, needles
from tests.secrets.needles import Needles, columns, documents, files, records
from warden.store.elasticsearch.store import ElasticStore

ECHO, SILENCE = needles()

PAGE_TEXT = {"revision.content", "words.tokens", "hit.tokens", "hit.line.title", "hit.line.description"}
PAGE_TEXT |= {"listing.url", "hit.line.url"}
"""Where a store keeps what a page wrote: texts, and the address of the offer, without which nobody could look at it."""
SHOWS_TEXT = ("decide", "search", "hit show", "export", "import", "terms try", "terms suggest", "match")
"""Verbs that show people the texts of listings."""


@pytest.fixture(scope="module", params=["sqlite", "elastic"])
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Any]]:
    root = tmp_path_factory.mktemp("secrets")
    if request.param == "sqlite":
        yield Installation(root, None), None
        return
    url = f"elasticsearch://127.0.0.1:{request.getfixturevalue('node').port}/secrets{uuid.uuid4().hex[:8]}"
    made = Installation(root, url)
    store = ElasticStore(url, create=False)
    yield made, store
    store.docs.indices.drop()
    store.close()


@pytest.fixture
def made(kept: tuple[Installation, Any]) -> Installation:
    return kept[0]


def stored(kept: tuple[Installation, Any]) -> Iterator[tuple[str, bytes]]:
    """(place, value) of everything in the store, and of a copy on the other engine's side."""
    made, store = kept
    for name in ("warden.db", "copy.db"):
        if (made.data / name).exists():
            yield from columns(made.data / name)
    if store is not None:
        yield from documents(store.docs.client, store.docs.place.prefix)


def test_the_words_were_at_work(made: Installation) -> None:
    assert {ECHOED, SILENT} <= set(made.asked)
    assert any(match["term"] == "X-1" for hit in made.hits for match in hit["matches"])
    assert [line["grade"] != "none" for line in made.matched if "grade" in line] == [True, True, True, True]
    assert {row["term"] for row in made.ledger} >= {"X-1", "X-2"}
    assert any("Traceback" in err or "cannot ask" in err for _, _, err in made.said), (
        "the broken hook was told"
    )
    assert any("DEBUG" in err or "Crawled (200)" in err for _, _, err in made.said), "the loud site was loud"


@pytest.mark.parametrize(
    "content",
    [
        SILENT.encode(), SILENT.upper().encode(), b"quenterflom gris", b"x=quenterfl%C3%B6m+gris&", b"quenterfl%F6m%20gris",
        SILENT.encode("utf-16-le"), b"QUVlbnRlcmZsw7ZtIGdyaXM=", b"quenterfl\\u00f6m gris", "Quenterflo\u0308m gris".encode(),
    ],
)  # fmt: skip
def test_the_search_sees_every_form(content: bytes) -> None:
    if content.startswith(b"QU"):
        import base64

        content = base64.b64encode(b"A" + SILENT.encode())
    assert Needles(SILENT, KEY).within(b"before " + content + b" behind")
    assert not Needles(SILENT, KEY).within(b"nothing of the kind, quenter and gris apart")


def test_the_silent_word_is_in_no_file(made: Installation) -> None:
    assert {
        (path.name, *SILENCE.within(content)) for path, content in files(made.data) if SILENCE.within(content)
    } == set()


def test_the_silent_word_is_nowhere_in_the_store(kept: tuple[Installation, Any]) -> None:
    assert {
        (place, *SILENCE.within(value)) for place, value in stored(kept) if SILENCE.within(value)
    } == set()


def test_no_verb_says_the_silent_word(made: Installation) -> None:
    told = {
        (verb, line[:200])
        for verb, out, err in made.said
        for line in (out + "\n" + err).splitlines()
        if SILENCE.within(line.encode())
    }
    assert told == set()


def test_the_echoed_word_is_only_in_what_pages_wrote(kept: tuple[Installation, Any]) -> None:
    assert {place for place, value in stored(kept) if ECHO.within(value)} <= PAGE_TEXT


def test_the_echoed_word_is_in_no_other_file(made: Installation) -> None:
    places = {
        path.relative_to(made.data).parts[0] for path, content in files(made.data) if ECHO.within(content)
    }
    assert places <= {"warden.db", "warden.db-wal", "copy.db", "copy.db-wal", "archive", "evidence"}
    for path, content in files(made.data / "archive"):
        if path.suffix == ".gz":
            assert not [head for head, _ in records(content) if ECHO.within(head)], (
                "an archived address is masked"
            )
        else:
            assert not ECHO.within(content), path.name


def test_only_verbs_that_show_texts_say_the_echoed_word(made: Installation) -> None:
    told = {verb for verb, out, _ in made.said if ECHO.within(out.encode())}
    assert {verb for verb in told if not verb.startswith(SHOWS_TEXT)} == set()
    errors = {
        (verb, line[:300])
        for verb, _, err in made.said
        for line in err.splitlines()
        if ECHO.within(line.encode())
    }
    assert errors == set()


def test_hits_and_matches_keep_id_field_and_role(made: Installation) -> None:
    for told in (*made.hits, *(line for line in made.matched if "matches" in line)):
        assert not ECHO.within(json.dumps(told["matches"]).encode())
        for match in told["matches"]:
            if match["term"].startswith("X-"):
                assert match["start"] is match["end"] is None


def test_the_bench_shows_titles_without_marks(made: Installation) -> None:
    lines = [json.loads(out) for verb, out, _ in made.said if verb == "terms try" and out.startswith("{")]
    secret = [line for line in lines if line["term"].startswith("X-")]
    assert len(secret) >= 6
    for line in secret:
        assert line["row"] is None
        assert line["false_friends"]["beside"] == []
        assert not [row for row in (*line["examples"], *line["against"]) if row["words"]]
        rest = {**line, "examples": [], "against": []}
        assert not ECHO.within(json.dumps(rest, ensure_ascii=False).encode())
    assert any(line["caught"] for line in secret), "it was found all the same"


def test_no_suggestion_names_a_word(made: Installation) -> None:
    rows = [
        json.loads(line)
        for verb, out, _ in made.said
        if verb == "terms suggest" and out.startswith("{")
        for line in out.splitlines()
    ]
    for row in rows:
        rest = {**row, "examples": []}
        assert not ECHO.within(json.dumps(rest, ensure_ascii=False).encode())
        assert row["word"] not in SILENT.casefold()


def test_exports_for_others_leave_texts_out(made: Installation) -> None:
    exports = [out for verb, out, _ in made.said if verb == "export --format"]
    assert len(exports) == 6
    assert not [out for out in exports[:4] if ECHO.within(out.encode())]
    assert all(ECHO.within(out.encode()) for out in exports[4:])


def test_no_cache_holds_restricted_patterns(tmp_path: Path) -> None:
    vocabulary = load_terms()
    cached(vocabulary.terms[:50], "public", tmp_path)
    assert [path.name for path in tmp_path.iterdir()], "a list without secrets is cached"
    secret = Term("X-1", "en", ECHOED, "code", "elephant", sensitivity="restricted")
    index = cached((*vocabulary.terms[:50], secret), "secret", tmp_path)
    assert index.look(read(f"a {ECHOED} ring"))
    kept = dict(files(tmp_path))
    assert len(kept) == 2 and [path.name for path, content in kept.items() if ECHO.within(content)] == []


def test_the_data_directory_is_its_owners(made: Installation) -> None:
    open_to_others = [
        str(path.relative_to(made.data))
        for path in made.data.rglob("*")
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    assert open_to_others == []
