"""Pages that no browser was sent, and those that only a parser minds: both before they are parsed."""

from __future__ import annotations

import re

from warden.errors import PageRefused

_MAX_TAGS = 150_000
_MANY_TAGS = 20_000
_MAX_ATTRIBUTES = 5_000
_MAX_DEPTH = 3_000
_LONG = 20_000
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_LONG},}}")
_BLOCK = re.compile(
    r"<(/?)(?:div|span|section|article|main|ul|ol|table|blockquote|center|font|em|b|i|a|form)\b",
    re.IGNORECASE,
)
_MAX_OPTIONS = 2_000
_OPTION = re.compile(r"</?option(?=[\s/>])[^>]{0,2000}>", re.IGNORECASE)
_OPTIONS = re.compile(r"<option[\s/>]", re.IGNORECASE)


def check_shape(text: str) -> None:
    """PageRefused for pages that no browser was sent: the parser's time grows with the square of them."""
    tags = text.count("<")
    if tags > _MAX_TAGS:
        raise PageRefused(f"{tags:,} tags in one page (at most {_MAX_TAGS:,}): this is no page of this site")
    if _may_have_long_tag(text) and any(
        found.group(0).count("=") > _MAX_ATTRIBUTES for found in _LONG_TAG.finditer(text)
    ):
        raise PageRefused(
            f"one tag has more than {_MAX_ATTRIBUTES:,} attributes: this is no page of this site"
        )
    if tags > _MANY_TAGS:
        depth = 0
        for found in _BLOCK.finditer(text):
            depth += -1 if found.group(1) else 1
            if depth > _MAX_DEPTH:
                raise PageRefused(
                    f"elements nested more than {_MAX_DEPTH:,} deep: this is no page of this site"
                )


def _may_have_long_tag(text: str) -> bool:
    """Whether two tags stand far apart. Then a whole piece of half that length has none, which is seen at once."""
    half = _LONG // 2
    if all(text.find("<", at, at + half) >= 0 for at in range(0, len(text) - half + 1, half)):
        return False
    return max(map(len, text.split("<"))) > _LONG


def thinned(text: str) -> str:
    """The page with only its first 2,000 choices (``<option>``) as elements; of the others the words stay.

    The parser looks at all choices before one for each that it meets: 20,000 of them cost seconds.
    """
    if text.count("<") <= _MAX_OPTIONS:
        return text
    seen = _OPTIONS.finditer(text)
    last = next((found for number, found in enumerate(seen) if number == _MAX_OPTIONS), None)
    return text if last is None else text[: last.start()] + _OPTION.sub(" ", text[last.start() :])
