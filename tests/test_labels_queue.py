"""What stands in the review queue, in which order, and why."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.labels.queue import Pool, doubted, queue

THEMES = ("energy", "talent", "finance")
THRESHOLD = 0.4


def _pool(
    scores: list[list[float]], rule: list[list[int]] | None = None, labels: list[list[int] | None] | None = None
) -> Pool:
    """A pool of remarks without a word in common; the rule agrees with the model unless given."""
    values = np.array(scores)
    known = labels or [None] * len(values)
    texts = [
        chr(ord("一") + 40 * i) * 3 + "。" + "".join(chr(ord("一") + 40 * i + j) for j in range(12))
        for i in range(len(values))
    ]
    return Pool(
        theme_ids=THEMES,
        texts=texts,
        scores=values,
        thresholds=np.full(values.shape, THRESHOLD),
        rule=np.array(rule, dtype=bool) if rule else values >= THRESHOLD,
        truth=np.array([row or [0, 0, 0] for row in known], dtype=bool),
        coded=np.array([row is not None for row in known]),
        held=np.full(3, 10.0),
    )


def _rows(pool: Pool, size: int = 10) -> list[int]:
    return [entry.row for entry in queue(pool, size)]


def test_the_score_nearest_to_its_threshold_comes_first() -> None:
    pool = _pool([[0.01, 0.02, 0.0], [0.0, 0.39, 0.0], [0.99, 0.0, 0.0], [0.0, 0.0, 0.25]])
    assert _rows(pool, 2) == [1, 3]
    assert queue(pool, 1)[0].reasons[0] == "unsure of talent: score 0.39, given from 0.40"


def test_of_equally_sure_remarks_that_on_which_the_rule_differs_comes_first() -> None:
    pool = _pool([[0.02, 0.0, 0.0], [0.02, 0.0, 0.0]], rule=[[0, 0, 0], [1, 0, 1]])
    first = queue(pool, 1)[0]
    assert first.row == 1
    assert first.reasons[0] == "model and rule differ on energy, finance"


def test_of_equal_remarks_that_of_the_rare_theme_comes_first() -> None:
    pool = replace(_pool([[0.9, 0.0, 0.0], [0.0, 0.9, 0.0]]), held=np.array([50.0, 3.0, 50.0]))
    assert _rows(pool, 1) == [1]


def test_the_queue_does_not_dwell_on_one_theme() -> None:
    unsure = [[0.395, 0.0, 0.0]] * 3 + [[0.0, 0.35, 0.0]]
    pool = replace(_pool(unsure), held=np.ones(3))
    assert _rows(pool, 2) == [0, 3]


def test_of_near_duplicates_one_stands_in_the_queue() -> None:
    pool = _pool([[0.39, 0.0, 0.0], [0.38, 0.0, 0.0], [0.0, 0.2, 0.0]])
    twins = replace(pool, texts=["電力の価格が課題である。", "電力の価格が課題である", "人材の育成を急ぐ。"])
    assert _rows(twins) == [0, 2]


CODED = [[0.9, 0.0, 0.0]] * 4 + [[0.02, 0.0, 0.0]] * 4
LABELS: list[list[int] | None] = [[1, 0, 0]] * 4 + [[0, 0, 0]] * 4


def test_a_label_that_held_out_scores_contradict_is_doubted_and_no_other() -> None:
    scores = np.array([*CODED, [0.97, 0.0, 0.0], [0.01, 0.0, 0.0]])
    truth = np.array([*LABELS, [0, 0, 0], [1, 0, 0]], dtype=bool)
    found = doubted(scores, truth, np.ones(10, dtype=bool))
    assert np.argwhere(found).tolist() == [[8, 0], [9, 0]]


def test_a_coded_remark_is_asked_for_again_only_when_its_label_is_doubted() -> None:
    pool = _pool([*CODED, [0.97, 0.0, 0.0]], labels=[*LABELS, [0, 0, 0]])
    entries = queue(pool, 10)
    assert [entry.row for entry in entries] == [8]
    assert entries[0].reasons == ["label lacks energy, score 0.97"]


def test_labels_of_one_kind_alone_are_not_doubted() -> None:
    assert not doubted(np.full((3, 1), 0.9), np.zeros((3, 1), dtype=bool), np.ones(3, dtype=bool)).any()


@pytest.mark.parametrize("size", [1, 5, 40])
def test_a_queue_is_the_beginning_of_a_longer_one_and_comes_out_the_same(size: int) -> None:
    pool = _pool(np.random.default_rng(0).uniform(size=(40, 3)).round(2).tolist())
    assert _rows(pool, size) == _rows(pool, 40)[:size]
    assert min(entry.priority for entry in queue(pool, 40)) >= 0
    assert max(entry.priority for entry in queue(pool, 40)) <= 1
