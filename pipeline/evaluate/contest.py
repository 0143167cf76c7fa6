"""Champion and challenger: whether a newly trained model takes the place of the one that was in use.

Both are judged on the same real remarks, which neither has learned from. Remarks are drawn with replacement, the same
for both, so that what is hard about a remark falls on either side; the noise is that of the difference.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.evaluate.scores import Flags, Interval, bootstrap, exact_match, macro_f1, micro_f1

Side = Literal["champion", "challenger"]

FIGURES = {"micro_f1": micro_f1, "macro_f1": macro_f1, "exact_match": exact_match}


@dataclass(frozen=True)
class Contest:
    """Which model is chosen and why; `difference` is micro-F1 of the challenger minus that of the champion.

    Without a difference there was nothing to compare.
    """

    chosen: Side
    reason: str
    difference: Interval | None = None


def contest(truth: Flags, champion: Flags, challenger: Flags, resamples: int, seed: int) -> Contest:
    """Choose the challenger unless it is worse beyond the noise.

    Args:
        truth: labels, shape (remarks, themes).
        champion: themes given by the champion, of the same shape.
        challenger: themes given by the challenger.
        resamples: bootstrap resamples.
        seed: seed of the bootstrap.
    """
    both = np.stack([champion, challenger], axis=1)
    found = bootstrap(_difference, truth, both, resamples, seed)
    if found.high < 0:
        return Contest("champion", "the challenger is worse beyond the noise", found)
    if found.low > 0:
        return Contest("challenger", "the challenger is better beyond the noise", found)
    return Contest("challenger", "the challenger is not worse beyond the noise", found)


def figures(truth: Flags, predicted: Flags) -> dict[str, float]:
    """What is told of either model."""
    return {name: round(figure(truth, predicted), 4) for name, figure in FIGURES.items()}


def _difference(truth: Flags, both: Any) -> float:
    return micro_f1(truth, both[:, 1]) - micro_f1(truth, both[:, 0])
