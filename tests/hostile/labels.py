"""What may come back from coders' tools, and from those who are none."""

import io
import json
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from tests.hostile.archives import pack
from tests.hostile.case import PATH, Case, Content, case
from tests.hostile.markup import laughs

NO_JSON = "is no JSON"
TASK = {"data": {"remark_id": "r1", "text": "x"}, "annotations": []}
HEAD = "remark_id,themes,coder\n"


def _labels(tool: str, file: str, content: Content, says: str) -> Case:
    return case(file, content, says, "labels", "import", PATH, "--from", tool, "--coder", "x", name=f"{tool}: {file}")


def book(rows: list[list[object]]) -> dict[str, bytes]:
    """The files of a workbook."""
    made = io.BytesIO()
    book = Workbook()
    for row in [["remark_id", "themes"], *rows]:
        book.active.append(row)
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = "xl/worksheets/sheet1.xml"


def _sheet(old: str, new: str) -> Callable[[], bytes]:
    def make() -> bytes:
        files = book([["r1", "energy"]])
        changed = files[SHEET].replace(old.encode(), new.encode(), 1)
        assert changed != files[SHEET]
        return pack({**files, SHEET: changed})

    return make


def _answer(**fields: object) -> str:
    return json.dumps({"answer": "accept", "accept": ["energy"], "remark_id": "r1", **fields}) + "\n"


CASES: list[Case] = [
    case("a.doc", "x", "has no ending of a known tool", "labels", "import", PATH),
    _labels("csv", "columns.csv", "a,b\n", "has no column remark_id and no column themes"),
    _labels("csv", "nul.csv", HEAD + "r1,\0,x\n", "no remark has the id r1|is no CSV"),
    _labels("csv", "quote.csv", HEAD + '"' + "a\n" * 1_000, "is no CSV"),
    _labels("csv", "field.csv", HEAD + "a" * 200_000, "is no CSV"),
    _labels("csv", "cp932.csv", lambda: (HEAD + "電力,energy,x\n").encode("cp932"), "is not UTF-8"),
    _labels("csv", "formula.csv", HEAD + "r1,=cmd|'/c calc'!A1,x\n", "holds a formula"),
    _labels("csv", "lines.csv", lambda: HEAD.encode() + b"\n" * 600_000, "has 600,001 lines; 300,000 are read"),
    _labels("csv", "cells.csv", lambda: b"," * 40_000_000, "has 40,000,000 characters"),
    _labels("csv", "terminal.csv", HEAD + "\x1b[2J\u202er9,energy,x\n", r"no remark has the id \\x1b\[2J\\u202er9"),
    _labels("csv", "errors.csv", lambda: (HEAD + "r9,energy,x\n" * 50_000).encode(), "no remark has the id r9"),
    _labels("xlsx", "cut.xlsx", lambda: pack(book([]))[:-200], "is a broken archive"),
    _labels("xlsx", "other.xlsx", lambda: pack({"a": b"x"}), "is no readable workbook"),
    _labels("xlsx", "bomb.xlsx", lambda: pack({**book([]), "xl/a": bytes(30_000_000)}), "unpacks to 30 MB"),
    _labels("xlsx", "type.xlsx", _sheet("<worksheet", f"{laughs('worksheet')}<worksheet"), "declares a document type"),
    _labels(
        "xlsx", "row.xlsx", _sheet('<row r="2"', '<row r="1048576"'), "no remark has the id|is no readable workbook"
    ),
    _labels("xlsx", "far-row.xlsx", _sheet('<row r="2"', '<row r="99999999999"'), "has a row behind the last"),
    _labels("xlsx", "text.xlsx", _sheet('t="inlineStr"', 't="s"'), "has no column remark_id"),
    _labels("xlsx", "escape.xlsx", lambda: pack(book([["_xD800_", "energy"]])), "no remark has the id _xD800_"),
    _labels("label-studio", "object.json", "{}", "is no list of tasks"),
    _labels("label-studio", "numbers.json", "[1, 2]", "is no list of tasks"),
    _labels("label-studio", "cut.json", "[{", NO_JSON),
    _labels("label-studio", "deep.json", "[" * 100_000, NO_JSON),
    _labels("label-studio", "huge.json", f"[{'1' * 5_000}]", NO_JSON),
    _labels("label-studio", "surrogate.json", json.dumps([{**TASK, "x": "\ud800"}]), "holds half of a character"),
    _labels("label-studio", "data.json", json.dumps([{**TASK, "data": []}]), "has no data or no list"),
    _labels("label-studio", "annotations.json", json.dumps([{**TASK, "annotations": [5]}]), "has no list of results"),
    _labels(
        "label-studio", "objects.json", lambda: b"[" + b"{}," * 3_000_000 + b"{}]", "has 3,000,002 objects and lists"
    ),
    _labels("label-studio", "60-mb.json", lambda: b" " * 60_000_000, "is larger than 50 MB"),
    _labels("doccano", "types.jsonl", '{"label": [["energy"]]}\n', "label is no list of theme ids"),
    _labels("doccano", "id.jsonl", '{"label": ["energy"], "remark_id": {}}\n', "remark_id: "),
    _labels("doccano", "list.jsonl", "[]\n", "is no JSON object"),
    _labels(
        "doccano", "line.jsonl", lambda: json.dumps({"text": "a" * 1_000_001}).encode(), "has 1,000,013 characters"
    ),
    _labels("doccano", "errors.jsonl", lambda: b"x\n" * 250_000, NO_JSON),
    _labels("doccano", "objects.jsonl", lambda: b"{}\n" * 600_000, "has 600,000 lines; 300,000 are read"),
    _labels("prodigy", "time.jsonl", _answer(_timestamp="x"), "coded_at: "),
    _labels("prodigy", "infinite.jsonl", _answer(_timestamp=float("inf")), "coded_at: "),
    _labels("prodigy", "not-a-time.jsonl", _answer(_timestamp=float("nan")), "coded_at: "),
    _labels("prodigy", "accept.jsonl", _answer(accept="energy"), "accept is no list"),
    _labels("prodigy", "annotator.jsonl", _answer(_annotator_id={"a": 1}), "annotator: "),
    _labels("prodigy", "unknown.jsonl", _answer(remark_id="../../etc"), "no remark has the id"),
]
