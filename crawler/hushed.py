"""Restricted words out of log lines: Scrapy names the address of a request that went wrong."""

from __future__ import annotations

import logging

from crawler.runtime import Runtime
from keywords.hidden import Hidden, mask


class HideWords(logging.Filter):
    """Replaces restricted words in messages and tracebacks by the terms' ids."""

    def __init__(self, words: dict[str, str], *lists: Hidden) -> None:
        super().__init__()
        self._words, self._lists = words, lists
        self._plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and not record.exc_text:
            record.exc_text = self._plain.formatException(record.exc_info)
        record.msg, record.args = self.hidden(record.getMessage()), ()
        record.exc_text = self.hidden(record.exc_text) if record.exc_text else record.exc_text
        return True

    def hidden(self, text: str) -> str:
        for words, term_id in self._words.items():
            text = mask(text, words, term_id)
        for hidden in self._lists:
            text = hidden.masked(text)
        return text


def hide_words(*runtimes: Runtime) -> None:
    """From now on no handler of this process writes a restricted word: of probes, or of addresses that pages write."""
    lists = [runtime.hidden for runtime in runtimes if runtime.hidden]
    if not lists:
        return
    hide = HideWords({}, *lists)
    for handler in (logging.lastResort, *logging.getLogger().handlers):
        if handler:
            handler.addFilter(hide)
