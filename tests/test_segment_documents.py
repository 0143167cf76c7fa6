"""Invented minutes in many layouts, each with its expected rows beside it, in every format and encoding."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pytest
import yaml
from docx.oxml import parse_xml

from pipeline.segment import Segmentation, segment_file
from pipeline.segment.wraps import printed

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))
NATIVE = sorted(path.name for path in DOCUMENTS.iterdir() if path.suffix in (".md", ".html", ".json", ".xml"))


ENCODED = {
    "verbatim-bare-names": "cp932",
    "paragraphs-circled": "cp932",
    "verbatim-three-meetings": "euc_jp",
    "verbatim-spaced-names": "iso2022_jp",
    "questions-latin": "utf-8-sig",
}
"""Documents also tried in the encoding in which such offices publish."""


@dataclass(frozen=True)
class Case:
    """A document's text and the meetings that must be found in it."""

    text: str
    meetings: list[dict[str, Any]]


def load(name: str) -> Case:
    found = yaml.safe_load((DOCUMENTS / f"{name}.expected.yaml").read_text("utf-8"))
    text = next(path for path in DOCUMENTS.glob(f"{name}.*") if path.suffix != ".yaml").read_text("utf-8")
    return Case(text, found if isinstance(found, list) else [found])


def rows_of(found: Segmentation, *, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{key: getattr(row, key) for key in keys} for row in found.remarks]


def expected_rows(case: Case, *, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    blank = {"agenda": None, "speaker": None, "kind": "remark"}
    return [{key: {**blank, **row}[key] for key in keys} for meeting in case.meetings for row in meeting["remarks"]]


ROW = ("kind", "agenda", "speaker", "text")


def file_of(name: str) -> Path:
    return DOCUMENTS / (name if "." in name else f"{name}.txt")


@pytest.mark.parametrize("name", [*NAMES, *NATIVE])
def test_rows(name: str) -> None:
    case = load(name.split(".")[0])
    found = segment_file(file_of(name))
    assert rows_of(found, keys=ROW) == expected_rows(case, keys=ROW), "\n".join(found.explanation)


@pytest.mark.parametrize("name", [*NAMES, *NATIVE])
def test_metadata(name: str) -> None:
    found = segment_file(file_of(name))
    keys = ("title", "number", "date", "layout")
    shown = [{key: getattr(meeting, key) for key in keys} for meeting in found.meetings]
    assert shown == [{key: meeting[key] for key in keys} for meeting in load(name.split(".")[0]).meetings]


@pytest.mark.parametrize("name", [*NAMES, *NATIVE])
def test_agenda_turns_and_pages_where_a_document_states_them(name: str) -> None:
    case, found = load(name.split(".")[0]), segment_file(file_of(name))
    for meeting, expected in zip(found.meetings, case.meetings, strict=True):
        assert meeting.agenda == expected.get("agenda", meeting.agenda)
    rows = [row for meeting in case.meetings for row in meeting["remarks"]]
    for row, expected in zip(found.remarks, rows, strict=True):
        assert row.turn == expected.get("turn", row.turn)
        assert row.page == expected.get("page", row.page)


# formats: the same documents as PDF, DOCX and HTML, made here from their text


def wrapped(page: str, width: int) -> list[str]:
    """Lines as a page shows them: what is longer than the page is wide goes on in the next line."""
    return [line[at : at + width] for line in page.split("\n") for at in range(0, max(1, len(line)), width)]


def across(page: str) -> list[str]:
    """Drawing operators of horizontal lines."""
    return [f"1 0 0 1 40 {800 - 14 * row} Tm <{code(line)}> Tj" for row, line in enumerate(wrapped(page, 56))]


def downwards(page: str) -> list[str]:
    """Drawing operators of vertical columns, the first at the right, in columns of forty characters."""
    return [
        f"1 0 0 1 {560 - 14 * column} {780 - 10 * row} Tm <{code(char)}> Tj"
        for column, line in enumerate(wrapped(page, 40))
        for row, char in enumerate(line)
    ]


def code(text: str) -> str:
    return text.encode("utf-16-be").hex()


def as_pdf(text: str, *, draw: Callable[[str], list[str]] = across) -> bytes:
    """A PDF in a CID font that every reader knows, so that no font file is needed; one page a form feed."""
    pages = text.split("\f")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
    ]
    for i, page in enumerate(pages):
        content = "BT /F 9 Tf\n" + "\n".join(draw(page)) + "\nET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * i} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    packed, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(packed))
        packed += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return packed + f"{end}startxref\n{len(packed)}\n%%EOF\n".encode()


def as_html(text: str) -> bytes:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in text.replace("\f", "").split("\n") if line.strip())
    menu = "<nav><ul><li>ホーム</li><li>会議一覧</li></ul></nav><script>var x = '・消える。';</script>"
    return f"<!DOCTYPE html><html><head><title>題</title></head><body>{menu}{body}</body></html>".encode()


def write_docx(text: str, path: Path) -> None:
    document = docx.Document()
    for line in text.replace("\f", "").split("\n"):
        document.add_paragraph(line)
    document.save(str(path))


