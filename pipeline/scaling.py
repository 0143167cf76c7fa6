"""The tables of `docs/scaling.md`, computed from `metrics/scale.json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.markdown import markdown

SPEECHES = 10_000_000
"""Speeches in the whole record of the Diet, by order of magnitude: assumed, not counted."""

CORE_HOUR_PRICE = 0.05
"""US dollars for an hour of one core of a rented machine: assumed, an ordinary price without discount."""

MONTH_PRICE = 0.023
"""US dollars for a gigabyte of object storage a month: assumed in the same way."""

CORES = (2, 16, 64)
"""Numbers of cores that the estimate is made for."""

UTF8_BYTES = 3
"""Bytes of a Japanese character in the sources."""

Figures = Mapping[str, Any]


NOT_MEASURED = "Not measured yet: `python -m benchmarks.scale` writes `metrics/scale.json`."


def scaling_tables(figures: Figures | None) -> dict[str, str]:
    """Every generated table of the page by name; where nothing was measured, how to."""
    if figures is None:
        return dict.fromkeys(("measured", "growth", "estimate"), NOT_MEASURED)
    return {
        "measured": measured_table(figures),
        "growth": growth_table(figures),
        "estimate": estimate_table(figures),
    }


def measured_table(figures: Figures) -> str:
    """One row a size and stage."""
    head = (
        "remarks",
        "stage",
        "seconds",
        "CPU s: parent",
        "workers",
        "peak MB: parent",
        "largest worker",
        "MB written",
    )
    rows = [
        (
            f"{size['remarks']:,}",
            stage,
            f"{found['seconds']:,.1f}",
            f"{found['parent_cpu_seconds']:,.1f}",
            f"{found['workers_cpu_seconds']:,.1f}",
            found["parent_mb"],
            found["largest_worker_mb"] or "–",
            f"{found['bytes'] / 1e6:.1f}",
        )
        for size in figures["sizes"]
        for stage, found in size["stages"].items()
    ]
    last = figures["sizes"][-1]
    said = (
        f"Text: {figures['text']}, {last['chars'] / last['remarks']:.0f} characters and "
        f"{last['tokens'] / last['remarks']:.0f} tokens a remark; {figures['workers']} workers."
    )
    return f"{said}\n\n{markdown(head, rows)}"


def growth_table(figures: Figures) -> str:
    """One row a stage: exponents between the two largest sizes."""
    names = ("seconds", "parent_mb", "largest_worker_mb", "bytes")
    rows = [
        (stage, *(f"{found[name]['exponent']:.2f}" for name in names), f"{found['seconds']['per_1000']:.2f}")
        for stage, found in figures["growth"].items()
    ]
    titles = ("time", "memory of the parent", "of a worker", "bytes written", "seconds for 1,000 remarks more")
    return markdown(("stage", *titles), rows)


@dataclass(frozen=True, slots=True)
class Unit:
    """What one token more costs, from the two largest sizes: seconds of the parent and of workers, bytes."""

    parent: float
    workers: float
    bytes: float


def estimate_table(figures: Figures) -> str:
    """The whole record of the Diet: each line with its arithmetic."""
    last = figures["sizes"][-1]
    density = last["tokens"] / last["chars"]
    chars = SPEECHES * figures["texts_mean_chars"]
    tokens = chars * density
    units = {stage: unit(figures["sizes"], stage) for stage in ("segment", "annotate", "label")}
    hours = {stage: (cost.parent + cost.workers) * tokens / 3600 for stage, cost in units.items()}
    rows = [
        ("characters", f"{SPEECHES:,} speeches × {figures['texts_mean_chars']:.0f}", f"{chars / 1e9:.2f} billion"),
        ("tokens", f"characters × {density:.3f}", f"{tokens / 1e9:.2f} billion"),
    ]
    for stage, cost in units.items():
        micro = (cost.parent + cost.workers) * 1e6
        rows.append((f"core-hours: {stage}", f"tokens × {micro:.1f} µs ÷ 3,600 s", f"{hours[stage]:,.0f}"))
    total = sum(hours.values())
    rows.append(("core-hours: together", " + ".join(f"{part:,.0f}" for part in hours.values()), f"{total:,.0f}"))
    rows += [*_hour_rows(units, tokens), *_memory_rows(last)]
    stored = {
        "sources": chars * UTF8_BYTES,
        "tables": tokens * sum(cost.bytes for cost in units.values()),
        "cache": tokens * last["cache_bytes"] / last["tokens"],
    }
    rows += [
        ("GB: sources", f"characters × {UTF8_BYTES} bytes", f"{stored['sources'] / 1e9:,.0f}"),
        ("GB: tables", f"tokens × {stored['tables'] / tokens:.1f} bytes", f"{stored['tables'] / 1e9:,.0f}"),
        ("GB: cache of parses", f"tokens × {stored['cache'] / tokens:.1f} bytes", f"{stored['cache'] / 1e9:,.0f}"),
        ("dollars, once", f"core-hours × {CORE_HOUR_PRICE}", f"{total * CORE_HOUR_PRICE:,.0f}"),
        ("dollars a month", f"GB × {MONTH_PRICE}", f"{sum(stored.values()) / 1e9 * MONTH_PRICE:,.2f}"),
    ]
    return markdown(("what", "arithmetic", "result"), rows)


def unit(sizes: Sequence[Figures], stage: str) -> Unit:
    """What one token more costs a stage."""
    before, after = sizes[-2], sizes[-1]
    old, new = before["stages"][stage], after["stages"][stage]
    more = after["tokens"] - before["tokens"]
    names = ("parent_cpu_seconds", "workers_cpu_seconds", "bytes")
    return Unit(*((new[name] - old[name]) / more for name in names))


def _hour_rows(units: Mapping[str, Unit], tokens: float) -> list[tuple[str, str, str]]:
    """Hours by the clock: what the parent does alone is the least, and says how many workers it keeps busy."""
    alone = {stage: cost.parent * tokens / 3600 for stage, cost in units.items()}
    shared = {stage: cost.workers * tokens / 3600 for stage, cost in units.items()}
    rows = []
    for cores in CORES:
        hours = sum(max(alone[stage], (alone[stage] + shared[stage]) / cores) for stage in units)
        rows.append((f"hours on {cores} cores", "each stage: the parent's part, or all ÷ cores", f"{hours:,.0f}"))
    for stage in ("annotate", "label"):
        busy = shared[stage] / alone[stage]
        arithmetic = f"{shared[stage]:,.0f} core-hours of workers ÷ {alone[stage]:,.1f} of the parent"
        rows.append((f"workers one parent keeps busy: {stage}", arithmetic, f"{busy:,.0f}"))
    return rows


def _memory_rows(last: Figures) -> list[tuple[str, str, str]]:
    found = last["stages"].values()
    parent, worker = (max(stage[name] for stage in found) for name in ("parent_mb", "largest_worker_mb"))
    return [
        (
            f"GB of memory on {cores} cores",
            f"{parent} MB + {cores} × {worker} MB",
            f"{(parent + cores * worker) / 1e3:.1f}",
        )
        for cores in CORES
    ]
