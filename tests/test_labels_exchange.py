"""Labels to the tools of coders and back: nothing lost, nothing taken from a file with an error."""

import json
import struct
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from label_studio_sdk.label_interface import LabelInterface
from openpyxl import Workbook, load_workbook

from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.labels import Label
from pipeline.labels.exchange import FORMATS, Task, format_of
from pipeline.labels.exchange.label_studio import labelling_config
from pipeline.labels.imports import Known, Plan, Rules, plan_import
from pipeline.stages.paths import CODEBOOK
from pipeline.tables import Evidence

BOOK = load_codebook(CODEBOOK)
TOOLS = list(FORMATS)

TEXTS = {
    "r1": "電力を支える人材が足りない。\nそこで「育成」を急ぐ。",
    "r2": '=cmd()|"/C calc"!A0',
    "r3": "<b>予算</b>, & 'quotes' \u2028 \U00020b9f",
    "r4": "まだ誰も見ていない発言。",
}
KNOWN = {key: Known("m1", text) for key, text in TEXTS.items()}


def _label(remark: str, themes: list[str], coding_pass: str, coder: str, **more: Any) -> Label:
    fields = {"remark_id": remark, "themes": themes, "coder": coder, "codebook_version": 1, "pass": coding_pass}
    return Label.model_validate(fields | more)


LABELS = [
    _label("r1", ["energy", "talent"], "first", "佐藤", coded_at="2024-05-01T10:00:00.25+09:00", note="二つの論点"),
    _label("r1", ["energy"], "second", "coder-b", coded_at="2024-05-02T01:02:03Z"),
    _label("r1", ["energy"], "adjudicated", "judge", codebook_version=2),
    _label("r2", [], "first", "佐藤", note="=SUM(A1)"),
    _label("r3", ["finance"], "first", "佐藤"),
]


def _tasks(labels: Iterable[Label] = LABELS, *, blind: bool = False) -> list[Task]:
    held = list(labels)
    word = {"r1": "電力", "r2": "cmd", "r3": "予算", "r4": "発言"}
    return [
        Task(
            remark_id=key,
            meeting_id="m1",
            text=text,
            agenda="論点①",
            suggestion=None if blind else ["energy", "talent"],
            score=0.0 if blind else 0.25,
            evidence=[] if blind else [Evidence("energy", word[key], 0, 2, 1.5)],
            reason="unsure of energy",
            model_version="0123456789ab",
            labels=[label for label in held if label.remark_id == key],
        )
        for key, text in TEXTS.items()
    ]


def _file(folder: Path, tool: str) -> Path:
    return folder / f"tasks{FORMATS[tool].suffix}"


def _plan(path: Path, tool: str, existing: Iterable[Label] = (), coders: dict[str, str] | None = None) -> Plan:
    return plan_import(path, FORMATS[tool].read(path), existing, Rules(BOOK, KNOWN, coders or {}))


@pytest.mark.parametrize("tool", TOOLS)
def test_labels_come_back_from_every_tool_as_they_went(tmp_path: Path, tool: str) -> None:
    path = _file(tmp_path, tool)
    FORMATS[tool].write(_tasks(), path, BOOK)
    plan = _plan(path, format_of(path))
    assert plan.errors == []
    assert sorted(plan.labels, key=str) == sorted(LABELS, key=str)
    assert plan.uncoded == 1


@pytest.mark.parametrize("tool", TOOLS)
def test_an_export_is_the_same_bytes_each_time_and_known_when_it_comes_back(tmp_path: Path, tool: str) -> None:
    path, again = _file(tmp_path, tool), tmp_path / f"again{FORMATS[tool].suffix}"
    FORMATS[tool].write(_tasks(), path, BOOK)
    FORMATS[tool].write(_tasks(), again, BOOK)
    assert path.read_bytes() == again.read_bytes()
    plan = _plan(path, tool, existing=LABELS)
    assert (plan.labels, plan.unchanged, plan.conflicts) == ([], len(LABELS), [])


@pytest.mark.parametrize("tool", TOOLS)
def test_suggestions_alone_are_no_labels(tmp_path: Path, tool: str) -> None:
    path = _file(tmp_path, tool)
    FORMATS[tool].write(_tasks([]), path, BOOK)
    plan = _plan(path, tool)
    assert (plan.labels, plan.uncoded, plan.errors) == ([], len(TEXTS), [])


