"""doccano: JSON Lines of text and labels, further fields as metadata, which doccano gives back as they were.

doccano exports a document that nobody looked at like one without a label. So suggestions are metadata, not labels,
and "no theme" is a label of its own.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.codebook import Codebook
from pipeline.files import write_text
from pipeline.labels.exchange.reading import json_lines, strings
from pipeline.labels.exchange.tasks import (
    NONE,
    Collector,
    Returned,
    Task,
    from_own,
    json_lines_of,
    own_fields,
    themes_or_none,
    without_none,
)

COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf")


def write(tasks: Sequence[Task], path: Path, codebook: Codebook) -> list[Path]:
    """Write one line a label or, without one, a task; beside it the label types, `.labels.json`. Return both paths."""
    types = path.with_suffix(".labels.json")
    write_text(path, json_lines_of(line for task in tasks for line in _lines(task)))
    write_text(types, json.dumps(_label_types(codebook), ensure_ascii=False, indent=1) + "\n")
    return [path, types]


def read(path: Path) -> Returned:
    """Read an export of the kind "JSONL", of all or of approved documents.

    Raises:
        InputError: the file as a whole cannot be used.
    """
    rows, errors = json_lines(path)
    found = Collector(path)
    for place, row in rows:
        labels = strings(row.get("label", row.get("labels", [])))
        if labels is None:
            found.error(place, "label is no list of theme ids", "Export a project for text classification.")
        elif not labels:
            found.skip()
        else:
            fields = {"remark_id": row.get("remark_id"), "text": row.get("text"), "annotator": row.get("username")}
            found.coding(place, fields | {"themes": without_none(labels)} | _note(row) | from_own(row))
    return found.done(errors)


def _note(row: dict[str, Any]) -> dict[str, Any]:
    """Comments, which doccano exports beside a document's labels."""
    comments = strings(row.get("Comments", row.get("comments")))
    return {"note": "\n".join(comments)} if comments else {}


def _lines(task: Task) -> list[dict[str, Any]]:
    known: dict[str, Any] = {
        "text": task.text,
        "remark_id": task.remark_id,
        "meeting_id": task.meeting_id,
        "agenda": task.agenda,
        "speaker": task.speaker,
    }
    if task.suggestion is not None:
        known |= {"suggestion": task.suggestion, "score": task.score, "evidence": task.words}
    known |= {"reason": task.reason} if task.reason else {}
    labelled = [known | {"label": themes_or_none(label.themes)} | own_fields(label) for label in task.labels]
    return labelled or [known | {"label": []}]


def _label_types(codebook: Codebook) -> list[dict[str, Any]]:
    return [
        {"text": name, "suffix_key": None, "background_color": COLOURS[i % len(COLOURS)], "text_color": "#ffffff"}
        for i, name in enumerate([*codebook.theme_ids, NONE])
    ]
