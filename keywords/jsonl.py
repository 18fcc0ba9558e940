"""``warden match``: JSON Lines of listings in, one line for each out, in the same order.

Works on bytes: input may be anything, a line that is no listing gives an error line in its place.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from keywords.load import load_terms
from keywords.matcher import Matcher
from keywords.vocabulary import Vocabulary
from warden.records import Assessment, Grade, Match

MAX_LINE = 8 * 1024 * 1024
"""Bytes of one line; a longer one is an error line and is not kept in memory."""

CHUNK = 500
_RANK: dict[Grade, int] = {"none": 0, "review": 1, "hit": 2}
_FIELDS = ("term", "lang", "langs", "kind", "target", "product", "field", "start", "end", "role")

Numbered = tuple[int, bytes | None]
"""(line number from 1, the line; ``None`` when it was too long)."""


class _BadLine(ValueError):
    """A line that is no listing; the message says what to send."""


@dataclass(slots=True)
class Tally:
    """What a run read: lines answered, and how many of them were bad."""

    lines: int = 0
    bad: int = 0


def match_lines(
    source: BinaryIO,
    sink: BinaryIO,
    dirs: Sequence[Path] = (),
    *,
    min_grade: Grade = "none",
    jobs: int = 1,
    loaded: Callable[[Vocabulary], None] | None = None,
) -> Tally:
    """Assess every line of ``source`` and write the answers to ``sink``; returns the count.

    ``min_grade`` leaves out answers below it (error lines always stand). ``jobs`` processes share
    the work; the order of the lines is kept. ``loaded`` is shown the word list before the first line.
    """
    tally = Tally()
    chunks = _chunks(_lines(source))
    vocabulary = load_terms(dirs)  # a missing directory must fail here, with its message, not in a child
    if loaded is not None:
        loaded(vocabulary)
    several = jobs > 1
    answers = (
        _in_processes(chunks, dirs, min_grade, jobs) if several else _here(chunks, vocabulary, min_grade)
    )
    for lines, bad, data in answers:
        tally.lines += lines
        tally.bad += bad
        sink.write(data)
    sink.flush()
    return tally


Answered = tuple[int, int, bytes]
"""(lines, bad lines, the answers' bytes)."""


def _here(chunks: Iterable[list[Numbered]], vocabulary: Vocabulary, min_grade: Grade) -> Iterator[Answered]:
    matcher = Matcher(vocabulary)
    for chunk in chunks:
        yield answer_chunk(matcher, chunk, min_grade)


def _in_processes(
    chunks: Iterator[list[Numbered]], dirs: Sequence[Path], min_grade: Grade, jobs: int
) -> Iterator[Answered]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(tuple(dirs),)) as pool:
        waiting: deque[Future[Answered]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk, min_grade))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_matcher: Matcher | None = None


def _start(dirs: tuple[Path, ...]) -> None:
    global _matcher
    _matcher = Matcher(load_terms(dirs))


def _work(chunk: list[Numbered], min_grade: Grade) -> Answered:
    if _matcher is None:
        _start(())
    assert _matcher is not None
    return answer_chunk(_matcher, chunk, min_grade)


def _lines(source: BinaryIO) -> Iterator[Numbered]:
    """Numbered lines that are not blank, without their ends and without a BOM."""
    number = 0
    while line := source.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (rest := source.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if line:
            yield number, line


def _chunks(lines: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def answer_chunk(matcher: Matcher, chunk: list[Numbered], min_grade: Grade) -> Answered:
    """The answers to some lines, joined."""
    out: list[bytes] = []
    bad = 0
    for number, line in chunk:
        try:
            answer = answer_line(matcher, line)
        except _BadLine as fault:
            bad += 1
            out.append(orjson.dumps({"id": None, "line": number, "error": str(fault)}))
            continue
        if _RANK[answer["grade"]] >= _RANK[min_grade]:
            out.append(orjson.dumps(answer))
    return len(chunk), bad, b"".join(line + b"\n" for line in out)


def answer_line(matcher: Matcher, line: bytes | None) -> dict[str, Any]:
    """The answer to one line. Raises _BadLine when it is no listing."""
    given = _listing(line)
    lang, site, category = (
        value if isinstance(value := given.get(k), str) else None for k in ("lang", "site", "category")
    )
    found = matcher.assess(given["title"], given.get("description"), lang=lang, site=site, category=category)
    return {"id": given.get("id"), **as_json(found)}


def _listing(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise _BadLine(f"longer than {MAX_LINE} bytes: send a listing a line")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        raise _BadLine(f"not JSON in UTF-8: {fault}") from None
    if not isinstance(given, dict):
        raise _BadLine('not an object: a line is {"id", "title", "description"}')
    if not isinstance(given.get("title"), str):
        raise _BadLine("no title: every listing needs a title that is text")
    if not isinstance(given.get("description"), str | None):
        raise _BadLine("description must be text or null")
    if not isinstance(given.get("id"), str | int | float | None):
        raise _BadLine("id must be text or a number")
    return given


def as_json(found: Assessment) -> dict[str, Any]:
    """An assessment in the shape that ``warden match`` prints (without the listing's id)."""
    return {
        "grade": found.grade,
        "score": found.score,
        "targets": [row.target for row in found.targets],
        "products": found.products,
        "obfuscated": found.obfuscated,
        "terms_version": found.terms_version,
        "matches": [match_json(match) for match in found.matches],
    }


def match_json(match: Match) -> dict[str, Any]:
    return {name: getattr(match, name) for name in _FIELDS}
