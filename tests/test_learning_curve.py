"""The learning curve: which meetings are drawn, and what the curve says."""

from itertools import pairwise

import pytest

from pipeline.evaluate.learning_curve import DRAWS, FRACTIONS, Draw, Point, draws, last_doubling, measure, verdict
from pipeline.settings import TrainSettings
from tests.corpora import training_set

MEETINGS = [f"m{i % 40:02}" for i in range(200)]


def _curve(gains_real: list[float], gains_held_out: list[float]) -> list[Point]:
    """Flat curves at 0.5 with a step at the end, one a draw."""
    steps = enumerate(zip(gains_real, gains_held_out, strict=True))
    return [
        Point(fraction, round(1600 * fraction), number, *(0.5 + gain * (fraction == 1) for gain in gains))
        for number, gains in steps
        for fraction in FRACTIONS
    ]


def test_meetings_are_whole_and_never_both_learned_from_and_judged() -> None:
    for draw in draws(MEETINGS, 7, least=3):
        learned, judged = ({MEETINGS[row] for row in rows} for rows in (draw.learned, draw.held_out))
        assert learned.isdisjoint(judged)
        assert len(judged) == 8
        assert len(draw.learned) == 5 * len(learned) == 5 * max(3, round(32 * draw.fraction))


def test_draws_differ_but_sizes_of_a_draw_are_nested() -> None:
    planned = draws(MEETINGS, 7, least=3)
    assert planned == draws(MEETINGS, 7, least=3)
    assert [(d.draw, d.fraction) for d in planned] == [(i, f) for i in range(DRAWS) for f in FRACTIONS]
    first, second = planned[: len(FRACTIONS)], planned[len(FRACTIONS) : 2 * len(FRACTIONS)]
    assert first[-1].held_out != second[-1].held_out
    assert all(set(a.learned) < set(b.learned) for a, b in pairwise(first))


def test_a_model_is_judged_on_what_it_has_not_seen() -> None:
    data = training_set()
    rows = range(len(data.texts))
    judged = [i for i in rows if data.meetings[i] == "m5"]
    learned = [i for i in rows if data.meetings[i] != "m5"]
    settings = TrainSettings(folds=3)
    point = measure(Draw(0, 1.0, learned, judged), data, data.part(learned[:4]), settings)
    assert (point.size, point.draw) == (len(learned), 0)
    assert point.f1_held_out > 0.8
    # labels of the judged remarks turned round: whoever learned from them would still do well
    wrong = [int(i) for i in judged]
    data.truth[wrong] = ~data.truth[wrong]
    assert measure(Draw(0, 1.0, learned, judged), data, data.part(learned[:4]), settings).f1_held_out < 0.4


@pytest.mark.parametrize(
    ("gains", "says"),
    [
        ([0.01, 0.02, 0.03], "more text would still help"),
        ([-0.01, 0.02, 0.03], "the draws do not agree whether more text would help"),
        ([-0.01, 0.0, -0.03], "more text of this kind would not help"),
    ],
)
def test_the_verdict_follows_the_last_doubling(gains: list[float], says: str) -> None:
    flat = [0.0, 0.0, 0.0]
    assert f"on held-out meetings: {says}. On" in verdict(_curve(flat, gains))
    assert verdict(_curve(gains, flat)).endswith(f": {says}.")
    assert verdict(_curve(gains, flat)).startswith("From 800 to 1600 written remarks (3 draws)")


def test_the_gain_has_its_spread() -> None:
    real, held_out = last_doubling(_curve([0.01, 0.02, 0.06], [0.0, 0.0, 0.0]))
    assert str(real) == "+0.030 (+0.010 to +0.060)"
    assert held_out.mean == pytest.approx(0.0)
