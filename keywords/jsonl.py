"""``warden match``: JSON Lines of listings in, one line for each out, in the same order.

Works on bytes: input may be anything, a line that is no listing gives an error line in its place.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from keywords.load import load_terms
from keywords.matcher import Matcher
from keywords.ready import matcher_of
from keywords.vocabulary import Vocabulary
from warden.errors import CannotContinue
from warden.records import Assessment, Grade, Match

MAX_LINE = 8 * 1024 * 1024
"""Bytes of one line; a longer one is an error line and is not kept in memory."""

CHUNK = 500
READ = 1 << 18
_RANK: dict[Grade, int] = {"none": 0, "review": 1, "hit": 2}
_COMPARED = ("grade", "score", "targets")
_FIELDS = ("term", "lang", "langs", "kind", "target", "product", "field", "start", "end", "role")

Numbered = tuple[int, bytes | None]
"""(line number from 1, the line; ``None`` when it was too long)."""


class _BadLine(ValueError):
    """A line that is no listing; the message says what to send."""


@dataclass(slots=True)
class Tally:
    """What a run read: lines answered, how many of them were bad, and how many answers were written."""

    lines: int = 0
    bad: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of each line: the list's directories, the lowest grade to tell, and a candidate list to compare.

    With ``candidate`` only lines whose answers differ are told, by both answers; ``min_grade`` says nothing then.
    """

    dirs: tuple[Path, ...] = ()
    min_grade: Grade = "none"
    candidate: tuple[Path, ...] = ()


class Answerer:
    """The matchers of a task."""

    def __init__(self, task: Task, lists: Sequence[Vocabulary] = ()) -> None:
        self.task = task
        matchers = [matcher_of(vocabulary) for vocabulary in lists or _lists(task)]
        self._live = matchers[0]
        self._candidate = matchers[1] if task.candidate else None

    def answer(self, line: bytes | None) -> dict[str, Any] | None:
        """What is written for a line; ``None`` when it is left out. Raises _BadLine when it is no listing."""
        given = _listing(line)
        live = _assessed(self._live, given)
        if self._candidate is None:
            return live if _RANK[live["grade"]] >= _RANK[self.task.min_grade] else None
        changed = _assessed(self._candidate, given)
        if all(live[name] == changed[name] for name in _COMPARED):
            return None
        number = live.pop("id")
        del changed["id"]
        return {"id": number, "before": live, "after": changed}


def _lists(task: Task) -> list[Vocabulary]:
    """The live list and, where one is asked for, the candidate."""
    live = load_terms(task.dirs)
    return [live, load_terms((*task.dirs, *task.candidate))] if task.candidate else [live]


def match_lines(
    source: BinaryIO,
    sink: BinaryIO,
    dirs: Sequence[Path] = (),
    *,
    min_grade: Grade = "none",
    jobs: int = 1,
    candidate: Sequence[Path] = (),
    loaded: Callable[[Vocabulary], None] | None = None,
) -> Tally:
    """Assess every line of ``source`` and write the answers to ``sink``; returns the count.

    ``min_grade`` leaves out answers below it (error lines always stand). ``jobs`` processes share
    the work; the order of the lines is kept. ``candidate`` are directories laid over the list: only lines that
    they change are written, with both answers. ``loaded`` is shown the word list before the first line.
    """
    task = Task(tuple(dirs), min_grade, tuple(candidate))
    tally = Tally()
    chunks = _chunks(source)
    lists = _lists(task)  # a missing directory must fail here, with its message, not in a child
    if loaded is not None:
        for vocabulary in lists:
            loaded(vocabulary)
    answers = _in_processes(chunks, task, jobs) if jobs > 1 else _here(chunks, Answerer(task, lists))
    try:
        for lines, bad, written, data in answers:
            tally.lines += lines
            tally.bad += bad
            tally.written += written
            sink.write(data)
            sink.flush()  # whoever waits for an answer before the next line gets it
    except BrokenProcessPool:
        raise CannotContinue(
            f"A process that shared the work was ended from outside (too little memory?) after line {tally.lines}: "
            "what was written is right, the rest is missing. Start again with fewer --jobs."
        ) from None
    return tally


Answered = tuple[int, int, int, bytes]
"""(lines, bad lines, answers written, their bytes)."""


def _here(chunks: Iterable[list[Numbered]], answerer: Answerer) -> Iterator[Answered]:
    for chunk in chunks:
        yield answer_chunk(answerer, chunk)


def _in_processes(chunks: Iterator[list[Numbered]], task: Task, jobs: int) -> Iterator[Answered]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(task,)) as pool:
        waiting: deque[Future[Answered]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_answerer: Answerer | None = None


def _start(task: Task) -> None:
    global _answerer
    _answerer = Answerer(task)


def _work(chunk: list[Numbered]) -> Answered:
    assert _answerer is not None, "the pool's initializer has run"
    return answer_chunk(_answerer, chunk)


def _chunks(source: BinaryIO) -> Iterator[list[Numbered]]:
    """Numbered lines that are not blank, without their ends and without a BOM: as many as have come, at most CHUNK.

    What has come is answered at once: a line on an open pipe does not wait for others.
    """
    number, rest, too_long = 0, b"", False
    while data := source.read1(READ):  # type: ignore[attr-defined]
        *lines, rest = (rest + data).split(b"\n")
        found: list[Numbered] = []
        for line in lines:
            number += 1
            found += _numbered(number, line, too_long)
            too_long = False
        if len(rest) > MAX_LINE:
            rest, too_long = b"", True
        yield from (found[at : at + CHUNK] for at in range(0, len(found), CHUNK))
    if last := _numbered(number + 1, rest, too_long):
        yield last


def _numbered(number: int, line: bytes, too_long: bool) -> list[Numbered]:
    if too_long or len(line) > MAX_LINE:
        return [(number, None)]
    line = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
    return [(number, line)] if line else []


def answer_chunk(answerer: Answerer, chunk: list[Numbered]) -> Answered:
    """The answers to some lines, joined."""
    out: list[bytes] = []
    bad = 0
    for number, line in chunk:
        try:
            answer = answerer.answer(line)
        except _BadLine as fault:
            bad += 1
            answer = {"id": None, "line": number, "error": str(fault)}
        if answer is not None:
            out.append(orjson.dumps(answer))
    return len(chunk), bad, len(out) - bad, b"".join(line + b"\n" for line in out)


def _assessed(matcher: Matcher, given: dict[str, Any]) -> dict[str, Any]:
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
    number = given.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int | float | None):
        raise _BadLine("id must be text or a number")
    if isinstance(number, float) and abs(number) >= 2**53:
        raise _BadLine("id is a number too large to be kept as it is: send it as text")
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
