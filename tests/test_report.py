"""The report: one HTML page that holds all it shows, shows it truly, and runs nothing of what it shows."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.report import counts
from pipeline.report.controls import spelled
from pipeline.report.page import render
from pipeline.report.passages import cut, passages, source_link
from pipeline.settings import PROJECT
from pipeline.stages import paths, report
from pipeline.tables import MEETINGS as MEETINGS_SCHEMA
from pipeline.tables import to_table, write_table
from tests.labeled import CODEBOOK, FORMULA, LONG, MEETINGS, SCRIPT, material, row, write_rows

BUILT = [paths.LABELED_TABLE, paths.MEETINGS_TABLE, paths.MODEL]


@pytest.fixture(scope="module")
def text() -> str:
    return render(material())


@pytest.fixture(scope="module")
def page(text: str) -> Any:
    return html.document_fromstring(text)


def _words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _article(page: Any, number: int) -> Any:
    return page.get_element_by_id(f"r{number}")


def test_equal_material_gives_an_equal_page(text: str) -> None:
    assert render(material()) == text
    assert render(material(rows=list(reversed(material().rows)))) == text


def test_the_page_asks_for_nothing_and_forbids_asking(page: Any) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert (
        page.xpath(
            "//link | //img | //iframe | //object | //script[@src] | //*[@style] | //@*[starts-with(name(), 'on')]"
        )
        == []
    )
    assert [link for link in page.xpath("//a/@href") if not link.startswith(("#", "../raw/"))] == []


def test_what_was_read_is_counted(page: Any) -> None:
    facts = {_words(div[0]): _words(div[1]) for div in page.xpath("//section[h2[@id='read']]//dl/div")}
    assert (facts["会議 Meetings"], facts["発言 Remarks"]) == ("2", "9")
    assert (facts["最初の日 First day"], facts["最後の日 Last day"]) == ("2024-04-01", "2024-06-03")
    assert facts["論点のない発言 Remarks without a theme"] == "5"
    (refused,) = page.xpath("//section[h2[@id='read']]//tr[th/bdi='x.pdf']")
    assert _words(refused) == "x.pdf is encrypted Save a copy."


def test_evidence_is_marked_where_it_stands(page: Any) -> None:
    first = _article(page, 1)
    assert [(mark.text, mark.get("data-themes")) for mark in first.xpath(".//mark")] == [
        ("電力", "energy"),
        ("人材", "talent"),
    ]
    assert first.xpath("string(.//p[@class='text'])") == "電力を支える人材が足りない。"


def test_overlapping_evidence_loses_no_character(page: Any) -> None:
    marks = [(mark.text, mark.get("data-themes")) for mark in _article(page, 8).xpath(".//mark")]
    assert marks == [("港", "talent maritime_logistics"), ("の", "talent"), ("人材", "talent")]
    assert _article(page, 8).xpath("string(.//p[@class='text'])") == "港の人材を確保する。"


def test_evidence_outside_the_text_is_cut_off() -> None:
    pieces = cut("あい", [{"theme": "energy", "start": 1, "end": 9}])
    assert [(piece.text, piece.themes) for piece in pieces] == [("あ", ()), ("い", ("energy",))]


@pytest.mark.parametrize(
    ("columns", "link"),
    [
        ({"source": "a b.pdf", "page": 3}, "../raw/a%20b.pdf#page=3"),
        ({"source": "a.txt"}, "../raw/a.txt#:~:text=" + "%E9%9B%BB%2D"),
        ({"source": "a.docx"}, "../raw/a.docx"),
        ({"source": "javascript:alert(1).txt", "text": "\n"}, "../raw/javascript%3Aalert%281%29.txt"),
        ({"source": '"><b>.json'}, "../raw/%22%3E%3Cb%3E.json"),
    ],
)
def test_a_remark_is_linked_to_its_place_in_the_source(columns: dict[str, Any], link: str) -> None:
    assert source_link(row(1, "電-", **columns), "../raw/") == link


def test_score_threshold_and_place_stand_beside_a_remark(page: Any) -> None:
    said = _words(_article(page, 8))
    assert "人材 Talent and workforce 得点 Score 0.88 ( しきい値 Threshold 0.30)" in said
    assert "minato 02.pdf , 頁 page 3, 文字 characters 10–20" in said
    assert "分類 Label : モデル model" in said


def test_what_is_unsure_and_where_coder_and_model_differ_is_listed(page: Any) -> None:
    tables = page.xpath("//section[h2[@id='doubt']]//table")
    unsure, differing = ([_words(line) for line in table.xpath(".//tbody/tr")] for table in tables)
    assert len(unsure) == 1
    assert "発言 2" in unsure[0]
    assert "財政・金融・投資 Public finance and investment 0.28 / 0.30" in unsure[0]
    assert len(differing) == 1
    assert "エネルギー Energy 0.50 / 0.30" in differing[0]


def test_figures_stand_with_intervals_and_agreement(page: Any) -> None:
    section = page.xpath("//section[h2[@id='how_good']]")[0]
    lines = [_words(line) for line in section.xpath(".//table[1]/tbody/tr")]
    assert "このモデル The model 0.82 (0.73–0.90) 0.81 (0.66–0.88) 0.86 0.78 0.61" in lines
    assert "new_rule 0.50 (0.40–0.60) – – – –" in lines
    assert "二人の分類者の一致（F1） Agreement of two coders (F1) 0.91" in _words(section)
    assert "エネルギー Energy 5 1.00 0.80 0.89" in lines


def test_a_page_without_figures_and_remarks_says_so() -> None:
    empty = html.document_fromstring(render(material(rows=[], meetings=[], refused=[], metrics={})))
    assert "Not measured." in empty.text_content()
    assert empty.xpath("//article") == []


def test_every_chart_has_a_text_and_a_table(page: Any) -> None:
    charts = page.xpath("//*[local-name()='svg']")
    assert len(charts) == 5
    assert all(chart.get("role") == "img" and chart.get("aria-label") for chart in charts)
    assert "エネルギー 2" in charts[0].get("aria-label")
    assert len(page.xpath("//details//table/caption")) == 4
    (agenda,) = page.xpath("//section[h2[@id='agenda']]//table")
    counted = {_words(line[0]): [cell.text for cell in line[1:4]] for line in agenda.xpath(".//tbody/tr")}
    assert counted["2024-04-01 議題1"] == ["3", "0", "2"]
    assert counted["2024-04-01 空の議題"] == ["0", "0", "0"]


def test_themes_together_and_keywords_are_counted() -> None:
    remarks, ids = material().remarks, CODEBOOK.theme_ids
    pairs = counts.together(remarks, ids)
    energy, talent = ids.index("energy"), ids.index("talent")
    assert (pairs[energy][talent], pairs[talent][energy], pairs[energy][energy]) == (1, 1, 0)
    (power,) = counts.top_keywords(remarks, "energy", 1)
    assert (power.text, power.with_theme, power.remarks) == ("電力", 2, 2)


def test_what_documents_hold_is_shown_and_not_run(text: str, page: Any) -> None:
    assert "<script>alert" not in text
    assert len(page.xpath("//script")) == 1
    shown = [_article(page, number).xpath("string(.//p[@class='text'])") for number in (4, 5, 7)]
    assert shown == [SCRIPT, FORMULA, LONG]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", text)
    assert _article(page, 6).xpath("string(.//p[@class='text'])") == "電力は[U+202E]安い[U+202C]とは言えない。[U+200F]"


@pytest.mark.parametrize("column", ["text", "agenda", "speaker", "source", "meeting_title", "model_version"])
def test_no_column_can_break_out(column: str) -> None:
    hostile = SCRIPT + "\u202e\x00</style></svg>]]>"
    rows = [row(1, "電力。", {"energy": ["電力"]}, **{column: hostile, "keywords": [hostile]})]
    if column == "text":
        rows[0] |= {"evidence": [{"theme": "energy", "text": hostile, "start": 0, "end": 9, "weight": 1.0}]}
    meetings = [MEETINGS[1].__class__("denki-01", hostile, 1, None, hostile, [hostile], hostile, hostile)]
    made = render(
        material(rows=rows, meetings=meetings, refused=[dict.fromkeys(("source", "reason", "remedy"), hostile)])
    )
    assert not re.search(r"<(script>alert|img|/style></svg)", made)
    assert "\u202e" not in made
    assert "\x00" not in made


def test_headings_are_in_order_and_ids_are_unique(page: Any) -> None:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)


def test_labels_stand_in_both_languages(page: Any) -> None:
    for heading in page.xpath("//h1 | //h2"):
        assert {span.get("lang") for span in heading.xpath("./span")} == {"ja", "en"}


def test_rows_of_procedure_are_counted_and_not_shown() -> None:
    rows = [*material().rows, row(9, "以上で閉会する。", kind="procedure", remark_id="c" * 16)]
    assert len(passages(material(rows=rows))) == 9
    assert "Rows of procedure (not shown)" in render(material(rows=rows))


def test_hidden_characters_are_spelled_and_others_stay() -> None:
    assert spelled("あ\tい\nう\u2067え\x7f") == "あ\tい\nう[U+2067]え[U+007F]"


def _built(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(paths, "LABELED_TABLE", write_rows(folder / "labeled_remarks.parquet"))
    meetings = folder / "meetings.parquet"
    write_table(to_table(MEETINGS, MEETINGS_SCHEMA), meetings, MEETINGS_SCHEMA)
    monkeypatch.setattr(paths, "MEETINGS_TABLE", meetings)
    monkeypatch.setattr(paths, "RAW", folder / "raw")


@pytest.mark.skipif(not paths.MODEL.exists(), reason="`make repro` has not been run")
def test_the_command_writes_a_page_whose_links_start_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _built(monkeypatch, tmp_path)
    (tmp_path / "out").mkdir()
    result = CliRunner().invoke(app, ["report", "-o", str(tmp_path / "out/page.html")])
    assert (result.exit_code, result.stdout) == (0, "")
    assert 'href="../raw/minato%2002.pdf#page=3"' in (tmp_path / "out/page.html").read_text(encoding="utf-8")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", "-o", str(tmp_path / "absent/page.html")])
    assert "stands in a folder that does not exist" in str(result.exception)


@pytest.mark.skipif(not all(path.exists() for path in BUILT), reason="`make repro` has not been run")
def test_every_remark_of_the_real_table_is_on_the_page() -> None:
    real = report.load_material(paths.PROCESSED)
    made = html.document_fromstring(render(real))
    assert len(made.xpath("//article")) == len(real.remarks) > 0
    assert len(made.xpath("//mark")) > len(real.remarks) / 2
    linked = {link.partition("#")[0] for link in made.xpath("//p[@class='place']/a/@href")}
    assert [link for link in linked if not (PROJECT / "data/processed" / link).exists()] == []
