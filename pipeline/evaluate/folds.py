"""Parts of a corpus for held-out scores: whole meetings, with about equal shares of every theme.

scikit-learn's `StratifiedKFold` refuses several labels a row, and iterative stratification knows no groups.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.scores import Flags

Folds = NDArray[np.int_]
"""The part, from 0, that each remark belongs to; shape (remarks,)."""


def balanced_folds(truth: Flags, meetings: Sequence[str], folds: int) -> Folds:
    """Share whole meetings out to `folds` parts, the largest first, each to where it is missed most.

    Args:
        truth: labels of shape (remarks, themes).
        meetings: the meeting of each remark; no meeting is split.
        folds: number of parts.

    Raises:
        ValueError: there are fewer meetings than parts.
    """
    names, place = np.unique(np.asarray(meetings), return_inverse=True)
    if len(names) < folds:
        raise ValueError(f"{len(names)} meetings cannot be shared out to {folds} parts")
    # a column of ones balances the number of remarks like one more theme
    columns = np.column_stack([truth, np.ones(len(truth))]).astype(float)
    held = np.array([columns[place == i].sum(axis=0) for i in range(len(names))])
    held /= np.maximum(held.sum(axis=0), 1)
    filled = np.zeros((folds, held.shape[1]))
    part = np.zeros(len(names), dtype=int)
    for i in np.lexsort((np.arange(len(names)), -held.sum(axis=1))):
        part[i] = int(((filled + held[i]) ** 2 - filled**2).sum(axis=1).argmin())
        filled[part[i]] += held[i]
    return part[place]
