"""Disks that fill up or turn read-only while outputs are written."""

import os
import resource
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.kills import Undisturbed, halves, run_again, tag
from tests.faults.project import SmallProject

SMALL, LARGE = "160k", "64m"
"""Sizes of a disk that cannot hold all tables of the small project, and of one that can."""

DISK_IS_FULL, READ_ONLY = "the disk is full", "read-only"


def full_disk(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Let the disk of the tables fill up under `dvc repro`; make room and run it again."""
    project = known.fresh.copy(work / "project")
    with small_disk(project.root / "data/processed") as resize:
        stopped = project.run(*project.repro)
        lost = _told(stopped, DISK_IS_FULL) + halves(project, known.outputs) + _scraps(project)
        resize(LARGE)
        return lost + run_again(project, known.outputs)


def full_disk_of_the_cache(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Let the disk of the cache fill up: the run goes on without it."""
    project = known.fresh.copy(work / "project")
    with small_disk(project.root / ".cache"):
        return run_again(project, known.outputs)


def read_only_folder(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Tag into a folder that may not be written to."""
    folder = work / "folder"
    folder.mkdir()
    output = folder / "tagged.parquet"
    output.write_bytes(b"earlier")
    with read_only(folder):
        lost = _told(known.built.run(*tag(known.built, output)), "cannot be written")
    return lost if output.read_bytes() == b"earlier" else [*lost, "the earlier output"]


def read_only_tables(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Run `dvc repro` over tables that may not be written to; make them writable and run it again."""
    project = known.built.copy(work / "project")
    shutil.rmtree(project.root / ".cache")
    lexicon = project.root / "data/labels/lexicon.tsv"
    before = lexicon.read_bytes()
    lexicon.write_bytes(before + "電炉\tenergy\t1\t\n".encode())
    with read_only(project.root / "data/processed"):
        stopped = project.run(*project.repro)
        lost = [] if stopped.returncode else ["the failure was not told"]
        lost += halves(project, known.outputs)
    lexicon.write_bytes(before)
    return lost + run_again(project, known.outputs)


def limited_file_size(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Tag under a limit of file size that the output passes: what a full disk is where no disk can be mounted."""
    output = work / "tagged.parquet"
    output.write_bytes(b"earlier")
    stopped = subprocess.run(  # noqa: S603 - a command of the tests
        tag(known.built, output),
        cwd=known.built.root,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit_file_size,
    )
    lost = _told(stopped, "cannot be written")
    if output.read_bytes() != b"earlier":
        lost.append("the earlier output")
    return lost + [f"scrap {path.name}" for path in work.glob(".*.tmp")]


def can_mount() -> bool:
    """Whether this process may mount a disk."""
    return os.geteuid() == 0 and shutil.which("mount") is not None and _run("unshare", "--mount", "true") == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[str], None]]:
    """A folder on a disk of its own of the size `SMALL`; gives a function that changes the size."""
    folder.mkdir(parents=True, exist_ok=True)
    _must("mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder))
    try:
        yield lambda size: _must("mount", "-o", f"remount,size={size}", str(folder))
    finally:
        _must("umount", "--lazy", str(folder))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that may not be written to; for root, who may write where rights forbid it, by mounting it so."""
    if os.geteuid() != 0:
        mode = stat.S_IMODE(folder.stat().st_mode)
        folder.chmod(0o555)
        try:
            yield
        finally:
            folder.chmod(mode)
        return
    _must("mount", "--bind", str(folder), str(folder))
    try:
        _must("mount", "-o", "remount,bind,ro", str(folder))
        yield
    finally:
        _must("umount", "--lazy", str(folder))


def _limit_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))


def _told(stopped: "subprocess.CompletedProcess[str]", message: str) -> list[str]:
    said = stopped.stdout + stopped.stderr
    lost = [] if stopped.returncode else ["the failure was not told by the exit code"]
    if message not in said or "Traceback" in said:
        lost.append(f"the message was: {said[-600:]}")
    return lost


def _scraps(project: SmallProject) -> list[str]:
    return [f"scrap {scrap}" for scrap in project.scraps()]


def _must(*command: str) -> None:
    if _run(*command):
        raise RuntimeError(f"{' '.join(command)}: failed")


def _run(*command: str) -> int:
    return subprocess.run(command, capture_output=True, check=False).returncode  # noqa: S603 - fixed words
