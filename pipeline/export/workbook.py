"""Labelled remarks as an Excel workbook: a sheet of remarks, and one row a span on the sheets beside it."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import InputError
from pipeline.export.formulas import neutral

Row = dict[str, Any]

LONGEST = 32_767
"""Characters that a cell of Excel holds; more would be cut off without a word."""

WIDTH_OF_TEXT = 80
SPANS = {
    "evidence": ("theme", "text", "start", "end", "weight"),
    "entities": ("text", "start", "end", "label", "concept"),
}
"""Columns of lists of spans, each a sheet of its own, and the fields of a span."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_workbook(table: pa.Table, path: Path) -> None:
    """Write the workbook; equal tables give equal bytes.

    Raises:
        InputError: a text is longer than a cell can be.

    """
    # loaded when a workbook is written: most who offer exports never do
    from openpyxl import Workbook  # type: ignore[import-untyped]

    rows = table.to_pylist()
    book = Workbook(write_only=True)
    columns = [name for name in table.column_names if name not in SPANS]
    _sheet(book, "remarks", columns, ([_joined(row[name]) for name in columns] for row in rows), rows)
    for name, fields in SPANS.items():
        spans = [(row, span) for row in rows for span in row[name]]
        cells = ([row["remark_id"], *(span[field] for field in fields)] for row, span in spans)
        _sheet(book, name, ["remark_id", *fields], cells, (row for row, _ in spans))
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(_without_clock(written))


def _sheet(book: Any, title: str, head: list[str], lines: Iterable[list[Any]], rows: Iterable[Row]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions[_letter(head.index("text"))].width = WIDTH_OF_TEXT
    sheet.append(head)
    for line, row in zip(lines, rows, strict=True):
        sheet.append([_cell(value, row) for value in line])


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _joined(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value


def _cell(value: Any, row: Row) -> Any:
    if not isinstance(value, str):
        return value
    cell = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", neutral(value))
    if len(cell) > LONGEST:
        reason = f"has {len(cell):,} characters in one cell; Excel holds {LONGEST:,}"
        raise InputError("export to xlsx", reason, "Export to csv or jsonl.", f"remark {row['remark_id']}")
    return cell


def _without_clock(written: io.BytesIO) -> bytes:
    """The same archive with the times of writing taken out."""
    copy = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return copy.getvalue()
