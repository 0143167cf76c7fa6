"""The table of faults and what they cost, from `metrics/faults.json`."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.markdown import markdown


def fault_table(figures: Iterable[Mapping[str, Any]] | None) -> str:
    """One row a fault; where nothing was tried, how to.

    >>> print(fault_table([{"fault": "kill -9", "runs": 2, "survived": 2, "mended": 0, "lost": []}]))
    | fault | runs | survived | lost |
    | --- | --- | --- | --- |
    | kill -9 | 2 | 2 | nothing |
    """
    if figures is None:
        return "Not run to its end yet: `make faults` writes `metrics/faults.json`."
    rows = [(row["fault"], row["runs"], row["survived"], _lost(row)) for row in figures]
    return markdown(("fault", "runs", "survived", "lost"), rows)


def _lost(row: Mapping[str, Any]) -> str:
    if row["lost"]:
        return "; ".join(" ".join(told.split()) for told in row["lost"])  # a message may have several lines
    mended = f"; dvc.lock mended as told below: {row['mended']}" if row["mended"] else ""
    return f"nothing{mended}" if row["runs"] else "not run"
