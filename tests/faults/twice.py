"""Two runs at the same time."""

import sys
from pathlib import Path

from tests.faults.kills import Undisturbed, run_again
from tests.faults.processes import started


def two_repros(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Start `dvc repro` twice: one does the work, the other does some of it or says that it has to wait."""
    project = known.fresh.copy(work / "project")
    with started(project.repro, project.root) as one, started(project.repro, project.root) as other:
        said = [one.communicate()[0], other.communicate()[0]]
    if one.returncode and other.returncode:
        return [f"both failed: {said}"]
    refused = [text for text, run in zip(said, (one, other), strict=True) if run.returncode]
    lost = [f"a refusal without reason: {text}" for text in refused if "lock" not in text and "busy" not in text]
    return lost + run_again(project, known.outputs)


def two_stages(known: Undisturbed, work: Path, _: int) -> list[str]:
    """Start the stage `annotate` twice without DVC, which keeps its runs apart."""
    project = known.built.copy(work / "project")
    (project.root / ".cache/parses/parses.sqlite").unlink()
    command = [sys.executable, "-m", "pipeline.stages.annotate"]
    with started(command, project.root) as one, started(command, project.root) as other:
        said = [one.communicate()[0], other.communicate()[0]]
    lost = [f"a run failed: {said}"] if one.returncode or other.returncode else []
    lost += [f"another {name}" for name, found in known.outputs.items() if project.digests().get(name) != found]
    return lost + [f"scrap {scrap}" for scrap in project.scraps()]
