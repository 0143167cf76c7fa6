"""Stage `divide`: coded real remarks and their annotations to what is learned from and what is measured by.

Two pairs of small tables, so that minutes that nobody has coded set off neither training nor measuring.
"""

import sys
from pathlib import Path

from pipeline.codebook import load_codebook
from pipeline.labels import read_labels
from pipeline.labels.division import divide
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.tables import (
    ANNOTATIONS,
    CODED_REMARKS,
    Annotation,
    CodedRemark,
    read_annotations,
    read_remarks,
    to_table,
    write_table,
)


def run() -> None:
    """Write the learned and the measured remarks."""
    codebook = load_codebook(paths.CODEBOOK)
    labels = read_labels(paths.CODED, codebook)
    measured_meetings = load_settings().evaluate.measured_meetings
    found = divide(read_remarks(paths.REMARKS_TABLE), labels, codebook, measured_meetings)
    used = [row.remark_id for row in [*found.learned, *found.measured]]
    annotated = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE, only=used)}
    _write(found.learned, annotated, paths.LEARNED_TABLE, paths.LEARNED_ANNOTATIONS_TABLE)
    _write(found.measured, annotated, paths.MEASURED_TABLE, paths.MEASURED_ANNOTATIONS_TABLE)
    sys.stderr.write(f"{len(found.learned)} coded real remarks to learn from, {len(found.measured)} to measure by\n")
    for row in found.alike:
        sys.stderr.write(f"not learned from, because nearly the same as a measured remark: {row.remark_id}\n")


def _write(rows: list[CodedRemark], annotated: dict[str, Annotation], remarks: Path, annotations: Path) -> None:
    write_table(to_table(rows, CODED_REMARKS), remarks, CODED_REMARKS)
    write_table(to_table([annotated[row.remark_id] for row in rows], ANNOTATIONS), annotations, ANNOTATIONS)


if __name__ == "__main__":
    command(run)
