"""Print the headline figures of `metrics/`, and which model is in use; the last thing `make repro` does."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.stages import command, paths


def run() -> None:
    """Print one row a system, and human agreement below."""
    figures = json.loads((paths.METRICS / "headline.json").read_text(encoding="utf-8"))
    table = Table(title=f"{figures['remarks']} real remarks, none of them trained on")
    for column in ("system", "micro-F1 (95% interval)", "macro-F1", "precision", "recall"):
        table.add_column(column)
    for name, row in figures.items():
        if not isinstance(row, dict) or "micro_f1" not in row:
            continue
        f1 = row["micro_f1"]
        interval = f"{f1['value']:.2f} ({f1['low']:.2f} to {f1['high']:.2f})"
        others = (row["macro_f1"]["value"], row["precision"], row["recall"])
        table.add_row(name, interval, *(f"{value:.2f}" for value in others))
    human = figures["human_agreement"]
    table.caption = f"Two coders agree: F1 {human['pairwise_f1']:.2f}, alpha {human['krippendorff_alpha']:.2f}"
    console = Console(file=sys.stdout, width=100)
    console.print(table)
    console.print(in_use(json.loads((paths.METRICS / "champion.json").read_text(encoding="utf-8"))), highlight=False)


def in_use(decision: Mapping[str, Any]) -> str:
    """Which model was chosen, why, and what to do about it.

    >>> in_use({"chosen": "champion", "reason": "the challenger is the same model", "champion": {"version": "a1"}})
    'Model in use: the champion a1, because the challenger is the same model.'
    """
    chosen = decision["chosen"]
    said = f"Model in use: the {chosen} {decision[chosen]['version']}, because {decision['reason']}"
    if "micro_f1_difference" in decision:
        found = decision["micro_f1_difference"]
        said += f" (micro-F1 {found['value']:+.3f}, {found['low']:+.3f} to {found['high']:+.3f})"
    return f"{said}. `ronten champion` makes it the champion." if chosen == "challenger" else f"{said}."


if __name__ == "__main__":
    command(run)
