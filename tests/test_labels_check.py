"""`ronten labels check`: what it finds in small label folders, and how it counts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.codebook import Codebook, Theme
from pipeline.errors import InputError
from pipeline.labels import Label, remark_key, write_labels
from pipeline.labels.check import Check, Problem, check_labels
from pipeline.labels.counts import count_written
from pipeline.labels.giveaways import Giveaway, character_ngrams, giveaways, lemma_ngrams
from pipeline.labels.meetings import coded_minutes, read_meetings
from pipeline.labels.similar import similar_between, similar_pairs
from pipeline.labels.theme_words import ThemeWords
from pipeline.settings import SegmentSettings


def _theme(theme_id: str, ja: str, *include: str) -> Theme:
    return Theme(id=theme_id, ja=ja, en=theme_id, definition="", include=list(include), exclude="")


CODEBOOK = Codebook(version=1, themes=[_theme("energy", "エネルギー", "電源"), _theme("talent", "人材")])
GRADES = {"送電線": {"energy": 3}, "冬": {"energy": 3}, "夏": {"energy": 1}, "採用": {"talent": 3}}
LONG = "港の倉庫に積まれた荷をどの順に出すかは、毎朝の電話で決めているのが実情だ。"
REAL = {"real-1": "海の向こうの出来事が、明日の朝の食卓に響くことを忘れてはならない。"}


def _written(text: str, themes: list[str], meeting: str = "m1", register: str = "summary") -> Label:
    fields = {"remark_id": remark_key(meeting, text), "themes": themes, "coder": "w", "pass": "first"}
    place = {"codebook_version": 1, "meeting": meeting, "register": register, "writer": "w", "text": text}
    return Label.model_validate({**fields, **place})


def _coded(remark_id: str, themes: list[str], coding_pass: str = "first") -> Label:
    fields = {"remark_id": remark_id, "themes": themes, "coder": "c", "pass": coding_pass, "codebook_version": 1}
    return Label.model_validate(fields)


def _check(folder: Path, written: list[Label], coded: list[Label]) -> Check:
    write_labels(folder / "written/a.jsonl", written)
    write_labels(folder / "coded/c.jsonl", coded)
    return _check_folder(folder)


def _check_folder(folder: Path) -> Check:
    sources = (folder / "written", folder / "coded")
    return check_labels(*sources, codebook=CODEBOOK, grades=GRADES, real=REAL, meetings=["m1", "m2"])


def _of(check: Check, kind: str) -> list[Problem]:
    return [problem for problem in check.problems if problem.kind == kind]


def test_every_line_that_cannot_be_used_is_named_and_the_others_counted(tmp_path: Path) -> None:
    _check(tmp_path, [_written("冬の電気が足りない。", ["energy"])], [])
    good = (tmp_path / "written/a.jsonl").read_text(encoding="utf-8")
    unknown = good.replace('"energy"', '"enrgy"')
    (tmp_path / "written/b.jsonl").write_text(f"{{oops\n\n{unknown}", encoding="utf-8")
    (tmp_path / "coded/d.jsonl").write_bytes("電".encode("cp932"))
    check = _check_folder(tmp_path)
    found = [(Path(problem.file).name, problem.line) for problem in _of(check, "unreadable")]
    assert found == [("b.jsonl", "line 1"), ("b.jsonl", "line 3"), ("d.jsonl", "")]
    assert "unknown themes ['enrgy']" in _of(check, "unreadable")[1].reason
    assert check.counts.remarks == 1


def test_the_same_text_with_other_themes_is_a_contradiction_within_a_pass(tmp_path: Path) -> None:
    written = [_written(LONG, ["energy"]), _written(f"{LONG} ", ["talent"], "m2"), _written("別の話。", [])]
    coded = [_coded(written[2].remark_id, ["talent"], "second"), _coded(written[2].remark_id, [], "second")]
    found = _of(_check(tmp_path, written, coded), "contradiction")
    assert [(Path(problem.file).name, problem.line) for problem in found] == [
        ("a.jsonl", "line 2"),
        ("c.jsonl", "line 2"),
    ]
    assert found[0].reason == "the text of a.jsonl, line 1 has other themes in the same pass (first)"


def test_nearly_equal_remarks_are_named_with_both_places(tmp_path: Path) -> None:
    swapped = LONG.replace("毎朝", "毎晩")
    check = _check(tmp_path, [_written(LONG, []), _written("別の話。", []), _written(swapped, [])], [])
    (problem,) = _of(check, "near_duplicate")
    assert str(problem).startswith(f"{tmp_path / 'written/a.jsonl'}, line 3: is nearly a.jsonl, line 1 (similarity 0.9")


def test_a_remark_taken_from_coded_minutes_is_named(tmp_path: Path) -> None:
    copied = _written(REAL["real-1"].replace("明日", "翌日"), [])
    assert _of(_check(tmp_path, [copied], []), "near_real") == []
    (problem,) = _of(_check(tmp_path, [copied], [_coded("real-1", [])]), "near_real")
    assert "is nearly the real remark real-1" in problem.reason


def test_labels_of_nothing_and_meetings_of_no_table_are_named(tmp_path: Path) -> None:
    written = [_written("一つ目。", [], "m9"), _written("二つ目の話。", [], "m9")]
    check = _check(tmp_path, written, [_coded("real-1", []), _coded("w-0", [])])
    assert [problem.line for problem in _of(check, "unknown_remark")] == ["line 2"]
    assert [problem.line for problem in _of(check, "unknown_meeting")] == ["line 1"]


def test_what_the_corpus_is_short_of_is_said_in_numbers(tmp_path: Path) -> None:
    check = _check(tmp_path, [_written("電源が要る。", ["energy"]), _written("採用の話。", [])], [])
    reasons = {problem.reason for problem in check.problems}
    assert "1 remarks carry energy, 120 are wanted" in reasons
    assert "0 remarks carry energy without the codebook's words, 1 are wanted" in reasons
    assert "1 remarks hold words of talent and do not carry it, 60 are wanted" in reasons
    assert "0.0% of the remarks are with two or more themes, 25% are wanted" in reasons
    assert not any("without a theme" in reason for reason in reasons)


def test_an_adjudicated_label_is_what_counts(tmp_path: Path) -> None:
    written = _written("電源が要る。", ["energy"])
    check = _check(tmp_path, [written], [_coded(written.remark_id, ["talent"], "adjudicated")])
    assert {theme.theme: theme.remarks for theme in check.counts.themes} == {"energy": 0, "talent": 1}


def test_remarks_are_counted_by_their_words() -> None:
    remarks = [
        _written("電源が要る。", ["energy"]),
        _written("コンセントが足りない。", ["energy"], "m2", "diet"),
        _written("送電線という題の小説を読んだ。", []),
        _written("夏は暑く、冬は寒い。", ["talent"]),
        _written("エネルギーに溢れた人材だ。", ["energy", "talent"]),
    ]
    counts = count_written(remarks, CODEBOOK, GRADES)
    energy, talent = counts.themes
    assert (energy.remarks, energy.explicit, energy.implicit, energy.hard_negatives) == (3, 2, 1, 1)
    assert energy.registers == {"summary": 2, "council": 0, "diet": 1}
    assert (talent.remarks, talent.implicit, talent.hard_negatives) == (2, 1, 0)
    assert (counts.none, counts.several) == (1, 1)
    assert [(m.meeting, m.remarks, m.none) for m in counts.meetings] == [("m1", 4, 1), ("m2", 1, 0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ＡＩを使う。", True),
        ("aiを使う。", True),
        ("生成AI、量子", True),
        ("FAIRな競争", False),
        ("XAIと人", False),
        ("AI2号機", False),
        ("サプライチェーンの話", True),
        ("銅像を建てる。", False),
    ],
)
def test_words_are_found_in_plain_text(text: str, found: bool) -> None:
    words = ThemeWords({"energy": ["AI", "チェーン", "銅"]})
    assert words.flags([text], ["energy"]).tolist() == [[found]]


def test_similar_texts_are_found_across_blocks_and_between_lists() -> None:
    texts = [f"第{i}回の会合では{chr(0x4E00 + 7 * i)}{chr(0x5E00 + 11 * i)}を扱う。" for i in range(600)]
    texts[3] = texts[599] = LONG
    assert [(pair.first, pair.second) for pair in similar_pairs(texts, 0.95)] == [(3, 599)]
    (pair,) = similar_between(texts[:4], ["短い", LONG], 0.95)
    assert (pair.first, pair.second, round(pair.similarity, 3)) == (3, 1, 1.0)
    assert similar_pairs([], 0.8) == []


def test_short_texts_are_compared_too() -> None:
    assert [(pair.first, pair.second) for pair in similar_pairs(["はい", "いえ", "は い"], 0.8)] == [(0, 2)]


def _found(texts: list[str], carried: list[bool], terms: list[str], most: int = 50) -> list[Giveaway]:
    truth = np.array([[flag] for flag in carried])
    return giveaways([character_ngrams(text) for text in texts], truth, ["energy"], {"energy": terms}, most)["energy"]


def test_one_sided_ngrams_come_first_and_words_of_the_theme_are_left_out() -> None:
    texts = ["石炭の倉、送電線。"] * 20 + ["会合の倉。"] * 20 + ["雑談。"] * 20
    found = _found(texts, [True] * 20 + [False] * 40, ["送電線"])
    assert (found[0].ngram, found[0].with_theme, found[0].without) == ("石炭の倉", 20, 0)
    assert found[0].log_odds > 1
    assert not any("送電" in giveaway.ngram or "石炭" in giveaway.ngram for giveaway in found[1:])
    assert len(_found(texts, [True] * 20 + [False] * 40, [], most=2)) == 2


def test_rare_ngrams_do_not_count() -> None:
    assert _found(["石炭の倉。"] * 7 + ["雑談です。"] * 30, [True] * 7 + [False] * 30, [])[0].ngram != "石炭の倉"


def test_lemmas_do_not_join_over_a_mark() -> None:
    assert lemma_ngrams(["電力", "、", "人材", "を", "集める"]) >= {"電力", "人材 を", "人材 を 集める"}
    assert not any("電力 " in gram for gram in lemma_ngrams(["電力", "、", "人材"]))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("meeting\tyear\n", "line 1: has another header"),
        ("meeting\tyear\tregister\ttitle\nm1\t20x\tdiet\t委員会\n", "line 2: cannot be used"),
        ("meeting\tyear\tregister\ttitle\nm1\t\tdiet\t甲\nm1\t\tdiet\t乙\n", "line 3: cannot be used"),
    ],
)
def test_a_bad_table_of_meetings_is_refused_with_its_line(tmp_path: Path, table: str, message: str) -> None:
    (tmp_path / "meetings.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_meetings(tmp_path / "meetings.tsv")


def test_minutes_are_read_when_a_label_file_has_their_name(tmp_path: Path) -> None:
    text = "第2回 水素会議 議事要旨\n\n日時：令和6年3月1日\n\n"
    text += "・水素の価格を下げることが課題である。\n・電力の質も重要である。\n"
    for name in ("suiso-02", "suiso-03"):
        (tmp_path / f"raw/{name}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / f"raw/{name}.txt").write_text(text, encoding="utf-8")
    write_labels(tmp_path / "coded/suiso-02.jsonl", [])
    write_labels(tmp_path / "coded/written-second.jsonl", [])
    found = coded_minutes(tmp_path / "raw", tmp_path / "coded", SegmentSettings())
    assert [(remark.meeting_id, remark.text) for remark in found] == [
        ("suiso-02", "水素の価格を下げることが課題である。"),
        ("suiso-02", "電力の質も重要である。"),
    ]


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["labels", *arguments])


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Label]], Path]:
    """A project whose written corpus is given; everything else is the real project's."""

    def make(written: list[Label]) -> Path:
        write_labels(tmp_path / "written/a.jsonl", written)
        (tmp_path / "coded").mkdir(exist_ok=True)
        for name, place in (
            ("WRITTEN", "written"),
            ("CODED", "coded"),
            ("REMARKS_TABLE", "no"),
            ("WRITTEN_ANNOTATIONS_TABLE", "no"),
        ):
            monkeypatch.setattr(f"pipeline.stages.paths.{name}", tmp_path / place)
        return tmp_path

    return make


