"""A Dask cluster on this machine for tests: a scheduler and workers, each started by its own command."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

DASK = Path(sys.executable).with_name("dask")
OPTIONS = ("--no-dashboard", "--host", "127.0.0.1")


@dataclass(frozen=True)
class Cluster:
    """Processes of a running cluster, and the address of its scheduler."""

    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"


@contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    """A cluster of workers with one thread each, without the nannies that would start killed ones again."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    started = [_start("scheduler", "--port", str(port))]
    try:
        _wait_for(port)
        started += [_start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(workers)]
        if workers:
            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers)
        yield Cluster(address, started[0], started[1:])
    finally:
        for process in started:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [str(DASK), *arguments, *OPTIONS]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed words


def _wait_for(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
