"""One stage over the tables of a folder, measured from inside: time, and what this process itself used.

Usage: python -m benchmarks.run_stage STAGE FOLDER

`segment` reads the documents in FOLDER/raw; parses are kept in FOLDER/cache.
"""

import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

from pipeline.stages import paths


def main() -> None:
    """Run the stage and print the figures as JSON."""
    stage, folder = sys.argv[1], Path(sys.argv[2])
    paths.RAW, paths.CACHE = folder / "raw", folder / "cache"
    run = import_module(f"pipeline.stages.{stage}").run
    started = time.perf_counter()
    run(folder)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": seconds, "own_cpu_seconds": used.ru_utime + used.ru_stime, "peak_kb": peak_kb()}))


def peak_kb(process: int | None = None) -> int:
    """Most memory that a process (this one when not named) has held, in kB; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
