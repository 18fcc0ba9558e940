"""What a selector gives for all rows of a page at once: asking row by row costs several times as much."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SIMPLE = re.compile(
    r"(?=.)(?:[A-Za-z][\w-]*)?(?:\.[A-Za-z_][\w-]*|\[[\w-]+(?:[~|^$*]?=(?:'[^']*'|\"[^\"]*\"))?\])*"
)
"""A selector of one element by its name, classes and attributes: whether it fits does not hang on where one begins."""
CROWD = 4
"""With more matches than this a row most of them stand beside the rows, and finding their rows costs more."""


class Columns:
    """The rows of one page and what selectors match in them, each selector looked for once."""

    def __init__(self, tree: LexborHTMLParser, rows: Sequence[LexborNode]) -> None:
        self._tree = tree
        self._rows = {row.mem_id for row in rows}
        self._apart = not any(self._row_of(row.parent) for row in rows)
        self._found: dict[str, dict[int, list[LexborNode]] | None] = {}

    def of(self, row: LexborNode, select: str) -> list[LexborNode]:
        """What ``row.css(select)`` gives, in the same order."""
        try:
            column = self._found[select]
        except KeyError:
            column = self._found[select] = self._column(select)
        return row.css(select) if column is None else column.get(row.mem_id, [])

    def _column(self, select: str) -> dict[int, list[LexborNode]] | None:
        """By row what stands in it; ``None`` where each row must be asked: rows in rows, long selectors, crowds."""
        if not self._apart or not _SIMPLE.fullmatch(select):
            return None
        matches = self._tree.css(select)
        if len(matches) > CROWD * len(self._rows):
            return None
        column: dict[int, list[LexborNode]] = {}
        for node in matches:
            if row := self._row_of(node):
                column.setdefault(row, []).append(node)
        return column

    def _row_of(self, node: LexborNode | None) -> int | None:
        """The row a node is or stands in."""
        while node is not None:
            if (known := node.mem_id) in self._rows:
                return known
            node = node.parent
        return None
