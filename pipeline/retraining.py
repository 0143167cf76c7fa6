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
    kinds = {
        "best_held_out": "held out, best threshold",
        "held_out": "held out, as decided",
        "real": "real, as decided",
    }
    head = ("labels", *(column for title in kinds.values() for column in (f"{title}: queue", "random", "lead (range)")))
    rows = [(f"{row['labels']:.0f}", *(cell for name in kinds for cell in _led(row, name))) for row in found]
    return markdown(head, rows)


def _led(row: Mapping[str, float], name: str) -> tuple[str, str, str]:
    lead = f"{row[f'lead_{name}']:+.3f} ({row[f'lead_low_{name}']:+.3f} to {row[f'lead_high_{name}']:+.3f})"
    return (f"{row[f'queue_{name}']:.3f}", f"{row[f'random_{name}']:.3f}", lead)


def _json(name: str) -> Any:
    return json.loads((paths.METRICS / name).read_text(encoding="utf-8"))
