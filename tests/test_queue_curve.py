"""The curve of labels spent against F1: who is judged, what both orders share, and what the curve says."""

from itertools import pairwise

import pytest

from pipeline.evaluate import queue_curve
from pipeline.evaluate.queue_curve import ORDERS, Order, Point, curve, rows, verdict
from pipeline.settings import TrainSettings
from pipeline.train.classifier import TrainingSet
from tests.corpora import training_set

SETTINGS = TrainSettings(folds=2)
SPENT, FIRST = (4, 12), 30


def _learned(monkeypatch: pytest.MonkeyPatch, draw: int, order: Order) -> tuple[list[Point], list[list[str]]]:
    """The curve over the hand-made corpus, and the remarks that each of its models learned from."""
    data, learned = training_set(), []
    plain = queue_curve.train

    def train(part: TrainingSet, settings: TrainSettings, codebook_version: int) -> object:
        learned.append([row.remark_id for row in part.annotations])
        return plain(part, settings, codebook_version)

    with monkeypatch.context() as patched:
        patched.setattr(queue_curve, "train", train)
        return list(curve(data, data.part([0, 1]), SETTINGS, draw, order, SPENT, FIRST)), learned


def test_both_orders_begin_alike_and_then_give_as_many_labels_to_other_remarks(monkeypatch: pytest.MonkeyPatch) -> None:
    points, learned = zip(*(_learned(monkeypatch, 0, order) for order in ORDERS), strict=True)
    assert [point.labels for point in points[0]] == [point.labels for point in points[1]] == [0, *SPENT]
    assert points[0][0].held_out == points[1][0].held_out
    assert learned[0][0] == learned[1][0]
    assert [len(ids) for ids in learned[1]] == [FIRST, *(FIRST + labels for labels in SPENT)]
    assert set(learned[0][-1]) != set(learned[1][-1])
    for models in learned:
        assert all(set(a) < set(b) for a, b in pairwise(models))
        assert all(len(set(ids)) == len(ids) for ids in models)


def test_no_model_learns_from_a_held_out_meeting_and_draws_hold_out_others(monkeypatch: pytest.MonkeyPatch) -> None:
    data = training_set()
    meeting = {row.remark_id: name for row, name in zip(data.annotations, data.meetings, strict=True)}
    seen = [{meeting[key] for ids in _learned(monkeypatch, draw, "random")[1] for key in ids} for draw in range(4)]
    assert all(len(meetings) == 5 for meetings in seen)  # one of six is held out
    assert len({frozenset(meetings) for meetings in seen}) > 1


def points(queue: list[float], random: list[float]) -> list[Point]:
    """Two draws that begin at 0.5 and end with 10 labels at the given F1."""
    ends = {"queue": queue, "random": random}
    return [
        Point(draw, order, labels, ends[order][draw] if labels else 0.5, 0.25, ends[order][draw] if labels else 0.5)
        for order in ORDERS
        for draw in range(2)
        for labels in (0, 10)
    ]


def test_a_row_has_means_and_the_lead_of_the_same_draws() -> None:
    first, last = rows(points([0.7, 0.8], [0.6, 0.6]))
    assert (first["labels"], first["queue_held_out"], first["lead_held_out"]) == (0, 0.5, 0.0)
    assert (last["queue_held_out"], last["random_held_out"]) == (0.75, 0.6)
    assert (last["lead_held_out"], last["lead_low_held_out"], last["lead_high_held_out"]) == (0.15, 0.1, 0.2)
    assert last["queue_real"] == 0.25


@pytest.mark.parametrize(
    ("random", "says"),
    [
        ([0.6, 0.6], "the queue leads in every draw, +0.100 to +0.200"),
        ([0.72, 0.7], "the queue leads but not in every draw, -0.020 to +0.100"),
        ([0.9, 0.9], "the queue leads in no draw, -0.200 to -0.100"),
    ],
)
def test_the_verdict_says_whether_the_queue_pays(random: list[float], says: str) -> None:
    said = verdict(rows(points([0.7, 0.8], random)))
    assert said.startswith("10 labels raise micro-F1 on held-out meetings by 0.250 in the queue's order")
    assert "at the best threshold" in said
    assert says in said
