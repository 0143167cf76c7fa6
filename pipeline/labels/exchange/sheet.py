"""CSV and Excel: one row a label or, without one, a remark with an empty cell for the themes.

Themes stand in one cell, parted by semicolons; `none` says that the remark carries no theme, an empty cell that
nobody has coded it. Formulas are refused: what a cell shows is not what it holds.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.export.formulas import neutral, restored
from pipeline.export.workbook import write_workbook
from pipeline.files import read_bounded, replacing
from pipeline.labels.exchange.reading import MOST_BYTES, check_line, check_lines, read_utf8
from pipeline.labels.exchange.tasks import Collector, Returned, Task, from_own, own_fields, themes_or_none, without_none
from pipeline.packed import UNPACKABLE, Bounds, check_packed

OWN = ("coder", "pass", "coded_at", "codebook_version", "note")
COLUMNS = ("remark_id", "meeting_id", "agenda", "speaker", "text", "suggestion", "score", "reason", "themes", *OWN)
PROSE = ("text", "note", "reason", "agenda", "speaker")
NEEDED = ("remark_id", "themes")

MOST_COLUMNS = 200
EXCEL_ROWS = 1_048_576
"""Rows of a sheet in Excel."""
BOUNDS = Bounds(unpacked=2 * MOST_BYTES, ratio=200, parts=1_000, xml_bytes=2 * MOST_BYTES, xml_tags=3_000_000)
"""A workbook is a packed archive."""

Row = dict[str, Any]

_SPAN = [("theme", pa.string()), ("text", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
_SPANS = pa.list_(pa.struct([*_SPAN, ("weight", pa.float64())]))
_PARTED = re.compile(r"[;,、；，\s]+")
_ESCAPED = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")
"""How Excel writes a character that XML does not allow; never half of one."""
_UNREADABLE: tuple[type[Exception], ...] = (
    *(SyntaxError, *UNPACKABLE),  # of XML, by either of the parsers that openpyxl uses
    # what openpyxl lets through when an archive is not built as it expects
    *(KeyError, TypeError, IndexError, AttributeError),
)


def write_csv(tasks: Sequence[Task], path: Path, codebook: Codebook) -> list[Path]:
    """Write CSV that Excel takes for UTF-8; return the path."""
    del codebook  # every format is given it; a table has no list of choices
    write_csv_rows([row for task in tasks for row in _rows(task)], COLUMNS, path)
    return [path]


def write_xlsx(tasks: Sequence[Task], path: Path, codebook: Codebook) -> list[Path]:
    """Write a workbook with a sheet of remarks and one of the evidence for the suggestions; return the path."""
    del codebook
    rows = [row | {"evidence": list(map(asdict, task.evidence))} for task in tasks for row in _rows(task)]
    write_xlsx_rows(rows, COLUMNS, path)
    return [path]


def write_csv_rows(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows of texts as CSV in which no cell runs as a formula."""
    # utf-8-sig: without the mark, Excel reads Japanese as the system's old encoding
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        writer.writerows({name: neutral(row.get(name, "")) for name in columns} for row in rows)


def write_xlsx_rows(rows: Sequence[Row], columns: Sequence[str], path: Path) -> None:
    """Write rows of texts, and the spans of their `evidence` where they have any, as a workbook."""
    schema = pa.schema([*((name, pa.string()) for name in columns), ("evidence", _SPANS), ("entities", _SPANS)])
    nothing: Row = {"evidence": [], "entities": []}
    whole = [nothing | dict.fromkeys(columns, "") | row for row in rows]
    with replacing(path) as temporary:
        write_workbook(pa.Table.from_pylist(whole, schema=schema), temporary)


