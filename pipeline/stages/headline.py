"""Print the headline figures of `metrics/headline.json` as a table; the last thing `make repro` does."""

import json
import sys

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
    Console(file=sys.stdout, width=100).print(table)


if __name__ == "__main__":
    command(run)
