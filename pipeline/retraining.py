"""The tables of the page on retraining, from the metrics files that two benchmarks write."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.markdown import markdown
from pipeline.stages import paths


def retraining_tables() -> dict[str, str]:
    """Every generated table of the page by name."""
    return {"incremental": cost_table(_json("incremental.json")), "queue_curve": curve_table(_json("queue_curve.json"))}


def cost_table(found: Mapping[str, Any]) -> str:
    """Processor time of one run after one new document, by the number of documents, and how it grows."""
    rows = [(run["documents"], f"{run['processor']:.1f}") for run in found["runs"]]
    said = (
        f"By a straight line through all of them, {1000 * found['growth_per_document']:.0f} ms for each document more: "
        f"from {found['processor_first']:.1f} to {found['processor_last']:.1f} s."
    )
    return f"{markdown(('documents', 'seconds of processor time'), rows)}\n\n{said}"


def curve_table(found: Sequence[Mapping[str, float]]) -> str:
    """Micro-F1 by the number of labels given, in the queue's and in random order, and the queue's lead."""
    lead = "lead, held out (range over draws)"
    head = ("labels", "queue, held out", "random, held out", lead, "queue, real", "random, real")
    return markdown(head, map(_curve_row, found))


def _curve_row(row: Mapping[str, float]) -> tuple[str, ...]:
    lead = f"{row['lead_held_out']:+.3f} ({row['lead_low_held_out']:+.3f} to {row['lead_high_held_out']:+.3f})"
    held_out, real = (
        [f"{row[f'{order}_{place}']:.3f}" for order in ("queue", "random")] for place in ("held_out", "real")
    )
    return (f"{row['labels']:.0f}", *held_out, lead, *real)


def _json(name: str) -> Any:
    return json.loads((paths.METRICS / name).read_text(encoding="utf-8"))
