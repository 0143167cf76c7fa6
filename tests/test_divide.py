"""Which coded real remarks are learned from and which are measured by."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from pipeline.codebook import load_codebook
from pipeline.errors import InputError, SettingsError
from pipeline.labels import Label, remark_key, write_labels
from pipeline.labels.division import divide
from pipeline.settings import PROJECT, EvaluateSettings, Settings, TrainSettings
from pipeline.stages import divide as stage
from pipeline.stages import label, paths, prepare
from pipeline.stages.queue import suggestions
from pipeline.stages.training_set import (
    load_held_out,
    load_learned,
    load_measured_set,
    load_training_set,
    load_written_set,
    save_held_out,
)
from pipeline.tables import ANNOTATIONS, REAL, REMARKS, Remark, read_annotations, read_coded, to_table, write_table
from pipeline.train.classifier import train
from pipeline.train.model import load_model, save_model
from tests.corpora import annotation, training_set
from tests.test_tables import REMARK

BOOK = load_codebook(paths.CODEBOOK)
WORDS = {
    "a1": ("old-01", "電力 の 価格 が 課題 だ と 述べた"),
    "a2": ("old-01", "人材 の 育成 を 急ぐ"),
    "b1": ("new-02", "予算 の 増額 を 求める"),
    "b2": ("new-02", "電力 の 価格 が 課題 だ と 述べる"),
    "b3": ("new-02", "若手 の 技術者 が 足りない"),
}
TABLES = ("REMARKS", "ANNOTATIONS", "WRITTEN", "WRITTEN_ANNOTATIONS", "TERM_ANNOTATIONS", "LEARNED")
TABLES += ("LEARNED_ANNOTATIONS", "MEASURED", "MEASURED_ANNOTATIONS", "HELD_OUT", "LABELED")


def _remarks() -> list[Remark]:
    return [
        replace(REMARK, remark_id=key, meeting_id=meeting, text=words.replace(" ", ""))
        for key, (meeting, words) in WORDS.items()
    ]


def _label(remark: str, themes: Sequence[str], coding_pass: str = "first", **more: str) -> Label:
    fields = {"remark_id": remark, "themes": themes, "coder": "a", "codebook_version": 1, "pass": coding_pass}
    return Label.model_validate(fields | more)


LABELS = [
    _label("a1", ["energy"]),
    _label("b1", ["finance", "energy"]),
    _label("b2", ["energy"]),
    _label("b1", ["finance"], "adjudicated"),
]


def test_coded_remarks_of_measured_meetings_are_measured_by_and_all_others_learned_from() -> None:
    found = divide(_remarks(), [*LABELS, _label("gone", ["energy"])], BOOK, ["old-01"])
    assert [(row.remark_id, row.register, row.themes) for row in found.measured] == [("a1", REAL, ["energy"])]
    assert [(row.remark_id, row.meeting_id, row.themes) for row in found.learned] == [("b1", "new-02", ["finance"])]


def test_what_is_nearly_a_measured_remark_is_not_learned_from() -> None:
    assert [row.remark_id for row in divide(_remarks(), LABELS, BOOK, ["old-01"]).alike] == ["b2"]


def test_a_measured_meeting_that_is_not_there_or_not_coded_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"evaluate\.measured_meetings names odl-01, and no remark is of it"):
        divide(_remarks(), LABELS, BOOK, ["odl-01"])
    for meetings, labels in ((["old-01"], LABELS[1:]), ([], LABELS)):
        with pytest.raises(SettingsError, match=r"no remark of evaluate\.measured_meetings is coded"):
            divide(_remarks(), labels, BOOK, meetings)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The five remarks with labels, one written remark, and one term; every table of the stages in a folder."""
    for name in TABLES:
        monkeypatch.setattr(paths, f"{name}_TABLE", tmp_path / f"{name.lower()}.parquet")
    for name in ("WRITTEN", "CODED"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    write_table(to_table(_remarks(), REMARKS), paths.REMARKS_TABLE, REMARKS)
    rows = [annotation(words, key) for key, (_, words) in WORDS.items()]
    write_table(to_table(rows, ANNOTATIONS), paths.ANNOTATIONS_TABLE, ANNOTATIONS)
    write_labels(paths.CODED / "all.jsonl", LABELS)
    settings = Settings(evaluate=EvaluateSettings(measured_meetings=["old-01"]))
    monkeypatch.setattr(stage, "load_settings", lambda: settings)
    return tmp_path


@pytest.fixture
def divided(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same behind the stages `prepare` and `divide`; spaces and not GiNZA tell words apart."""

    def annotate(table: Path, texts: list[tuple[str, str]], _: object) -> None:
        write_table(to_table([annotation(text, key) for key, text in texts], ANNOTATIONS), table, ANNOTATIONS)

    written = [
        {"text": f"電力 の 質 が 課題 {i}", "meeting": f"m{i}", "register": "diet", "writer": "w"} for i in range(6)
    ]
    labels = [_label(remark_key(own["meeting"], own["text"]), ["energy"], **own) for own in written]
    write_labels(paths.WRITTEN / "w.jsonl", labels)
    write_labels(paths.CODED / "second.jsonl", [_label(labels[0].remark_id, [], "adjudicated")])
    monkeypatch.setattr(prepare, "annotate_into", annotate)
    prepare.run()
    stage.run()
    return project


@pytest.mark.usefixtures("divided")
def test_the_sets_have_no_remark_in_common() -> None:
    written, training, measured = load_written_set(BOOK), load_training_set(BOOK), load_measured_set(BOOK)
    assert set(written.registers) == {"diet"}
    assert (training.registers, measured.registers) == ([*written.registers, REAL], [REAL])
    assert written.truth.sum(axis=1).tolist() == [0, 1, 1, 1, 1, 1]  # an adjudicator took the first one's theme away
    assert (training.real_meetings, measured.real_meetings, written.real_meetings) == (("new-02",), ("old-01",), ())
    assert measured.terms == []
    assert len(training.terms) == len(written.terms) > 1000


@pytest.mark.usefixtures("divided")
def test_held_out_log_odds_come_back_by_remark_and_one_that_is_missing_is_named() -> None:
    data = load_training_set(BOOK)
    rows = list(range(len(data.texts)))
    logits = np.arange(float(data.truth.size)).reshape(data.truth.shape)
    save_held_out(data.part(rows[::-1]), logits)
    ids = [row.remark_id for row in load_learned()]
    assert ids == [row.remark_id for row in data.annotations]
    assert (load_held_out(ids, BOOK) == logits[::-1]).all()
    save_held_out(data.part(rows[:-1]), logits[:-1])
    with pytest.raises(InputError, match=r"lacks 1 remarks that are learned from, b1 among them\. Run `dvc repro`"):
        load_held_out(ids, BOOK)


def test_a_remark_that_is_learned_from_is_judged_by_models_that_did_not_see_it(
    divided: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "MODEL", divided / "m.safetensors")
    save_model(train(training_set(tuple(BOOK.theme_ids)), TrainSettings(folds=3), BOOK.version), paths.MODEL)
    label.run(divided)
    data = load_training_set(BOOK)
    said = []
    for sign in (1.0, -1.0):
        save_held_out(data, sign * np.where(data.truth, 3.0, -3.0))
        said.append({row["remark_id"]: row["scores"] for row in suggestions()})
    assert [key for key in WORDS if said[0][key] != said[1][key]] == ["b1"]


def test_the_evidence_that_coders_see_is_the_models_whether_it_stands_in_the_table_or_not(
    divided: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "MODEL", divided / "m.safetensors")
    save_model(train(training_set(tuple(BOOK.theme_ids)), TrainSettings(folds=3), BOOK.version), paths.MODEL)
    write_labels(paths.CODED / "more.jsonl", [_label("a2", [])])  # so that the table gives it no theme and no evidence
    label.run(divided)
    data = load_training_set(BOOK)
    save_held_out(data, np.where(data.truth, 3.0, -3.0))
    model = load_model(paths.MODEL)
    known = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE)}
    found = suggestions()
    assert {row["remark_id"]: row["suggestion"] for row in found if row["remark_id"] != "b1"} == {
        "a1": ["energy"],
        "a2": ["talent"],
        "b2": ["energy"],
        "b3": ["talent"],
    }
    for row in found:
        spans = model.evidence(known[row["remark_id"]], row["text"], row["suggestion"])
        assert row["evidence"] == [asdict(span) for span in spans]
        assert row["evidence"]


def test_minutes_that_nobody_has_coded_change_nothing_that_is_learned_from_or_measured(project: Path) -> None:
    names = ("learned", "learned_annotations", "measured", "measured_annotations")
    stage.run()
    before = [(project / f"{name}.parquet").read_bytes() for name in names]
    rows = [*_remarks(), replace(REMARK, remark_id="c1", meeting_id="third-03", text="港の話。")]
    write_table(to_table(rows, REMARKS), paths.REMARKS_TABLE, REMARKS)
    known = [annotation(words, key) for key, (_, words) in WORDS.items()]
    write_table(to_table([*known, annotation("港 の 話", "c1")], ANNOTATIONS), paths.ANNOTATIONS_TABLE, ANNOTATIONS)
    stage.run()
    assert [(project / f"{name}.parquet").read_bytes() for name in names] == before
    assert [row.remark_id for row in read_coded(paths.LEARNED_TABLE)] == ["b1"]


STAGES = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
MINUTES = {"data/raw", "data/processed/remarks.parquet", "data/processed/annotations.parquet"}
MEASURED = {"data/processed/measured_remarks.parquet", "data/processed/measured_annotations.parquet"}


@pytest.mark.parametrize("name", ["prepare", "train", "choose", "evaluate", "compare"])
def test_new_minutes_alone_do_not_set_off(name: str) -> None:
    assert MINUTES.isdisjoint(STAGES[name]["deps"])


@pytest.mark.parametrize("name", ["prepare", "train", "compare"])
def test_nothing_that_is_measured_is_an_input_of(name: str) -> None:
    assert MEASURED.isdisjoint(STAGES[name]["deps"])
