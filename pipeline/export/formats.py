"""The forms in which labelled remarks leave the project; their shapes are described in docs/stages/report.md."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.export.formulas import neutral
from pipeline.export.workbook import write_workbook
from pipeline.files import replacing

Row = dict[str, Any]
ROWS_AT_A_TIME = 1000


def export(table: pa.Table, form: str, output: Path) -> None:
    """Write a table of `labeled_remarks` atomically; equal tables give equal bytes.

    Args:
        table: rows of `labeled_remarks`.
        form: one of `FORMATS`.
        output: target file, replaced when it exists.

    Raises:
        InputError: a text is longer than a cell of Excel can be.

    """
    with replacing(output) as temporary:
        FORMATS[form](table, temporary)


def _csv(table: pa.Table, path: Path) -> None:
    rows = ([_cell(value) for value in row.values()] for row in _rows(table))
    # utf-8-sig: without the mark, Excel reads Japanese as the system's old encoding
    _write_csv(path, table.column_names, rows, "utf-8-sig")


def _jsonl(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        handle.writelines(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in _rows(table))


def _polis(table: pa.Table, path: Path) -> None:
    # its older importers cut at line feeds, quoted or not
    texts = ([" ".join(row["text"].split("\n"))] for row in _rows(table) if row["kind"] == "remark")
    _write_csv(path, ["comment_text"], texts, "utf-8")


def _kouchou_ai(table: pa.Table, path: Path) -> None:
    columns = {
        "comment-id": "remark_id",
        "comment-body": "text",
        "source": "source",
        "attribute_meeting": "meeting_title",
        "attribute_date": "date",
        "attribute_agenda": "agenda",
        "attribute_speaker": "speaker",
    }
    rows = (
        [*(row[column] for column in columns.values()), "; ".join(row["themes"])]
        for row in _rows(table)
        if row["kind"] == "remark"
    )
    _write_csv(path, [*columns, "attribute_themes"], rows, "utf-8")


FORMATS: dict[str, Callable[[pa.Table, Path], None]] = {
    "csv": _csv,
    "xlsx": write_workbook,
    "jsonl": _jsonl,
    "polis": _polis,
    "kouchou-ai": _kouchou_ai,
}
"""Writers by the name that the command takes."""


def _rows(table: pa.Table) -> Iterator[Row]:
    for batch in table.to_batches(max_chunksize=ROWS_AT_A_TIME):
        yield from batch.to_pylist()


def _write_csv(path: Path, head: list[str], rows: Iterable[Iterable[Any]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as handle:
        # every field in quotes: else a text would fall apart into cells, and its parts be run, where `;` parts fields
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
        writer.writerow(head)
        writer.writerows([neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