def write_numbered_docx(path: Path) -> None:
    """Headings and bullets that Word alone draws: no paragraph's text holds a mark."""
    document = docx.Document()
    document.add_heading("第５回 鉱物資源の確保に関する戦略会議 議事概要", 0)
    for text in ("日時：令和7年1月15日（水）", "場所：資源会館", "主な意見"):
        document.add_paragraph(text)
    for style, text in (
        ("Heading 2", "備蓄について"),
        ("List Bullet", "備蓄の量は代わりの有無で決めるべきである。"),
        ("List Bullet 2", "磁石に使うものは代わりがない。"),
        ("List Bullet", "備蓄を売る時期の判断を誰がするのかが曖昧である。"),
        ("Heading 2", "鉱山について"),
        ("List Number", "出資の上限を上げても、手を挙げる企業がいない。"),
        ("List Number", "現地の水の問題で計画が止まった例から学ぶべき。"),
        ("Normal", "次回は３月に開催する予定。"),
    ):
        document.add_paragraph(text, style=style)
    document.save(str(path))


def write_table_docx(path: Path, rows: list[tuple[str, ...]]) -> None:
    document = docx.Document()
    document.add_paragraph("令和６年度第１回　水道広域化協議会　議事録")
    document.add_paragraph("日時　令和６年６月１８日（火）")
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))


def texts_of(found: Segmentation) -> list[str]:
    return ["".join(row.text.split()) for row in found.remarks]


def expected_texts(name: str) -> list[str]:
    return ["".join(row["text"].split()) for row in expected_rows(load(name), keys=("text",))]


# an HTML page and a PDF say nothing of blank lines or indents, which alone part paragraphs without a mark
BY_BLANKS = ("bullets-flush-legend", "questions-then-bullets")
"""Documents in which only blank lines show where headings stand."""
MARKED = [name for name in NAMES if not name.startswith(("paragraphs", *BY_BLANKS)) and "\t" not in load(name).text]
"""What a page or a PDF shows too: neither indents of prose, nor tabs, nor blank lines among paragraphs."""


