"""Runs that people ask for in the console, and the flag that stops one. A part of ``warden.store.base.Store``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from warden.records import Run


@dataclass(slots=True)
class RunRequest:
    """What people want of one run: that it be made, that it stop.

    ``command``: the selection as ``warden crawl`` takes it (sites, terms, langs, targets, places, domains, max_pages) or
    ``{"watch": name}``; empty of a run that was begun without being asked for here. ``refused`` says why nothing came of it.
    """

    run_id: str
    at: str
    by: str | None = None
    command: dict[str, Any] = field(default_factory=dict)
    taken_at: str | None = None
    refused: str | None = None
    stop_at: str | None = None
    """Since when it is to rest: no work of it is given out."""
    stop_by: str | None = None

    @property
    def open(self) -> bool:
        """Whether a worker is still to take it."""
        return bool(self.command) and not (self.taken_at or self.refused or self.stop_at)


class Requests(Protocol):
    """Written by the console, read by workers before each request."""

    def run(self, run_id: str) -> Run | None: ...
    def request_run(self, request: RunRequest) -> None:
        """Ask for a run; of a known id nothing is changed."""

    def take_request(self, run_id: str, at: str) -> bool:
        """Whether it is this caller's to make: it was open."""

    def refuse_request(self, run_id: str, why: str) -> None: ...
    def stop_run(self, run_id: str, at: str, by: str) -> None:
        """Let a run rest, whatever began it: ``next_work`` and ``lanes_due`` give nothing of it until it is resumed."""

    def resume_run(self, run_id: str) -> None: ...
    def run_request(self, run_id: str) -> RunRequest | None: ...
    def run_requests(self, limit: int = 200) -> list[RunRequest]:
        """The newest first."""
