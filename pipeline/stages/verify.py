"""Compare every output with its digest in `dvc.lock`; `make repro` does so at its end.

DVC takes its cache's word for the content of a file: where a bit of the cached copy has flipped, it restores the
damaged file and calls it up to date.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import InputError, RontenError
from pipeline.settings import PROJECT
from pipeline.stages import command

LOCK = PROJECT / "dvc.lock"
CACHE = Path(".dvc/cache/files/md5")


def run() -> None:
    """Say that all outputs are as recorded.

    Raises:
        RontenError: names every file that is not, with the remedy.
    """
    if not LOCK.exists():
        raise InputError(LOCK, "does not exist", "Run `make repro`, or restore it from version control.")
    recorded = dict(_recorded(yaml.safe_load(LOCK.read_text(encoding="utf-8"))["stages"]))
    problems = [
        f"{name}: is not what {LOCK.name} records. Delete it and its copy in DVC's cache, {_cached(digest)}, "
        "then run `make repro`."
        for name, digest in recorded.items()
        if _md5(PROJECT / name) != digest
    ]
    if problems:
        raise RontenError("\n".join(problems))
    sys.stderr.write(f"{len(recorded)} outputs are as recorded in {LOCK.name}\n")


def _recorded(stages: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and digest of every output that exists; folders are left out: they hold metrics, which git keeps."""
    for stage in stages.values():
        for out in stage.get("outs", []):
            if (PROJECT / out["path"]).is_file():
                yield out["path"], out["md5"]


def _md5(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "md5").hexdigest()


def _cached(digest: str) -> Path:
    return CACHE / digest[:2] / digest[2:]


if __name__ == "__main__":
    command(run)