@pytest.mark.parametrize("tool", TOOLS)
def test_a_blind_export_holds_no_suggestion(tmp_path: Path, tool: str) -> None:
    path = _file(tmp_path, tool)
    FORMATS[tool].write(_tasks([], blind=True), path, BOOK)
    if tool == "xlsx":
        rows = list(load_workbook(path).worksheets[0].values)
        assert {row[rows[0].index("suggestion")] for row in rows[1:]} <= {None, ""}
        return
    content = path.read_text(encoding="utf-8")
    assert "0123456789ab" not in content
    assert '"accept"' not in content
    assert "energy; talent" not in content
    assert '"suggestion": [' not in content


def test_label_studios_own_sdk_accepts_configuration_tasks_and_predictions(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    _, config = FORMATS["label-studio"].write(_tasks(), path, BOOK)
    interface = LabelInterface(config.read_text(encoding="utf-8"))
    interface.validate()
    tasks = json.loads(path.read_text(encoding="utf-8"))
    assert len(tasks) == len(TEXTS)
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        assert [interface.validate_prediction(p, return_errors=True) for p in task["predictions"]] == [[]]
        assert all(interface.validate_annotation(annotation) for annotation in task.get("annotations", []))
    wrong = tasks[0]["predictions"][0] | {
        "result": [tasks[0]["predictions"][0]["result"][0] | {"value": {"choices": ["x"]}}]
    }
    assert interface.validate_prediction(wrong, return_errors=True) != []


def test_the_configuration_offers_the_codebooks_themes() -> None:
    control = LabelInterface(labelling_config(BOOK)).get_control("themes")
    assert control.attr["choice"] == "multiple"
    assert list(control.labels) == [theme.id for theme in BOOK.themes]


def test_prodigy_tasks_carry_stable_hashes_and_the_options(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    FORMATS["prodigy"].write(_tasks([]), path, BOOK)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["_input_hash"] for row in rows}) == len(rows)
    assert len({row["_task_hash"] for row in rows}) == len(rows)
    struct.pack("=" + "i" * len(rows), *(row["_task_hash"] for row in rows))
    assert [option["id"] for option in rows[0]["options"]] == BOOK.theme_ids
    assert rows[0]["accept"] == ["energy", "talent"]
    assert "answer" not in rows[0]


@pytest.mark.parametrize("tool", ["csv", "xlsx"])
def test_no_exported_cell_runs_as_a_formula(tmp_path: Path, tool: str) -> None:
    path = _file(tmp_path, tool)
    FORMATS[tool].write(_tasks(), path, BOOK)
    if tool == "xlsx":
        cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    else:
        assert ",=" not in path.read_text(encoding="utf-8")


LABEL_STUDIO = {
    "id": 7,
    "data": {"text": TEXTS["r1"], "remark_id": "r1"},
    "annotations": [
        {
            "id": 11,
            "completed_by": 3,
            "was_cancelled": False,
            "created_at": "2024-06-01T01:02:03.456789Z",
            "lead_time": 5.1,
            "result": [
                {
                    "from_name": "themes",
                    "to_name": "text",
                    "type": "choices",
                    "value": {"choices": ["talent", "energy"]},
                },
                {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["短い"]}},
            ],
        },
        {"id": 12, "completed_by": {"id": 4, "email": "b@example.org"}, "was_cancelled": False, "result": []},
        {"id": 13, "completed_by": 5, "was_cancelled": True, "result": []},
    ],
}
PRODIGY = {
    "text": TEXTS["r1"],
    "remark_id": "r1",
    "_input_hash": 1,
    "_task_hash": 2,
    "accept": ["energy"],
    "answer": "accept",
    "_timestamp": 1717203723,
    "_annotator_id": "db-sato",
    "_session_id": "db-sato",
}
DOCCANO = {"id": 1, "text": TEXTS["r1"], "label": ["energy"], "remark_id": "r1", "Comments": ["短い"]}


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(json.dumps(rows) if path.suffix == ".json" else lines, encoding="utf-8")
    return path


def test_label_studios_export_gives_coder_time_note_and_pass(tmp_path: Path) -> None:
    path = _write(tmp_path / "export.json", [LABEL_STUDIO])
    plan = _plan(path, "label-studio", coders={"3": "sato", "b@example.org": "ito"})
    moment = datetime.fromisoformat("2024-06-01T01:02:03+00:00")
    assert [(x.coder, x.themes, x.coding_pass, x.note, x.coded_at) for x in plan.labels] == [
        ("sato", ["energy", "talent"], "first", "短い", moment),
        ("ito", [], "second", None, None),
    ]
    assert [conflict.replaces for conflict in plan.conflicts] == [False]


