"""Champion and challenger: who is chosen, that it is decided on the same remarks, and how a champion is made."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.codebook import load_codebook
from pipeline.evaluate.contest import contest
from pipeline.evaluate.scores import Flags
from pipeline.settings import TrainSettings
from pipeline.stages import choose, paths
from pipeline.stages.headline import in_use
from pipeline.tables import ANNOTATIONS, CODED_REMARKS, REAL, CodedRemark, to_table, write_table
from pipeline.train.classifier import train
from pipeline.train.model import ThemeModel, load_model, save_model
from tests.corpora import annotation, training_set

BOOK = load_codebook(paths.CODEBOOK)
THEMES = tuple(BOOK.theme_ids)
ENERGY, TALENT = ("電力 の 価格 が 課題", "energy"), ("人材 の 育成 を 急ぐ", "talent")
MEASURED = [ENERGY, TALENT, ("予算 の 増額 を 求める", "finance")] * 5


def _wrong(truth: Flags, remarks: int) -> Flags:
    """The truth with the first remarks turned round."""
    return np.where(np.arange(len(truth))[:, None] < remarks, ~truth, truth)


TRUTH = np.random.default_rng(3).random((40, 4)) < 0.4


def test_a_challenger_that_is_worse_beyond_the_noise_is_not_chosen() -> None:
    found = contest(TRUTH, TRUTH, _wrong(TRUTH, 12), 500, 1)
    assert (found.chosen, found.reason) == ("champion", "the challenger is worse beyond the noise")
    assert found.difference is not None
    assert found.difference.high < 0


def test_a_challenger_that_is_worse_within_the_noise_is_chosen() -> None:
    found = contest(TRUTH, TRUTH, _wrong(TRUTH, 1), 500, 1)
    assert found.difference is not None
    assert found.difference.value < 0 <= found.difference.high
    assert (found.chosen, found.reason) == ("challenger", "the challenger is not worse beyond the noise")


def test_a_challenger_that_is_better_is_chosen_and_the_difference_changes_its_sign() -> None:
    ahead, behind = contest(TRUTH, _wrong(TRUTH, 12), TRUTH, 500, 1), contest(TRUTH, TRUTH, _wrong(TRUTH, 12), 500, 1)
    assert (ahead.chosen, ahead.reason) == ("challenger", "the challenger is better beyond the noise")
    assert ahead.difference is not None
    assert behind.difference is not None
    assert ahead.difference.value == -behind.difference.value
    assert ahead.difference.low == pytest.approx(-behind.difference.high)


def test_the_resamples_are_paired() -> None:
    """Two models with the same mistakes differ in no resample, however hard the remarks are."""
    same = _wrong(TRUTH, 20)
    found = contest(TRUTH, same, same.copy(), 500, 1)
    assert found.difference is not None
    assert (found.difference.low, found.difference.high) == (0.0, 0.0)


def _model(**changes: object) -> ThemeModel:
    return replace(train(training_set(THEMES), TrainSettings(folds=3), BOOK.version), **changes)  # type: ignore[arg-type]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fifteen measured remarks, and a model that does well on them as champion and as challenger."""
    for name in ("MODEL", "CHAMPION", "CHALLENGER"):
        monkeypatch.setattr(paths, name, tmp_path / f"{name.lower()}.safetensors")
    monkeypatch.setattr(paths, "CHAMPIONS", tmp_path / "champions.jsonl")
    monkeypatch.setattr(paths, "DECISION", tmp_path / "champion.json")
    for name in ("MEASURED", "MEASURED_ANNOTATIONS"):
        monkeypatch.setattr(paths, f"{name}_TABLE", tmp_path / f"{name.lower()}.parquet")
    remarks = [
        CodedRemark(f"r{i}", f"old-{i % 2}", REAL, words.replace(" ", ""), [theme])
        for i, (words, theme) in enumerate(MEASURED)
    ]
    write_table(to_table(remarks, CODED_REMARKS), paths.MEASURED_TABLE, CODED_REMARKS)
    rows = [annotation(words, f"r{i}") for i, (words, _) in enumerate(MEASURED)]
    write_table(to_table(rows, ANNOTATIONS), paths.MEASURED_ANNOTATIONS_TABLE, ANNOTATIONS)
    for path in (paths.CHAMPION, paths.CHALLENGER):
        save_model(_model(), path)
    return tmp_path


