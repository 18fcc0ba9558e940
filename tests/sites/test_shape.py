"""What is done to a page before it is parsed, so that no page holds the crawl up."""

from __future__ import annotations

import time

from crawler.reading.answer import Answer
from crawler.reading.documents import Document
from crawler.reading.generic import read_generic
from crawler.reading.shape import thinned


def page(body: str) -> Document:
    return Document(Answer("https://shop.example/x", 200, {}, f"<html><body>{body}</body></html>".encode()))


def test_a_page_of_many_choices_is_read_within_seconds() -> None:
    choices = "".join(f"<option value='{n:07d}'>Choice {n:07d}</option>" for n in range(20_000))
    document = page(f"<h1>Fan</h1><select name=x>{choices}</select><p>12 EUR</p>")
    start = time.process_time()
    assert document.visible.endswith("Choice 0019999 12 EUR")
    read_generic(document.answer, "list")
    assert time.process_time() - start < 3


def test_the_first_choices_stay_elements_and_other_tags_stay_whole() -> None:
    row = "<OPTION value='a'>x</OPTION><option-list>y</option-list>"
    thin = thinned(row * 3_000)
    assert (thin.count("<OPTION"), thin.count("<option-list>"), thin.count("x")) == (2_000, 3_000, 3_000)
    assert thinned(row * 1_500) == row * 1_500


def test_the_visible_words_leave_out_silent_elements_with_all_in_them() -> None:
    silent = "<svg><g><text>Icon</text></g></svg><noscript><i><b>Off</b></i></noscript><script>var x</script>"
    assert page(f"<div>a{silent}</div><p>b<!-- c --><style>p</style>c</p>{silent}").visible == "a b c"
    assert page(f"<div><p>{silent}</p></div>").visible == ""
    assert page(f"<div><p>a{silent}</p></div>tail").visible == "a tail"