def test_one_name_is_not_given_to_two_annotators(tmp_path: Path) -> None:
    path = _write(tmp_path / "export.json", [LABEL_STUDIO])
    errors = _plan(path, "label-studio", coders={"": "sato"}).errors
    assert "--coder 3=NAME" in str(errors[0])
    assert len(errors) == 2


def test_a_number_is_no_coders_name(tmp_path: Path) -> None:
    one = LABEL_STUDIO | {"annotations": LABEL_STUDIO["annotations"][:1]}
    path = _write(tmp_path / "export.json", [one])
    assert "Say who coded it: --coder 3=NAME" in str(_plan(path, "label-studio").errors[0])
    assert [label.coder for label in _plan(path, "label-studio", coders={"": "sato"}).labels] == ["sato"]


def test_prodigys_export_gives_annotator_and_time_and_skips_what_was_rejected(tmp_path: Path) -> None:
    rows = [PRODIGY, PRODIGY | {"answer": "reject"}, PRODIGY | {"answer": "ignore"}]
    plan = _plan(_write(tmp_path / "out.jsonl", rows), "prodigy")
    assert [(x.coder, x.themes, str(x.coded_at)) for x in plan.labels] == [
        ("db-sato", ["energy"], "2024-06-01 01:02:03+00:00")
    ]
    assert plan.uncoded == 2


def test_doccanos_export_gives_comments_and_leaves_out_what_has_no_label(tmp_path: Path) -> None:
    rows = [DOCCANO, DOCCANO | {"label": [], "remark_id": "r2", "text": TEXTS["r2"]}]
    plan = _plan(_write(tmp_path / "all.jsonl", rows), "doccano", coders={"": "sato"})
    assert [(x.coder, x.themes, x.note) for x in plan.labels] == [("sato", ["energy"], "短い")]
    assert plan.uncoded == 1


@pytest.mark.parametrize(("rows", "tool"), [([PRODIGY], "prodigy"), ([DOCCANO], "doccano"), ([], "doccano")])
def test_the_tool_of_json_lines_is_told_by_the_file(tmp_path: Path, rows: list[dict[str, Any]], tool: str) -> None:
    assert format_of(_write(tmp_path / "a.jsonl", rows)) == tool


def test_an_ending_of_no_tool_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.ods: has no ending of a known tool. Say which it is: --from"):
        format_of(tmp_path / "a.ods")


HEAD = "remark_id,themes,coder,text\n"
BAD_ROWS = [
    (HEAD + "r1,enrgy,a,\n", r"line 2: unknown themes \['enrgy'\]. The themes are: supply_chain"),
    (HEAD + "r9,energy,a,\n", "line 2: no remark has the id r9"),
    (HEAD + "r1,energy,a,\nr1,talent,a,\n", "line 3: the remark r1 was coded by a at line 2 already"),
    (HEAD + "r1,=energy,a,\n", "line 2: holds a formula in the column themes"),
    (HEAD + "r1,energy,@a,\n", "line 2: holds a formula in the column coder"),
    (HEAD + "r1,energy,a,別の文\n", "line 2: the text is not that of the remark r1"),
    (HEAD + "r1,energy,,\n", "line 2: the file does not name the coder. Say who coded it: --coder NAME"),
    (HEAD + "r1,energy;energy,a,\n", "line 2: .*a theme stands twice"),
    (HEAD + "r1,none; energy,a,\n", r"line 2: unknown themes \['none'\]"),
    ("remark_id,themes,coder,pass\nr1,energy,a,third\n", "line 2: coding_pass: "),
    ("remark_id,themes,coder,coded_at\nr1,energy,a,yesterday\n", "line 2: coded_at: "),
    ("remark_id,themes,coder,codebook_version\nr1,energy,a,99\n", "line 2: was coded by version 99 of the codebook"),
]


@pytest.mark.parametrize(("content", "message"), BAD_ROWS)
def test_a_bad_row_is_named_with_file_and_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content, encoding="utf-8")
    errors = _plan(path, "csv").errors
    assert len(errors) == 1
    with pytest.raises(InputError, match=rf"in\.csv, {message}"):
        raise errors[0]


