"""The invented meetings of the written corpus, and the real minutes whose remarks are coded."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.segment import segment_file
from pipeline.settings import SegmentSettings
from pipeline.tables import Remark

MEETINGS_FILE = "meetings.tsv"
COLUMNS = ("meeting", "year", "register", "title")


@dataclass(frozen=True, slots=True)
class InventedMeeting:
    """A meeting that never was; `year` is missing where the writer gave none."""

    meeting: str
    year: int | None
    register: str
    title: str


def read_meetings(path: Path) -> dict[str, InventedMeeting]:
    """The table of invented meetings, by id in the file's order.

    Raises:
        InputError: the header is another, or a line cannot be used; the message names file and line.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise InputError(path, "has another header", f"Begin it with, parted by tabs: {' '.join(COLUMNS)}", "line 1")
    found: dict[str, InventedMeeting] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or (cells[1] and not cells[1].isdecimal()) or cells[0] in found:
            remedy = f"Give each meeting one line with {', '.join(COLUMNS)}, the year in digits or empty."
            raise InputError(path, f"cannot be used: {line!r}", remedy, f"line {number}")
        meeting, year, register, title = cells
        found[meeting] = InventedMeeting(meeting, int(year) if year else None, register, title)
    return found


def coded_minutes(raw: Path, coded: Path, settings: SegmentSettings) -> list[Remark]:
    """All remarks of the documents in `raw` that have a label file of their name in `coded`.

    The documents are read anew: whoever labels need not have run the pipeline.
    """
    documents = [path for labels in sorted(coded.glob("*.jsonl")) for path in sorted(raw.glob(f"{labels.stem}.*"))]
    return [remark for path in documents for remark in segment_file(path, settings=settings).remarks]
