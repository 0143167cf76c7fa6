"""Tables pasted as text: cells on one line, parted by tabs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from pipeline.segment.lines import Line
from pipeline.segment.readers.tables import cell_kinds
from pipeline.segment.rules import rules

_MOST_CELLS = 20
"""Cells of the widest row that is looked into."""


def part_marked_cells(lines: Sequence[Line]) -> list[Line]:
    """The lines, parted at tabs where a bullet opens the line and what stands behind the tab: questions and answers."""
    return [part for line in lines for part in (_cells(line) if _is_tabbed(line) else (line,))]


def _cells(line: Line) -> Iterator[Line]:
    tabs = [found.end() for found in _tab().finditer(line.text)] if line.text[0] in rules("marks")["bullets"] else []
    for begin, end in pairwise((0, *tabs, len(line.text))):
        text = line.text[begin:end].rstrip()
        start = line.start + begin
        yield replace(line, text=text, start=start, end=start + len(text), after_blank=line.after_blank and not begin)


@cache
def _tab() -> re.Pattern[str]:
    return re.compile(rf"[ 　]*\t[ 　\t]*(?=[{re.escape(rules('marks')['bullets'])}])")


def part_pasted_tables(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the rows of tables of speeches parted at their tabs: number, name, opinion, answer."""
    rows = [_columns(line) if _is_tabbed(line) else [line] for line in lines]
    kinds: dict[int, list[str] | None] = {}
    for count in sorted({len(row) for row in rows if len(row) > 1}):
        at = [i for i, row in enumerate(rows) if len(row) == count]
        kinds.update(zip(at, cell_kinds([[cell.text for cell in rows[i]] for i in at]), strict=True))
    parted: list[Line] = []
    for i, (line, row) in enumerate(zip(lines, rows, strict=True)):
        of = kinds.get(i)
        parted += [replace(cell, kind=kind) for cell, kind in zip(row, of, strict=True) if cell.text] if of else [line]
    return parted


def _columns(line: Line) -> list[Line]:
    begins = [0, *(found.end() for found in re.finditer("\t", line.text))]
    cells = []
    for begin, text in zip(begins, line.text.split("\t"), strict=True):
        start = line.start + begin + len(text) - len(text.lstrip())
        blank = line.after_blank and not begin
        cells.append(replace(line, text=text.strip(), start=start, end=start + len(text.strip()), after_blank=blank))
    return cells


def _is_tabbed(line: Line) -> bool:
    return 0 < line.text.count("\t") < _MOST_CELLS
