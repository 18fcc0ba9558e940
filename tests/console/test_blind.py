"""A second opinion is blind: at no address is its person told what was decided, nor asked again once they were; both stores."""

from __future__ import annotations

import pytest

from tests.console.conftest import Console
from tests.console.programs import FIELD, Program, Visitor
from tests.store import build as b

ELEPHANT, PANGOLIN = b.hit_of("1", "elephant"), b.hit_of("2", "pangolin")
TELLING = ("anna", "cannot_tell", "Cannot tell", "Decided before")


@pytest.fixture
def settings() -> str:
    return "[console]\nsecond_share = 1.0\naudit_share = 0.0\n"


def decide(visitor: Visitor, hit_id: str, decision: str) -> None:
    """As the card's button does."""
    post(visitor, f"/hits/{hit_id}/decide", f"/hits/{hit_id}", decision=decision, relisted="on")


def post(visitor: Visitor, path: str, shown_at: str, **told: str) -> str:
    """The page that answers a form of another page."""
    found = FIELD.search(read(visitor, shown_at))
    assert found
    form = {"csrfmiddlewaretoken": found[1], **told}
    answer = visitor.session.post(visitor.address + path, form, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.session.get(visitor.address + path, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text


def main(visitor: Visitor, path: str) -> str:
    return read(visitor, path).partition("<main")[2].partition('class="decide"')[0]


def test_what_was_decided_is_told_nowhere_before_one_has_decided(console: Console) -> None:
    anna = Visitor(console, "anna", "reviewer")
    decide(anna, ELEPHANT, "cannot_tell")
    ben = Visitor(console, "ben", "administrator")
    program = Program(console, ben.token("read", "decide"))
    listed = main(ben, "/")
    assert "second opinion wanted" in listed
    assert 'href="?state=cannot_tell"' not in listed
    for path in ("/?state=cannot_tell", "/?decision=cannot_tell"):
        assert "Old ivory netsuke" not in main(ben, path)
    for told in TELLING:
        assert told not in main(ben, f"/hits/{ELEPHANT}"), told
    with console.store() as store:
        more = b.listing("1", "Old ivory netsuke"), b.assessment("elephant", "tiger", score=0.9)
        store.ingest(b.batch(b.page(number=2, captured=b.at(4)), more))
        assert store.hit(b.hit_of("1", "tiger")) is not None
    for told in TELLING:  # nor on the card of a later hit of the listing
        assert told not in main(ben, f"/hits/{b.hit_of('1', 'tiger')}"), told
    log = main(ben, f"/people/audit?about={ELEPHANT}")
    assert "decided" in log and "cannot_tell" not in log
    rows = {one["hit_id"]: one for one in program.get("/hits")["hits"]}
    assert (rows[ELEPHANT]["state"], rows[ELEPHANT]["verdict"]) == ("new", None)
    assert program.get(f"/hits/{ELEPHANT}") == rows[ELEPHANT]
    assert program.get("/hits", state="cannot_tell")["total"] == 0
    assert program.get("/hits", decision="cannot_tell")["total"] == 0
    assert program.ask("GET", f"/hits/{ELEPHANT}/verdicts").status_code == 403
    made = program.ask("POST", f"/hits/{ELEPHANT}/verdicts", json={"decision": "cannot_tell"})
    assert made.status_code == 201, made.text
    assert [one["seen"].get("blind") for one in program.get(f"/hits/{ELEPHANT}/verdicts")["verdicts"]] == [
        None,
        True,
    ]
    assert "anna" in main(ben, f"/hits/{ELEPHANT}")


def test_who_could_look_is_not_asked_again(console: Console) -> None:
    anna = Visitor(console, "anna", "reviewer")
    decide(anna, ELEPHANT, "relevant_prohibited")
    ben = Visitor(console, "ben", "reviewer")
    decide(ben, ELEPHANT, "scam")
    assert "anna" in main(ben, f"/hits/{ELEPHANT}")  # it was given
    assert "A second opinion" not in post(ben, "/undo", f"/hits/{ELEPHANT}")
    decide(ben, ELEPHANT, "relevant_prohibited")
    with console.store() as store:
        told = [(one.reviewer, one.seen.blind, one.undone) for one in store.verdicts(ELEPHANT)]
    assert told == [("anna", None, False), ("ben", True, True), ("ben", None, False)]
    # Shown before it was drawn: what anna says anew is asked of others, not of ben.
    with console.store() as store:
        store.add_verdict(b.verdict(PANGOLIN, "scam", "carla"))
    assert "carla" in main(ben, f"/hits/{PANGOLIN}")
    decide(anna, PANGOLIN, "scam")
    assert "A second opinion" not in main(ben, f"/hits/{PANGOLIN}")
    assert "Nothing is left" in read(ben, "/next?target=pangolin")


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_a_blind_opinion_stays_whatever_is_said_later(console: Console) -> None:
    anna = Visitor(console, "anna", "reviewer")
    decide(anna, ELEPHANT, "relevant_prohibited")
    ben = Visitor(console, "ben", "expert")
    post(ben, f"/hits/{ELEPHANT}/decide", f"/hits/{ELEPHANT}", decision="scam", relisted="on", blind="on")
    again = post(
        ben, f"/hits/{ELEPHANT}/decide", f"/hits/{ELEPHANT}", decision="relevant_prohibited", blind="on"
    )
    assert "You decided on this already" in again  # the same card in another window
    assert "anna" in main(ben, f"/hits/{ELEPHANT}")
    decide(ben, ELEPHANT, "relevant_prohibited")
    post(ben, "/undo", f"/hits/{ELEPHANT}")
    with console.store() as store:
        told = [(one.decision, one.seen.blind, one.undone) for one in store.verdicts(ELEPHANT)]
    assert told == [
        ("relevant_prohibited", None, False),
        ("scam", True, False),
        ("relevant_prohibited", None, True),
    ]
    pairs = " ".join(main(ben, "/agreement").split())
    assert '<th scope="row">elephants</th><td class="number">1</td>' in pairs, pairs


@pytest.mark.parametrize("console", ["sqlite"], indirect=True)
def test_an_address_that_takes_forms_leads_to_its_page(console: Console) -> None:
    anna = Visitor(console, "anna", "reviewer")
    assert "Old ivory netsuke" in read(anna, f"/hits/{ELEPHANT}/decide")
    assert "<h1>Hits</h1>" in read(anna, "/undo")
    first = anna.session.get(f"{anna.address}/next", timeout=30).url
    second = anna.session.get(f"{anna.address}/next?behind={first.rpartition('/')[2]}", timeout=30).url
    third = anna.session.get(f"{anna.address}/next", timeout=30).url
    assert len({first, second, third}) >= 2 and third != first  # what was skipped rests for a while
