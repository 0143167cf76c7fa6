"""Stage `compare`: learn from one register, judge the others."""

import json
from functools import partial
from itertools import product

import numpy as np

from pipeline.codebook import load_codebook
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import logits_of_register, shift_table
from pipeline.files import write_text
from pipeline.settings import RunSettings, load_settings
from pipeline.stages import command, paths
from pipeline.stages.training_set import load_written_set
from pipeline.workers import workers

FOLDS = 3
"""Parts of the corpus, by meeting: fewer than in training, because there are four models for each."""


def run() -> None:
    """Write `metrics/register_shift.json`: micro-F1 by the register learned from and the register judged."""
    settings = load_settings()
    data = load_written_set(load_codebook(paths.CODEBOOK))
    fold = balanced_folds(data.truth, data.meetings, FOLDS)
    names = [*sorted(set(data.registers)), "all"]
    jobs = list(product(names, range(FOLDS)))
    with workers(RunSettings(workers=settings.run.workers)) as working:
        judged = list(working.map(partial(logits_of_register, data, fold, settings.train), jobs))
    logits = {name: np.zeros(data.truth.shape) for name in names}
    for (name, part), values in zip(jobs, judged, strict=True):
        logits[name][fold == part] = values
    table = shift_table(logits, data, fold, settings.train.threshold_factor)
    write_text(paths.METRICS / "register_shift.json", json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    command(run)
