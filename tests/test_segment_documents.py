"""Invented minutes in many layouts, each with its expected rows beside it, in every format and encoding."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.segment import Segmentation, segment_file

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))


@dataclass(frozen=True)
class Case:
    """A document's text and the meetings that must be found in it."""

    text: str
    meetings: list[dict[str, Any]]


def load(name: str) -> Case:
    found = yaml.safe_load((DOCUMENTS / f"{name}.expected.yaml").read_text("utf-8"))
    return Case((DOCUMENTS / f"{name}.txt").read_text("utf-8"), found if isinstance(found, list) else [found])


def rows_of(found: Segmentation, *, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{key: getattr(row, key) for key in keys} for row in found.remarks]


def expected_rows(case: Case, *, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    blank = {"agenda": None, "speaker": None, "kind": "remark"}
    return [{key: {**blank, **row}[key] for key in keys} for meeting in case.meetings for row in meeting["remarks"]]


ROW = ("kind", "agenda", "speaker", "text")


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_text(name: str) -> None:
    case = load(name)
    found = segment_file(DOCUMENTS / f"{name}.txt")
    assert rows_of(found, keys=ROW) == expected_rows(case, keys=ROW), "\n".join(found.explanation)


@pytest.mark.parametrize("name", NAMES)
def test_metadata_of_text(name: str) -> None:
    found = segment_file(DOCUMENTS / f"{name}.txt")
    keys = ("title", "number", "date", "layout")
    shown = [{key: getattr(meeting, key) for key in keys} for meeting in found.meetings]
    assert shown == [{key: meeting[key] for key in keys} for meeting in load(name).meetings]


@pytest.mark.parametrize("name", NAMES)
def test_agenda_turns_and_pages_where_a_document_states_them(name: str) -> None:
    case, found = load(name), segment_file(DOCUMENTS / f"{name}.txt")
    for meeting, expected in zip(found.meetings, case.meetings, strict=True):
        assert meeting.agenda == expected.get("agenda", meeting.agenda)
    rows = [row for meeting in case.meetings for row in meeting["remarks"]]
    for row, expected in zip(found.remarks, rows, strict=True):
        assert row.turn == expected.get("turn", row.turn)
        assert row.page == expected.get("page", row.page)