def read_csv(path: Path) -> Returned:
    """Read CSV with at least the columns `remark_id` and `themes`.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    text = read_utf8(path)
    check_lines(path, text.count("\n") + text.count("\r"))
    for number, printed in enumerate(text.splitlines(), 1):
        check_line(path, printed, f"line {number}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[str, list[str]]] = []
    try:
        for line in reader:
            lines.append((f"line {reader.line_num}", line[:MOST_COLUMNS]))
    except csv.Error as error:
        raise InputError(path, f"is no CSV: {error}", "Save it again as CSV.", f"line {reader.line_num}") from error
    return _read(path, lines)


def read_xlsx(path: Path) -> Returned:
    """Read the first sheet of a workbook with at least the columns `remark_id` and `themes`.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    data = read_bounded(path, MOST_BYTES)
    check_packed(path, data, BOUNDS)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        lines = _filled(path, book.worksheets[0].iter_rows(max_row=EXCEL_ROWS + 1, max_col=MOST_COLUMNS))
    except _UNREADABLE as error:
        raise InputError(path, f"is no readable workbook: {error}", "Save it again as .xlsx.") from error
    return _read(path, lines)


def _filled(path: Path, rows: Iterable[Sequence[Any]]) -> list[tuple[str, list[str]]]:
    """Place and cells of the rows that hold something; a sheet may have a million that do not."""
    from openpyxl.cell.read_only import EMPTY_CELL  # type: ignore[import-untyped]

    lines: list[tuple[str, list[str]]] = []
    blank: Sequence[Any] | None = None
    for number, row in enumerate(rows, 1):
        if number > EXCEL_ROWS:
            raise InputError(path, f"has a row behind the last that Excel knows, {EXCEL_ROWS:,}", "Save it from Excel.")
        if row is blank:  # openpyxl gives the same one for each that the sheet leaves out
            continue
        if all(cell is EMPTY_CELL for cell in row):
            blank = row
        else:
            lines.append((f"row {number}", list(map(_shown, row))))
            check_lines(path, len(lines))
    return lines


def _rows(task: Task) -> Iterator[Row]:
    known = {
        "remark_id": task.remark_id,
        "meeting_id": task.meeting_id,
        "agenda": task.agenda,
        "speaker": task.speaker,
        "text": task.text,
        "reason": task.reason,
    }
    if task.suggestion is not None:
        known |= {"suggestion": "; ".join(themes_or_none(task.suggestion)), "score": f"{task.score:.4f}"}
    for label in task.labels:
        own = {name: str(value) for name, value in own_fields(label).items()}
        yield known | {"themes": "; ".join(themes_or_none(label.themes))} | own
    if not task.labels:
        yield known


def _shown(cell: Any) -> str:
    if cell.data_type == "f":
        return f"={cell.value}".replace("==", "=", 1)
    if isinstance(cell.value, datetime):
        return cell.value.replace(tzinfo=UTC).isoformat()
    text = "" if cell.value is None else str(cell.value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _read(path: Path, lines: Sequence[tuple[str, list[str]]]) -> Returned:
    head = [name.strip() for name in lines[0][1]] if lines else []
    missing = [name for name in NEEDED if name not in head]
    if missing:
        reason = f"has no column {' and no column '.join(missing)}"
        raise InputError(path, reason, f"Begin it with a row of column names: {', '.join(COLUMNS)}.")
    found = Collector(path)
    for place, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            _read_row(dict.fromkeys(head, "") | dict(zip(head, cells, strict=False)), place, found)
    return found.done()


def _read_row(row: Mapping[str, str], place: str, found: Collector) -> None:
    formulas = [name for name, cell in row.items() if name in COLUMNS and _is_formula(name, cell)]
    if formulas:
        reason = f"holds a formula in the column {', '.join(formulas)}"
        found.error(place, reason, "Put the text itself into the cell.")
        return
    cells = {name: restored(cell) for name, cell in row.items()}
    if not cells["themes"].strip():
        found.skip()
        return
    themes = [theme for theme in _PARTED.split(cells["themes"].strip()) if theme]
    fields = {"remark_id": cells["remark_id"].strip(), "text": cells.get("text"), "themes": without_none(themes)}
    found.coding(place, fields | from_own(cells))


def _is_formula(name: str, cell: str) -> bool:
    """Whether a spreadsheet would compute the cell; prose may begin with a dash, what is looked up may not."""
    if name in PROSE:
        return cell.startswith("=")
    return neutral(cell) != cell and not cell.startswith("'")
