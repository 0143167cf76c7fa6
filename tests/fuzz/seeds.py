"""Sound inputs that the fuzzers begin with, and frames around what they make."""

import io
import json
import zipfile
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile import archives, labels, markup, pdfs, tables
from tests.hostile.case import MINUTES
from tests.test_segment_nothing_lost import HEADS, LINES

PIECES = [
    *(f"{line}\n" for line in (*HEADS, *LINES)),
    "　",
    "・",
    "○",
    "【",
    "】",
    "（",
    "）",
    "。",
    "：",
    "１",
    "あ",
    "\n",
]
WORD_PARTS = (archives.DOCUMENT, archives.NUMBERING, "word/styles.xml", archives.TYPES, archives.RELATIONS)
BOOK_PARTS = (labels.SHEET, "xl/workbook.xml", "xl/styles.xml", archives.TYPES, archives.RELATIONS)
MOST = 8_000
"""Bytes of a part that is worth beginning with."""
_BOOK = [["r1", "energy"], ["r9", "none"]]


def texts() -> list[bytes]:
    """Minutes in every encoding."""
    encodings = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "euc_jp", "iso2022_jp")
    return [*(MINUTES.encode(encoding) for encoding in encodings), f"# 会議\n| 原 | 反対。 |\n{MINUTES}".encode()]


def pages() -> list[bytes]:
    """Pages, without their first tags."""
    table = "<table><tr><th>発言者<th>内容<tr><td>原<td>反対です。<tr><td>森委員<td>賛成です。</table>"
    listed = (
        "<nav><a href=x>a</a></nav><main><h1>会議</h1><ul><li>電力。<br>人材。</ul><dl><dt>原<dd>賛成。</dl></main>"
    )
    return [b'<meta charset="utf-8"><p>', table.encode(), listed.encode(), table.encode("cp932")]


def answers() -> list[bytes]:
    """Answers of the Diet library in JSON."""
    speech = markup.SPEECH + ', "issueID": "1X", "issue": "第1号", "date": "2024-01-01", "speaker": null}'
    return [f"[{speech}]".encode(), f'{{"meetingRecord": [{{"speechRecord": [{speech}]}}]}}'.encode()]


def xml_answers() -> list[bytes]:
    """Answers of the Diet library in XML."""
    return [markup.xml("○甲君　電力。").encode()]


def pdf_files() -> list[bytes]:
    """A sound PDF, and an odd one."""
    return [pdfs.pdf({}), pdfs.mapped()]


def words() -> list[bytes]:
    """A sound Word document."""
    return [archives.with_parts({})]


@cache
def _word() -> archives.Parts:
    # without what no text stands in, so that packing is quick
    return {name: content for name, content in archives.parts().items() if not name.startswith(("docProps", "custom"))}


def word_with(part: int, content: bytes) -> bytes:
    """A Word document, one part of which is replaced."""
    return archives.pack(_word() | {WORD_PARTS[part % len(WORD_PARTS)]: content}, zipfile.ZIP_STORED)


def word_parts() -> list[bytes]:
    """The parts, each behind its number."""
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    made = [archives.body(archives.SAID + archives.item()), archives.numbering(level)]
    known = [(i, _word()[name]) for i, name in enumerate(WORD_PARTS)]
    return [bytes([i]) + part for i, part in [*enumerate(made), *known] if len(part) < MOST]


def lines() -> list[bytes]:
    """Some minutes, one byte a line."""
    return [bytes(range(len(PIECES))), bytes([0, 1, 2, 7, 8, 9, 8, 9])]


def parquets() -> list[bytes]:
    """A small table."""
    made = io.BytesIO()
    pq.write_table(pa.table({"text": ["電力", None], "agenda": [1, 2]}), made)
    return [made.getvalue()]


def sheets() -> list[bytes]:
    """Labels as CSV."""
    return [b"remark_id,themes,coder,pass,coded_at,codebook_version\nr1,energy;talent,a,first,2024-01-01T00:00:00Z,1\n"]


@cache
def _book() -> archives.Parts:
    return labels.book(_BOOK)


def book_with(part: int, content: bytes) -> bytes:
    """A workbook, one part of which is replaced."""
    return archives.pack(_book() | {BOOK_PARTS[part % len(BOOK_PARTS)]: content}, zipfile.ZIP_STORED)


def book_parts() -> list[bytes]:
    """The parts, each behind its number."""
    return [bytes([i]) + _book()[name] for i, name in enumerate(BOOK_PARTS)]


def tasks() -> list[bytes]:
    """An export of Label Studio."""
    result = {"from_name": "themes", "value": {"choices": ["energy"]}, "meta": {"pass": "first"}}
    annotation = {"completed_by": {"email": "a"}, "result": [result], "created_at": "2024-01-01T00:00:00Z"}
    return [json.dumps([{"data": {"remark_id": "r1"}, "annotations": [annotation]}]).encode()]


def models() -> list[bytes]:
    """A model file."""
    return [tables.model(tables.HEADER, tables.ARRAYS)]


def headers() -> list[bytes]:
    """The text of a model file."""
    return [json.dumps(tables.HEADER, ensure_ascii=False).encode()]


def model_with(header: str) -> bytes:
    """A model file with another text."""
    return tables.model(header, tables.ARRAYS)
