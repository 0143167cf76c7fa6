"""Labels to the tools that coders use, and back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.labels.exchange import doccano, label_studio, prodigy, sheet
from pipeline.labels.exchange.reading import json_lines
from pipeline.labels.exchange.tasks import Coding, Returned, Task

__all__ = ["FORMATS", "Coding", "Format", "Returned", "Task", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A tool's files: the ending, and how they are written and read."""

    suffix: str
    write: Callable[[Sequence[Task], Path, Codebook], list[Path]]
    read: Callable[[Path], Returned]


FORMATS = {
    "label-studio": Format(".json", label_studio.write, label_studio.read),
    "doccano": Format(".jsonl", doccano.write, doccano.read),
    "prodigy": Format(".jsonl", prodigy.write, prodigy.read),
    "csv": Format(".csv", sheet.write_csv, sheet.read_csv),
    "xlsx": Format(".xlsx", sheet.write_xlsx, sheet.read_xlsx),
}


def format_of(path: Path) -> str:
    """The tool whose file this seems to be, by its ending and, of JSON Lines, its first object.

    Raises:
        InputError: the ending belongs to no tool, or a `.jsonl` file cannot be read.
    """
    fitting = [name for name, known in FORMATS.items() if known.suffix == path.suffix.lower()]
    if not fitting:
        raise InputError(path, "has no ending of a known tool", f"Say which it is: --from {'|'.join(FORMATS)}.")
    if len(fitting) == 1:
        return fitting[0]
    rows, _ = json_lines(path)
    return "prodigy" if rows and {"_task_hash", "answer", "accept"} & set(rows[0][1]) else "doccano"
