"""A small copy of the project, built in seconds, whose outputs can be compared."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.settings import PROJECT

OUTPUTS = (
    "data/processed/remarks.parquet",
    "data/processed/meetings.parquet",
    "data/processed/quarantine.jsonl",
    "data/processed/annotations.parquet",
    "data/processed/written_annotations.parquet",
    "data/processed/term_annotations.parquet",
    "models/themes.safetensors",
    "data/processed/labeled_remarks.parquet",
)
WRITTEN_EVERY, TERMS_EVERY = 14, 60
"""One of so many written remarks and lexicon rows is kept; their text is enough for two workers to start."""

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
        paths = {name: self.root / name for name in OUTPUTS}
        return {name: digest(path) for name, path in paths.items() if path.exists()}

    def scraps(self) -> list[str]:
        """Temporary files that a writer of the project left."""
        found = [*self.root.glob("data/**/.*.tmp"), *self.root.glob("models/.*.tmp")]
        return [str(path.relative_to(self.root)) for path in found]

    def copy(self, root: Path) -> "SmallProject":
        """The same project elsewhere, caches included."""
        shutil.copytree(self.root, root, symlinks=True)
        return SmallProject(root, self.target)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def small_project(root: Path, written_every: int = WRITTEN_EVERY, target: str = "label") -> SmallProject:
    """Make one that has not been built yet; of the written remarks one of `written_every` is kept."""
    shutil.copytree(PROJECT / "pipeline", root / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data/raw", root / "data/raw")
    shutil.copytree(PROJECT / "data/labels", root / "data/labels", ignore=shutil.ignore_patterns("writer-*"))
    for name in ("dvc.yaml", ".dvcignore"):
        shutil.copy(PROJECT / name, root / name)
    settings = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    (root / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (root / ".venv").symlink_to(BIN.parent)
    (root / ".dvc").mkdir()
    (root / ".dvc/config").write_text("[core]\n    no_scm = true\n    analytics = false\n", encoding="utf-8")
    _thin_out(root / "data/labels", written_every)
    return SmallProject(root, target)


def _thin_out(labels: Path, written_every: int) -> None:
    written = [line for path in sorted((PROJECT / "data/labels/written").glob("*.jsonl")) for line in _lines(path)]
    _write(labels / "written/starter.jsonl", written[::written_every])
    header, *terms = _lines(labels / "lexicon.tsv")
    _write(labels / "lexicon.tsv", [header, *terms[::TERMS_EVERY]])


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
