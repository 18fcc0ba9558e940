"""Pages built of declarative shadow roots are read like others; other templates stay shut."""

from __future__ import annotations

from crawler.reading import Answer
from crawler.reading.documents import Document, opened


def page(body: str) -> Document:
    return Document(Answer(None, 200, {}, f"<html><body>{body}</body></html>".encode()))


def test_what_stands_in_a_shadow_root_is_seen() -> None:
    document = page('<x-app><template shadowrootmode="open"><h1>Lamp</h1><p>40 kr</p></template></x-app>')
    assert document.take("h1", "text") == ["Lamp"]
    assert document.visible == "Lamp 40 kr"


def test_other_templates_stay_shut_also_inside_a_shadow_root() -> None:
    inner = "<template><p>a model of a card</p></template>"
    document = page(f'<x-app><template shadowrootmode="open">{inner}<h1>Lamp</h1></template></x-app>{inner}')
    assert document.take("h1, p", "text") == ["Lamp"]


def test_pages_without_shadow_roots_are_left_as_they_are() -> None:
    plain = "<template><p>a</p></template>"
    assert opened(plain) == plain
