"""Time and memory of each stage as the number of remarks grows: `python -m benchmarks.scale`.

    python -m benchmarks.scale [--speeches FILE] [--sizes 1000 10000 100000]

Remarks are runs of one to five clauses of real text, all different, about 65 characters long: of the speeches in
FILE (JSON Lines, gzip or not, with `text`), or of the project's own written remarks. Each size is cut into minutes
for `segment`, and is a table of its own for `annotate` (once without a cache of parses, once with all of them) and
`label`. A stage runs in a process of its own, with the number of workers that params.yaml names.

Printed and written to metrics/scale.json: by size and stage the seconds, the processor time and the peak memory of the
parent and of its workers, and the bytes written; and for each figure the line through the sizes
(fixed part, growth by 1,000 remarks) and the exponent of its growth between the two largest sizes: 1 is linear, 0 is
flat. `docs/scaling.md` is computed from that file.
"""

import argparse
import gzip
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from benchmarks.run_stage import used
from pipeline.files import write_text
from pipeline.parquet import read_chunks, write_tables
from pipeline.settings import PROJECT, load_settings
from pipeline.stages.paths import METRICS, WRITTEN
from pipeline.tables import ANNOTATIONS, REMARKS, Remark, to_tables

SEED = 20231012
CLAUSES = 5
"""Most clauses of a remark."""

REMARKS_A_DOCUMENT = 50
STAGES = {
    "segment": ("segment", ("remarks.parquet", "meetings.parquet")),
    "annotate": ("annotate", ("annotations.parquet",)),
    "annotate from the cache": ("annotate", ("annotations.parquet",)),
    "label": ("label", ("labeled_remarks.parquet",)),
}
"""What is measured: the stage and the files it writes."""

FIGURES = (
    "seconds",
    "parent_cpu_seconds",
    "workers_cpu_seconds",
    "parent_mb",
    "largest_worker_mb",
    "workers_mb",
    "bytes",
)

Figures = dict[str, Any]


def main() -> None:
    """Measure, print and write."""
    options = _options()
    speeches = [text for text in _texts(options.speeches) if text.strip()]
    remarks = draw(speeches, max(options.sizes))
    measured = []
    for size in sorted(options.sizes):
        measured.append(_measure(remarks[:size]))
        print(json.dumps(measured[-1], indent=2), file=sys.stderr)
    figures = {
        "text": "speeches of the Diet" if options.speeches else "the project's written remarks",
        "texts": len(speeches),
        "texts_mean_chars": round(sum(map(len, speeches)) / len(speeches), 1),
        "workers": load_settings().run.workers,
        "sizes": measured,
        "growth": growth(measured),
    }
    write_text(options.output, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(figures["growth"], indent=2))


def draw(texts: Sequence[str], count: int) -> list[str]:
    """`count` different remarks: runs of neighbouring clauses, in an order that depends on `SEED` alone."""
    clauses = [clause for text in texts for clause in re.split(r"(?<=[、。])", re.sub(r"\s+", "", text)) if clause]
    runs = {"".join(clauses[at : at + n]) for n in range(1, CLAUSES + 1) for at in range(len(clauses) - n + 1)}
    if len(runs) < count:
        raise SystemExit(f"the text gives {len(runs)} different remarks; {count} are needed: bring more text")
    drawn = sorted(runs)
    random.Random(SEED).shuffle(drawn)  # noqa: S311 - an order, not a secret
    return drawn[:count]


def growth(measured: Sequence[Figures]) -> Figures:
    """For each stage and figure the line through the sizes, and the exponent between the two largest."""
    sizes = [size["remarks"] for size in measured]
    return {
        stage: {figure: _line(sizes, [size["stages"][stage][figure] for size in measured]) for figure in FIGURES}
        for stage in STAGES
    }


