"""Tables with a `text` column read as remarks: one row is one remark."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.files import sha256
from pipeline.segment.readers import read_text
from pipeline.tables import Remark

SUFFIXES = (".jsonl", ".csv", ".parquet")


def is_table(path: Path) -> bool:
    """Whether a path is read as a table rather than as minutes."""
    return path.suffix.lower() in SUFFIXES


def remarks_of_table(path: Path) -> list[Remark]:
    """One remark a row; `remark_id` and `meeting_id` are kept where the table has them.

    Raises:
        InputError: the file cannot be read, or a row has no `text`.
    """
    rows = _read(path)
    if not rows:
        raise InputError(path, "has no rows", "Give a table with a `text` column.")
    seen: Counter[tuple[str, str]] = Counter()
    return [_remark(path, number, row, seen) for number, row in enumerate(rows, 1)]


def _read(path: Path) -> list[dict[str, Any]]:
    if path.suffix.lower() == ".parquet":
        if not path.is_file():
            raise InputError(path, "does not exist", "Check the name.")
        try:
            return list(pq.read_table(path).to_pylist())
        except pa.ArrowInvalid as error:
            raise InputError(path, "is not a readable Parquet file", "Write it again.") from error
    text = read_text(path)
    if path.suffix.lower() == ".csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    return [_json(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _json(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(path, f"is no JSON: {error}", "Put one JSON object on a line.", f"line {number}") from error
    if not isinstance(row, dict):
        raise InputError(path, "is no JSON object", "Put one JSON object on a line.", f"line {number}")
    return row


def _remark(path: Path, number: int, row: dict[str, Any], seen: Counter[tuple[str, str]]) -> Remark:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(path, "has no `text`", "Give every row a text.", f"row {number}")
    meeting = str(row.get("meeting_id") or path.stem)
    seen[meeting, text] += 1
    return Remark(
        remark_id=str(row.get("remark_id") or sha256(f"{meeting}\0{text}\0{seen[meeting, text]}".encode())[:16]),
        meeting_id=meeting,
        meeting_title=str(row.get("meeting_title") or ""),
        meeting_number=None,
        date=None,
        agenda=row.get("agenda") or None,
        speaker=row.get("speaker") or None,
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