def test_the_command_names_problems_and_ends_with_one(small: Callable[[list[Label]], Path]) -> None:
    folder = small([_written("電源が要る。", ["energy"]), _written(LONG, []), _written(f"{LONG}。", [])])
    result = _run("check")
    assert result.exit_code == 1
    assert f"{folder / 'written/a.jsonl'}, line 3: is nearly a.jsonl, line 2" in result.stderr
    assert "3 written remarks in 1 meetings" in result.stdout
    assert "is nearly" not in result.stdout


def test_the_command_prints_json_with_leaks(small: Callable[[list[Label]], Path]) -> None:
    small([_written(f"電源が要ると{chr(0x4E00 + i)}が述べた。", ["energy"]) for i in range(9)] + [_written(LONG, [])])
    found: dict[str, Any] = json.loads(_run("check", "--leaks", "--json").stdout)
    assert found["counts"]["themes"][1]["theme"] == "energy"
    assert {"kind", "file", "line", "reason", "remedy"} == set(found["problems"][0])
    assert found["leaks"]["ngrams"] == "characters"
    assert {g["ngram"] for g in found["leaks"]["themes"]["energy"]} & {"が述べた", "源が要ると"}


def test_the_command_ends_with_zero_when_nothing_is_wrong(
    small: Callable[[list[Label]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    small([_written("電源が要る。", ["energy"], "w1-c01")])
    for floor in ("REMARKS", "MEETINGS", "POSITIVES", "IMPLICIT", "HARD_NEGATIVES", "NONE", "SEVERAL", "REGISTER"):
        monkeypatch.setattr(f"pipeline.labels.check.LEAST_{floor}", 0)
    result = _run("check")
    assert (result.exit_code, result.stderr) == (0, "")


def test_agreement_is_printed_for_real_and_written_remarks() -> None:
    found = json.loads(_run("agreement", "--json").stdout)
    assert found["remarks"] == found["real"]["remarks"] + found["written"]["remarks"]
    assert found["real"]["remarks"] == 41
    assert {"theme", "first", "second", "both", "alpha", "f1"} == set(found["real"]["themes"][0])
    printed = _run("agreement").stdout
    assert "41 real remarks coded twice" in printed
    assert "written remark" in printed


def test_the_committed_label_files_can_all_be_used() -> None:
    problems = json.loads(_run("check", "--json").stdout)["problems"]
    advice = {"size", "share", "positives", "implicit", "hard_negatives"}
    assert [problem for problem in problems if problem["kind"] not in advice] == []
