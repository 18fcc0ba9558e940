"""A challenge page in a real browser: it is told as a wall, its lane rests, and nobody answers it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.crawl.conftest import Warden
from tests.crawl.stub import Said
from tests.render.conftest import RENDER, answering, drawn_site, page, paths, stored

CHALLENGES = {
    "drawn by script": (
        "document.title = 'Just a moment...'; document.body.innerHTML ="
        " '<div id=challenge-stage><p>Verify you are human by completing the action below.</p>"
        '<div class="cf-turnstile"></div><form id="challenge-form" action="/answer" method="post">'
        "<input type=checkbox name=human></form></div>';"
    ),
    "a captcha over an empty list": (
        "document.body.insertAdjacentHTML('beforeend', '<div class=\"g-recaptcha\" data-sitekey=x></div>"
        "<p>Please complete the security check to continue</p>'); document.title = 'Security check';"
    ),
}


@pytest.mark.parametrize("script", CHALLENGES.values(), ids=CHALLENGES)
def test_a_challenge_with_status_200_is_a_wall_and_is_not_answered(warden: Warden, script: str) -> None:
    with answering({"/search": page(script), "/answer": Said(b"ok")}) as server:
        drawn_site(warden, "drawn", server.url, RENDER.replace("15", "3"))
        warden.run("crawl", "--site", "drawn", "--term", "lamp", "--term", "chair", code=1)
        asked = paths(server)
    with closing(sqlite3.connect(warden.data / "warden.db")) as base:
        outcomes = [outcome for (outcome,) in base.execute("SELECT outcome FROM page")]
    assert outcomes == ["blocked"], "a wall, not a page that was too slow"
    assert asked == ["/search"], "asked once: the lane rests, and the form is left alone"
    assert stored(warden) == []
