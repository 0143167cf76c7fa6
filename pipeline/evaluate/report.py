"""The headline: the model on real remarks it never saw, beside baselines and human agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.evaluate.scores import (
    Flags,
    Scores,
    bootstrap,
    calibration_error,
    count,
    exact_match,
    macro_f1,
    micro_f1,
    none_accuracy,
    ranking_precision,
)
from pipeline.labels.agreement import Agreement


@dataclass(frozen=True)
class Measured:
    """What one system said of the measured remarks: decisions, and scores where it has any."""

    predicted: Flags
    scores: Scores | None = None


def headline(
    truth: Flags, systems: Mapping[str, Measured], human: Agreement, resamples: int, seed: int
) -> dict[str, Any]:
    """Figures of every system over the same remarks.

    Args:
        truth: adjudicated labels, shape (remarks, themes).
        systems: decisions and scores by name of the system.
        human: agreement of two independent codings of the same remarks.
        resamples: bootstrap resamples behind each interval.
        seed: seed of the bootstrap.

    Returns:
        A nested mapping ready for a metrics file: figures rounded to four places, 95% intervals for the F1s.
    """
    return {
        "remarks": len(truth),
        "human_agreement": {"pairwise_f1": round(human.f1, 4), "krippendorff_alpha": round(human.alpha, 4)},
        **{name: _figures(truth, measured, resamples, seed) for name, measured in systems.items()},
    }


def per_theme(truth: Flags, predicted: Flags, theme_ids: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of remarks of each theme."""
    counted = {theme: count(truth[:, [i]], predicted[:, [i]]) for i, theme in enumerate(theme_ids)}
    return {
        theme: {
            "remarks": counts.tp + counts.fn,
            "precision": round(counts.precision, 4),
            "recall": round(counts.recall, 4),
            "f1": round(counts.f1, 4),
        }
        for theme, counts in counted.items()
    }


def _figures(truth: Flags, measured: Measured, resamples: int, seed: int) -> dict[str, Any]:
    predicted, scores = measured.predicted, measured.scores
    counts = count(truth, predicted)
    figures: dict[str, Any] = {
        "micro_f1": bootstrap(micro_f1, truth, predicted, resamples, seed).as_dict(),
        "macro_f1": bootstrap(macro_f1, truth, predicted, resamples, seed).as_dict(),
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "exact_match": round(exact_match(truth, predicted), 4),
        "none_accuracy": round(none_accuracy(truth, predicted), 4),
    }
    if scores is not None:
        figures["ranking_precision"] = round(ranking_precision(truth, scores), 4)
        figures["calibration_error"] = round(calibration_error(truth, np.asarray(scores)), 4)
    return figures
