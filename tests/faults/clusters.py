"""Dask clusters that lose a worker or their scheduler while the stages run on them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import yaml

from pipeline.parquet import count_rows
from pipeline.tables import REMARKS
from tests.cluster import Cluster, cluster
from tests.faults.kills import Undisturbed, halves, orphans, run_again
from tests.faults.processes import session, started
from tests.faults.project import SmallProject


def killed_worker(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Run `dvc repro` on a cluster of two workers and kill one of them half-way through annotating."""
    project = known.fresh.copy(work / "project")
    with cluster(workers=2) as running:
        _use(project, running)
        with started(project.repro, project.root) as process:
            _wait_until_it_parses(known, project, process)
            running.workers[0].kill()
            said = process.communicate()[0]
        lost = [] if process.returncode == 0 else [f"the run: {said[-600:]}"]
    return lost + [f"another {name}" for name, found in known.outputs.items() if project.digests().get(name) != found]


def lost_scheduler(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Kill the scheduler while `dvc repro` annotates on its workers, and run it again on another cluster."""
    project = known.fresh.copy(work / "project")
    with cluster(workers=2) as running:
        _use(project, running)
        with started(project.repro, project.root) as process:
            _wait_until_it_parses(known, project, process)
            running.scheduler.kill()
            said = process.communicate()[0]
    lost = [] if process.returncode and "scheduler was lost" in said else [f"it was not told: {said[-600:]}"]
    lost += halves(project, known.outputs)
    with cluster(workers=2) as running:
        _use(project, running)
        return lost + run_again(project, known.outputs)


def killed_process(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Kill one of the worker processes of this machine half-way, and run `dvc repro` again."""
    project = known.fresh.copy(work / "project")
    with started(project.repro, project.root) as process:
        _wait_until_it_parses(known, project, process)
        os.kill(_worker_process(process.pid), signal.SIGKILL)
        said = process.communicate()[0]
        lost = [] if process.returncode and "A worker process was killed" in said else [f"not told: {said[-600:]}"]
        lost += orphans(process.pid)
    return lost + halves(project, known.outputs) + run_again(project, known.outputs)


def no_scheduler(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Annotate on a cluster that is not there."""
    project = known.built.copy(work / "project")
    with cluster(workers=0) as gone:
        pass
    _use(project, gone)
    done = project.run(sys.executable, "-m", "pipeline.stages.annotate")
    told = done.returncode == 1 and "no Dask scheduler answers" in done.stderr and "Traceback" not in done.stderr
    return ([] if told else [f"it was not told: {done.stderr[-600:]}"]) + halves(project, known.outputs)


def _worker_process(leader: int) -> int:
    return next(n for n in session(leader) if "LokyProcess" in Path(f"/proc/{n}/cmdline").read_text(encoding="utf-8"))


def _use(project: SmallProject, running: Cluster) -> None:
    path = project.root / "params.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["run"] |= {"backend": "dask", "scheduler": running.address}
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")


def _wait_until_it_parses(known: Undisturbed, project: SmallProject, process: "subprocess.Popen[str]") -> None:
    """Until the first parses of written remarks are in the cache while others are under way, or the run has ended."""
    real = count_rows(known.built.root / "data/processed/remarks.parquet", REMARKS)
    while process.poll() is None and _parsed(project) <= real:
        time.sleep(0.05)


def _parsed(project: SmallProject) -> int:
    path = project.root / ".cache/parses/parses.sqlite"
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM parses").fetchone()[0])
    except sqlite3.OperationalError:  # just being made
        return 0