def test_every_error_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    rows = "".join(content.removeprefix(HEAD) for content, _ in BAD_ROWS[:4])
    (tmp_path / "in.csv").write_text(HEAD + "r2,none,a,\n" + rows, encoding="utf-8")
    assert len(_plan(tmp_path / "in.csv", "csv").errors) == 4


BAD_FILES = [
    ("a.csv", HEAD.encode() + "r1,energy,佐藤,\n".encode("cp932"), "line 2: is not UTF-8. Save it as UTF-8"),
    ("b.csv", "remark_id,themes\n".encode("utf-16"), "line 1: is not UTF-8"),
    ("c.csv", b"id,label\nr1,energy\n", "has no column remark_id and no column themes"),
    ("d.csv", b"", "has no column remark_id"),
    ("e.csv", b'remark_id,themes\n"r1"x,energy\n', "line 2: is no CSV"),
    ("f.json", b'{"a": 1}', 'is no list of tasks. Export from Label Studio as "JSON"'),
    ("g.json", b"[" * 200_000, "is no JSON"),
    ("h.json", b"[1" + b"0" * 5000 + b"]", "is no JSON"),
    ("i.xlsx", b"no zip", "is a broken archive"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        FORMATS[format_of(path)].read(path)


def test_a_row_of_too_few_cells_is_a_remark_that_is_not_coded(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("note,remark_id,themes\nx\n", encoding="utf-8")
    assert FORMATS["csv"].read(path).uncoded == 1


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_of_a_hundred_megabytes_is_refused_without_reading_it(tmp_path: Path, tool: str) -> None:
    path = _file(tmp_path, tool)
    with path.open("wb") as handle:
        handle.truncate(100_000_000)
    with pytest.raises(InputError, match="is larger than 50 MB"):
        FORMATS[tool].read(path)


@pytest.mark.parametrize("tool", ["doccano", "prodigy"])
def test_a_line_without_an_end_is_named_and_the_others_are_read(tmp_path: Path, tool: str) -> None:
    path = tmp_path / "in.jsonl"
    row = json.dumps(DOCCANO | PRODIGY, ensure_ascii=False)
    path.write_text(f"{row}\n{'x' * 1_000_001}\n[1]\n{{oops\n", encoding="utf-8")
    found = FORMATS[tool].read(path)
    assert [error.place for error in found.errors] == ["line 2", "line 3", "line 4"]
    assert "has 1,000,001 characters" in str(found.errors[0])
    assert len(found.codings) == 1


def test_a_formula_in_a_workbook_is_refused_with_its_row(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["remark_id", "themes", "coder", "note"])
    book.active.append(["r1", '=HYPERLINK("http://example.org")', "a", ""])
    book.active.append(["r2", "energy", "a", "=1+1"])
    book.save(tmp_path / "in.xlsx")
    errors = _plan(tmp_path / "in.xlsx", "xlsx").errors
    assert [error.place for error in errors] == ["row 2", "row 3"]
    assert "holds a formula in the column themes" in str(errors[0])


def test_a_workbook_that_unpacks_without_bound_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(3):
            archive.writestr(f"xl/{part}.xml", bytes(100_000_000))
    with pytest.raises(InputError, match="unpacks to 300 MB"):
        FORMATS["xlsx"].read(tmp_path / "bomb.xlsx")


def test_codings_get_the_pass_that_is_free_and_none_beyond_the_second(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("remark_id,themes\nr1,energy\nr2,none\nr4,none\n", encoding="utf-8")
    existing = [label for label in LABELS if label.coding_pass != "adjudicated"]
    plan = _plan(tmp_path / "in.csv", "csv", existing, {"": "new"})
    assert [(label.remark_id, label.coding_pass) for label in plan.labels] == [("r2", "second"), ("r4", "first")]
    assert "line 2: the remark r1 is coded twice already. Decide it with" in str(plan.errors[0])


def test_coders_change_their_own_label_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("remark_id,themes,coder\nr3,energy,佐藤\n", encoding="utf-8")
    assert "Give --replace" in str(_plan(path, "csv", LABELS).errors[0])
    rules = Rules(BOOK, KNOWN, {}, replace=True)
    plan = plan_import(path, FORMATS["csv"].read(path), LABELS, rules)
    assert plan.errors == []
    assert [conflict.replaces for conflict in plan.conflicts] == [True]
    assert plan.labels[0].coding_pass == "first"
