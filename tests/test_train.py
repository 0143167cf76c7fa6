"""The theme model: features, calibration, evidence, and its file."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from pipeline.errors import InputError
from pipeline.settings import PROJECT, TrainSettings
from pipeline.train.calibration import Calibration, best_threshold, calibrate
from pipeline.train.classifier import held_out_logits, train
from pipeline.train.evidence import evidence_spans
from pipeline.train.features import LemmaBlock, LexiconBlock, VectorBlock, content_lemmas
from pipeline.train.model import ThemeModel, load_model, save_model
from tests.corpora import GRADES, THEMES, annotation, training_set

SETTINGS = TrainSettings(folds=3)


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    return train(training_set(), SETTINGS, codebook_version=1)


@pytest.mark.parametrize(
    ("words", "theme"),
    [("電力 の 確保", "energy"), ("人材 が 不足", "talent"), ("予算 を 増額", "finance"), ("会議 を 開催", None)],
)
def test_unseen_remarks_get_the_theme_they_speak_of(model: ThemeModel, words: str, theme: str | None) -> None:
    decided = model.decide(model.scores([annotation(words)]))[0]
    assert [t for t, given in zip(THEMES, decided, strict=True) if given] == ([theme] if theme else [])


def test_the_lexicon_teaches_words_that_no_remark_holds(model: ThemeModel) -> None:
    seen = {lemma for a in training_set().annotations for _, lemma in content_lemmas(a)}
    assert "蓄電池" not in seen
    # the neighbourhood in the word vectors carries it
    scores = model.scores([annotation("蓄電池 の 設置")])[0]
    assert scores.argmax() == THEMES.index("energy")


def test_every_threshold_is_really_applied() -> None:
    scores = np.array([[0.3, 0.3, 0.3]])
    calibration = Calibration(np.ones(3), np.zeros(3), np.array([0.2, 0.3, 0.4]))
    assert calibration.decide(scores).tolist() == [[True, True, False]]


@pytest.mark.parametrize("positives", [0, 1, 2, 3, 4])
def test_calibration_is_safe_with_few_positives(positives: int) -> None:
    rng = np.random.default_rng(0)
    truth = np.zeros((60, 2), dtype=bool)
    truth[:30, 0] = True
    truth[:positives, 1] = True
    logits = np.where(truth, 2.0, -2.0) + rng.normal(size=truth.shape)
    fitted = calibrate(logits, truth)
    probabilities = fitted.probabilities(logits)
    assert np.isfinite(probabilities).all()
    assert ((fitted.threshold > 0.05) & (fitted.threshold < 0.75)).all()
    assert (np.argsort(probabilities[:, 1]) == np.argsort(logits[:, 1])).all()


def test_a_theme_that_no_remark_carries_can_be_trained_and_is_never_given() -> None:
    model = train(training_set((*THEMES, "unheard")), SETTINGS, 1)
    scores = model.scores(training_set().annotations)
    assert not model.decide(scores)[:, 3].any()


def test_the_best_threshold_parts_the_classes() -> None:
    scores, truth = np.array([0.1, 0.2, 0.6, 0.7]), np.array([False, False, True, True])
    assert 0.2 < best_threshold(scores, truth) <= 0.6
    assert best_threshold(scores, np.zeros(4, dtype=bool), otherwise=0.3) == 0.3


def test_held_out_scores_come_from_other_meetings() -> None:
    data = training_set()
    marked = [
        annotation(f"{' '.join(a.lemmas)} 目印{meeting}", a.remark_id)
        for a, meeting in zip(data.annotations, data.meetings, strict=True)
    ]
    logits = held_out_logits(data, SETTINGS)
    assert logits.shape == data.truth.shape
    # a word that stands in one meeting alone is unknown to the models that judge this meeting
    swapped = data.part(range(len(marked)))
    swapped.annotations[:] = marked
    assert np.allclose(np.sign(held_out_logits(swapped, SETTINGS)), np.sign(logits))


def test_evidence_points_at_the_words_that_carried_the_theme(model: ThemeModel) -> None:
    remark = annotation("若手 の 人材 と 電力 を 議論")
    text = "若手の人材と電力を議論"
    found = model.evidence(remark, text, ["energy", "talent"])
    assert next(e.text for e in found if e.theme == "energy") == "電力"
    assert "人材" in next(e.text for e in found if e.theme == "talent")
    assert all(text[e.start : e.end] == e.text for e in found)


def test_deleting_the_evidence_lowers_the_score_more_than_deleting_other_words(model: ThemeModel) -> None:
    for words, theme in (("電力 の 価格 が 課題", "energy"), ("若手 の 人材 を 確保", "talent")):
        row = THEMES.index(theme)
        lemmas = words.split()
        before = model.scores([annotation(words)])[0, row]
        best = model.evidence(annotation(words), words.replace(" ", ""), [theme])[0]
        carried = [w for w in lemmas if w in best.text]
        without = " ".join(w for w in lemmas if w not in carried)
        others = [" ".join(w for w in lemmas if w != other) for other in lemmas if other not in carried]
        after = model.scores([annotation(without)])[0, row]
        assert after < min(model.scores([annotation(other)])[0, row] for other in others) <= before


def test_neighbouring_words_become_one_phrase() -> None:
    shares = [(0, 2, 1.0), (3, 5, 1.0), (6, 8, -1.0), (9, 11, 0.01)]
    found = evidence_spans("t", "物流の海運と会議と資料", shares)
    assert [(e.text, e.weight) for e in found] == [("物流の海運", 2.0)]


@pytest.mark.parametrize(
    "block",
    [
        LemmaBlock.fit([annotation("電力 の 電力 確保"), annotation("電力 の 確保")], [], 2.0),
        LexiconBlock(THEMES, GRADES, 0.5),
        VectorBlock({"電力": 2.0}, 3.0),
    ],
    ids=lambda block: type(block).__name__,
)
def test_what_a_block_attributes_adds_up_to_what_it_says(block: LemmaBlock | LexiconBlock | VectorBlock) -> None:
    remark = annotation("電力 の 電力 確保 と 人材")
    weights = np.random.default_rng(0).normal(size=block.width)
    said = float((block.matrix([remark]) @ weights)[0])
    assert sum(share for *_, share in block.attribute(remark, weights)) == pytest.approx(said)


def test_a_saved_model_says_the_same(model: ThemeModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    remarks = [annotation("電力 の 確保"), annotation("人材 が 不足")]
    assert loaded.scores(remarks) == pytest.approx(model.scores(remarks), abs=1e-5)
    assert loaded.theme_ids == THEMES


def test_the_file_has_equal_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.settings import TrainSettings;"
        "from pipeline.train.classifier import train; from pipeline.train.model import save_model;"
        "from tests.corpora import training_set;"
        "save_model(train(training_set(), TrainSettings(folds=3), 1), Path(sys.argv[1]))"
    )
    for seed in ("0", "7"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, str(tmp_path / seed)]
        subprocess.run(command, check=True, cwd=PROJECT, env=environment)
    assert (tmp_path / "0").read_bytes() == (tmp_path / "7").read_bytes()


class _Payload:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return (open, (str(self.target), "w"))


def test_a_malicious_model_file_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(pickle.dumps(_Payload(tmp_path / "written")))
    with pytest.raises(InputError, match="is no model file"):
        load_model(tmp_path / "m.safetensors")
    assert not (tmp_path / "written").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            save({"x": np.zeros(1)}, metadata={"ronten": json.dumps({"format": "ronten-themes-0"})}),
            "of format",
        ),
        (save({"x": np.zeros(1)}), "is of format None"),
        (b"", "is no model file"),
    ],
)
def test_another_format_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(InputError, match=message):
        load_model(tmp_path / "m.safetensors")


def test_a_missing_model_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not exist\. Run `make repro`"):
        load_model(tmp_path / "m.safetensors")