def _deaf() -> ThemeModel:
    """A model that gives no remark any theme."""
    model = _model()
    return replace(model, calibration=replace(model.calibration, threshold=np.full(len(THEMES), 2.0)))


def _run() -> dict[str, object]:
    choose.run()
    return dict(json.loads(paths.DECISION.read_text(encoding="utf-8")))


@pytest.mark.usefixtures("project")
def test_a_bad_challenger_leaves_the_champion_in_use() -> None:
    save_model(_deaf(), paths.CHALLENGER)
    decision = _run()
    assert (decision["chosen"], decision["remarks"], decision["meetings"]) == ("champion", 15, 2)
    assert paths.MODEL.read_bytes() == paths.CHAMPION.read_bytes() != paths.CHALLENGER.read_bytes()
    assert in_use(decision).startswith(f"Model in use: the champion {load_model(paths.CHAMPION).version}, because the")


@pytest.mark.usefixtures("project")
def test_a_good_challenger_takes_its_place_and_the_stage_changes_nothing_else() -> None:
    save_model(_deaf(), paths.CHAMPION)
    before = paths.CHAMPION.read_bytes()
    decision = _run()
    assert decision["chosen"] == "challenger"
    assert decision["champion"]["micro_f1"] < decision["challenger"]["micro_f1"]  # type: ignore[index]
    assert paths.MODEL.read_bytes() == paths.CHALLENGER.read_bytes()
    assert paths.CHAMPION.read_bytes() == before
    assert _run() == decision


@pytest.mark.usefixtures("project")
def test_remarks_that_the_champion_has_learned_from_do_not_count() -> None:
    save_model(replace(_deaf(), learned_meetings=("old-1",)), paths.CHALLENGER)
    save_model(_model(learned_meetings=("old-1", "third-03")), paths.CHAMPION)
    decision = _run()
    assert (decision["remarks"], decision["meetings"], decision["chosen"]) == (8, 1, "champion")
    save_model(_model(learned_meetings=("old-0", "old-1")), paths.CHAMPION)
    decision = _run()
    assert (decision["remarks"], decision["chosen"]) == (0, "challenger")
    assert decision["reason"] == "the champion has learned from every measured meeting"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("content", "reason"), [(b"no model", "the champion is no model file"), (None, "the champion does not exist")]
)
def test_a_champion_that_cannot_be_used_is_replaced_with_the_reason(content: bytes | None, reason: str) -> None:
    paths.CHAMPION.unlink()
    if content:
        paths.CHAMPION.write_bytes(content)
    decision = _run()
    assert decision["chosen"] == "challenger"
    assert str(decision["reason"]).startswith(reason)
    assert "champion" not in decision


@pytest.mark.usefixtures("project")
def test_the_champion_trained_again_is_no_contest_even_if_rounded_otherwise() -> None:
    model = _model()
    save_model(replace(model, coefficients=model.coefficients + 1e-6), paths.CHALLENGER)
    decision = _run()
    assert (decision["chosen"], decision["reason"]) == ("champion", "the challenger is the same model")
    save_model(replace(model, coefficients=model.coefficients + 1e-2), paths.CHALLENGER)
    assert _run()["chosen"] == "challenger"
    save_model(_model(learned_meetings=("new-02",)), paths.CHALLENGER)
    assert _run()["chosen"] == "challenger"


@pytest.mark.usefixtures("project")
def test_the_command_makes_the_model_in_use_the_champion_once_and_keeps_the_decision() -> None:
    save_model(_deaf(), paths.CHAMPION)
    decision = _run()
    result = CliRunner().invoke(app, ["champion"])
    assert result.exit_code == 0, result.stderr
    assert paths.CHAMPION.read_bytes() == paths.CHALLENGER.read_bytes()
    assert "is the champion already" in CliRunner().invoke(app, ["champion"]).stderr
    assert [json.loads(line) for line in paths.CHAMPIONS.read_text(encoding="utf-8").splitlines()] == [decision]
    assert _run()["reason"] == "the challenger is the same model"


@pytest.mark.usefixtures("project")
def test_a_model_that_nobody_decided_on_does_not_become_champion() -> None:
    before = paths.CHAMPION.read_bytes()
    assert "does not exist" in str(CliRunner().invoke(app, ["champion"]).exception)
    _run()
    save_model(_deaf(), paths.MODEL)
    assert "is not about model.safetensors" in str(CliRunner().invoke(app, ["champion"]).exception)
    assert paths.CHAMPION.read_bytes() == before
