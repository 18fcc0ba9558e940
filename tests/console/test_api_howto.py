"""The examples of docs/how-to/use-the-api.md, run one after another as a reader would."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
import requests

from tests.console.conftest import Console, filled
from tests.console.programs import Visitor

PAGE = (Path(__file__).parents[2] / "docs/how-to/use-the-api.md").read_text("utf-8")
EXAMPLES = [
    example
    for block in re.findall(r"(?s)```console\n(.*?)```", PAGE)
    for example in re.findall(r"\$ (curl .*)\n(.*)\n", block)
]


def asked(command: str, names: dict[str, str]) -> Any:
    """What the command of an example brings."""
    words = shlex.split(Template(command).substitute(names))[1:]
    headers, body, url = {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        else:
            url = word
    answer = requests.request("POST" if body else "GET", url, headers=headers, data=body, timeout=30)
    return answer.json()


def like(shown: Any, made: Any) -> bool:
    """Whether an answer is what the page shows of it."""
    if shown == "…":
        return made is not None
    if isinstance(shown, dict):
        named = {name: value for name, value in shown.items() if name != "…"}
        whole = "…" in shown or named.keys() == made.keys()
        return whole and all(name in made and like(value, made[name]) for name, value in named.items())
    if isinstance(shown, list):
        return len(shown) == len(made) and all(map(like, shown, made))
    return bool(shown == made)


def test_the_examples_of_the_page_run(tmp_path: Path) -> None:
    console = Console(tmp_path, f"sqlite:///{tmp_path / 'warden.db'}")
    with console.store() as store:
        filled(store)
    assert len(EXAMPLES) == 10
    with console.serving():
        names = {"WARDEN": console.address, "AFTER": "", "HIT": ""}
        names["TOKEN"] = Visitor(console, "wen", "reviewer").token("read", "decide", "trends")
        for command, shown in EXAMPLES:
            made = asked(command, names)
            assert like(json.loads(shown), made), (command, made)
            if isinstance(made, dict) and made.get("hits"):
                names["HIT"] = names["HIT"] or made["hits"][0]["hit_id"]
                names["AFTER"] = made["after"] or ""


@pytest.mark.parametrize(
    ("shown", "made"), [({"a": 1}, {"a": 1, "b": 2}), ([1], [1, 2]), ({"a": "…"}, {"a": None})]
)
def test_an_example_that_is_wrong_would_be_seen(shown: Any, made: Any) -> None:
    assert not like(shown, made)
