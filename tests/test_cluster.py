"""A Dask cluster on loopback: the results of local work, to the byte, whatever happens to its workers."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import workers
from pipeline.annotate import Lexicon, texts
from pipeline.annotate.cache import ParseCache
from pipeline.annotate.texts import annotations_of
from pipeline.errors import WorkerError
from pipeline.label import Labeller, label_tables
from pipeline.parquet import write_tables
from pipeline.settings import AnnotateSettings, RunSettings, TrainSettings
from pipeline.tables import ANNOTATIONS, REMARKS, labeled_schema, to_table, to_tables
from pipeline.train.classifier import train
from tests.cluster import Cluster, cluster, free_port
from tests.corpora import SENTENCES, annotation, training_set
from tests.test_label import CODEBOOK
from tests.test_tables import REMARK

LOCAL = RunSettings(workers=1)
TEXTS = [(f"r{i}", f"第{i}の論点は半導体とサプライチェーンの{i}番目の強靱化である。") for i in range(60)]


class WatchedCache(ParseCache):
    """A cache that does something when the n-th batch has come back, while others are under way."""

    def __init__(self, folder: Path, batch: int, action: Callable[[], None]) -> None:
        super().__init__(folder)
        self._left = batch
        self._action = action

    def put(self, parses: Mapping[str, bytes]) -> None:
        super().put(parses)
        self._left -= 1
        if self._left == 0:
            self._action()


@pytest.fixture
def running() -> Iterator[Cluster]:
    with cluster(workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def lasting() -> Iterator[Cluster]:
    """A cluster for the tests that leave it as it is."""
    with cluster(workers=2) as found:
        yield found


def _annotated(path: Path, run: RunSettings, lexicon: Lexicon, cache: ParseCache | None = None) -> bytes:
    rows = annotations_of(TEXTS, settings=AnnotateSettings(), run=run, lexicon=lexicon, cache=cache)
    write_tables(to_tables(rows, ANNOTATIONS), path, ANNOTATIONS)
    return path.read_bytes()


def _on(running: Cluster) -> RunSettings:
    return RunSettings(backend="dask", scheduler=running.address)


@pytest.mark.ginza
def test_a_killed_worker_changes_nothing(
    running: Cluster, lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "BATCH_CHARS", 100)
    monkeypatch.setattr(texts, "WINDOW_BATCHES", 40)
    cache = WatchedCache(tmp_path, 6, running.workers[0].kill)
    spread = _annotated(tmp_path / "dask.parquet", _on(running), lexicon, cache)
    assert running.workers[0].wait() == -9
    assert spread == _annotated(tmp_path / "local.parquet", LOCAL, lexicon)


@pytest.mark.ginza
def test_a_lost_scheduler_is_told_and_nothing_is_written(
    running: Cluster, lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "BATCH_CHARS", 100)
    cache = WatchedCache(tmp_path, 2, running.scheduler.kill)
    with pytest.raises(WorkerError, match="scheduler was lost"):
        _annotated(tmp_path / "dask.parquet", _on(running), lexicon, cache)
    assert [path.name for path in tmp_path.iterdir()] == ["parses.sqlite"]


def test_labels_are_those_of_a_local_run(lasting: Cluster, tmp_path: Path) -> None:
    words = [sentence for sentences in SENTENCES.values() for sentence in sentences] * 2
    remarks = [replace(REMARK, remark_id=f"r{i}", text=text.replace(" ", "")) for i, text in enumerate(words)]
    annotations = [annotation(text, f"r{i}") for i, text in enumerate(words)]
    pairs = [
        (to_table(remarks[at : at + 5], REMARKS), to_table(annotations[at : at + 5], ANNOTATIONS))
        for at in range(0, len(words), 5)
    ]
    labeller = Labeller(train(training_set(), TrainSettings(folds=3), 7), {}, CODEBOOK, include_procedure=False)
    schema = labeled_schema(CODEBOOK.theme_ids)
    for name, run in (("dask", _on(lasting)), ("local", LOCAL)):
        write_tables(label_tables(pairs, labeller, run), tmp_path / name, schema)
    assert (tmp_path / "dask").read_bytes() == (tmp_path / "local").read_bytes()


def test_a_worker_of_another_setup_is_refused(lasting: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "setup", lambda: "other code")
    with workers.workers(_on(lasting)) as crew, pytest.raises(WorkerError, match="has other code, libraries or"):
        list(crew.map(len, ["a", "b", "c"]))


def _die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_of_this_machine_is_told() -> None:
    with workers.workers(RunSettings(workers=2)) as crew, pytest.raises(WorkerError, match=r"killed.*Lower run\.work"):
        list(crew.map(_die, ["a", "b"]))


@pytest.mark.parametrize(("started", "message"), [(False, "no Dask scheduler answers"), (True, "has no workers")])
def test_a_cluster_that_does_not_work_is_named(started: bool, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CONNECT_SECONDS", 1)
    if started:
        with cluster(workers=0) as running, pytest.raises(WorkerError, match=message), workers.workers(_on(running)):
            pass
    else:
        run = RunSettings(backend="dask", scheduler=f"tcp://127.0.0.1:{free_port()}")
        with pytest.raises(WorkerError, match=message), workers.workers(run):
            pass
