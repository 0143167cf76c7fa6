"""How far coders agree: Krippendorff's alpha, pairwise F1, and the remarks they differ on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.labels.records import Label


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """Agreement on one theme: how often each coding gave it, both did, alpha, and pairwise F1."""

    theme: str
    first: int
    second: int
    both: int
    alpha: float
    f1: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A remark that two codings gave different themes."""

    remark_id: str
    only_first: list[str]
    only_second: list[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two codings on the remarks that both coded."""

    remarks: int
    alpha: float
    f1: float
    themes: list[ThemeAgreement]
    disagreements: list[Disagreement]


def agreement(labels: Sequence[Label], theme_ids: Sequence[str]) -> Agreement:
    """Compare the first with the second coding of every remark that has both.

    Args:
        labels: labels of any pass; adjudicated ones do not take part.
        theme_ids: themes in codebook order.

    Returns:
        Agreement over all (remark, theme) decisions, per theme, and the remarks that differ. With no remark
        coded twice, `remarks` is 0 and the ratios are 1.

    """
    first = {label.remark_id: set(label.themes) for label in labels if label.coding_pass == "first"}
    second = {label.remark_id: set(label.themes) for label in labels if label.coding_pass == "second"}
    shared = [remark for remark in first if remark in second]
    a, b = _flags(first, shared, theme_ids), _flags(second, shared, theme_ids)
    return Agreement(
        remarks=len(shared),
        alpha=krippendorff_alpha(np.stack([a.ravel(), b.ravel()])),
        f1=_pairwise_f1(a, b),
        themes=[_on_theme(theme, a[:, i], b[:, i]) for i, theme in enumerate(theme_ids)],
        disagreements=[
            Disagreement(
                remark,
                [t for t in theme_ids if t in first[remark] - second[remark]],
                [t for t in theme_ids if t in second[remark] - first[remark]],
            )
            for remark in shared
            if first[remark] != second[remark]
        ],
    )


def krippendorff_alpha(codings: NDArray[np.float64]) -> float:
    """Krippendorff's alpha for nominal data.

    Args:
        codings: shape (coders, units); NaN where a coder did not code a unit.

    Returns:
        1 for full agreement, 0 for what chance gives; 1 when only one value was ever used.

    Source: Krippendorff, Content Analysis (2004), chapter 11: alpha = 1 - observed / expected disagreement.

    """
    pairable = codings[:, (~np.isnan(codings)).sum(axis=0) >= 2]
    values = np.unique(pairable[~np.isnan(pairable)])
    counts = np.array([(pairable == value).sum(axis=0) for value in values], dtype=float)
    if len(values) < 2:
        return 1.0
    raters = counts.sum(axis=0)
    agreeing = (counts * (counts - 1)).sum(axis=0)
    observed = float(((raters * (raters - 1) - agreeing) / (raters - 1)).sum())
    totals = counts.sum(axis=1)
    n = totals.sum()
    expected = float((n * n - (totals**2).sum()) / (n - 1))
    return 1.0 - observed / expected


def of_written_and_real(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """The labels of written remarks, and those of all others; a label without text is told by its remark's id."""
    written = {label.remark_id for label in labels if label.is_written}
    return (
        [label for label in labels if label.remark_id in written],
        [label for label in labels if label.remark_id not in written],
    )


def _on_theme(theme: str, a: NDArray[np.float64], b: NDArray[np.float64]) -> ThemeAgreement:
    both = int((a * b).sum())
    alpha = krippendorff_alpha(np.stack([a, b]))
    return ThemeAgreement(theme, int(a.sum()), int(b.sum()), both, alpha, _pairwise_f1(a, b))


def _pairwise_f1(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    given = a.sum() + b.sum()
    return float(2 * (a * b).sum() / given) if given else 1.0


def _flags(coded: dict[str, set[str]], remarks: list[str], theme_ids: Sequence[str]) -> NDArray[np.float64]:
    rows = [[float(theme in coded[remark]) for theme in theme_ids] for remark in remarks]
    return np.array(rows, dtype=float).reshape(len(remarks), len(theme_ids))