@pytest.mark.parametrize("name", MARKED)
def test_pdf_gives_the_same_remarks(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(as_pdf(load(name).text))
    found = segment_file(path)
    assert texts_of(found) == expected_texts(name), found.source_text
    assert found.remarks[0].page == load(name).meetings[0]["remarks"][0].get("page", 1)


@pytest.mark.parametrize("name", ["verbatim-circles", "verbatim-assembly", "bullets-numbered"])
def test_vertical_pdf_gives_the_same_remarks(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(as_pdf(load(name).text, draw=downwards))
    found = segment_file(path)
    assert texts_of(found) == expected_texts(name), found.source_text


@pytest.mark.parametrize("name", MARKED)
def test_html_gives_the_same_remarks(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.html"
    path.write_bytes(as_html(load(name).text))
    found = segment_file(path)
    assert texts_of(found) == expected_texts(name), found.source_text
    assert "会議一覧\n" not in found.source_text
    assert "消える" not in found.source_text


@pytest.mark.parametrize("name", NAMES)
def test_docx_gives_the_same_remarks(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.docx"
    write_docx(load(name).text, path)
    assert texts_of(segment_file(path)) == expected_texts(name)


def test_numbering_that_word_draws_parts_remarks(tmp_path: Path) -> None:
    path = tmp_path / "numbered.docx"
    write_numbered_docx(path)
    assert [(row.agenda, row.kind, row.text) for row in segment_file(path).remarks] == [
        ("備蓄について", "remark", "備蓄の量は代わりの有無で決めるべきである。\n磁石に使うものは代わりがない。"),
        ("備蓄について", "remark", "備蓄を売る時期の判断を誰がするのかが曖昧である。"),
        ("鉱山について", "remark", "出資の上限を上げても、手を挙げる企業がいない。"),
        ("鉱山について", "remark", "現地の水の問題で計画が止まった例から学ぶべき。"),
        ("鉱山について", "procedure", "次回は３月に開催する予定。"),
    ]


def test_a_table_of_word_names_who_speaks(tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    speeches = [("1", "財政課", "費用が減る。"), ("2", "原", "人も減る。\n班はどうなるか。"), ("3", "財政課", "残す。")]
    write_table_docx(path, [("No.", "発言者", "発言の要旨"), *speeches])
    found = [(row.speaker, row.text) for row in segment_file(path).remarks]
    assert found == [(name, text) for _, name, text in speeches]


def test_text_inserted_in_review_and_in_controls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tracked.docx"
    document = docx.Document()
    for text in ("第1回 検討会 議事要旨", "主な意見", "・電力が足りない。"):
        document.add_paragraph(text)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = "<w:r><w:t>{}</w:t></w:r>"
    inserted = f"<w:p {space}>{run.format('・海運')}<w:ins>{run.format('の備え')}</w:ins>{run.format('が要る。')}</w:p>"
    control = f"<w:sdt {space}><w:sdtContent><w:p>{run.format('・人材も要る。')}</w:p></w:sdtContent></w:sdt>"
    for xml in (inserted, control):
        document.element.body.insert(-1, parse_xml(xml))
    document.save(str(path))
    assert texts_of(segment_file(path)) == ["電力が足りない。", "海運の備えが要る。", "人材も要る。"]


def test_html_lists_are_bullets(tmp_path: Path) -> None:
    path = tmp_path / "list.htm"
    items = "".join(f"<li>{text}</li>" for text in ("電力の備えが<b>重要</b>。", "海運の途絶に備えるべき。"))
    path.write_text(f"<html><body><h1>第1回 検討会 議事要旨</h1><ul>{items}</ul></body></html>", "utf-8")
    assert [row.text for row in segment_file(path).remarks] == ["電力の備えが重要。", "海運の途絶に備えるべき。"]


# encodings


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jis_2004", "iso2022_jp_2004", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["bullets-numbered", "verbatim-circles"])
def test_encodings(name: str, encoding: str, line_end: str, tmp_path: Path) -> None:
    path = tmp_path / "encoded.txt"
    text = load(name).text.replace("～", "から").replace("\n", line_end)  # JIS has a wave dash of another code
    path.write_bytes(text.encode(encoding))
    found = segment_file(path)
    assert texts_of(found) == expected_texts(name)
    assert found.remarks[0].quality == 1


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_of_offices(name: str, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_bytes(load(name).text.replace("\n", "\r\n").encode(ENCODED[name]))
    assert texts_of(segment_file(path)) == expected_texts(name)


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
def test_a_declared_encoding_of_html(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    label = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP"}[encoding]
    page = as_html(load("bullets-dots").text).decode().replace("<head>", f'<head><meta charset="{label}">')
    path.write_bytes(page.replace("～", "から").replace("－", "―").encode(encoding))
    assert texts_of(segment_file(path)) == expected_texts("bullets-dots")


# the National Diet Library's API


SPEECHES = [
    (0, "会議録情報", "令和四年十一月二日（水曜日）\n　　　午前九時開議"),
    (1, "竹内君", "○委員長（竹内君）　これより会議を開きます。"),
    (2, "千葉君", "○千葉君　蓄電池の原料について伺います。\n　黒鉛の調達先が偏っています。"),
    (3, "津田君", "○国務大臣（津田君）　有志国と\n共同で鉱山に投資してまいります。"),
]
MEETING = {
    "issueID": "121004080X00320221102",
    "nameOfHouse": "衆議院",
    "nameOfMeeting": "経済産業委員会",
    "issue": "第3号",
    "date": "2022-11-02",
}


def diet_records() -> list[dict[str, Any]]:
    return [{"speechOrder": order, "speaker": speaker, "speech": speech} for order, speaker, speech in SPEECHES]


def speeches_json() -> str:
    return json.dumps({"speechRecord": [MEETING | record for record in diet_records()]}, ensure_ascii=False)


def meetings_json() -> str:
    return json.dumps({"meetingRecord": [MEETING | {"speechRecord": diet_records()}]}, ensure_ascii=False)


def _elements(record: dict[str, Any]) -> str:
    return "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in record.items())


def speeches_xml() -> str:
    records = "".join(
        f"<record><recordData><speechRecord>{_elements(MEETING | record)}</speechRecord></recordData></record>"
        for record in diet_records()
    )
    return f'<?xml version="1.0" encoding="utf-8"?><data><records>{records}</records></data>'


def meetings_xml() -> str:
    speeches = "".join(f"<speechRecord>{_elements(record)}</speechRecord>" for record in diet_records())
    meeting = f"<meetingRecord>{_elements(MEETING)}{speeches}</meetingRecord>"
    return f"<data><records><record>{meeting}</record></records></data>"


@pytest.mark.parametrize("form", [speeches_json, meetings_json, speeches_xml, meetings_xml])
def test_answers_of_the_diet_library(form: Callable[[], str], tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"  # chosen by content, not by suffix
    path.write_text(form(), "utf-8")
    found = segment_file(path)
    (meeting,) = found.meetings
    assert (meeting.meeting_id, meeting.number, str(meeting.date)) == (MEETING["issueID"], 3, "2022-11-02")
    assert meeting.title == "衆議院経済産業委員会"
    assert [(row.turn, row.kind, row.text) for row in found.remarks] == [
        (1, "procedure", "これより会議を開きます。"),
        (2, "remark", "蓄電池の原料について伺います。\n黒鉛の調達先が偏っています。"),
        (3, "remark", "有志国と共同で鉱山に投資してまいります。"),
    ]
    for row in found.remarks:
        assert printed(found.source_text[row.start : row.end]).split() == row.text.split() or row.turn == 3


def test_a_record_without_words_is_no_remark(tmp_path: Path) -> None:
    answer = json.loads(speeches_json())
    answer["speechRecord"].append(MEETING | {"speechOrder": 4, "speaker": "千葉君", "speech": "　"})
    silent = tmp_path / "silent.json"
    silent.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "plain.json").write_text(speeches_json(), encoding="utf-8")
    assert texts_of(segment_file(silent)) == texts_of(segment_file(tmp_path / "plain.json"))
