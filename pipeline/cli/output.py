"""Rows to standard output as JSON Lines, or to a `.jsonl`, `.csv` or `.parquet` file."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from pipeline.errors import InputError, RontenError
from pipeline.export.formulas import neutral
from pipeline.files import replacing
from pipeline.parquet import write_tables
from pipeline.tables import to_tables

Row = dict[str, Any]
T = TypeVar("T")

SUFFIXES = (".jsonl", ".csv", ".parquet")


def check_output(output: Path | None) -> None:
    """Refuse an output file that cannot be written before any work is done.

    Raises:
        InputError: unknown suffix, or the folder does not exist.

    """
    if output is None:
        return
    if output.suffix not in SUFFIXES:
        raise InputError(output, "has no known suffix", f"Use one of {', '.join(SUFFIXES)}.")
    if not output.absolute().parent.is_dir():
        raise InputError(output, "stands in a folder that does not exist", "Make the folder first.")


def each_input(paths: Sequence[Path], read: Callable[[Path], T]) -> tuple[list[T], int]:
    """Read every path; name the unusable ones on standard error and go on.

    Returns:
        The results in order, and the exit code: 1 when a path could not be used, else 0.

    """
    results: list[T] = []
    code = 0
    for path in paths:
        try:
            results.append(read(path))
        except RontenError as error:
            sys.stderr.write(f"{error}\n")
            code = 1
    return results, code


def write_rows(rows: Iterable[Row], output: Path | None, schema: pa.Schema) -> None:
    """Write rows to standard output (JSON Lines), or to `output` in the form its suffix names.

    Args:
        rows: mappings with the columns of `schema`.
        output: target file, `None` for standard output.
        schema: used for Parquet, and for the order of CSV columns.

    """
    if output is None:
        for row in rows:
            sys.stdout.write(_json(row) + "\n")
    elif output.suffix == ".parquet":
        write_tables(to_tables(rows, schema), output, schema)
    elif output.suffix == ".csv":
        _write_csv(rows, output, schema.names)
    else:
        with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as handle:
            handle.writelines(_json(row) + "\n" for row in rows)


def _write_csv(rows: Iterable[Row], output: Path, columns: Sequence[str]) -> None:
    # utf-8-sig: without the mark, Excel reads Japanese as the system's old encoding
    with replacing(output) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, str):
        return neutral(value)
    return _json(value) if isinstance(value, list | dict) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
