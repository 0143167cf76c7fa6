"""Labels between the project's files and the tools of coders; `ronten labels` uses it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import InputError
from pipeline.labels import Label, read_labels, read_written
from pipeline.labels.disagreements import undecided
from pipeline.labels.exchange import FORMATS, Task, format_of
from pipeline.labels.imports import Known, Plan, Rules, plan_import
from pipeline.labels.records import Pass, scan_labels
from pipeline.labels.store import store_labels
from pipeline.stages import paths
from pipeline.stages.queue import Row, review_queue, suggestions
from pipeline.tables import Evidence, read_remarks


@dataclass(frozen=True, slots=True)
class Choice:
    """Which remarks are handed out, and how much of what is known of them.

    `queue` is the length of the queue, all real remarks without one; `written` takes the queue of the written
    corpus; `blind` leaves out suggestions and labels, `labels` says whether the labels are given along.
    """

    queue: int | None = None
    written: bool = False
    blind: bool = False
    labels: bool = True


def export_labels(tool: str, path: Path, choice: Choice) -> tuple[int, list[Path]]:
    """Write remarks for a coder's tool; return how many, and the files written.

    Raises:
        InputError: a table or the model has not been built, or a text does not fit into the tool's file.
    """
    tasks = _tasks(choice)
    return len(tasks), FORMATS[tool].write(tasks, path, load_codebook(paths.CODEBOOK))


def plan(path: Path, tool: str | None, coders: dict[str, str], coding_pass: Pass | None, replace: bool) -> Plan:
    """Read and check a file that came back.

    Args:
        path: the file.
        tool: a key of `FORMATS`; told by the file where absent.
        coders: see `Rules`.
        coding_pass: the pass of every coding; told by the file or by earlier labels where absent.
        replace: whether coders may change their own labels.

    Raises:
        InputError: the file as a whole cannot be used, or a label file cannot be read.
    """
    codebook = load_codebook(paths.CODEBOOK)
    existing = _labels(codebook)
    rules = Rules(codebook, known_remarks(codebook), coders, coding_pass, replace)
    found = plan_import(path, FORMATS[tool or format_of(path)].read(path), existing, rules)
    return _only_coded_twice(path, found, existing) if coding_pass == "adjudicated" else found


def carry_out(found: Plan) -> list[Path]:
    """Write the labels of a plan without errors into data/labels/coded; return the files that changed.

    The folder must be `locked` since before the plan was made: else others may have written meanwhile.

    Raises:
        ValueError: the plan has errors.
    """
    if found.errors:
        raise ValueError("a plan with errors must not be carried out")
    codebook = load_codebook(paths.CODEBOOK)
    held, errors = scan_labels(paths.CODED, codebook)
    if errors:
        raise errors[0]
    meetings = {row.remark_id: row.meeting_id for row in read_remarks(paths.REMARKS_TABLE)}
    return store_labels(found.labels, paths.CODED, held, meetings)


def disagreements() -> list[Row]:
    """The remarks that two coders differ on and nobody has decided."""
    codebook = load_codebook(paths.CODEBOOK)
    return undecided(_labels(codebook), known_remarks(codebook), codebook.theme_ids)


def known_remarks(codebook: Codebook) -> dict[str, Known]:
    """Every remark that a label may be given to: the real ones that have been read, and the written ones."""
    real = {
        row.remark_id: Known(row.meeting_id, row.text)
        for row in read_remarks(paths.REMARKS_TABLE)
        if row.kind == "remark"
    }
    written = read_written(paths.WRITTEN, codebook)
    return real | {label.remark_id: Known(label.meeting or "", label.text or "") for label in written}


def _labels(codebook: Codebook) -> list[Label]:
    return [*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)]


def _only_coded_twice(path: Path, found: Plan, existing: Iterable[Label]) -> Plan:
    passes = {(label.remark_id, label.coding_pass) for label in existing}
    once = [
        InputError(path, f"the remark {label.remark_id} is not coded twice", "Import a second coding first.")
        for label in found.labels
        if not {(label.remark_id, "first"), (label.remark_id, "second")} <= passes
    ]
    return Plan(found.labels, found.unchanged, found.uncoded, found.conflicts, [*found.errors, *once])


def _tasks(choice: Choice) -> list[Task]:
    codebook = load_codebook(paths.CODEBOOK)
    rows = suggestions() if choice.queue is None else review_queue(choice.queue, written=choice.written)
    labels: dict[str, list[Label]] = {}
    for label in _labels(codebook) if choice.labels and not choice.blind else []:
        labels.setdefault(label.remark_id, []).append(label)
    places = {row.remark_id: row for row in read_remarks(paths.REMARKS_TABLE)}
    return [_task(row, places.get(row["remark_id"]), labels.get(row["remark_id"], []), choice.blind) for row in rows]


def _task(row: Row, place: Any, labels: Sequence[Label], blind: bool) -> Task:
    scores = {entry["theme"]: entry["score"] for entry in row["scores"]}
    said = {
        "suggestion": row["suggestion"],
        "score": min((scores[theme] for theme in row["suggestion"]), default=0.0),
        "evidence": [Evidence(**span) for span in row["evidence"]],
        "reason": "; ".join(row["reasons"]),
        "model_version": row["model_version"],
    }
    return Task(
        remark_id=row["remark_id"],
        meeting_id=row["meeting_id"],
        text=row["text"],
        agenda=(place.agenda if place else None) or "",
        speaker=(place.speaker if place else None) or "",
        labels=list(labels),
        **({} if blind else said),
    )
