"""What a real browser reads for us, and what it never sends."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from crawler.demo.server import _picture
from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said
from tests.render.conftest import answering, archived, drawn_site, page, paths, rows, stored

PICTURE = Said(_picture("a lamp"), headers={"Content-Type": "image/png"})
JSON = {"Content-Type": "application/json"}


def agent_of(asked: Asked) -> str:
    return next(value for name, value in asked.headers.items() if name.lower() == "user-agent")


def test_rows_drawn_by_script_are_read_and_their_pages_too(warden: Warden) -> None:
    cards = [{"n": 7, "t": "Raw elephant ivory tusk, 3 kg"}, {"n": 8, "t": "Käfig für einen Hamster"}]
    script = """
      fetch('/api/cards').then(r => r.json()).then(cards => setTimeout(() => {
        document.getElementById('list').innerHTML = cards.map(c => `<li class="offer" data-number="${c.n}">
          <a href="/o/${c.n}"><h3>${c.t}</h3></a><span class="price">£5.00</span><img src="/p/${c.n}.png"></li>`).join('');
      }, 150));"""
    item = """setTimeout(() => { document.getElementById('list').innerHTML = `<li class="offer"></li>
      <article data-number="7"><h1>Raw elephant ivory tusk, 3 kg</h1><div class="text">old</div><img src="/p/7.png"></article>`
      }, 100);"""
    answers = {
        "/search": page(script),
        "/api/cards": Said(json.dumps(cards).encode(), headers=JSON),
        "/o/7": page(item),
        "/p/7.png": PICTURE,
    }
    with answering(answers) as server:
        drawn_site(warden, "drawn", server.url)
        warden.run("crawl", "--site", "drawn", "--term", "lamp", WARDEN_CONTACT="me@example.org")
        assert paths(server) == ["/api/cards", "/o/7", "/p/7.png", "/search"], "the picture once, as evidence"
        agents = {agent_of(asked) for asked in server.asked}
        assert agents == {"Warden/0.1.0 (+me@example.org)"}, "the page's own requests say who asks"
    assert stored(warden) == ["7", "8"]
    with closing(sqlite3.connect(warden.data / "warden.db")) as base:
        told = dict(base.execute("SELECT page_kind, requests FROM page").fetchall())
        assert told == {"list": 2, "item": 1}, "what the page asked is counted"
    lists = [(headers, body) for headers, body in archived(warden) if b"hamster" in body.lower()]
    assert len(lists) == 1
    assert lists[0][0]["x-warden-rendered"] == "dom"
    assert "Käfig" in lists[0][1].decode("utf-8")


def test_what_a_page_may_not_ask_is_not_sent(warden: Warden) -> None:
    with answering({}) as other:
        script = f"""
          const no = () => 0, other = {json.dumps(other.url)};
          fetch('/api/ok').catch(no);
          fetch('/private/one').catch(no);
          fetch('/to-private').catch(no);
          fetch('/to-other').catch(no);
          fetch(other + '/fetch', {{mode: 'no-cors'}}).catch(no);
          navigator.sendBeacon(other + '/beacon', 'x');
          new Image().src = other + '/pixel.png';
          new Image().src = '/own.png';
          new WebSocket(other.replace('http', 'ws') + '/socket');
          new WebSocket(location.origin.replace('http', 'ws') + '/own-socket');
          const frame = document.createElement('iframe'); frame.src = other + '/frame'; document.body.append(frame);
          const code = document.createElement('script'); code.src = other + '/code.js'; document.body.append(code);
          window.open(other + '/window'); window.open('/own-window');
          const work = new Worker(URL.createObjectURL(new Blob(["fetch('" + other + "/worker', {{mode: 'no-cors'}})"])));
          setTimeout(() => {{ {rows(1)} }}, 600);"""
        head = (
            "<style>@font-face{font-family:f;src:url(/own.woff2)} body{font-family:f}</style>"
            f"<link rel=preload as=image href=/ahead.png><link rel=prefetch href={other.url}/prefetch>"
            "<link rel=icon href=/icon.png>"
        )
        answers = {
            "/search": page(
                script, body='<ul id="list"></ul>text<video src="/film.mp4" autoplay></video>', head=head
            ),
            "/api/ok": Said(b"{}", headers=JSON),
            "/to-private": Said(b"", 302, {"Location": "/private/two"}),
            "/to-other": Said(b"", 302, {"Location": f"{other.url}/redirected"}),
        }
        with answering(answers, b"User-agent: *\nDisallow: /private/\n") as server:
            drawn_site(warden, "drawn", server.url)
            warden.run("crawl", "--site", "drawn", "--term", "lamp")
            assert paths(server) == ["/api/ok", "/search", "/to-other", "/to-private"]
        assert [asked.path for asked in other.asked] == [], (
            "another host is not even asked for its robots.txt"
        )
    assert stored(warden) == ["1"]


CAPTURE = """
[render]
capture = "/api/cards"
timeout = 15
"""
JSON_ROWS = """
[response.api]
type = "json"
rows = "cards"

