"""How exactly invented minutes are cut into remarks, and how fast text is read.

    python -m benchmarks.segment [FILE ...] [--speeches RECORDS]

Prints, for every invented document of `tests/documents`, how many of its rows come out exactly (kind, agenda, speaker
and whole text), F1 of the boundaries (a row counts when its whole text is found as one row), and whether title, number
and date do. The layout rules were mended on these documents, so the table shows that they still hold, not what to
expect of other minutes. For every FILE: rows, speakers, seconds per megabyte.

RECORDS is JSON Lines of speeches of the Diet, plain or gzipped, with `date`, `meeting`, `speaker` and `text`, a text
beginning with the printed mark of its speaker. They are written as one plain text per meeting into a temporary folder
and read like any minutes, so that the records themselves say where the turns are. Printed by year: meetings refused
though they hold turns, turns expected, turns found (a mark at the same place, with the speaker's name in it), marks
found where no record begins, seconds per megabyte.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from pipeline.errors import InputError
from pipeline.segment import segment_file
from pipeline.settings import PROJECT

DOCUMENTS = PROJECT / "tests/documents"
ROW = {"kind": "remark", "agenda": None, "speaker": None, "text": ""}


@dataclass
class Year:
    """What came of the meetings of one year."""

    meetings: int = 0
    failed: int = 0
    expected: int = 0
    found: int = 0
    wrong: int = 0
    bytes: int = 0
    seconds: float = 0


def main(files: list[Path], speeches: Path | None) -> None:
    """Print the tables."""
    console = Console(width=110)
    table = Table("document", "layout", "rows exact", "boundary F1", "metadata", title="Invented minutes")
    exact = total = 0
    for path in sorted(p for p in DOCUMENTS.iterdir() if p.suffix != ".yaml"):
        layout, found, expected, f1, metadata = _compare(path)
        exact, total = exact + found, total + expected
        table.add_row(path.name, layout, f"{found}/{expected}", f"{f1:.3f}", "exact" if metadata else "differs")
    console.print(table)
    console.print(f"{exact} of {total} rows exact ({exact / total:.1%})")
    for path in files:
        console.print(_timed(path))
    if speeches:
        console.print(_speeches_table(speeches))


def _speeches_table(path: Path) -> Table:
    meetings: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            meetings[record["date"], record["meeting"]].append(record)
    years: dict[str, Year] = defaultdict(Year)
    with TemporaryDirectory() as folder:
        for number, ((day, meeting), records) in enumerate(sorted(meetings.items())):
            _tally(years[day[:4]], Path(folder) / f"{number}.txt", meeting, records)
    table = Table("year", "meetings", "failed", "turns", "found", "wrong", "s/MB", title="Speeches of the Diet")
    for name, year in sorted(years.items()):
        share = f"{year.found} ({year.found / max(1, year.expected):.1%})"
        cells = (year.meetings, year.failed, year.expected, share, year.wrong)
        table.add_row(name, *map(str, cells), f"{1e6 * year.seconds / max(1, year.bytes):.2f}")
    return table


def _tally(year: Year, document: Path, meeting: str, records: list[dict[str, str]]) -> None:
    """Write one meeting as a document, read it, and add what came of it to its year."""
    text = f"{meeting}\n\n"
    turns: dict[int, str] = {}
    for record in records:
        if record["text"][:1] in tuple("○〇◯"):  # the record of the meeting's head opens with none
            turns[len(text)] = record["speaker"]
        text += record["text"].replace("\r\n", "\n") + "\n"
    document.write_text(text, encoding="utf-8")
    year.meetings += 1
    year.expected += len(turns)
    year.bytes += document.stat().st_size
    began = time.perf_counter()
    try:
        furniture = segment_file(document).furniture
    except InputError:
        year.failed += bool(turns)
        return
    finally:
        year.seconds += time.perf_counter() - began
    found = {start: text[start:end] for kind, start, end in furniture if kind == "speaker"}
    year.found += sum(name[0] in found.get(start, "") for start, name in turns.items())
    year.wrong += len(found.keys() - turns.keys())


def _compare(path: Path) -> tuple[str, int, int, float, bool]:
    """Layout, rows that are exact, rows expected, F1 of whole texts, and whether all metadata are exact."""
    stated: Any = yaml.safe_load(path.with_name(f"{path.stem}.expected.yaml").read_text(encoding="utf-8"))
    meetings = stated if isinstance(stated, list) else [stated]
    found = segment_file(path)
    expected = [{**ROW, **{key: row[key] for key in ROW if key in row}} for m in meetings for row in m["remarks"]]
    rows = [{key: getattr(row, key) for key in ROW} for row in found.remarks]
    keys = ("title", "number", "date")
    metadata = [[getattr(m, key) for key in keys] for m in found.meetings] == [
        [m[key] for key in keys] for m in meetings
    ]
    texts, whole = Counter(row["text"] for row in rows), Counter(row["text"] for row in expected)
    f1 = 2 * (texts & whole).total() / (len(rows) + len(expected))
    return found.meetings[0].layout, sum(row in rows for row in expected), len(expected), f1, metadata


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
    parser = argparse.ArgumentParser(prog="python -m benchmarks.segment")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--speeches", type=Path, metavar="RECORDS")
    options = parser.parse_args()
    main(options.files, options.speeches)
