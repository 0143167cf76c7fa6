"""Whether more written text would help: F1 against the size of the corpus learned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.evaluate.scores import micro_f1
from pipeline.settings import TrainSettings
from pipeline.train.classifier import TrainingSet, train

FRACTIONS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Shares of the meetings that are not held out, from which a model is trained."""

DRAWS = 3
"""Times that meetings are drawn anew."""

HELD_OUT = 5
"""One meeting in five is held out of a draw."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Rows of the corpus to learn from and rows to judge; no meeting has rows in both."""

    draw: int
    fraction: float
    learned: list[int]
    held_out: list[int]


@dataclass(frozen=True, slots=True)
class Point:
    """Micro-F1 of a model that learned from `size` written remarks and all terms of the lexicon."""

    fraction: float
    size: int
    draw: int
    f1_real: float
    f1_held_out: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What the last doubling of the corpus changed micro-F1 by: mean, smallest and largest of the draws."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


def draws(meetings: Sequence[str], seed: int, least: int) -> list[Draw]:
    """The meetings that each model learns from.

    Args:
        meetings: the meeting of each row of the corpus.
        seed: seed of the order in which meetings are drawn.
        least: fewest meetings to learn from, as calibration needs some.

    Returns:
        `DRAWS` times one draw a fraction. Within a draw the held-out meetings are the same, and a larger fraction
        holds all meetings of a smaller one, so that only the size differs.
    """
    names = sorted(set(meetings))
    found: list[Draw] = []
    for number in range(DRAWS):
        order = np.random.default_rng([seed, number]).permutation(names).tolist()
        held_out, rest = order[: len(order) // HELD_OUT], order[len(order) // HELD_OUT :]
        judged = _rows(meetings, held_out)
        for fraction in FRACTIONS:
            taken = rest[: max(least, round(fraction * len(rest)))]
            found.append(Draw(number, fraction, _rows(meetings, taken), judged))
    return found


def measure(draw: Draw, data: TrainingSet, real: TrainingSet, settings: TrainSettings) -> Point:
    """Train on a draw as the project's model is trained, thresholds included, and judge what it has not seen."""
    model = train(data.part(draw.learned), settings, codebook_version=0)
    held_out = data.part(draw.held_out)
    f1 = [micro_f1(part.truth, model.decide(model.scores(part.annotations))) for part in (real, held_out)]
    return Point(draw.fraction, len(draw.learned), draw.draw, round(f1[0], 4), round(f1[1], 4))


def last_doubling(points: Iterable[Point]) -> tuple[Gain, Gain]:
    """What doubling the meetings to all of them changed, on real remarks and on held-out meetings."""
    by_draw = {(point.draw, point.fraction): point for point in points}
    half, whole = FRACTIONS[-2:]
    ends = [(by_draw[number, half], by_draw[number, whole]) for number in range(DRAWS)]
    return (
        _gain([after.f1_real - before.f1_real for before, after in ends]),
        _gain([after.f1_held_out - before.f1_held_out for before, after in ends]),
    )


def verdict(points: Sequence[Point]) -> str:
    """One sentence a kind of remark: how much the last doubling gave, and whether more text would help."""
    sizes = [round(np.mean([p.size for p in points if p.fraction == share])) for share in FRACTIONS[-2:]]
    real, held_out = last_doubling(points)
    return (
        f"From {sizes[0]} to {sizes[1]} written remarks ({DRAWS} draws) micro-F1 changes by {held_out} on held-out "
        f"meetings: {_says(held_out)}. On the coded real remarks it changes by {real}: {_says(real)}."
    )


def _says(gain: Gain) -> str:
    if gain.low > 0:
        return "more text would still help"
    if gain.high <= 0:
        return "more text of this kind would not help"
    return "the draws do not agree whether more text would help"


def _gain(changes: list[float]) -> Gain:
    return Gain(float(np.mean(changes)), min(changes), max(changes))


def _rows(meetings: Sequence[str], wanted: Iterable[str]) -> list[int]:
    chosen = set(wanted)
    return [row for row, meeting in enumerate(meetings) if meeting in chosen]
