"""Exports: what goes out comes back, and no spreadsheet runs it."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.errors import InputError
from pipeline.export import FORMATS, export
from pipeline.export.formulas import neutral, restored
from pipeline.tables import labeled_schema, read_table, to_table
from tests.labeled import CODEBOOK, FORMULA, HOSTILE, LONG, row, rows, write_rows

SCHEMA = labeled_schema(CODEBOOK.theme_ids)
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    " =",
    "　＝",
    "\u200b=",
    "\ufeff=",
    "\u202e=",
)


def _table(found: Sequence[dict[str, Any]] | None = None) -> pa.Table:
    return to_table(rows() if found is None else found, SCHEMA)


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def _csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert neutral(f"{start}cmd()") == f"'{start}cmd()"
    assert restored(neutral(f"{start}cmd()")) == f"{start}cmd()"


@pytest.mark.parametrize("text", ["", "電力", "1-2=3", "'引用'", "「=」", "[1]", "（＝）"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text == restored(text)


@given(st.text(alphabet=st.sampled_from("='+-＝\t\n あ\u200b@")))
def test_every_text_can_be_given_back(text: str) -> None:
    assert restored(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@＝＋－＠\t\r\n")


@pytest.mark.parametrize("form", FORMATS)
def test_equal_tables_give_equal_bytes(tmp_path: Path, form: str) -> None:
    export(_table(), form, tmp_path / "a")
    export(_table(), form, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_csv_gives_every_value_back(tmp_path: Path) -> None:
    export(_table(), "csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    read = _csv(tmp_path / "out.csv", "utf-8-sig")
    for line, known in zip(read, _table().to_pylist(), strict=True):
        for name, value in known.items():
            cell = restored(line[name])
            assert (json.loads(cell) if isinstance(value, list) else cell) == (
                value if isinstance(value, list) else "" if value is None else str(value)
            )


def test_csv_opens_in_pandas(tmp_path: Path) -> None:
    export(_table(), "csv", tmp_path / "out.csv")
    table = pd.read_csv(tmp_path / "out.csv")
    assert table.theme_energy.sum() == 2
    assert table.text[0] == "電力を支える人材が足りない。"


def test_json_lines_give_the_table_back_unchanged(tmp_path: Path) -> None:
    export(_table(), "jsonl", tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines[3:7]] == list(HOSTILE)
    dated = [line | {"date": datetime.fromisoformat(line["date"]).date()} for line in lines]
    assert to_table(dated, SCHEMA).equals(_table())


def _sheet(book: Any, name: str) -> list[dict[str, Any]]:
    head, *lines = book[name].iter_rows()
    assert all(cell.data_type != "f" for line in lines for cell in line)
    names = [cell.value for cell in head]
    return [dict(zip(names, (cell.value for cell in line), strict=True)) for line in lines]


def test_excel_gives_remarks_and_spans_back(tmp_path: Path) -> None:
    export(_table(), "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    known = _table().to_pylist()
    read = _sheet(book, "remarks")
    assert [restored(line["text"]) for line in read] == [line["text"] for line in known]
    assert [line["date"].date() for line in read] == [line["date"] for line in known]
    assert [(line["themes"] or "").split("; ") for line in read[:2]] == [["energy", "talent"], ["energy"]]
    assert [line["theme_energy"] for line in read] == [line["theme_energy"] for line in known]
    spans = [{"remark_id": line["remark_id"], **span} for line in known for span in line["evidence"]]
    assert _sheet(book, "evidence") == spans
    assert _sheet(book, "entities") == []


def test_excel_takes_control_characters(tmp_path: Path) -> None:
    export(_table([row(1, "a\x0bb _x000B_ c")]), "xlsx", tmp_path / "out.xlsx")
    (line,) = _sheet(openpyxl.load_workbook(tmp_path / "out.xlsx"), "remarks")
    # as the format writes such characters (ST_Xstring); Excel reads them so, openpyxl leaves them
    assert re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), line["text"]) == "a\x0bb _x000B_ c"


def test_excel_refuses_what_it_would_cut_off(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="remark 0000000000000001: has 40,000 characters in one cell"):
        export(_table([row(1, "あ" * 40_000)]), "xlsx", tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_polis_gets_one_line_a_comment(tmp_path: Path) -> None:
    found = [*rows(), row(9, "一行目。\n二行目。"), row(10, "閉会。", kind="procedure")]
    export(_table(found), "polis", tmp_path / "out.csv")
    read = _csv(tmp_path / "out.csv")
    assert [list(line) for line in read] == [["comment_text"]] * 10
    assert [restored(line["comment_text"]) for line in read[3:7]] == list(HOSTILE)
    assert read[4]["comment_text"] == f"'{FORMULA}"
    assert read[-1]["comment_text"] == "一行目。 二行目。"


def test_kouchou_ai_gets_ids_bodies_and_attributes(tmp_path: Path) -> None:
    export(_table(), "kouchou-ai", tmp_path / "out.csv")
    read = _csv(tmp_path / "out.csv")
    assert list(read[0])[:3] == ["comment-id", "comment-body", "source"]
    assert all(name.startswith("attribute_") for name in list(read[0])[3:])
    assert (read[0]["comment-id"], read[0]["attribute_themes"]) == ("0000000000000001", "energy; talent")
    assert (read[0]["attribute_date"], read[7]["attribute_speaker"]) == ("2024-04-01", "港委員")
    assert restored(read[6]["comment-body"]) == LONG


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_each_form(tmp_path: Path, form: str) -> None:
    table = write_rows(tmp_path / "in.parquet")
    result = _run(table, "--to", form, "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, "")
    export(read_table(table, SCHEMA), form, tmp_path / "known")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "known").read_bytes()


TEXTS_OF_DOCUMENTS = ("text", "agenda", "speaker", "meeting_title", "source")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_no_export_runs_what_any_column_of_a_document_holds(tmp_path: Path, form: str) -> None:
    hostile = [row(i, text, **dict.fromkeys(TEXTS_OF_DOCUMENTS[1:], text)) for i, text in enumerate(HOSTILE)]
    path = tmp_path / ("out.xlsx" if form == "xlsx" else "out.csv")
    export(_table(hostile), form, path)
    lines = _sheet(openpyxl.load_workbook(path), "remarks") if form == "xlsx" else _csv(path, "utf-8-sig")
    cells = [[cell for cell in line.values() if isinstance(cell, str)] for line in lines]
    assert len(cells) == len(HOSTILE)
    for text, found in zip(HOSTILE, cells, strict=True):
        assert text in map(restored, found)
        assert [cell for cell in found if neutral(restored(cell)) != cell] == []
    assert FORMULA not in cells[1]


def test_an_unknown_form_is_wrong_usage(tmp_path: Path) -> None:
    result = _run(write_rows(tmp_path / "in.parquet"), "--to", "doc", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "'doc' is none of csv, xlsx, jsonl, polis, kouchou-ai" in " ".join(result.stderr.replace("│", " ").split())


def test_an_absent_table_or_folder_is_named(tmp_path: Path) -> None:
    assert "does not exist" in str(_run(tmp_path / "absent", "--to", "csv", "-o", tmp_path / "out").exception)
    table = write_rows(tmp_path / "in.parquet")
    assert "stands in a folder" in str(_run(table, "--to", "csv", "-o", tmp_path / "absent/out").exception)
