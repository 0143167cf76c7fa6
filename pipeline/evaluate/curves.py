"""What the plots show, as rows: `dvc plots show` draws them.

`truth`, `predicted` and `scores` are of shape (remarks, themes), as in `pipeline.evaluate.scores`.
"""

from typing import Any

import numpy as np

from pipeline.evaluate.scores import Flags, Scores, exact_match, micro_f1

Rows = list[dict[str, Any]]

STEPS = 20
"""Steps of recall and of coverage between 0 and 1."""


def precision_recall(truth: Flags, scores: Scores, theme_ids: tuple[str, ...]) -> Rows:
    """Best precision of each theme at each recall or more; one row a recall, one column a theme.

    A theme that no remark carries has no recall; its precision is 0.
    """
    curves = [_precision_at(truth[:, i], scores[:, i]) for i in range(len(theme_ids))]
    return [
        {"recall": step / STEPS, **{theme: curve[step] for theme, curve in zip(theme_ids, curves, strict=True)}}
        for step in range(STEPS + 1)
    ]


def reliability(truth: Flags, scores: Scores, bins: int = 10) -> Rows:
    """Mean score and share of true labels in bins of equal width; empty bins are left out.

    `ideal` repeats the mean score, so that a plot can show the diagonal.
    """
    flat, hit = scores.ravel(), truth.ravel()
    place = np.minimum((flat * bins).astype(int), bins - 1)
    return [
        {
            "score": round(float(flat[place == b].mean()), 4),
            "frequency": round(float(hit[place == b].mean()), 4),
            "ideal": round(float(flat[place == b].mean()), 4),
            "count": int((place == b).sum()),
        }
        for b in range(bins)
        if (place == b).any()
    ]


def coverage(truth: Flags, predicted: Flags, sureness: Scores) -> Rows:
    """Scores of the surest remarks alone, from a twentieth to all of them.

    Args:
        truth: labels.
        predicted: decisions.
        sureness: shape (remarks,); of equally sure remarks the first are kept.
    """
    order = np.argsort(-sureness, kind="stable")
    kept = sorted({max(1, round(len(truth) * step / STEPS)) for step in range(1, STEPS + 1)})
    return [
        {
            "coverage": round(size / len(truth), 4),
            "micro_f1": round(micro_f1(truth[order[:size]], predicted[order[:size]]), 4),
            "exact_match": round(exact_match(truth[order[:size]], predicted[order[:size]]), 4),
        }
        for size in kept
    ]


def cooccurrence(truth: Flags, predicted: Flags, theme_ids: tuple[str, ...]) -> Rows:
    """How many remarks carry each two themes, and how many were given both; the diagonal counts single themes."""
    coded, given = (flags.astype(int).T @ flags.astype(int) for flags in (truth, predicted))
    return [
        {"theme": first, "other": second, "truth": int(coded[i, j]), "predicted": int(given[i, j])}
        for i, first in enumerate(theme_ids)
        for j, second in enumerate(theme_ids)
    ]


def label_structure(truth: Flags, predicted: Flags) -> dict[str, float]:
    """Class imbalance, and how far predictions keep to the correlation of labels.

    Returns:
        Themes a remark carries and was given in the mean; the most frequent theme's remarks over the rarest's (0 if a
        theme has none); Pearson's correlation of two themes over the remarks, averaged over the pairs as absolute
        values, in truth and prediction, and the mean distance between the two.
    """
    sizes = truth.sum(axis=0)
    coded, given = _correlations(truth), _correlations(predicted)
    figures = {
        "themes_per_remark": truth.sum() / len(truth),
        "themes_per_remark_predicted": predicted.sum() / len(truth),
        "largest_to_smallest_theme": sizes.max() / sizes.min() if sizes.min() else 0.0,
        "label_correlation": np.abs(coded).mean(),
        "label_correlation_predicted": np.abs(given).mean(),
        "label_correlation_distance": np.abs(coded - given).mean(),
    }
    return {name: round(float(value), 4) for name, value in figures.items()}


def _precision_at(truth: Flags, scores: Scores) -> list[float]:
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(truth[order])
    precision = found / np.arange(1, len(truth) + 1)
    # a threshold cannot part equal scores: only the last of them is a point of the curve
    ends = np.append(np.diff(scores[order]) != 0, True)
    recall, precision = found[ends] / max(truth.sum(), 1), precision[ends]
    steps = np.arange(STEPS + 1) / STEPS
    return [round(float(precision[recall >= step - 1e-12].max(initial=0.0)), 4) for step in steps]


def _correlations(flags: Flags) -> Scores:
    """Correlation of each pair of themes; 0 where one of them is constant. Shape (pairs,)."""
    centred = flags - flags.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    products = centred.T @ centred / np.maximum(np.outer(lengths, lengths), 1e-12)
    return np.asarray(products[np.triu_indices(flags.shape[1], 1)])
