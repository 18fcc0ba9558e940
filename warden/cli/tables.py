"""Columns on standard output: for a person as wide as the terminal, for a pipe in full and separated by tabs.

Ids are never cut, because people copy them: only columns named flexible give way. Text of pages is
printed as it is, without markup, control and direction characters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.console import Console

LEAST = 6
"""Columns of the terminal that a flexible cell keeps."""
GAP = "  "
INDENT = "    "


def stdout() -> Console:
    """For data: no markup, no colours that a page's text could ask for."""
    return Console(markup=False, highlight=False)


def plain(text: str | None) -> str:
    """Text as a terminal may show it: one line, no control or direction characters."""
    return "".join(char if char.isprintable() else " " for char in text or "")


def cut(text: str, width: int) -> str:
    """The text in at most ``width`` columns of a terminal; ``…`` at its end tells that it was longer."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…"


def line(console: Console, text: str) -> None:
    """One line as it is; a terminal that is too narrow folds it itself."""
    console.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)


def tabbed(cells: Iterable[str], console: Console) -> None:
    """Cells in full, separated by tabs."""
    console.file.write("\t".join(cells) + "\n")


def show(
    names: Sequence[str],
    rows: Iterable[Sequence[object]],
    console: Console,
    *,
    flexible: Collection[str] = (),
    below: Sequence[str] = (),
) -> int:
    """Print rows under their names; how many. ``None`` is an empty cell.

    ``below`` is a text for each row that a terminal shows in full beneath it, on as many lines as it takes.
    """
    texts = (["" if cell is None else plain(str(cell)) for cell in row] for row in rows)
    count = 0
    if not console.is_terminal:
        tabbed(names, console)
        for row in texts:
            tabbed(row, console)
            count += 1
        return count
    table = [list(names), *texts]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    fit(widths, [n for n, name in enumerate(names) if name in flexible], console.width)
    for number, row in enumerate(table):
        cells = (set_cell_size(cut(cell, width), width) for cell, width in zip(row, widths, strict=True))
        line(console, GAP.join(cells).rstrip())
        for part in wrap(plain(below[number - 1]), console.width - len(INDENT)) if number and below else ():
            line(console, INDENT + part)
    return len(table) - 1


def fit(widths: list[int], flexible: Sequence[int], room: int) -> None:
    """Take columns off the widest flexible cell until the row fits, or none may give more."""
    over = sum(widths) + len(GAP) * (len(widths) - 1) - room
    while over > 0 and flexible:
        widest = max(flexible, key=lambda n: widths[n])
        if widths[widest] <= LEAST:
            return
        widths[widest] -= 1
        over -= 1
