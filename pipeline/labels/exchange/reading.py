"""Reading files that come from outside: bounded, and every broken line named."""

from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.files import parse_json, read_bounded

MOST_BYTES = 50_000_000
"""Largest file that is read: some hundred thousand labels."""

MOST_PARTS = 2_000_000
"""Objects and lists in one JSON text: each takes far more memory than its two brackets."""

MOST_LINES = 300_000
"""Lines of a CSV or JSON Lines file, or rows of a workbook."""

MOST_ERRORS = 1_000
"""Errors of one file that are told; what stands behind them is not read."""

MOST_LINE = 1_000_000
"""Longest line of JSON Lines, in characters."""


def read_utf8(path: Path) -> str:
    """The text of a bounded UTF-8 file, with or without a byte order mark.

    Raises:
        InputError: as `read_bounded`, or it is not UTF-8; the message names the line.
    """
    data = read_bounded(path, MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = 'Save it as UTF-8 (in Excel: "CSV UTF-8").'
        raise InputError(path, "is not UTF-8", remedy, f"line {line}") from error


def tool_json(path: Path, text: str, place: str = "") -> Any:
    """JSON of any shape that a tool has exported.

    Raises:
        InputError: it is no JSON or has too many parts; see `parse_json`.
    """
    parts = text.count("{") + text.count("[")
    if parts > MOST_PARTS:
        raise InputError(path, f"has {parts:,} objects and lists; {MOST_PARTS:,} are read", "Export less of it.", place)
    return parse_json(path, text, "Export it again from the tool.", place)


def check_lines(path: Path, lines: int) -> None:
    """Refuse a file of too many lines.

    Raises:
        InputError: it has.
    """
    if lines > MOST_LINES:
        raise InputError(path, f"has {lines:,} lines; {MOST_LINES:,} are read", "Export it in several files.")


def check_line(path: Path, line: str, place: str) -> None:
    """Refuse a line that is too long.

    Raises:
        InputError: it is.
    """
    if len(line) > MOST_LINE:
        reason = f"has {len(line):,} characters; {MOST_LINE:,} are read"
        raise InputError(path, reason, "Put one remark on a line.", place)


def json_lines(path: Path) -> tuple[list[tuple[str, dict[str, Any]]], list[InputError]]:
    """The objects of a JSON Lines file, each behind its place, and the errors of all other lines."""
    rows: list[tuple[str, dict[str, Any]]] = []
    errors: list[InputError] = []
    # not splitlines(): JSON may hold U+2028 and its like, at which no line of the file ends
    text = read_utf8(path)
    check_lines(path, text.count("\n"))
    for number, line in enumerate(text.split("\n"), 1):
        place = f"line {number}"
        if not line.strip():
            continue
        try:
            rows.append((place, _object(path, line, place)))
        except InputError as error:
            errors.append(error)
            if len(errors) == MOST_ERRORS:
                break
    return rows, errors


def _object(path: Path, line: str, place: str) -> dict[str, Any]:
    check_line(path, line, place)
    value = tool_json(path, line, place)
    if not isinstance(value, dict):
        raise InputError(path, "is no JSON object", "Put one JSON object on a line.", place)
    return value


def strings(value: Any) -> list[str] | None:
    """The value where it is a list of strings, else nothing."""
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None
