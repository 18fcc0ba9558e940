"""Restricted words out of what an error says to the screen: it may end up in a log, a ticket, a mail."""

from __future__ import annotations

from warden.cli.state import State


def hushed(text: str, state: State | None) -> str:
    """``text`` with the ids in place of restricted words; as it is where there is no list of one's own.

    Made where a process ends: it costs reading the lists, and a list that cannot be read hides nothing more.
    """
    from warden.errors import WardenError

    if state is None:
        return text
    try:
        directories = state.terms
        if not directories:
            return text
        from keywords import load_terms
        from keywords.hidden import Hidden

        return Hidden(load_terms(directories)).masked(text)
    except (WardenError, OSError):
        return text
