"""The command `ronten` over a folder of its own: `python -m tests.over FOLDER explore …`; imports nothing but that."""

import socket
import sys
from pathlib import Path
from typing import Any

from pipeline.stages import paths

TABLES = {
    "LABELED_TABLE": "labeled.parquet",
    "ANNOTATIONS_TABLE": "annotations.parquet",
    "REMARKS_TABLE": "remarks.parquet",
    "LEARNED_TABLE": "learned.parquet",
    "MODEL": "themes.safetensors",
    "CODED": "coded",
    "WRITTEN": "written",
}
"""Paths of the project that stand in the folder; all others are those of this project.

Nobody has written remarks there: to compare all of the project's own takes `labels check` many seconds."""


def _stay_local() -> None:
    """From here on no address but this machine's can be connected to."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            raise OSError(f"the explorer asked for {address}")
        connect(self, address)

    socket.socket.connect = refuse  # type: ignore[method-assign]


def main() -> None:
    """Set the paths, then run the command."""
    from pipeline.cli.app import main as ronten

    folder = Path(sys.argv[1])
    for name, file in TABLES.items():
        setattr(paths, name, folder / file)
    del sys.argv[1]
    _stay_local()
    ronten()


if __name__ == "__main__":
    main()
