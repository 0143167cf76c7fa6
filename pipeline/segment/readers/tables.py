"""Tables as text, and which of them are minutes: a column of names beside a column of what these say."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.segment.lines import KINDS
from pipeline.segment.marks import find_mark
from pipeline.segment.metadata import find_field
from pipeline.segment.names import dialogue_side, has_role
from pipeline.segment.rules import rules

_LONGEST = 24
"""Characters of the longest name in a table."""
_FIRST_COLUMNS = 20
"""Columns in which names are looked for; each is a walk over all rows."""
_MOSTLY = 0.7
_HALF = 0.5


def name_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The column that names who says what stands in the next one; None for a table of another kind.

    Args:
        rows: of a table, each with the text of its cells.

    >>> name_column([["No.", "発言者", "内容"], ["1", "原", "反対です。"], ["2", "森", "賛成です。"]])
    1
    """
    widest = min(_FIRST_COLUMNS, max((len(row) for row in rows), default=0))
    return next((column for column in range(widest - 1) if _names(rows, column)), None)


def cell_kinds(rows: Sequence[Sequence[str]]) -> list[list[str] | None]:
    """For each row of a table the kind of line that each cell is, of `KINDS`; None for a row that is no speech."""
    column = name_column(rows)
    if column is None:
        return [None] * len(rows)
    heads = [row for row in rows if len(row) > column + 1 and _is_head(row, column)]
    answers = {i for row in heads for i, text in enumerate(row) if i > column + 1 and _answers().search(text)}
    kinds = {column: "name", **dict.fromkeys(answers, "answer")}
    return [[kinds.get(i, "") for i in range(len(row))] if _is_speech(row, column) else None for row in rows]


def table_lines(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The rows of a table as lines with their kinds: cells side by side, but who speaks above what they say."""
    for row, kinds in zip(rows, cell_kinds(rows), strict=True):
        if kinds is None:
            yield row_text(row), ""
        else:
            yield from ((text, kind) for text, kind in zip(row, kinds, strict=True) if text)


def row_text(cells: Sequence[str]) -> str:
    """The cells of a row side by side; a long last one below the others."""
    printed = [cell for cell in cells if cell]
    listed = len(printed) > 1 and ("\n" in printed[-1] or ((mark := find_mark(printed[-1])) and not mark.enumerates))
    if listed and not has_role(printed[-2]):
        return "\n".join(("　".join(printed[:-1]), printed[-1]))
    return "　".join(cell.strip().replace("\n", "\n　") for cell in printed)


def join_lines(lines: Iterable[tuple[str, str]]) -> tuple[str, dict[str, frozenset[int]]]:
    """The lines as one text, and where those of each kind begin.

    >>> join_lines([("あ", ""), ("　原", "name")])[1]["name"]
    frozenset({3})
    """
    pieces: list[str] = []
    places: dict[str, set[int]] = {kind: set() for kind in KINDS}
    length = 0
    for text, kind in lines:
        if kind:
            places[kind].add(length + len(text) - len(text.lstrip()))
        pieces.append(text)
        length += len(text) + 1
    return "\n".join(pieces), {kind: frozenset(found) for kind, found in places.items()}


def _is_head(row: Sequence[str], column: int) -> bool:
    """Whether a row only says what stands in the columns."""
    return re.search(rules("marks")["name_columns"], row[column]) is not None and "。" not in row[column + 1]


def _is_speech(row: Sequence[str], column: int) -> bool:
    return len(row) > column + 1 and bool(row[column].strip() and row[column + 1]) and not _is_head(row, column)


@cache
def _answers() -> re.Pattern[str]:
    return re.compile(rules("marks")["answer_columns"])


def _names(rows: Sequence[Sequence[str]], column: int) -> bool:
    pairs = [row for row in rows if len(row) > column + 1 and row[column].strip() and row[column + 1].strip()]
    # forms name place and date above the minutes, in the same table
    head = next((i for i, row in enumerate(pairs) if _is_head(row, column)), -1)
    names = ["".join(row[column].split()) for row in pairs[head + 1 :]]
    if len(names) < 2 or any(len(name) > _LONGEST or "。" in name or name.isdigit() for name in names):
        return False
    stated = sum("。" in row[column + 1] for row in pairs[head + 1 :])
    roles = sum(has_role(name) or dialogue_side(name) is not None for name in names)
    again = any(times > 1 for times in Counter(names).values()) and not any(map(find_field, names))
    return stated >= _MOSTLY * len(names) and (head >= 0 or again or roles >= _HALF * len(names))
