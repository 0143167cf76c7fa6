"""Labelled rows: a coder's themes win, evidence stands beside them, procedure carries none."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.codebook import Codebook, Theme
from pipeline.errors import InputError
from pipeline.label import Labeller, label_remarks, label_tables, labeled_rows
from pipeline.labels import Label
from pipeline.settings import RunSettings, TrainSettings
from pipeline.stages import label as stage
from pipeline.tables import ANNOTATIONS, REMARKS, Remark, labeled_schema, to_table, write_table
from pipeline.train.classifier import train
from pipeline.train.model import ThemeModel
from tests.corpora import THEMES, annotation, training_set
from tests.test_tables import REMARK

CODEBOOK = Codebook(version=7, themes=[Theme(id=t, ja=t, en=t, definition="", include=[], exclude="") for t in THEMES])
WORDS = ("電力 の 価格 が 課題", "人材 の 育成", "電力 の 会議 を 開催")


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    return train(training_set(), TrainSettings(folds=3), 7)


def _remarks() -> list[Remark]:
    kinds = ("remark", "remark", "procedure")
    return [
        replace(REMARK, remark_id=f"r{i}", text=words.replace(" ", ""), kind=kind)
        for i, (words, kind) in enumerate(zip(WORDS, kinds, strict=True))
    ]


def test_a_coders_label_wins_and_needs_no_review(model: ThemeModel) -> None:
    coded = Label.model_validate(
        {"remark_id": "r0", "themes": ["finance", "talent"], "coder": "a", "pass": "first", "codebook_version": 7}
    )
    labellings = label_remarks(_remarks(), [annotation(w) for w in WORDS], model, {"r0": coded}, CODEBOOK)
    assert [(x.themes, x.label_source) for x in labellings[:2]] == [
        (["talent", "finance"], "human"),
        (["talent"], "model"),
    ]
    assert not labellings[0].needs_review
    # the score stays the model's: a reader sees where it disagrees
    assert labellings[0].scores["energy"] > labellings[0].scores["finance"]


def test_procedure_carries_no_theme(model: ThemeModel) -> None:
    labelling = label_remarks(_remarks(), [annotation(w) for w in WORDS], model, {}, CODEBOOK)[2]
    assert (labelling.themes, labelling.evidence, labelling.needs_review) == ([], [], False)


def test_rows_fill_the_schema(model: ThemeModel) -> None:
    remarks, annotations = _remarks(), [annotation(w) for w in WORDS]
    labellings = label_remarks(remarks, annotations, model, {}, CODEBOOK)
    rows = labeled_rows(remarks, annotations, labellings, CODEBOOK, "v1")
    table = to_table(rows, labeled_schema(THEMES))
    first = table.to_pylist()[0]
    assert set(first) == set(labeled_schema(THEMES).names)
    assert (first["themes"], first["theme_energy"], first["theme_talent"]) == (["energy"], True, False)
    assert first["evidence"][0]["text"].startswith("電力")
    assert (first["codebook_version"], first["model_version"]) == (7, "v1")


@pytest.mark.parametrize("include_procedure", [False, True])
def test_tables_are_labelled_as_their_rows_are(model: ThemeModel, include_procedure: bool) -> None:
    remarks, annotations = _remarks() * 3, [annotation(w) for w in WORDS] * 3
    pairs = [
        (to_table(remarks[at : at + 2], REMARKS), to_table(annotations[at : at + 2], ANNOTATIONS))
        for at in range(0, len(remarks), 2)
    ]
    labeller = Labeller(model, {}, CODEBOOK, include_procedure)
    found = pa.concat_tables(label_tables(pairs, labeller, RunSettings(workers=1)))
    kept = [i for i, remark in enumerate(remarks) if include_procedure or remark.kind == "remark"]
    said, read = [remarks[i] for i in kept], [annotations[i] for i in kept]
    labellings = label_remarks(said, read, model, {}, CODEBOOK)
    assert found == to_table(labeled_rows(said, read, labellings, CODEBOOK, model.version), labeled_schema(THEMES))


@pytest.mark.parametrize("annotated", [["r0", "r2", "r1"], ["r0", "r1"]])
def test_annotations_of_other_remarks_are_refused(tmp_path: Path, annotated: list[str]) -> None:
    write_table(to_table(_remarks(), REMARKS), tmp_path / "remarks.parquet", REMARKS)
    rows = [annotation("電力", name) for name in annotated]
    write_table(to_table(rows, ANNOTATIONS), tmp_path / "annotations.parquet", ANNOTATIONS)
    with pytest.raises(InputError, match=r"annotations\.parquet, rows 1 to 512: has other remarks than .*Run `make"):
        list(stage.pairs(tmp_path / "remarks.parquet", tmp_path / "annotations.parquet"))


def test_no_remarks_give_no_labels(model: ThemeModel) -> None:
    assert label_remarks([], [], model, {}, CODEBOOK) == []