def _line(sizes: Sequence[int], values: Sequence[float]) -> Figures:
    if len(sizes) < 2:
        return {}
    slope, fixed = np.polyfit(sizes, values, 1)
    (n, before), (m, after) = list(pairwise(zip(sizes, values, strict=True)))[-1]
    exponent = math.log(after / before) / math.log(m / n) if before and after else 0.0
    return {
        "fixed": round(float(fixed), 2),
        "per_1000": round(float(slope) * 1000, 4),
        "exponent": round(exponent, 3),
    }


def _measure(texts: list[str]) -> Figures:
    with tempfile.TemporaryDirectory(prefix="ronten-scale-") as name:
        folder = Path(name)
        _write_minutes(texts, folder / "raw")
        stages = {"segment": _run("segment", folder)}
        write_tables(to_tables(_remarks(texts), REMARKS), folder / "remarks.parquet", REMARKS)
        stages |= {stage: _run(stage, folder) for stage in STAGES if stage != "segment"}
        lemmas = (pc.list_value_length(c["lemmas"]) for c in read_chunks(folder / "annotations.parquet", ANNOTATIONS))
        return {
            "remarks": len(texts),
            "chars": sum(map(len, texts)),
            "tokens": sum(pc.sum(lengths).as_py() for lengths in lemmas),
            "cache_bytes": sum(path.stat().st_size for path in (folder / "cache").iterdir()),
            "stages": stages,
        }


def _run(name: str, folder: Path) -> Figures:
    """Run a stage and watch its workers: the most that each, and that all at one time, have held."""
    stage, outputs = STAGES[name]
    command = [sys.executable, "-m", "benchmarks.run_stage", stage, str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        workers: dict[int, dict[str, float]] = {}
        while process.poll() is None:
            for child in _children(process.pid):
                before = workers.get(child, {})
                # a worker that has ended, but is still listed, has no memory any more
                workers[child] = {name: max(value, before.get(name, 0)) for name, value in used(child).items()}
            time.sleep(0.1)
        printed = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{name} failed")
    found = json.loads(printed.splitlines()[-1])
    peaks = [worker["peak_kb"] for worker in workers.values()]
    return {
        "seconds": round(found["seconds"], 2),
        "parent_cpu_seconds": round(found["cpu"], 2),
        "workers_cpu_seconds": round(sum(worker["cpu"] for worker in workers.values()), 2),
        "parent_mb": round(found["peak_kb"] / 1024),
        "largest_worker_mb": round(max(peaks, default=0) / 1024),
        "workers_mb": round(sum(peaks) / 1024),
        "bytes": sum((folder / output).stat().st_size for output in outputs),
    }


def _children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def _remarks(texts: Sequence[str]) -> Iterator[Remark]:
    for place, text in enumerate(texts):
        meeting, order = divmod(place, REMARKS_A_DOCUMENT)
        name = f"m{meeting}"
        kept = (None, None, None, None, order + 1, "remark", text, f"{name}.txt", None, 0, len(text), 1.0)
        yield Remark(f"r{place}", name, "会議", None, *kept)


def _write_minutes(texts: Sequence[str], folder: Path) -> None:
    folder.mkdir()
    for number, at in enumerate(range(0, len(texts), REMARKS_A_DOCUMENT)):
        bullets = "".join(f"・{text}\n" for text in texts[at : at + REMARKS_A_DOCUMENT])
        head = f"第{number + 1}回 会議 議事要旨\n\n日時：令和6年3月1日\n\n"
        (folder / f"m{number}.txt").write_text(head + bullets, encoding="utf-8")


def _texts(source: Path | None) -> list[str]:
    contents = [path.read_bytes() for path in ([source] if source else sorted(WRITTEN.glob("*.jsonl")))]
    plain = [gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data for data in contents]
    return [json.loads(line).get("text") or "" for data in plain for line in data.decode("utf-8").splitlines()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--speeches", type=Path, help="JSON Lines with a `text` field (may be .gz)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--output", type=Path, default=METRICS / "scale.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
