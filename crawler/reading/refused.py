"""When an official interface gives no answer: is it the key, the quota, the pace or the query?

Each needs something else of the user or of the crawl, so a site file tells them apart (``[errors]``).
Where it says nothing, the status speaks.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from crawler.keys import key_names
from crawler.reading.answer import Answer, Reading
from crawler.reading.documents import Document, JsonRow
from crawler.reading.rows import Context, first
from crawler.sites.rules import Mark, Rule
from crawler.sites.site import Site

Refusal = Literal["key", "quota", "pace", "query", "end"]
_BY_STATUS: dict[int, Refusal] = {
    400: "query",
    401: "key",
    403: "key",
    414: "query",
    422: "query",
    429: "pace",
}
_MOST_TOLD = 200


def refusal(answer: Answer, document: Document, site: Site, page: int) -> Reading | None:
    """What the interface refuses and why; ``None`` when the answer is none of its refusals."""
    kind = _kind(answer, document, site)
    if kind is None:
        return None
    context = Context(site, answer.url)
    told = _told(document, site, context)
    if kind == "end":
        return Reading("none", f"the interface says that there is nothing{' more' if page > 1 else ''}{told}")
    reason = f"HTTP {answer.status}: {_words(kind, site)}{told}"
    if kind == "query":
        return Reading("failed", reason)
    return Reading("blocked", reason, error=kind, wait=_wait(document, site, context))


def torn(answer: Answer, site: Site, reading: Reading, document: Document | None = None) -> Reading:
    """``reading``, marked where an interface's answer is no whole one: it is asked again before it counts."""
    if site.policy.access == "api" and _is_torn(answer, reading, document):
        reading.error = "torn"
    return reading


def _is_torn(answer: Answer, reading: Reading, document: Document | None) -> bool:
    if answer.status >= 500 or not answer.body.strip():
        return reading.outcome == "failed"
    if document is None or reading.outcome != "changed":
        return False
    return document.looks == "text" or (document.looks == "json" and document.json is None)


def _kind(answer: Answer, document: Document, site: Site) -> Refusal | None:
    errors = site.file.errors
    for name in get_args(Refusal):
        if any(_holds(mark, answer, document) for mark in getattr(errors, name)):
            return name  # type: ignore[no-any-return]
    return _BY_STATUS.get(answer.status) if site.policy.access == "api" else None


def _holds(mark: Mark, answer: Answer, document: Document) -> bool:
    if mark.status is not None and mark.status != answer.status:
        return False
    only_status = not (mark.json or mark.css or mark.title or mark.text)
    return only_status or document.has(mark)


def _words(kind: Refusal, site: Site) -> str:
    if kind == "key":
        names = " and ".join(key_names(site.auth))
        return f"the interface refuses the key; check {names}" if names else "the interface refuses us"
    return {
        "quota": "the requests it gives us are used up",
        "pace": "too many requests at once",
        "query": "the interface does not take this query",
    }.get(kind, kind)


def _told(document: Document, site: Site, context: Context) -> str:
    made = _values(document, site.file.errors.told, context)
    return f" ({' '.join(str(made[0]).split())[:_MOST_TOLD]})" if made and str(made[0]).strip() else ""


def _wait(document: Document, site: Site, context: Context) -> float | None:
    for one in _values(document, site.file.errors.wait, context):
        try:
            return max(0.0, float(one))
        except (TypeError, ValueError):
            continue
    return None


def _values(document: Document, rules: tuple[Rule, ...], context: Context) -> list[Any]:
    data = document.json if document.looks == "json" else None
    return first(rules, JsonRow(data), context) if rules and data is not None else []
