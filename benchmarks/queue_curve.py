"""Labels spent against F1 gained, in the queue's order and at random: `python -m benchmarks.queue_curve`.

No stage of the pipeline, because it trains dozens of models; run it again when the queue or the classifier changes.
"""

import json
import sys
from itertools import product

from joblib import Parallel, delayed

from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.queue_curve import DRAWS, ORDERS, Order, Point, curve, rows, verdict
from pipeline.files import write_text
from pipeline.settings import TrainSettings, load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_measured_set, load_written_set

FOLDS = 2
"""Fewer than in training, as the models are many and learn from little."""


def main() -> None:
    """Write `metrics/queue_curve.json`, one object a number of labels, and say what it shows."""
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    train_settings = settings.train.model_copy(update={"folds": FOLDS})
    jobs = product(range(DRAWS), ORDERS)
    found = Parallel(n_jobs=settings.run.workers)(delayed(_points)(codebook, train_settings, *job) for job in jobs)
    table = rows([point for points in found for point in points])
    write_text(paths.METRICS / "queue_curve.json", json.dumps(table, indent=2) + "\n")
    sys.stdout.write(f"{verdict(table)}\n")


def _points(codebook: Codebook, settings: TrainSettings, draw: int, order: Order) -> list[Point]:
    # each worker reads the tables itself: they are quicker read than sent
    data, real = load_written_set(codebook), load_measured_set(codebook)
    return list(curve(data, real, settings, draw, order))


if __name__ == "__main__":
    main()
