"""A small copy of the project, built in seconds, whose outputs can be compared."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.sandbox import sandbox

WORKERS = 2
"""Processes in the copy: the written remarks that are kept are enough for both to start."""

BUILT = ("data/processed/", "models/")
"""Where outputs stand that only a build makes; metrics are in the copy from the beginning."""

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class SmallProject:
    """A folder with the project's own code and a part of its texts, built up to the stage `target`."""

    root: Path
    target: str = "label"

    @property
    def repro(self) -> list[str]:
        """The command that builds it."""
        return [str(BIN / "dvc"), "repro", self.target]

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in it to its end."""
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)  # noqa: S603

    def digests(self) -> dict[str, str]:
        """Digest of every output that exists."""
        paths = {name: self.root / name for name in self._outputs()}
        return {name: digest(path) for name, path in paths.items() if path.is_file()}

    def scraps(self) -> list[str]:
        """Temporary files that a writer of the project left."""
        found = [*self.root.glob("data/**/.*.tmp"), *self.root.glob("models/.*.tmp")]
        return [str(path.relative_to(self.root)) for path in found]

    def restore_lock(self) -> None:
        """Bring dvc.lock back as it is in git, where a copy has none."""
        (self.root / "dvc.lock").unlink()

    def copy(self, root: Path) -> "SmallProject":
        """The same project elsewhere, caches included."""
        shutil.copytree(self.root, root, symlinks=True)
        return SmallProject(root, self.target)

    def _outputs(self) -> list[str]:
        stages = yaml.safe_load((self.root / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
        names = [out if isinstance(out, str) else next(iter(out)) for s in stages.values() for out in s.get("outs", [])]
        return [name for name in names if name.startswith(BUILT)]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def small_project(root: Path, target: str = "label") -> SmallProject:
    """Make one that has not been built yet."""
    sandbox(root, with_parses=False)
    path = root / "params.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["run"]["workers"] = WORKERS
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return SmallProject(root, target)
