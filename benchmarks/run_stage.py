"""One stage over the tables of a folder, measured from inside: time, and what this process itself used.

Usage: python -m benchmarks.run_stage STAGE FOLDER

`segment` reads the documents in FOLDER/raw; parses are kept in FOLDER/cache.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from pipeline.stages import paths


def main() -> None:
    """Run the stage and print the figures as JSON."""
    stage, folder = sys.argv[1], Path(sys.argv[2])
    paths.RAW, paths.CACHE, paths.DOCUMENT_CACHE = folder / "raw", folder / "cache", folder / "documents"
    run = import_module(f"pipeline.stages.{stage}").run
    started = time.perf_counter()
    run(folder)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, **used(os.getpid())}))


def used(process: int) -> dict[str, float]:
    """Processor time that a process has used, in seconds, and the most memory it has held, in kB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        behind_name = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return {"cpu": 0.0, "peak_kb": 0.0}
    peaks = (float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    ticks = int(behind_name[11]) + int(behind_name[12])  # in user mode and in the kernel
    return {"cpu": ticks / os.sysconf("SC_CLK_TCK"), "peak_kb": next(peaks, 0.0)}


if __name__ == "__main__":
    main()
