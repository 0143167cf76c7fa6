"""Files that nobody should take labels from: each is named with its place and the remedy, and no label file changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from pipeline.cli.app import app
from tests.test_labels_import import WORDS, project

__all__ = ["project"]  # the fixture

TEXT = WORDS["r2"].replace(" ", "")
Row = dict[str, Any]


def _label_studio(rows: list[Row]) -> bytes:
    def task(row: Row) -> Row:
        value = {"choices": row["themes"]}
        result = {"from_name": "themes", "to_name": "text", "type": "choices", "value": value}
        data = {"remark_id": row["remark_id"], "text": row["text"]}
        return {"data": data, "annotations": [{"completed_by": {"email": "b@example.org"}, "result": [result]}]}

    return json.dumps([task(row) for row in rows], ensure_ascii=False).encode()


def _lines(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _doccano(rows: list[Row]) -> bytes:
    return _lines([{**row, "label": row["themes"], "username": "b"} for row in rows])


def _prodigy(rows: list[Row]) -> bytes:
    own = {"answer": "accept", "_task_hash": 1, "_input_hash": 1, "_annotator_id": "b"}
    return _lines([{**row, "accept": row["themes"], **own} for row in rows])


def _csv(rows: list[Row]) -> bytes:
    cells = [f"{row['remark_id']},{row['text']},{'; '.join(row['themes'])},b\n" for row in rows]
    return "".join(["remark_id,text,themes,coder\n", *cells]).encode()


def _xlsx(rows: list[Row], folder: Path) -> bytes:
    book = Workbook()
    book.active.append(["remark_id", "text", "themes", "coder"])
    for row in rows:
        book.active.append([row["remark_id"], row["text"], "; ".join(row["themes"]), "b"])
    book.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


TEXT_FORMATS: dict[str, Callable[[list[Row]], bytes]] = {
    "label-studio": _label_studio,
    "doccano": _doccano,
    "prodigy": _prodigy,
    "csv": _csv,
}
SUFFIX = {"label-studio": ".json", "csv": ".csv", "xlsx": ".xlsx"}
TOOLS = [*TEXT_FORMATS, "xlsx"]

GOOD: Row = {"remark_id": "r2", "text": TEXT, "themes": ["talent"]}
BAD = {
    "an unknown theme": ([GOOD | {"remark_id": "r3", "text": "", "themes": ["enrgy"]}], "unknown themes ['enrgy']"),
    "an unknown remark": ([GOOD | {"remark_id": "r9"}], "no remark has the id r9"),
    "an id that stands twice": ([GOOD | {"themes": ["energy"]}], "was coded by b"),
    "an edited text": ([GOOD | {"remark_id": "r3"}], "the text is not that of the remark r3"),
}


def _bytes(tool: str, rows: list[Row], folder: Path) -> bytes:
    return _xlsx(rows, folder) if tool == "xlsx" else TEXT_FORMATS[tool](rows)


def _refused(project: Path, tool: str, content: bytes) -> str:
    """What the command says of a file; it must fail and leave every label file as it was."""
    path = project / f"in{SUFFIX.get(tool, '.jsonl')}"
    path.write_bytes(content)
    before = {file: file.read_bytes() for file in (project / "coded").iterdir()}
    # without a name for annotators: the files bring one
    result = CliRunner().invoke(app, ["labels", "import", str(path), "--from", tool])
    said = f"{result.stderr}{result.exception or ''}"
    assert result.exit_code == 1, said
    assert {file: file.read_bytes() for file in (project / "coded").iterdir()} == before
    assert str(path) in said
    return said


@pytest.mark.parametrize("tool", TOOLS)
def test_the_good_row_alone_is_taken(project: Path, tool: str) -> None:
    path = project / f"in{SUFFIX.get(tool, '.jsonl')}"
    path.write_bytes(_bytes(tool, [GOOD], project))
    result = CliRunner().invoke(app, ["labels", "import", str(path), "--from", tool])
    assert result.exit_code == 0, result.stderr
    assert "1 new labels" in result.stderr


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("kind", BAD)
def test_one_bad_row_keeps_the_good_ones_out_too(project: Path, tool: str, kind: str) -> None:
    rows, reason = BAD[kind]
    said = _refused(project, tool, _bytes(tool, [GOOD, *rows], project))
    assert reason in said
    assert "nothing was changed" in said


@pytest.mark.parametrize("tool", TEXT_FORMATS)
@pytest.mark.parametrize("encoding", ["cp932", "euc-jp", "utf-16"])
def test_another_encoding_is_refused(project: Path, tool: str, encoding: str) -> None:
    said = _refused(project, tool, TEXT_FORMATS[tool]([GOOD]).decode().encode(encoding))
    assert "is not UTF-8. Save it as UTF-8" in said


@pytest.mark.parametrize("tool", ["csv", "xlsx"])
@pytest.mark.parametrize("cell", ["=HYPERLINK(A1)", "=1+1"])
def test_a_formula_is_refused(project: Path, tool: str, cell: str) -> None:
    row = GOOD | {"themes": [cell]}
    assert "holds a formula in the column themes" in _refused(project, tool, _bytes(tool, [row], project))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_line_of_a_hundred_megabytes_is_refused(project: Path, tool: str) -> None:
    said = _refused(project, tool, _bytes(tool, [GOOD], project)[:-1] + bytes(100_000_000))
    assert "is larger than 50 MB" in said


LONG = {
    "label-studio": "the text is not that of the remark r2",
    "doccano": "characters; 1,000,000 are read. Put one remark on a line",
    "prodigy": "characters; 1,000,000 are read. Put one remark on a line",
    "csv": "line 2: has 1,000,013 characters; 1,000,000 are read",
}


@pytest.mark.parametrize("tool", TEXT_FORMATS)
def test_a_long_line_of_a_file_that_is_read_is_refused(project: Path, tool: str) -> None:
    row = GOOD | {"text": "長" * 1_000_001}
    assert LONG[tool] in _refused(project, tool, TEXT_FORMATS[tool]([row]))


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy"])
def test_what_is_cut_off_in_the_middle_is_refused(project: Path, tool: str) -> None:
    content = TEXT_FORMATS[tool]([GOOD, GOOD | {"remark_id": "r3", "text": None}])
    assert "is no JSON" in _refused(project, tool, content[:-20])
