"""Writing new labels into the files of a folder, all of them or none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline.files import replacing
from pipeline.labels.records import Label, Line, label_lines

WRITTEN_FILE = "written-reviewed.jsonl"
"""Where labels of written remarks go that have none in the folder yet."""


def store_labels(
    labels: Sequence[Label], folder: Path, held: Sequence[Line], meetings: Mapping[str, str]
) -> list[Path]:
    """Put labels into the files of `folder`.

    Each goes to the file that holds its remark already, else to that of its meeting, and takes the place of the
    label that its coder gave in the same pass. All files are written before the first takes the old one's place.

    Args:
        labels: new labels.
        folder: where label files stand.
        held: all labels of the folder, with the files they stand in.
        meetings: the meeting of every real remark.

    Returns:
        The files that changed.
    """
    files: dict[Path, list[Label]] = defaultdict(list)
    for line in held:
        files[line.path].append(line.label)
    home = {label.remark_id: file for file, own in files.items() for label in own}
    changed: list[Path] = []
    for label in labels:
        file = home.get(label.remark_id) or folder / _file_name(label, meetings)
        files[file] = [*(old for old in files[file] if _slot(old) != _slot(label)), label]
        changed += [] if file in changed else [file]
    with ExitStack() as all_written:
        for file in changed:
            temporary = all_written.enter_context(replacing(file))
            temporary.write_text(label_lines(files[file]), encoding="utf-8", newline="\n")
    return changed


def _file_name(label: Label, meetings: Mapping[str, str]) -> str:
    if label.remark_id not in meetings:
        return WRITTEN_FILE
    return f"{meetings[label.remark_id].replace('/', '-')}.jsonl"  # ids come from documents of anybody's making


def _slot(label: Label) -> tuple[str, str, str]:
    return label.remark_id, label.coder, label.coding_pass
