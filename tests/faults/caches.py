"""Bits that flip in what is kept to save time."""

import random
import re
import sys
from pathlib import Path

from tests.faults.kills import Undisturbed, halves, run_again

FLIPS = 40


def damaged_parses(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Flip bits anywhere in the cache of parses, and annotate again."""
    project = known.built.copy(work / "project")
    flip_bits(project.root / ".cache/parses/parses.sqlite", FLIPS, seed)
    done = project.run(sys.executable, "-m", "pipeline.stages.annotate")
    lost = [] if done.returncode == 0 else [f"the run: {done.stderr[-600:]}"]
    return lost + halves(project, known.outputs)


def damaged_dvc_cache(known: Undisturbed, work: Path, seed: int) -> list[str]:
    """Flip a bit in DVC's copy of an output and have it restored: it must be noticed, and mended as is told."""
    project = known.built.copy(work / "project")
    name = random.Random(seed).choice([name for name in known.outputs if (project.root / name).stat().st_size])  # noqa: S311
    lock = (project.root / "dvc.lock").read_text(encoding="utf-8")
    found = re.search(rf"path: {re.escape(name)}\n\s+hash: md5\n\s+md5: (\w\w)(\w+)", lock)
    if found is None:
        return [f"dvc.lock has no {name}"]
    cached = project.root / ".dvc/cache/files/md5" / found[1] / found[2]
    flip_bits(cached, 1, seed)
    (project.root / name).unlink()
    project.run(project.repro[0], "checkout", name)
    noticed = project.run(sys.executable, "-m", "pipeline.stages.verify")
    if noticed.returncode != 1 or f"{name}: is not what" not in noticed.stderr:
        return [f"{name} is damaged and nobody says so: {noticed.stderr}"]
    (project.root / name).unlink()
    cached.unlink()
    return run_again(project, known.outputs)


def flip_bits(path: Path, count: int, seed: int) -> None:
    """Flip `count` bits of a file at random places; its access rights stay."""
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    mode = path.stat().st_mode
    content = bytearray(path.read_bytes())
    for _ in range(count):
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.chmod(0o644)
    path.write_bytes(content)
    path.chmod(mode)
