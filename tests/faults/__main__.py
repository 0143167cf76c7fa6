"""Do every fault to a small project and say what was lost: `make faults`, or `python -m tests.faults [WORD]`.

With a word only the faults with that word in their name are done, and `metrics/faults.json` is left as it is.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.fault_table import fault_table
from pipeline.files import write_text
from pipeline.stages.paths import METRICS
from tests.faults import caches, clusters, disks, kills, twice
from tests.faults.kills import Undisturbed, undisturbed

Act = Callable[[Undisturbed, Path, int], list[str]]
"""Does a fault in an empty folder, by a seed; gives what was lost."""

FAULTS: dict[str, tuple[int, Act]] = {
    "kill -9 in `dvc repro`, run again": (10, kills.killed_repro),
    "kill -9 in `ronten tag`, run again": (10, kills.killed_tag),
    "kill -9 while outputs are made anew, `dvc checkout`": (2, kills.killed_over_outputs),
    "Ctrl-C in `dvc repro`, run again": (4, kills.interrupted_repro),
    "Ctrl-C in `ronten tag`": (4, kills.interrupted_tag),
    "worker process killed half-way, run again": (2, clusters.killed_process),
    "Dask worker killed half-way": (2, clusters.killed_worker),
    "Dask scheduler killed half-way, run again": (2, clusters.lost_scheduler),
    "no Dask scheduler": (1, clusters.no_scheduler),
    "disk full under the tables, room made, run again": (1, disks.full_disk),
    "disk full under the cache of parses": (1, disks.full_disk_of_the_cache),
    "output over the limit of file size": (1, disks.limited_file_size),
    "read-only folder under `ronten tag`": (1, disks.read_only_folder),
    "read-only tables under `dvc repro`, run again": (1, disks.read_only_tables),
    "two `dvc repro` at once": (2, twice.two_repros),
    "two stages `annotate` at once": (2, twice.two_stages),
    "40 bits flipped in the cache of parses": (5, caches.damaged_parses),
    "a bit flipped in DVC's cache, noticed and mended": (3, caches.damaged_dvc_cache),
}
NEEDS_MOUNT = {disks.full_disk, disks.full_disk_of_the_cache}


@dataclass
class Result:
    """How often a fault was done, how often nothing was lost, how often by a told remedy, and what was lost else."""

    fault: str
    runs: int = 0
    survived: int = 0
    mended: int = 0
    lost: list[str] = field(default_factory=list)


def main() -> None:
    """Do the faults, print the table, and end with 1 if anything was lost."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory(prefix="ronten-faults-") as name:
        known = undisturbed(Path(name))
        results = [_done(fault, known, Path(name)) for fault in FAULTS if word in fault]
    figures = [asdict(result) for result in results]
    sys.stdout.write(fault_table(figures) + "\n")
    if not word:
        write_text(METRICS / "faults.json", json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    sys.exit(any(result.lost for result in results))


def _done(fault: str, known: Undisturbed, work: Path) -> Result:
    runs, act = FAULTS[fault]
    result = Result(fault)
    if act in NEEDS_MOUNT and not disks.can_mount():
        sys.stderr.write(f"{fault}: left out, since only root may mount the small disk it needs\n")
        return result
    for seed in range(runs):
        with tempfile.TemporaryDirectory(dir=work) as name:
            found = act(known, Path(name), seed)
        lost = [one for one in found if one != kills.LOCK_MENDED]
        result.mended += len(found) - len(lost)
        result.runs += 1
        result.survived += not lost
        result.lost += lost
        sys.stderr.write(f"{fault}, {seed + 1} of {runs}: {'; '.join(lost) or 'nothing lost'}\n")
    return result


if __name__ == "__main__":
    main()
