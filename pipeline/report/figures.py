"""The figures of `metrics/*.json` in the order and form in which the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIGURES = ("micro_f1", "macro_f1", "precision", "recall", "exact_match")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share, with its 95% interval where there is one."""

    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        interval = "" if self.low is None or self.high is None else f" ({self.low:.2f}–{self.high:.2f})"
        return f"{self.value:.2f}{interval}"


@dataclass(frozen=True, slots=True)
class System:
    """One system of `headline.json`: the model or a baseline."""

    name: str
    figures: Mapping[str, Figure]


def systems(metrics: Mapping[str, Any]) -> list[System]:
    """Every system measured on the coded real remarks, in the order of the file."""
    measured = metrics.get("headline", {})
    return [
        System(name, {key: _figure(row[key]) for key in FIGURES if key in row})
        for name, row in measured.items()
        if isinstance(row, Mapping) and "micro_f1" in row
    ]


def agreement(metrics: Mapping[str, Any]) -> Mapping[str, float]:
    """How far two coders agree on the same remarks: pairwise F1 and Krippendorff's alpha; empty when not measured."""
    found: Mapping[str, float] = metrics.get("headline", {}).get("human_agreement", {})
    return found


def _figure(value: float | Mapping[str, float]) -> Figure:
    if isinstance(value, Mapping):
        return Figure(value["value"], value.get("low"), value.get("high"))
    return Figure(value)
