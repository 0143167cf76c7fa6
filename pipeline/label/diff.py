"""What changed between two states of the labelled table: remarks, themes, scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError

Row = Mapping[str, Any]

NEEDED = ("remark_id", "meeting_id", "text", "themes", "label_source", "model_version")
SCORE = "score_"


@dataclass(frozen=True, slots=True)
class Shown:
    """A remark that stands in one of the two tables alone."""

    remark_id: str
    meeting_id: str
    text: str
    themes: list[str]


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A remark with other themes; the sources say whether model or coder gave them before and after."""

    remark_id: str
    meeting_id: str
    text: str
    added: list[str]
    removed: list[str]
    old_source: str
    new_source: str


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score that moved by more than the tolerance."""

    remark_id: str
    theme: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that changed; `models` are the versions that gave the old and the new scores."""

    old_remarks: int
    new_remarks: int
    models: tuple[list[str], list[str]]
    new: list[Shown]
    gone: list[Shown]
    themes: list[ThemeChange]
    scores: list[ScoreChange]


def read_rows(source: Path | BinaryIO, name: str) -> list[dict[str, Any]]:
    """Rows of a labelled table of this or an earlier version of the codebook.

    Args:
        source: a path or an open Parquet file.
        name: what an error calls it.

    Raises:
        InputError: it is missing, is no Parquet, or lacks a column that every labelled table has.
    """
    try:
        table = pq.read_table(source)
    except FileNotFoundError as error:
        raise InputError(name, "does not exist", "Name a labelled Parquet file or a git revision.") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(name, "is not a readable Parquet file", "Name a table that `dvc repro` has built.") from error
    missing = [column for column in NEEDED if column not in table.column_names]
    if missing:
        reason = f"lacks the columns {', '.join(missing)}"
        raise InputError(name, reason, "Name a labelled table, as labeled_remarks.parquet is one.")
    scores = [column for column in table.column_names if column.startswith(SCORE)]
    return [dict(row) for row in table.select([*NEEDED, *scores]).to_pylist()]


def diff(old: Sequence[Row], new: Sequence[Row], tolerance: float) -> Diff:
    """Compare two tables by remark id, in the order of the new table.

    Args:
        old: rows of `read_rows`.
        new: rows of `read_rows`.
        tolerance: a score that moved by no more than this has not changed.

    Returns:
        The differences. A theme that only one table has a score for changes no score.
    """
    before = {row["remark_id"]: row for row in old}
    after = {row["remark_id"]: row for row in new}
    both = [(before[key], row) for key, row in after.items() if key in before]
    return Diff(
        old_remarks=len(before),
        new_remarks=len(after),
        models=(_models(old), _models(new)),
        new=[_shown(row) for key, row in after.items() if key not in before],
        gone=[_shown(row) for key, row in before.items() if key not in after],
        themes=[_theme_change(a, b) for a, b in both if set(a["themes"]) != set(b["themes"])],
        scores=[change for a, b in both for change in _score_changes(a, b, tolerance)],
    )


def _models(rows: Sequence[Row]) -> list[str]:
    return sorted({row["model_version"] for row in rows})


def _shown(row: Row) -> Shown:
    return Shown(row["remark_id"], row["meeting_id"], row["text"], list(row["themes"]))


def _theme_change(old: Row, new: Row) -> ThemeChange:
    return ThemeChange(
        new["remark_id"],
        new["meeting_id"],
        new["text"],
        added=[theme for theme in new["themes"] if theme not in old["themes"]],
        removed=[theme for theme in old["themes"] if theme not in new["themes"]],
        old_source=old["label_source"],
        new_source=new["label_source"],
    )


def _score_changes(old: Row, new: Row, tolerance: float) -> list[ScoreChange]:
    return [
        ScoreChange(new["remark_id"], column.removeprefix(SCORE), round(old[column], 4), round(new[column], 4))
        for column in new
        if column.startswith(SCORE) and column in old and abs(new[column] - old[column]) > tolerance
    ]
