"""Reading files that come from outside: bounded, and every broken line named."""

import json
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

MOST_BYTES = 64_000_000
"""Largest file that is read: some hundred thousand labels."""

MOST_LINE = 1_000_000
"""Longest line of JSON Lines, in characters."""


def read_bounded(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it is missing, is no file, or is larger than `MOST_BYTES`.
    """
    if not path.exists():
        raise InputError(path, "does not exist", "Name a file that a coder's tool has exported.")
    if not path.is_file():
        raise InputError(path, "is no file", "Name a file that a coder's tool has exported.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        reason = f"is {size / 1e6:.0f} MB large; labels up to {MOST_BYTES / 1e6:.0f} MB are read"
        raise InputError(path, reason, "Export the labels alone, or in several files.")
    return path.read_bytes()


def read_utf8(path: Path) -> str:
    """The text of a bounded UTF-8 file, with or without a byte order mark.

    Raises:
        InputError: as `read_bounded`, or it is not UTF-8; the message names the line.
    """
    data = read_bounded(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = 'Save it as UTF-8 (in Excel: "CSV UTF-8").'
        raise InputError(path, "is not UTF-8", remedy, f"line {line}") from error


def parse_json(path: Path, text: str, place: str = "") -> Any:
    """JSON of any shape.

    Raises:
        InputError: it is no JSON, or nests deeper or counts higher than Python reads.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"is no JSON: {error}", "Export it again from the tool.", place) from error


def json_lines(path: Path) -> tuple[list[tuple[str, dict[str, Any]]], list[InputError]]:
    """The objects of a JSON Lines file, each behind its place, and the errors of all other lines."""
    rows: list[tuple[str, dict[str, Any]]] = []
    errors: list[InputError] = []
    # not splitlines(): JSON may hold U+2028 and its like, at which no line of the file ends
    for number, line in enumerate(read_utf8(path).split("\n"), 1):
        place = f"line {number}"
        if not line.strip():
            continue
        try:
            rows.append((place, _object(path, line, place)))
        except InputError as error:
            errors.append(error)
    return rows, errors


def _object(path: Path, line: str, place: str) -> dict[str, Any]:
    if len(line) > MOST_LINE:
        reason = f"has {len(line):,} characters; {MOST_LINE:,} are read"
        raise InputError(path, reason, "Put one remark on a line.", place)
    value = parse_json(path, line, place)
    if not isinstance(value, dict):
        raise InputError(path, "is no JSON object", "Put one JSON object on a line.", place)
    return value


def strings(value: Any) -> list[str] | None:
    """The value where it is a list of strings, else nothing."""
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None