[response.api.fields]
id = "n"
title = "t"
url = { json = "u", filters = ["absolute_url"] }

"""


def test_the_answer_a_page_draws_from_is_read_instead_of_it(warden: Warden) -> None:
    told = {"cards": [{"n": 3, "t": "a lamp", "u": "/o/3"}, {"n": 4, "t": "ein Käfig", "u": "/o/4"}]}
    answers = {
        "/search": page("setTimeout(() => fetch('/api/cards?q=1'), 100)"),
        "/api/cards": Said(json.dumps(told).encode(), headers=JSON),
    }
    with answering(answers) as server:
        drawn_site(warden, "drawn", server.url, CAPTURE)
        file = warden.root / "sites" / "drawn.toml"
        text = file.read_text("utf-8")
        start, end = text.index("[response.rows]"), text.index("[item.page]")
        file.write_text(text[:start] + JSON_ROWS + text[end:], encoding="utf-8")
        warden.run("crawl", "--site", "drawn", "--term", "lamp")
        ((headers, body),) = [one for one in archived(warden) if b"cards" in one[1]]
        assert json.loads(body) == told
        assert headers["x-warden-rendered"] == "xhr"
        assert headers["x-warden-captured"] == f"{server.url}/api/cards?q=1"
    assert stored(warden) == ["3", "4"]


def test_lists_that_grow_are_scrolled_and_unfolded(warden: Warden) -> None:
    script = (
        "const list = document.getElementById('list'); let n = 0;"
        "const add = () => { n += 1; list.insertAdjacentHTML('beforeend', `<li class=offer data-number=${n}>"
        "<a href=/o/${n}><h3>lamp ${n}</h3></a></li>`) };"
        "add(); addEventListener('scroll', () => { add(); document.body.style.height = 3000 * n + 'px' });"
        "document.body.style.height = '3000px'; document.querySelector('button').onclick = add;"
    )
    body = '<ul id="list"></ul><button class="more">more</button>'
    render = '[render]\nwait = "li.offer"\nclick = "button.more"\nscroll = 2\npause = 0.3\ntimeout = 15\n'
    with answering({"/search": page(script, body)}) as server:
        drawn_site(warden, "drawn", server.url, render)
        warden.run("crawl", "--site", "drawn", "--term", "lamp")
    assert stored(warden) == ["1", "2", "3", "4"]


def test_the_quota_holds_for_what_a_page_asks(warden: Warden) -> None:
    script = rows(1) + "for (let n = 0; n < 9; n++) fetch('/api/' + n).catch(() => 0);"
    with answering({"/search": page(script)}) as server:
        drawn_site(warden, "drawn", server.url, policy="quota = 4")
        done = warden.run("crawl", "--site", "drawn", "--term", "lamp", code=1)
        assert 2 <= len(server.asked) <= 4, "robots.txt, the page and two of nine at most"
        assert "requests of today are used up" in done.stderr
