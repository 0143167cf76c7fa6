"""Prodigy: JSON Lines of tasks for the interface `choice`, answered or not.

Prodigy keeps hashes that a task brings. Both are signed 32-bit numbers as its own are, made from SHA-256: the input
hash is of the remark, the task hash of the question asked of it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.codebook import Codebook
from pipeline.files import sha256, write_text
from pipeline.labels.exchange.reading import json_lines, strings
from pipeline.labels.exchange.tasks import Collector, Returned, Task, from_own, json_lines_of, own_fields, theme_title

LAST_SECOND = 253_402_300_799
"""The last second of the year 9999, the last that Python's dates know."""


def write(tasks: Sequence[Task], path: Path, codebook: Codebook) -> list[Path]:
    """Write one line a label or, without one, a task whose suggested themes are ticked; return the path."""
    options = [{"id": theme, "text": theme_title(codebook, theme)} for theme in codebook.theme_ids]
    write_text(path, json_lines_of(line for task in tasks for line in _lines(task, options)))
    return [path]


def read(path: Path) -> Returned:
    """Read what `prodigy db-out` writes; only accepted answers count.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    rows, errors = json_lines(path)
    found = Collector(path)
    for place, row in rows:
        if row.get("answer") != "accept":
            found.skip()
            continue
        themes = strings(row.get("accept", []))
        if themes is None:
            found.error(place, "accept is no list of theme ids", "Export a dataset of the interface `choice`.")
            continue
        meta = row["meta"] if isinstance(row.get("meta"), dict) else {}
        fields = {
            "remark_id": row.get("remark_id", meta.get("remark_id")),
            "text": row.get("text"),
            "themes": themes,
            "annotator": row.get("_annotator_id", row.get("_session_id")),
            "coded_at": _time(row.get("_timestamp")),
        }
        found.coding(place, fields | from_own(row))
    return found.done(errors)


def _lines(task: Task, options: list[dict[str, str]]) -> list[dict[str, Any]]:
    known: dict[str, Any] = {
        "text": task.text,
        "remark_id": task.remark_id,
        "options": options,
        "meta": {"meeting": task.meeting_id, "agenda": task.agenda, "speaker": task.speaker, "reason": task.reason},
        "config": {"choice_style": "multiple"},
        "_input_hash": _hash(task.remark_id, task.text),
        "_task_hash": _hash(task.remark_id, task.text, *(option["id"] for option in options)),
        "_view_id": "choice",
    }
    if task.suggestion is not None:
        known["meta"] |= {"score": task.score, "evidence": "、".join(task.words)}
    labelled = [
        known | {"accept": label.themes, "answer": "accept"} | _timestamp(label.coded_at) | own_fields(label)
        for label in task.labels
    ]
    return labelled or [known | ({"accept": task.suggestion} if task.suggestion is not None else {})]


def _hash(*parts: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256("\0".join(parts).encode())[:8]), "big", signed=True)


def _timestamp(moment: datetime | None) -> dict[str, int]:
    return {"_timestamp": int(moment.timestamp())} if moment else {}


def _time(timestamp: Any) -> Any:
    """The moment of a Unix time; anything else is handed on and refused with its place."""
    if isinstance(timestamp, int | float) and 0 <= timestamp <= LAST_SECOND:
        return datetime.fromtimestamp(timestamp, UTC)
    return timestamp
