"""The same work on this machine's processes or on a Dask cluster. joblib spreads it, loky or Dask schedules it."""

import os
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from joblib import Parallel, delayed, parallel_config
from threadpoolctl import threadpool_info

from pipeline.errors import WorkerError
from pipeline.files import sha256
from pipeline.settings import RunSettings

T = TypeVar("T")
R = TypeVar("R")

CONNECT_SECONDS = 10
"""How long an answer of the scheduler, and then its first worker, is waited for."""

_LIBRARIES = ("numpy", "scipy", "spacy", "ginza", "ja-ginza", "sudachipy", "sudachidict-core", "pyarrow")
_ONE_AT_A_TIME = threading.Lock()
_KEPT = "parses that were made are kept in the cache"


@dataclass(frozen=True)
class Workers:
    """Where work is done: `count` processes, which joblib reaches as `config` says.

    `setup` is what a worker of a cluster must be set up like, and empty where workers are this machine's processes.
    """

    count: int
    config: dict[str, Any]
    setup: str = ""

    def map(self, work: Callable[[T], R], items: Sequence[T], *, is_large: bool = True) -> Iterator[R]:
        """The result of `work` for each item, in order.

        Args:
            work: a function, or an object with `__call__`, that can be pickled.
            items: what it is called with, each worth about a second.
            is_large: whether the work is worth starting processes for; a cluster gets it in any case.

        Raises:
            WorkerError: a process was killed, the cluster was lost, or a worker is not set up like this process.
        """
        if not self.setup and (self.count == 1 or not is_large):
            yield from map(work, items)
            return
        task = _Task(pickle.dumps(work), self.setup)
        with parallel_config(**self.config):
            parallel = Parallel(return_as="generator")
        # In a tuple, because the Dask backend moves larger objects into the memory of one worker, and a task whose
        # argument died with that worker is lost; what stands in a tuple is sent along with its task.
        results = parallel(delayed(task)((item,)) for item in items)
        yield from _unless_lost(results) if self.setup else _unless_killed(results)


@contextmanager
def workers(run: RunSettings) -> Iterator[Workers]:
    """The workers that `run` names.

    Raises:
        WorkerError: the scheduler does not answer, or has no workers.
    """
    if run.backend == "dask":
        with _cluster(str(run.scheduler)) as found:
            yield found
    else:
        config = {"backend": "loky", "n_jobs": run.workers, "inner_max_num_threads": 1}
        yield Workers(run.workers, config | {"initializer": _end_with, "initargs": (os.getpid(),)})


def portions(items: Iterable[T], size: Callable[[T], int], limit: int) -> Iterator[list[T]]:
    """Lists of items in order, each as long as the sum of `size` stays within `limit`; at least one item each.

    >>> list(portions(["a", "bb", "c", "dddd"], len, 3))
    [['a', 'bb'], ['c'], ['dddd']]
    """
    portion: list[T] = []
    filled = 0
    for item in items:
        if portion and filled + size(item) > limit:
            yield portion
            portion, filled = [], 0
        portion.append(item)
        filled += size(item)
    if portion:
        yield portion


@cache
def setup() -> str:
    """Digest of all that decides a result to the last bit: this project's files, libraries, and the kernels of BLAS."""
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    digests = [f"{path.relative_to(root)} {sha256(path.read_bytes())}" for path in files]
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    kernels = sorted({str(pool.get("architecture")) for pool in threadpool_info() if pool["user_api"] == "blas"})
    return sha256("\n".join([*digests, *libraries, *kernels]).encode())


@dataclass(frozen=True)
class _Task:
    """What a worker is sent: it refuses to work when it is not set up like the sender.

    `work` is pickled, once for all tasks: models and word lists take longer to pickle than to send.
    """

    work: bytes
    setup: str

    def __call__(self, packed: tuple[Any]) -> Any:
        if self.setup and self.setup != setup():
            raise WorkerError(
                f"The Dask worker on {socket.gethostname()} has other code, libraries or matrix kernels than this "
                "process, so its results could differ. Install the same checkout and lock file there; on processors "
                "of several kinds set OPENBLAS_CORETYPE alike everywhere."
            )
        with _ONE_AT_A_TIME:  # a Dask worker may have several threads, GiNZA's tokenizer serves one
            return _unpickled(self.work)(packed[0])


@lru_cache(maxsize=2)
def _unpickled(work: bytes) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = pickle.loads(work)  # noqa: S301 - from the process that sent the task
    return found


@contextmanager
def _cluster(scheduler: str) -> Iterator[Workers]:
    with _client(scheduler) as client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise WorkerError(
                f"run.scheduler {scheduler}: the scheduler has no workers. Start some with `dask worker {scheduler} "
                "--nthreads 1 --nworkers -1`."
            ) from error
        yield Workers(sum(client.ncores().values()), {"backend": "dask", "client": client}, setup())


def _client(scheduler: str) -> Any:
    from distributed import Client  # takes a second, which only users of a cluster need to spend

    try:
        return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"run.scheduler {scheduler}: no Dask scheduler answers ({error}). Start one with `dask scheduler`, correct "
            "the address in params.yaml, or set run.backend to loky."
        ) from error


def _unless_killed(results: Iterator[R]) -> Iterator[R]:
    try:
        yield from results
    except BrokenProcessPool as error:
        raise WorkerError(
            "A worker process was killed, most likely for want of memory: each needs about 1 GB. Lower run.workers in "
            f"params.yaml or free memory, then run it again; {_KEPT}."
        ) from error


def _unless_lost(results: Iterator[R]) -> Iterator[R]:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        yield from results
    except KilledWorker as error:
        raise WorkerError(
            f"Several Dask workers died over the same batch, most likely for want of memory: {error}. Give each "
            f"at least 2 GB and run it again; {_KEPT}."
        ) from error
    except (FutureCancelledError, OSError) as error:
        raise WorkerError(
            f"The Dask scheduler was lost: {error}. Start it again and run the command again; {_KEPT}."
        ) from error


def _end_with(parent: int) -> None:
    """Let this worker end soon after `parent`, even if that was killed: by itself it would wait for minutes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
