"""The texts of the console: every one is there in every language, and says the same."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import warden.review

HERE = Path(warden.review.__file__).parent
LANGUAGES = ("es", "fr", "id", "vi", "zh_Hans")
_TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_NAMED = re.compile(r"%\((\w+)\)[sd]")
_CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2}


def in_templates() -> Iterator[str]:
    for file in HERE.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        # Django looks them up so: what is no placeholder must not look like one.
        yield from ((one or other).replace("%", "%%") for one, other in _TAG.findall(text))
        for block in _BLOCK.findall(text):
            yield from (re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", part) for part in _PLURAL.split(block))


def in_modules() -> Iterator[str]:
    for file in HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                for told in node.args[: _CALLS[node.func.id]]:
                    if isinstance(told, ast.Constant) and isinstance(told.value, str):
                        yield told.value


def catalogue(language: str) -> dict[str, list[str]]:
    """{text: its translations}; plurals stand under the singular and the plural alike."""
    with (HERE / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        raw = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for key, value in raw.items():
        found.setdefault(key[0] if isinstance(key, tuple) else key, []).append(value)
    return found


def plurals(language: str) -> dict[str, str]:
    """{plural: its singular} as the file of texts has them."""
    text = (HERE / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    pairs = re.findall(r'msgid ((?:".*"\n)+)msgid_plural ((?:".*"\n)+)', text)
    return {_joined(many): _joined(one) for one, many in pairs}


def _joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language: str) -> None:
    known, many = catalogue(language), plurals(language)
    wanted = {*in_templates(), *in_modules()}
    assert len(wanted) > 300
    assert sorted(text for text in wanted if many.get(text, text) not in known) == []
    assert [text for text, values in known.items() if text and not all(values)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_stay(language: str) -> None:
    many = {one: more for more, one in plurals(language).items()}
    for text, values in catalogue(language).items():
        for value in values if text else ():
            names, told = set(_NAMED.findall(value)), set(_NAMED.findall(text))
            if text in many:  # of one, "one" may stand for the number
                assert names <= told | set(_NAMED.findall(many[text])), text
            else:
                assert names == told, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_is_what_was_written(language: str) -> None:
    """The compiled file beside the texts is of these texts."""
    text = (HERE / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert "#, fuzzy" not in text
    written = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', text, re.MULTILINE)
    compiled = sorted(value for text, values in catalogue(language).items() if text for value in values)
    assert sorted(_joined(one) for one in written[1:]) == compiled
