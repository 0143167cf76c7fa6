"""Label files, which label counts, and agreement between coders."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.codebook import Codebook, Theme
from pipeline.errors import InputError
from pipeline.labels import Label, gold_labels, read_labels, read_written, remark_key, write_labels, written_remarks
from pipeline.labels.agreement import agreement, krippendorff_alpha, of_written_and_real


def _theme(theme_id: str) -> Theme:
    return Theme(id=theme_id, ja=theme_id, en=theme_id, definition="", include=[], exclude="")


CODEBOOK = Codebook(version=1, themes=[_theme("energy"), _theme("talent"), _theme("finance")])


def _label(remark: str, themes: list[str], coding_pass: str = "first", coder: str = "a") -> Label:
    fields = {"remark_id": remark, "themes": themes, "coder": coder, "codebook_version": 1}
    return Label.model_validate({**fields, "pass": coding_pass})


def _written(text: str, meeting: str = "m1") -> Label:
    fields = {"remark_id": remark_key(meeting, text), "themes": ["energy"], "coder": "w", "pass": "first"}
    place = {"codebook_version": 1, "meeting": meeting, "register": "summary", "writer": "w", "text": text}
    return Label.model_validate({**fields, **place})


def test_labels_come_back_as_they_were_written(tmp_path: Path) -> None:
    labels = [_label("r1", ["energy", "talent"]), _written("電力の質が「課題」。")]
    write_labels(tmp_path / "a.jsonl", labels)
    assert read_labels(tmp_path, CODEBOOK) == labels
    assert "電力の質が「課題」。" in (tmp_path / "a.jsonl").read_text(encoding="utf-8")


def test_written_remarks_are_those_that_bring_their_text(tmp_path: Path) -> None:
    write_labels(tmp_path / "a.jsonl", [_label("r1", []), _written("電力の質が課題。")])
    assert [label.text for label in read_written(tmp_path, CODEBOOK)] == ["電力の質が課題。"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"themes": ["enrgy"]}, r"a\.jsonl, line 2: unknown themes \['enrgy'\].*energy, talent, finance"),
        ({"themes": ["energy", "energy"]}, r"line 2: .*a theme stands twice"),
        ({"pass": "third"}, r"line 2: pass: "),
        ({"colour": "red"}, r"line 2: colour: "),
        ({"text": "電力。"}, r"line 2: .*go together"),
        ({"remark_id": ""}, r"line 2: remark_id: "),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path: Path, change: dict[str, object], message: str) -> None:
    good = json.loads(_label("r1", ["energy"]).model_dump_json(by_alias=True, exclude_none=True))
    lines = [json.dumps(good), json.dumps({**good, **change}, ensure_ascii=False)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_labels(tmp_path / "a.jsonl", CODEBOOK)


def test_a_line_may_hold_a_line_separator(tmp_path: Path) -> None:
    write_labels(tmp_path / "a.jsonl", [_written("電力の質が\u2028課題。")])
    assert [label.text for label in read_labels(tmp_path, CODEBOOK)] == ["電力の質が\u2028課題。"]


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{oops\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl, line 1: is no JSON"):
        read_labels(tmp_path / "a.jsonl", CODEBOOK)


def test_a_written_remark_whose_id_is_not_of_its_text_is_refused(tmp_path: Path) -> None:
    line = _written("電力の質が課題。").model_dump_json(by_alias=True, exclude_none=True)
    (tmp_path / "a.jsonl").write_text(line.replace("課題", "論点"), encoding="utf-8")
    with pytest.raises(InputError, match="remark_id must be w-"):
        read_labels(tmp_path / "a.jsonl", CODEBOOK)


def test_the_adjudicated_label_counts_then_the_first() -> None:
    labels = [
        _label("r1", ["energy"]),
        _label("r1", ["talent"], "adjudicated"),
        _label("r1", ["finance"], "second"),
        _label("r2", ["finance"], "second"),
        _label("r2", ["energy"], "first"),
    ]
    gold = gold_labels(labels)
    assert {remark: label.themes for remark, label in gold.items()} == {"r1": ["talent"], "r2": ["energy"]}


def test_a_written_remark_has_the_themes_that_its_adjudicator_gave_elsewhere() -> None:
    first, other = _written("電力の質が課題。"), _written("送電線が足りない。")
    coded = [
        _label(first.remark_id, ["finance"], "second", "coder-s1"),
        _label(first.remark_id, ["talent"], "adjudicated", "coder-j"),
        _label(other.remark_id, [], "second", "coder-s1"),
        _label("real-1", ["finance"], "adjudicated"),
    ]
    remarks = written_remarks([first, other, *coded])
    assert [(remark.text, remark.themes) for remark in remarks] == [
        ("電力の質が課題。", ["talent"]),
        ("送電線が足りない。", ["energy"]),
    ]
    assert [remark.text for remark in written_remarks([*coded, first, other])] == [first.text, other.text]


def test_written_and_real_remarks_are_compared_apart() -> None:
    first = _written("電力の質が課題。")
    labels = [first, _label("real-1", ["talent"]), _label("real-1", [], "second")]
    labels.append(_label(first.remark_id, ["energy"], "second", "coder-s1"))
    written, real = of_written_and_real(labels)
    assert [agreement(part, CODEBOOK.theme_ids).f1 for part in (written, real)] == [1.0, 0.0]


def test_agreement_has_figures_of_each_theme() -> None:
    labels = [_label("r1", ["energy"]), _label("r2", ["energy"]), _label("r3", [])]
    labels += [_label("r1", ["energy"], "second"), _label("r2", [], "second"), _label("r3", [], "second")]
    energy = agreement(labels, CODEBOOK.theme_ids).themes[0]
    assert (energy.theme, energy.first, energy.second, energy.both) == ("energy", 2, 1, 1)
    assert energy.f1 == pytest.approx(2 / 3)
    # observed disagreement 1/3, expected 2*3*3/(6*5)
    assert energy.alpha == pytest.approx(1 - (1 / 3) / (18 / 30))


def test_agreement_names_the_remarks_that_differ() -> None:
    first = [_label("r1", ["energy"]), _label("r2", ["talent"]), _label("r3", [])]
    second = [_label("r1", ["energy"], "second"), _label("r2", ["finance"], "second")]
    result = agreement([*first, *second], CODEBOOK.theme_ids)
    assert result.remarks == 2
    assert result.f1 == pytest.approx(0.5)
    differing = [(d.remark_id, d.only_first, d.only_second) for d in result.disagreements]
    assert differing == [("r2", ["talent"], ["finance"])]


def test_alpha_of_krippendorffs_own_example() -> None:
    # Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", binary data, two observers: 0.095
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(np.array([meg, owen], dtype=float)) == pytest.approx(0.095, abs=0.001)


def test_alpha_leaves_out_units_with_one_coder() -> None:
    codings = np.array([[0, 1, 1, np.nan], [0, 1, np.nan, 1]])
    assert krippendorff_alpha(codings) == pytest.approx(1.0)
