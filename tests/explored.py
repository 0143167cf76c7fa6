"""A small project for the explorer, and the command `ronten` run over it."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.settings import PROJECT, TrainSettings
from pipeline.tables import ANNOTATIONS, CODED_REMARKS, REMARKS, to_table, write_table
from pipeline.train.classifier import train
from pipeline.train.model import load_model, save_model
from tests.corpora import annotation, training_set
from tests.labeled import CODEBOOK, rows, write_rows
from tests.over import TABLES

CONCEPT = {"text": "電力", "start": 0, "end": 2, "label": "concept", "concept": "electric_power"}


def explored_rows() -> list[dict[str, Any]]:
    """The invented rows, the first of which holds a concept."""
    first, *others = rows()
    return [first | {"entities": [CONCEPT]}, *others]


def make(folder: Path, found: Sequence[dict[str, Any]] | None = None) -> Path:
    """Write a model that knows a few words, and the tables that it has labelled; nobody has coded anything."""
    (folder / "coded").mkdir(parents=True)
    save_model(train(training_set(tuple(CODEBOOK.theme_ids)), TrainSettings(folds=3), CODEBOOK.version), folder / "m")
    (folder / "m").rename(folder / TABLES["MODEL"])
    version = load_model(folder / TABLES["MODEL"]).version
    labelled = [row | {"model_version": version} for row in (explored_rows() if found is None else found)]
    write_rows(folder / TABLES["LABELED_TABLE"], labelled)
    remarks = [{name: row[name] for name in REMARKS.names} for row in labelled]
    write_table(to_table(remarks, REMARKS), folder / TABLES["REMARKS_TABLE"], REMARKS)
    write_table(to_table([], CODED_REMARKS), folder / TABLES["LEARNED_TABLE"], CODED_REMARKS)
    annotations = [annotation(row["text"], row["remark_id"]) for row in labelled]
    write_table(to_table(annotations, ANNOTATIONS), folder / TABLES["ANNOTATIONS_TABLE"], ANNOTATIONS)
    return folder


@contextmanager
def explorer(folder: Path, *arguments: str) -> Iterator[str]:
    """Run `ronten explore` over the folder; give its address. What it prints stands in `log` of the folder."""
    with serving([sys.executable, "-m", "tests.over", str(folder), "explore", *arguments], folder / "log") as address:
        yield address


@contextmanager
def serving(command: Sequence[str], log: Path) -> Iterator[str]:
    """Run a command that explores on a free port, until the block ends; give its address."""
    port = _free_port()
    given = [*command, "--no-browser", "--port", str(port)]
    with log.open("w") as printed:
        process = subprocess.Popen(given, cwd=PROJECT, stdout=printed, stderr=printed)  # noqa: S603
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)


def ronten(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run another command over the folder."""
    command = [sys.executable, "-m", "tests.over", str(folder), *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - an address of this machine
        except OSError:
            assert process.poll() is None, "the explorer has ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
