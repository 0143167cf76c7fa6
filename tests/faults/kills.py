"""Killed and interrupted runs of `dvc repro` and of `ronten tag`."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.processes import kill_all, left_over, started
from tests.faults.project import SmallProject, digest, small_project

RONTEN = [sys.executable, "-c", "from pipeline.cli.app import main; main()"]
"""The command `ronten` of the project in whose folder it is started."""
LOCK_MENDED = "dvc.lock was cut off, and mended"


@dataclass(frozen=True)
class Undisturbed:
    """A small project before and after it was built without any fault, what came out, and the seconds it took."""

    fresh: SmallProject
    built: SmallProject
    outputs: dict[str, str]
    tagged: str
    repro_seconds: float
    tag_seconds: float


def undisturbed(work: Path) -> Undisturbed:
    """Build a small project and tag its texts, without any fault."""
    fresh = small_project(work / "fresh")
    project = fresh.copy(work / "undisturbed")
    begun = time.monotonic()
    _must_succeed(project.run(*project.repro))
    built = time.monotonic()
    _must_succeed(project.run(*tag(project, work / "undisturbed.parquet")))
    ended = time.monotonic()
    tagged = digest(work / "undisturbed.parquet")
    return Undisturbed(fresh, project, project.digests(), tagged, built - begun, ended - built)


def tag(project: SmallProject, output: Path) -> list[str]:
    """The command that tags the project's written remarks."""
    texts = project.root.parent / f"{project.root.name}.jsonl"
    written = sorted((project.root / "data/labels/written").glob("*.jsonl"))
    texts.write_text("".join(path.read_text(encoding="utf-8") for path in written), encoding="utf-8")
    return [*RONTEN, "tag", str(texts), "-o", str(output)]


def killed_repro(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Kill `dvc repro` at a random moment, half of the times with all its processes, and run it again."""
    project = known.fresh.copy(work / "project")
    with started(project.repro, project.root) as process:
        _wait(process, _moment(seed, known.repro_seconds))
        if seed % 2:
            kill_all(process.pid)
        else:
            process.kill()  # the stage goes on by itself
        process.wait()
        lost = halves(project, known.outputs)
        return lost + run_again(project, known.outputs) + orphans(process.pid)


def killed_over_outputs(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Kill `dvc repro` while it makes an output anew; DVC must give back the last good one."""
    project = known.built.copy(work / "project")
    lexicon = project.root / "data/labels/lexicon.tsv"
    before = lexicon.read_bytes()
    lexicon.write_bytes(before + b"ronten\tenergy\t1\t\n")
    with started(project.repro, project.root) as process:
        while process.poll() is None and not project.scraps():
            time.sleep(0.02)
        kill_all(process.pid)
        process.wait()
    lexicon.write_bytes(before)
    lost = halves(project, known.outputs)
    project.run(project.repro[0], "checkout", project.target, "--with-deps")
    lost += [f"the last good {name}" for name in known.outputs if name not in project.digests()]
    return lost + finished(project, known.outputs)  # the scrap stays until that output is written again


def interrupted_repro(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Press Ctrl-C at a random moment of `dvc repro`, and run it again."""
    project = known.fresh.copy(work / "project")
    with started(project.repro, project.root) as process:
        _wait(process, _moment(seed, known.repro_seconds))
        _press_ctrl_c(process.pid)
        lost = orphans(process.pid) + halves(project, known.outputs)
        lost += [f"scrap {scrap}" for scrap in project.scraps()]
    return lost + run_again(project, known.outputs)


def killed_tag(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Kill `ronten tag` at a random moment, and run it again."""
    output = work / "tagged.parquet"
    command = tag(known.built, output)
    with started(command, known.built.root) as process:
        _wait(process, _moment(seed, known.tag_seconds))
        process.kill()
        lost = orphans(process.pid)
    if output.exists() and digest(output) != known.tagged:
        lost.append("half an output")
    known.built.run(*command)
    return lost + same_tags(output, known) + [f"scrap {path.name}" for path in work.glob(".*.tmp")]


def interrupted_tag(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Press Ctrl-C at a random moment of `ronten tag` over an earlier output."""
    output = work / "tagged.parquet"
    output.write_bytes(b"earlier")
    with started(tag(known.built, output), known.built.root) as process:
        _wait(process, _moment(seed, known.tag_seconds))
        _press_ctrl_c(process.pid)
        lost = orphans(process.pid)
    if output.read_bytes() != b"earlier" and digest(output) != known.tagged:
        lost.append("half an output")
    return lost + [f"scrap {path.name}" for path in work.glob(".*.tmp")]


def halves(project: SmallProject, outputs: dict[str, str]) -> list[str]:
    """Outputs that are there, but are not what an undisturbed run gives."""
    return [f"half of {name}" for name, found in project.digests().items() if found != outputs[name]]


def orphans(leader: int) -> list[str]:
    """Processes that outlive what started them by long."""
    return [f"orphan process {number}" for number in left_over(leader)]


def finished(project: SmallProject, outputs: dict[str, str]) -> list[str]:
    """Run `dvc repro` again; what it gives must be what an undisturbed run gives.

    DVC writes its lock in place. One that was cut off there is mended first as docs/operations.md tells, and reported.
    """
    again, mended = project.run(*project.repro), []
    if again.returncode and "dvc.lock" in again.stdout + again.stderr:
        mended = [LOCK_MENDED]
        project.restore_lock()
        again = project.run(*project.repro)
    if again.returncode:
        return [*mended, f"a second run: {again.stdout[-800:]}{again.stderr[-800:]}"]
    return mended + [f"another {name}" for name, found in outputs.items() if project.digests().get(name) != found]


def run_again(project: SmallProject, outputs: dict[str, str]) -> list[str]:
    """The same, and no temporary file may be left."""
    return finished(project, outputs) + [f"scrap {scrap}" for scrap in project.scraps()]


def same_tags(output: Path, known: Undisturbed) -> list[str]:
    """Whether a file of tags is what an undisturbed run gives."""
    if not output.exists():
        return ["no output"]
    return [] if digest(output) == known.tagged else ["another output"]


def _press_ctrl_c(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGINT)  # as a terminal does: to the whole foreground group


def _moment(seed: int, seconds: float) -> float:
    return random.Random(seed).uniform(0, seconds)  # noqa: S311 - a moment, not a secret


def _wait(process: "subprocess.Popen[str]", seconds: float) -> None:
    """Wait, or until the command has ended by itself."""
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=seconds)


def _must_succeed(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode:
        raise RuntimeError(f"{done.args}: {done.stdout}{done.stderr}")
