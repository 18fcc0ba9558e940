r"""The small closed language of ``regex`` terms.

Literals, ``(a|b)``, ``[abc]`` and ``[a-z]``, ``?`` after a letter or a group, ``\w*`` at a word's end and
``\s+`` between words; ``\.`` and the like for a literal sign. Everything up to the first ``\w*`` or
``\s+`` is written out into literals for the automaton; what follows is checked at the place found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_FORMS = 400
MIN_LITERAL = 2


class RegexFault(ValueError):
    """A pattern outside the closed language; the message says which part and what to write."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A literal for the automaton and, when more must follow, a check from the literal's start."""

    literal: str
    check: str | None
    open_end: bool
    """Whether the last word may go on (it ended in ``\\w*``)."""


Part = tuple[str, str]
"""("text", letters), ("word", "") for \\w*, ("space", "") for \\s+."""


def compile_regex(pattern: str) -> list[Compiled]:
    """The automaton entries of a pattern. Raises RegexFault."""
    sequences, rest = _alternatives(pattern, 0, nested=False)
    if rest != len(pattern):
        raise RegexFault(f"unexpected {pattern[rest]!r} at character {rest + 1}: a bracket too many")
    return list(dict.fromkeys(_compiled(sequence) for sequence in sequences))


def _compiled(parts: tuple[Part, ...]) -> Compiled:
    at = next((i for i, (kind, _) in enumerate(parts) if kind != "text"), len(parts))
    literal = "".join(value for _, value in parts[:at])
    if len(literal) < MIN_LITERAL:
        raise RegexFault(f"begins with fewer than {MIN_LITERAL} letters: write the start out")
    rest = parts[at:]
    open_end = bool(parts) and parts[-1][0] == "word"
    if not rest:
        return Compiled(literal, None, False)
    if rest == (("word", ""),):
        return Compiled(literal, None, True)
    return Compiled(literal, "".join(_as_python(part) for part in parts), open_end)


def _as_python(part: Part) -> str:
    kind, value = part
    return {"word": r"\w*", "space": " "}.get(kind) or re.escape(value)


Sequences = list[tuple[Part, ...]]


def _alternatives(pattern: str, at: int, nested: bool) -> tuple[Sequences, int]:
    done: Sequences = []
    current: Sequences = [()]
    while at < len(pattern):
        char = pattern[at]
        if char == "|" and nested:
            done, current, at = done + current, [()], at + 1
            continue
        if char == ")" and nested:
            break
        options, at = _atom(pattern, at)
        if at < len(pattern) and pattern[at] == "?":
            options, at = [*options, ()], at + 1
        current = [left + right for left in current for right in options]
        if len(current) + len(done) > MAX_FORMS:
            raise RegexFault(f"stands for more than {MAX_FORMS} wordings: split it into several rows")
    return done + current, at


def _atom(pattern: str, at: int) -> tuple[Sequences, int]:
    char = pattern[at]
    if char == "\\":
        return _escape(pattern, at)
    if char == "(":
        if pattern.startswith("(?", at):
            raise RegexFault("'(?' is not part of the language: write (a|b)")
        options, end = _alternatives(pattern, at + 1, nested=True)
        if end >= len(pattern):
            raise RegexFault(f"the bracket at character {at + 1} is never closed")
        return options, end + 1
    if char == "[":
        return _choice(pattern, at)
    if char in "*+?{}^$.)|]":
        raise RegexFault(
            f"{char!r} at character {at + 1} is not part of the language: see docs/reference/terms.md"
        )
    if char in " -":
        return [(("space", ""),)], at + 1
    return [(("text", char),)], at + 1


def _escape(pattern: str, at: int) -> tuple[Sequences, int]:
    two = pattern[at : at + 3]
    if two == "\\w*":
        end = at + 3
        if end < len(pattern) and pattern[end] not in "\\ )|?":
            raise RegexFault(r"\w* may stand only at a word's end")
        return [(("word", ""),)], end
    if two == "\\s+":
        return [(("space", ""),)], at + 3
    if len(two) > 1 and not two[1].isalnum():
        return [(("text", two[1]),)], at + 2
    raise RegexFault(rf"{two[:2]!r} at character {at + 1} is not part of the language: only \w* and \s+ are")


def _choice(pattern: str, at: int) -> tuple[Sequences, int]:
    end = pattern.find("]", at)
    if end < 0:
        raise RegexFault(f"the [ at character {at + 1} is never closed")
    letters: list[str] = []
    body = pattern[at + 1 : end]
    for span in re.findall(r".-.|.", body):
        if len(span) == 3:
            letters += [chr(code) for code in range(ord(span[0]), ord(span[2]) + 1)][:64]
        else:
            letters.append(span)
    if not letters or letters[0] == "^":
        raise RegexFault(f"the [ ] at character {at + 1} must list the letters it allows")
    return [(("text", letter),) for letter in letters], end + 1
