"""Whether labels given in the queue's order teach more than labels given in random order: labels spent against F1.

Tried on the written corpus, where every label is known: a model learns from few remarks, then labels are "given" to
others of the same meetings, by the queue of the model as it is or at random, and a model learns from all so far. Judged
is what no order can touch: remarks of held-out meetings, and the measured real ones.

Judged twice, with the model's own thresholds and at the best single one. The queue picks remarks with more themes than
others have, so thresholds that are fitted on those alone lie too low; the best single threshold shows what was learned
apart from that. In the pipeline a few queued remarks join thousands of others, and thresholds hardly move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from pipeline.evaluate.baselines import lexicon_rule
from pipeline.evaluate.learning_curve import HELD_OUT
from pipeline.evaluate.scores import Scores, best_micro_f1, micro_f1
from pipeline.labels.queue import Pool, queue
from pipeline.settings import TrainSettings
from pipeline.train.classifier import TrainingSet, train
from pipeline.train.features import LexiconBlock
from pipeline.train.model import ThemeModel

Order = Literal["queue", "random"]
ORDERS: tuple[Order, ...] = get_args(Order)

START = 200
"""Remarks with a label at the beginning."""

SPENT = (100, 200, 400, 800)
"""Labels given beyond those, at which a model learns and the next part of the queue is made."""

DRAWS = 3
"""Times that held-out meetings and first remarks are drawn anew."""


@dataclass(frozen=True, slots=True)
class Point:
    """Micro-F1 of a model that learned from the first remarks and so many labels more; `best` at the best threshold."""

    draw: int
    order: Order
    labels: int
    held_out: float
    real: float
    best_held_out: float


def curve(
    data: TrainingSet,
    real: TrainingSet,
    settings: TrainSettings,
    draw: int,
    order: Order,
    spent: Sequence[int] = SPENT,
    start: int = START,
) -> Iterator[Point]:
    """The points of one draw and one order; both orders of a draw begin with the same remarks.

    Args:
        data: remarks whose labels are known.
        real: remarks that are judged and not learned from.
        settings: how models are fitted.
        draw: number of the draw, part of the seed.
        order: how the remarks that get a label are chosen.
        spent: numbers of labels given beyond those at the beginning, rising.
        start: remarks with a label at the beginning.
    """
    rng = np.random.default_rng([settings.seed, draw])
    names = rng.permutation(sorted(set(data.meetings)))
    held_out = set(names[: len(names) // HELD_OUT].tolist())
    judged = data.part([i for i, meeting in enumerate(data.meetings) if meeting in held_out])
    open_ = rng.permutation([i for i, meeting in enumerate(data.meetings) if meeting not in held_out]).tolist()
    coded, open_ = open_[:start], open_[start:]
    model = train(data.part(coded), settings, codebook_version=0)
    yield Point(draw, order, 0, *_judged(model, judged, real))
    for labels in spent:
        given = start + labels - len(coded)
        # the rows stand in random order, so the first ones are a random draw
        chosen = open_[:given] if order == "random" else _queued(model, data, coded, open_, given)
        coded, open_ = [*coded, *chosen], [row for row in open_ if row not in set(chosen)]
        model = train(data.part(coded), settings, codebook_version=0)
        yield Point(draw, order, labels, *_judged(model, judged, real))


def rows(points: Sequence[Point]) -> list[dict[str, float]]:
    """One row a number of labels: mean F1 by order, and the queue's lead over random order and its range over draws."""
    found: list[dict[str, float]] = []
    for labels in sorted({point.labels for point in points}):
        row: dict[str, float] = {"labels": labels}
        for name in ("held_out", "real", "best_held_out"):
            f1 = {order: _by_draw(points, labels, order, name) for order in ORDERS}
            lead = f1["queue"] - f1["random"]
            row |= {f"{order}_{name}": round(float(f1[order].mean()), 4) for order in ORDERS}
            ends = {"lead": lead.mean(), "lead_low": lead.min(), "lead_high": lead.max()}
            row |= {f"{end}_{name}": round(float(value), 4) for end, value in ends.items()}
        found.append(row)
    return found


def verdict(found: Sequence[dict[str, float]]) -> str:
    """One sentence a way of judging: what the most labels gained by either order on held-out meetings."""
    labels = f"{found[-1]['labels']:.0f} labels raise micro-F1 on held-out meetings by"
    best, decided = _gained(found, "best_held_out"), _gained(found, "held_out")
    return f"{labels} {best} at the best threshold, and by {decided} as decided."


def _gained(found: Sequence[dict[str, float]], name: str) -> str:
    first, last = found[0], found[-1]
    gains = {order: last[f"{order}_{name}"] - first[f"{order}_{name}"] for order in ORDERS}
    low, high = last[f"lead_low_{name}"], last[f"lead_high_{name}"]
    surer = "in every draw" if low > 0 else "but not in every draw" if high > 0 else "in no draw"
    return (
        f"{gains['queue']:.3f} in the queue's order and {gains['random']:.3f} in random order "
        f"(the queue leads {surer}, {low:+.3f} to {high:+.3f})"
    )


def _queued(model: ThemeModel, data: TrainingSet, coded: Sequence[int], open_: list[int], size: int) -> list[int]:
    """The rows that stand first in the queue of those without a label."""
    part = data.part(open_)
    scores = model.scores(part.annotations)
    pool = Pool(
        theme_ids=data.theme_ids,
        texts=part.texts,
        scores=scores,
        thresholds=np.tile(model.calibration.threshold, (len(open_), 1)),
        rule=lexicon_rule(part.annotations, LexiconBlock(data.theme_ids, data.grades, 1.0)),
        truth=np.zeros(part.truth.shape, dtype=bool),
        coded=np.zeros(len(open_), dtype=bool),
        held=data.truth[list(coded)].sum(axis=0).astype(float),
    )
    return [open_[entry.row] for entry in queue(pool, size)]


def _judged(model: ThemeModel, held_out: TrainingSet, real: TrainingSet) -> tuple[float, float, float]:
    """Micro-F1 on held-out meetings and on real remarks, and at the best threshold on held-out meetings."""
    scores = model.scores(held_out.annotations)
    return (
        micro_f1(held_out.truth, model.decide(scores)),
        micro_f1(real.truth, model.decide(model.scores(real.annotations))),
        best_micro_f1(held_out.truth, scores),
    )


def _by_draw(points: Sequence[Point], labels: int, order: Order, name: str) -> Scores:
    chosen = [point for point in points if (point.labels, point.order) == (labels, order)]
    return np.array([getattr(point, name) for point in sorted(chosen, key=lambda point: point.draw)])
