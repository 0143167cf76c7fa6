"""A small copy of the project in which its commands can be run for trial: of benchmarks, and of the tests of pages.

It has the project's code, settings, codebook and minutes, and a part of the written remarks and of the lexicon, so that
training takes seconds. It is a git repository of its own with its own DVC cache, and uses this environment.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.settings import PROJECT
from pipeline.stages import paths

KEPT_REMARKS = 24
"""One written remark in so many is kept."""

KEPT_TERMS = 60
"""One row of the lexicon in so many is kept."""

COPIED = (
    *("pipeline", "data/raw", "data/labels", "metrics", ".dvc/config", ".dvc/.gitignore", ".dvc/plots"),
    *("dvc.yaml", "params.yaml", "Makefile", "pyproject.toml", "requirements.lock", ".gitignore", ".dvcignore"),
    *(
        "README.md",
        "docs",
        "models/.gitignore",
        "models/README.md",
        "models/champion.safetensors",
        "data/processed/.gitignore",
    ),
)
"""What a copy takes over."""

PARSES = ".cache/parses"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The copy's folder, and what a command in it needs of the environment."""

    root: Path
    environment: Mapping[str, str]

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command line of a shell in the copy; output and error output are kept."""
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.root,
            env=dict(self.environment),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


def sandbox(root: Path, *, with_parses: bool = True) -> Sandbox:
    """Make a copy in a folder that does not exist yet, and commit it.

    Args:
        root: the folder.
        with_parses: take over the cache of parses, where there is one.
    """
    root.mkdir(parents=True)
    for name in [*COPIED, PARSES] if with_parses else COPIED:
        _copy(PROJECT / name, root / name)
    for file in sorted((root / "data/labels/written").glob("*.jsonl")):
        _thin(file, KEPT_REMARKS)
    _thin(root / paths.LEXICON.relative_to(PROJECT), KEPT_TERMS)
    _hasten(root / "params.yaml")
    _environment(root / ".venv")
    made = Sandbox(root, _variables(root))
    begun = made.run("git init -q && git add -A && git commit -qm Begin")
    if begun.returncode:
        raise RuntimeError(begun.stderr)
    return made


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy2(source, target)


def _thin(file: Path, kept: int) -> None:
    """Keep the first line of a file and every so many after it."""
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text("\n".join(lines[::kept]) + "\n", encoding="utf-8")


def _hasten(settings: Path) -> None:
    """Fewer resamples and folds, one process: the copy shows what runs, not how good or how fast it is."""
    chosen = yaml.safe_load(settings.read_text(encoding="utf-8"))
    chosen["evaluate"]["bootstrap"] = 100
    chosen["train"]["folds"] = 2
    chosen["run"]["workers"] = 1
    settings.write_text(yaml.safe_dump(chosen, sort_keys=False), encoding="utf-8")


def _environment(venv: Path) -> None:
    """This environment under the copy's name for it; the stamp tells make that it is whole."""
    venv.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if not entry.name.startswith("."):
            (venv / entry.name).symlink_to(entry)
    (venv / ".installed-from-lock").touch()


def _variables(root: Path) -> dict[str, str]:
    """The copy's own code counts before that of the installed project; git knows who commits."""
    who = {f"GIT_{role}_{what}": "trial" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DVC_"))}
    # threads that wait for each other cost several times what they do on matrices as small as the copy's
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    own = {"PYTHONPATH": str(root), "DVC_NO_ANALYTICS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**inherited, **who, **threads, **own}
