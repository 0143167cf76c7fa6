"""What one new document costs when there are one, a hundred or two hundred: `python -m benchmarks.incremental`.

In a small copy of the project (`benchmarks/sandbox.py`) invented minutes of 20 remarks each are added one after the
other. Measured are whole runs of `dvc repro` after a single new document, by the clock and by processor time, which
other work on the machine disturbs less. The remarks are written ones of the corpus, unknown to the copy's cache.
"""

import argparse
import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.sandbox import Sandbox, sandbox
from pipeline.codebook import load_codebook
from pipeline.files import write_text
from pipeline.labels import read_written
from pipeline.stages import paths

REMARKS = 20
"""Remarks of a document."""

FIRST = 3
"""Documents at the beginning that are all measured; the first of them also pays for what is read once."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of `dvc repro` after a new document: how many there are then, seconds, and seconds of processor time."""

    documents: int
    clock: float
    processor: float


def minutes(number: int, texts: list[str]) -> str:
    """Invented summary minutes."""
    head = f"第{number}回 試行のための会議 議事要旨\n\n日時：令和6年4月{1 + number % 28}日\n\n１．意見交換\n\n"
    return head + "".join(f"・{text}\n" for text in texts)


def measured(documents: int, every: int) -> list[int]:
    """The numbers of the documents whose run is measured."""
    return sorted({*range(1, FIRST + 1), *range(every, documents + 1, every), documents})


def main() -> None:
    """Write `metrics/incremental.json` and say how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--every", type=int, default=20, help="measure the run after every so many documents")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        costs = _costs(sandbox(folder / "project", with_parses=False), chosen.documents, chosen.every)
    finally:
        shutil.rmtree(folder)
    line = growth(costs)
    found = {"remarks_of_a_document": REMARKS, **line, "runs": [asdict(cost) for cost in costs]}
    write_text(paths.METRICS / "incremental.json", json.dumps(found, indent=2) + "\n")
    sys.stdout.write(
        f"{costs[-1].documents} documents: processor time of a run grew from {line['processor_first']:.1f} to "
        f"{line['processor_last']:.1f} s, by {1000 * line['growth_per_document']:.0f} ms for each document\n"
    )


def growth(costs: list[Cost]) -> dict[str, float]:
    """Processor time of the first and the last run by a straight line through all, and the line's slope."""
    line = statistics.linear_regression([cost.documents for cost in costs], [cost.processor for cost in costs])
    ends = [line.intercept + line.slope * cost.documents for cost in (costs[0], costs[-1])]
    return {
        "processor_first": round(ends[0], 2),
        "processor_last": round(ends[1], 2),
        "growth_per_document": round(line.slope, 4),
    }


def _costs(project: Sandbox, documents: int, every: int) -> list[Cost]:
    written = read_written(paths.WRITTEN, load_codebook(paths.CODEBOOK))
    texts = ["".join((label.text or "").split()) for label in written]
    _repro(project, 0)
    wanted = measured(documents, every)
    costs: list[Cost] = []
    for number in range(1, documents + 1):
        if number in wanted and number > 1:
            _repro(project, number - 1)
        start = REMARKS * (number - 1) % (len(texts) - REMARKS)
        file = project.root / f"shiko-{number:03}.txt"
        file.write_text(minutes(number, texts[start : start + REMARKS]), encoding="utf-8")
        _run(project, f".venv/bin/ronten add {file.name}")
        if number in wanted:
            costs.append(_repro(project, number))
            sys.stderr.write(f"{costs[-1]}\n")
    return costs


def _repro(project: Sandbox, documents: int) -> Cost:
    clock, processor = time.perf_counter(), _processor()
    _run(project, ".venv/bin/dvc repro")
    return Cost(documents, round(time.perf_counter() - clock, 2), round(_processor() - processor, 2))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(project: Sandbox, command: str) -> None:
    done = project.run(command)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
