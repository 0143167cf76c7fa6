"""How exactly invented minutes are cut into remarks, and how fast text is read.

    python -m benchmarks.segment [FILE ...]

Prints, for every invented document of `tests/documents`, how many of its rows come out exactly (kind, agenda, speaker
and whole text), and whether title, number and date do. The layout rules were mended on these documents, so the table
shows that they still hold, not what to expect of other minutes. For every FILE: rows, speakers, seconds per megabyte.
"""

import sys
import time
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from pipeline.errors import InputError
from pipeline.segment import segment_file
from pipeline.settings import PROJECT

DOCUMENTS = PROJECT / "tests/documents"
ROW = {"kind": "remark", "agenda": None, "speaker": None, "text": ""}


def main(files: list[Path]) -> None:
    """Print both tables."""
    console = Console(width=110)
    table = Table("document", "layout", "rows exact", "metadata", title="Invented minutes")
    exact = total = 0
    for path in sorted(DOCUMENTS.glob("*.txt")):
        layout, found, expected, metadata = _compare(path)
        exact, total = exact + found, total + expected
        table.add_row(path.stem, layout, f"{found}/{expected}", "exact" if metadata else "differs")
    console.print(table)
    console.print(f"{exact} of {total} rows exact ({exact / total:.1%})")
    for path in files:
        console.print(_timed(path))


def _compare(path: Path) -> tuple[str, int, int, bool]:
    """Layout, rows that are exact, rows expected, and whether the metadata of every meeting is exact."""
    stated: Any = yaml.safe_load(path.with_name(f"{path.stem}.expected.yaml").read_text(encoding="utf-8"))
    meetings = stated if isinstance(stated, list) else [stated]
    found = segment_file(path)
    expected = [{**ROW, **{key: row[key] for key in ROW if key in row}} for m in meetings for row in m["remarks"]]
    rows = [{key: getattr(row, key) for key in ROW} for row in found.remarks]
    keys = ("title", "number", "date")
    metadata = [[getattr(m, key) for key in keys] for m in found.meetings] == [
        [m[key] for key in keys] for m in meetings
    ]
    return found.meetings[0].layout, sum(row in rows for row in expected), len(expected), metadata


def _timed(path: Path) -> str:
    began = time.perf_counter()
    try:
        found = segment_file(path)
    except InputError as error:
        return str(error)
    seconds = time.perf_counter() - began
    speakers = len({row.speaker for row in found.remarks if row.speaker})
    megabytes = path.stat().st_size / 1e6
    return f"{path.name}: {len(found.remarks)} rows, {speakers} speakers, {seconds / megabytes:.2f} s/MB"


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
