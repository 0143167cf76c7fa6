"""Comparing classifiers: folds of whole meetings, held-out figures that nothing leaks into, and the families."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import families, theme_families
from benchmarks.theme_families import FAMILIES, Split
from pipeline.codebook import Codebook, Theme
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import cross_fitted, learned_from, logits_from, shift_table
from pipeline.evaluate.scores import micro_f1
from pipeline.settings import Settings, TrainSettings
from pipeline.train.classifier import TrainingSet
from tests.corpora import THEMES, annotation, training_set

SETTINGS = TrainSettings()
CODEBOOK = Codebook(
    version=1,
    themes=[Theme(id=theme, ja=theme, en=theme, definition="", include=[], exclude="") for theme in THEMES],
)


def _two_registers() -> TrainingSet:
    data = training_set()
    return replace(
        data, registers=["diet" if meeting in ("m0", "m1", "m2") else "council" for meeting in data.meetings]
    )


def _random_corpus() -> tuple[np.ndarray, list[str]]:
    rng = np.random.default_rng(0)
    meetings = [f"m{i:02}" for i in rng.integers(0, 30, size=600)]
    return rng.random((600, 4)) < (0.3, 0.2, 0.1, 0.05), meetings


def test_folds_hold_whole_meetings_and_balance_every_theme() -> None:
    truth, meetings = _random_corpus()
    fold = balanced_folds(truth, meetings, 5)
    assert all(len({part for part, m in zip(fold, meetings, strict=True) if m == name}) == 1 for name in set(meetings))
    shares = np.array([truth[fold == part].sum(axis=0) for part in range(5)]) / truth.sum(axis=0)
    assert (abs(shares[:, :3] - 0.2) < 0.05).all()
    assert (abs(np.bincount(fold) / 600 - 0.2) < 0.05).all()


def test_folds_do_not_depend_on_chance_and_refuse_too_few_meetings() -> None:
    truth, meetings = _random_corpus()
    assert (balanced_folds(truth, meetings, 5) == balanced_folds(truth, meetings, 5)).all()
    with pytest.raises(ValueError, match="30 meetings cannot be shared out to 31 parts"):
        balanced_folds(truth, meetings, 31)


def test_thresholds_of_a_part_do_not_see_its_labels() -> None:
    truth, meetings = _random_corpus()
    logits = np.where(truth, 1.5, -1.5) + np.random.default_rng(1).normal(size=truth.shape)
    fold = balanced_folds(truth, meetings, 3)
    turned = np.where((fold == 0)[:, None], ~truth, truth)
    before, after = (cross_fitted(logits, labels, fold, 1.0) for labels in (truth, turned))
    assert (before.thresholds[fold == 0] == after.thresholds[fold == 0]).all()
    assert (before.scores[fold == 0] == after.scores[fold == 0]).all()
    assert (before.scores[fold == 1] != after.scores[fold == 1]).any()


def test_a_model_of_one_register_never_learns_from_another() -> None:
    data = _two_registers()
    fold = balanced_folds(data.truth, data.meetings, 2)
    usable = learned_from(data, "diet")
    turned = replace(data, truth=np.where((usable & (fold != 0))[:, None], data.truth, ~data.truth))
    before, after = (logits_from(part, usable, fold, SETTINGS, 0) for part in (data, turned))
    assert before == pytest.approx(after)
    assert before.shape == ((fold == 0).sum(), len(THEMES))


def test_the_table_of_registers_has_a_row_for_each_learned_from() -> None:
    data = _two_registers()
    fold = balanced_folds(data.truth, data.meetings, 2)
    right = np.where(data.truth, 4.0, -4.0)
    misled = np.where(learned_from(data, "diet")[:, None], -right, right)
    table = shift_table({"council": misled, "diet": right, "all": right}, data, fold, 1.0)
    assert table["diet"] == table["all"] == {"council": 1.0, "diet": 1.0}
    assert table["council"]["council"] == 1.0
    assert table["council"]["diet"] < 0.1


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_ranks_unseen_remarks_and_is_safe_without_positives(name: str) -> None:
    data = training_set((*THEMES, "unheard"))
    sentences = ["電力 の 確保", "人材 が 不足", "予算 を 増額"]
    unseen = replace(
        data.part([0, 1, 2]),
        annotations=[annotation(words) for words in sentences],
        texts=[words.replace(" ", "") for words in sentences],
    )
    values = FAMILIES[name].judge(Split(data, unseen, SETTINGS), FAMILIES[name].values[-1])
    assert values.shape == (3, 4)
    assert np.isfinite(values).all()
    assert values[:, :3].argmax(axis=1).tolist() == [0, 1, 2]
    assert (values[:, 3] < values.max(axis=1)).all()


def test_nothing_is_chosen_or_fitted_on_the_remarks_that_are_judged() -> None:
    data = training_set()
    fold = balanced_folds(data.truth, data.meetings, 3)
    seen, unseen = (data.part(np.flatnonzero(rows).tolist()) for rows in (fold != 0, fold == 0))
    turned = replace(unseen, truth=~unseen.truth)
    first, second = (families.judge_split(seen, part, SETTINGS, CODEBOOK, 1.0) for part in (unseen, turned))
    assert set(first) == set(families.TITLES)
    for name, said in first.items():
        assert (said.decided == second[name].decided).all()
        assert said.scores == pytest.approx(second[name].scores)
        assert said.chosen == second[name].chosen


def test_the_report_gives_spread_and_difference_to_the_model() -> None:
    data = training_set()
    truth = data.truth
    wrong = families.Judged(truth.astype(float), ~truth)
    right = families.Judged(truth.astype(float), truth, 0.5)
    split = {name: right if name == "ours" else wrong for name in families.TITLES}
    costs = dict.fromkeys(families.TITLES, 2.0)
    report = families.report([split, split], [truth, truth], split, truth, costs, Settings())
    assert report["families"]["ours"]["micro_f1"] == {"mean": 1.0, "sd": 0.0}
    lost = micro_f1(truth, ~truth) - 1
    assert report["families"]["chain"]["micro_f1_above_ours"]["mean"] == pytest.approx(lost, abs=1e-4)
    assert report["written_remarks"] == 2 * len(truth)


def test_a_chain_learns_that_one_theme_brings_another() -> None:
    data = training_set()
    # talent is given with energy and nowhere else; its own words say nothing
    energy = data.truth[:, [0]]
    tied = replace(data, truth=np.hstack([energy, energy, data.truth[:, [2]]]), terms=[], grades={})
    unseen = replace(tied.part([0]), annotations=[annotation("電力 の 確保")])
    said = theme_families.chain(Split(tied, unseen, SETTINGS), 1.5)[0]
    assert said[1] > theme_families.ours(Split(tied, unseen, SETTINGS), 1.5)[0, 1]
