"""Tables with a `text` column read as remarks: one row is one remark."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.files import check_ordinary, parse_json, sha256
from pipeline.segment.readers import read_text
from pipeline.segment.readers.bounds import MAX_BYTES
from pipeline.tables import Remark

SUFFIXES = (".jsonl", ".csv", ".parquet")

MAX_REMARK = 100_000
"""Characters of a row's text; a long speech has a tenth of it."""

MAX_UNPACKED = 100_000_000
"""Characters of all rows of a Parquet file."""

BATCH = 64
"""Rows of Parquet unpacked at a time: a small file can hold a long text many times over."""

_USED = ("text", "meeting_id", "remark_id", "meeting_title", "agenda", "speaker")


def is_table(path: Path) -> bool:
    """Whether a path is read as a table rather than as minutes."""
    return path.suffix.lower() in SUFFIXES


def remarks_of_table(path: Path) -> list[Remark]:
    """One remark a row; `remark_id` and `meeting_id` are kept where the table has them.

    Raises:
        InputError: the file cannot be read, or a row has no `text`.
    """
    seen: Counter[tuple[str, str]] = Counter()
    remarks = [_remark(path, place, number, row, seen) for number, (place, row) in enumerate(_rows(path), 1)]
    if not remarks:
        raise InputError(path, "has no rows", "Give a table with a `text` column.")
    return remarks


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Place and cells of each row, as they are read."""
    suffix = path.suffix.lower()
    return _parquet(path) if suffix == ".parquet" else _csv(path) if suffix == ".csv" else _json_lines(path)


def _parquet(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    check_ordinary(path, MAX_BYTES)
    number = unpacked = 0
    try:
        with pq.ParquetFile(path) as file:
            known = [name for name in _USED if name in file.schema_arrow.names]
            nested = [name for name in known if pa.types.is_nested(file.schema_arrow.field(name).type)]
            if nested:
                raise InputError(path, f"has lists or records in the column `{nested[0]}`", "Give it texts.")
            for batch in file.iter_batches(batch_size=BATCH, columns=known):
                for row in batch.to_pylist():
                    number += 1
                    unpacked += sum(len(cell) for cell in row.values() if isinstance(cell, str))
                    if unpacked > MAX_UNPACKED:
                        raise InputError(path, f"holds more than {MAX_UNPACKED:,} characters", "Split it.")
                    yield f"row {number}", row
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(path, f"is not a readable Parquet file: {error}", "Write it again.") from error


def _csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    try:
        for row in reader:
            yield f"line {reader.line_num}", row
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise InputError(path, f"is no CSV: {error}", "Save it again as CSV.", place) from error


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    # not splitlines(): JSON may hold U+2028 and its like, at which no line of the file ends
    for number, line in enumerate(io.StringIO(read_text(path), newline="\n"), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        row = parse_json(path, line, "Put one JSON object on a line.", place)
        if not isinstance(row, dict):
            raise InputError(path, "is no JSON object", "Put one JSON object on a line.", place)
        yield place, row


def _said(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _remark(path: Path, place: str, number: int, row: dict[str, Any], seen: Counter[tuple[str, str]]) -> Remark:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(path, "has no `text`", "Give every row a text.", place)
    if len(text) > MAX_REMARK:
        raise InputError(path, f"has a text of more than {MAX_REMARK:,} characters", "Split it.", place)
    meeting = str(row.get("meeting_id") or path.stem)
    seen[meeting, text] += 1
    return Remark(
        remark_id=str(row.get("remark_id") or sha256(f"{meeting}\0{text}\0{seen[meeting, text]}".encode())[:16]),
        meeting_id=meeting,
        meeting_title=str(row.get("meeting_title") or ""),
        meeting_number=None,
        date=None,
        agenda=_said(row.get("agenda")),
        speaker=_said(row.get("speaker")),
        turn=None,
        order=number,
        kind="remark",
        text=text,
        source=str(path),
        page=None,
        start=0,
        end=len(text),
        quality=1.0,
    )
