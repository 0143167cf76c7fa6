"""Scores on small arrays whose figures can be counted by hand, and the report made of them."""

import numpy as np
import pytest

from pipeline.codebook import Codebook, Theme
from pipeline.evaluate.baselines import codebook_rule, lexicon_rule, majority, tfidf_logistic
from pipeline.evaluate.curves import cooccurrence, coverage, label_structure, precision_recall, reliability
from pipeline.evaluate.report import Measured, headline, per_theme
from pipeline.evaluate.scores import (
    best_micro_f1,
    bootstrap,
    calibration_error,
    count,
    exact_match,
    macro_f1,
    micro_f1,
    none_accuracy,
    ranking_precision,
)
from pipeline.labels.agreement import agreement
from pipeline.train.features import LexiconBlock
from tests.corpora import GRADES, THEMES, annotation, training_set

TRUTH = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 0], [1, 0, 0]], dtype=bool)
PREDICTED = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]], dtype=bool)


def test_counts_and_their_ratios() -> None:
    counts = count(TRUTH, PREDICTED)
    assert (counts.tp, counts.fp, counts.fn) == (3, 2, 1)
    assert (counts.precision, counts.recall, counts.f1) == (
        pytest.approx(3 / 5),
        pytest.approx(3 / 4),
        pytest.approx(2 / 3),
    )
    nothing = count(TRUTH[2:3], TRUTH[2:3])
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)


def test_the_best_micro_f1_is_that_of_the_best_single_threshold() -> None:
    truth = np.array([[True, False], [False, True], [False, False]])
    scores = np.array([[0.9, 0.2], [0.4, 0.4], [0.1, 0.1]])
    assert best_micro_f1(truth, scores) == pytest.approx(max(micro_f1(truth, scores >= t) for t in np.unique(scores)))
    assert best_micro_f1(truth, scores) == pytest.approx(0.8)  # of two equal scores not the right one alone


def test_figures_over_remarks() -> None:
    assert micro_f1(TRUTH, PREDICTED) == pytest.approx(2 / 3)
    assert macro_f1(TRUTH, PREDICTED) == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert exact_match(TRUTH, PREDICTED) == 0.25
    assert none_accuracy(TRUTH, PREDICTED) == 0.75


def test_ranking_looks_at_remarks_with_a_theme() -> None:
    scores = np.array([[0.9, 0.1, 0.1], [0.1, 0.8, 0.7], [0.9, 0.9, 0.9], [0.2, 0.9, 0.1]])
    assert ranking_precision(TRUTH, scores) == pytest.approx((1 + 1 + 0.5) / 3)


def test_calibration_error_is_the_distance_of_score_and_frequency() -> None:
    truth = np.array([[1, 0], [1, 0]], dtype=bool)
    assert calibration_error(truth, np.array([[1.0, 0.0], [1.0, 0.0]])) == 0.0
    assert calibration_error(truth, np.array([[0.75, 0.25], [0.75, 0.25]])) == pytest.approx(0.25)


def test_the_interval_holds_the_value_and_does_not_change_with_time() -> None:
    first = bootstrap(micro_f1, TRUTH, PREDICTED, 200, seed=1)
    assert first.low <= first.value <= first.high
    assert first == bootstrap(micro_f1, TRUTH, PREDICTED, 200, seed=1)


def test_the_report_has_every_system_and_human_agreement() -> None:
    systems = {"model": Measured(PREDICTED, PREDICTED.astype(float)), "none": Measured(np.zeros_like(TRUTH))}
    report = headline(TRUTH, systems, agreement([], THEMES), 200, 1)
    assert report["remarks"] == 4
    assert report["model"]["micro_f1"]["value"] == pytest.approx(0.6667)
    assert "calibration_error" in report["model"]
    assert report["none"]["recall"] == 0.0
    assert set(report["human_agreement"]) == {"pairwise_f1", "krippendorff_alpha"}
    assert per_theme(TRUTH, PREDICTED, THEMES)["talent"]["precision"] == 0.5


def test_rules_give_a_theme_where_its_words_stand() -> None:
    words = zip(THEMES, ("電力", "人材", "予算"), strict=True)
    themes = [Theme(id=theme, ja=ja, en=theme, definition="", include=[], exclude="") for theme, ja in words]
    by_words = codebook_rule(["電力と人材", "会議"], Codebook(version=1, themes=themes))
    assert by_words.tolist() == [[True, True, False], [False, False, False]]
    remarks = [annotation("電力 と 技術者"), annotation("会議")]
    assert lexicon_rule(remarks, LexiconBlock(THEMES, GRADES, 1.0)).tolist() == by_words.tolist()


def test_baselines_learn_from_the_training_set() -> None:
    data = training_set()
    predicted = tfidf_logistic(data.texts, data.truth, data.texts)
    assert micro_f1(data.truth, predicted) > 0.9
    assert majority(data.truth, 2).sum() == 2


def test_reliability_puts_every_decision_in_one_bin() -> None:
    truth = np.array([[1, 0], [1, 0]], dtype=bool)
    rows = reliability(truth, np.array([[0.95, 0.12], [0.91, 0.16]]))
    assert [(row["score"], row["frequency"], row["count"]) for row in rows] == [(0.14, 0.0, 2), (0.93, 1.0, 2)]
    assert sum(row["count"] for row in reliability(truth, np.array([[1.0, 0.0], [0.5, 0.2]]))) == 4


def test_coverage_drops_the_least_sure_first() -> None:
    rows = coverage(TRUTH, PREDICTED, np.array([0.4, 0.3, 0.1, 0.2]))
    assert [row["coverage"] for row in rows] == [0.25, 0.5, 0.75, 1.0]
    assert [row["exact_match"] for row in rows] == [1.0, 0.5, pytest.approx(1 / 3, abs=1e-4), 0.25]
    assert rows[-1]["micro_f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_precision_at_recall_takes_equal_scores_together() -> None:
    truth = np.array([[1], [1], [0], [0]], dtype=bool)
    by_recall = {
        row["recall"]: row["t"] for row in precision_recall(truth, np.array([[0.9], [0.8], [0.8], [0.1]]), ("t",))
    }
    assert (by_recall[0.0], by_recall[0.5]) == (1.0, 1.0)
    assert by_recall[0.55] == by_recall[1.0] == pytest.approx(2 / 3, abs=1e-4)
    nobody = precision_recall(np.zeros((2, 1), dtype=bool), np.array([[0.1], [0.2]]), ("t",))
    assert {row["t"] for row in nobody} == {0.0}


def test_cooccurrence_counts_pairs_in_truth_and_prediction() -> None:
    pairs = {(row["theme"], row["other"]): row for row in cooccurrence(TRUTH, PREDICTED, THEMES)}
    assert (pairs["talent", "finance"]["truth"], pairs["talent", "finance"]["predicted"]) == (1, 0)
    assert (pairs["energy", "talent"]["truth"], pairs["energy", "talent"]["predicted"]) == (0, 1)
    assert pairs["energy", "energy"]["truth"] == 2


def test_label_structure_tells_imbalance_and_correlation() -> None:
    truth = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    figures = label_structure(truth, np.zeros_like(truth))
    assert (figures["themes_per_remark"], figures["themes_per_remark_predicted"]) == (1.25, 0.0)
    assert figures["largest_to_smallest_theme"] == 2.0
    assert figures["label_correlation"] == pytest.approx((1 + 2 * 3**-0.5) / 3, abs=1e-4)
    assert figures["label_correlation_predicted"] == 0.0
