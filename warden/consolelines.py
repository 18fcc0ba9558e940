"""Lines of ``--json`` of the verbs around the console."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class PersonLine:
    """``people list``: an account of the console."""

    name: str
    role: str
    active: bool
    last_sign_in: str | None
