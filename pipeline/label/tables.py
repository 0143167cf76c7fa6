"""Labelling tables of any length: pairs of chunks of remarks and annotations, each on one of the workers, in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.codebook import Codebook
from pipeline.label.rows import label_remarks, labeled_rows
from pipeline.labels import Label
from pipeline.settings import RunSettings
from pipeline.tables import Remark, annotation_of, labeled_schema, to_table
from pipeline.train.model import ThemeModel
from pipeline.workers import portions, workers

CHUNK = 512
"""Remarks labelled at a time, about a second of work."""

WINDOW_CHUNKS = 4
"""Chunks a worker gets before the next window begins: what bounds this process's memory."""

WORTH_WORKERS = 3_000
"""Remarks that this process labels in the time in which workers start."""

Pair = tuple[pa.Table, pa.Table]
"""Rows of `remarks` and of `annotations` that belong together."""


@dataclass(frozen=True)
class Labeller:
    """Labels chunks of remarks in whatever process it is sent to; `human` are labels by remark id."""

    model: ThemeModel
    human: Mapping[str, Label]
    codebook: Codebook
    include_procedure: bool

    def __call__(self, pair: Pair) -> pa.Table:
        """Rows of `labeled_remarks`."""
        remarks, annotations = pair
        if not self.include_procedure:
            is_remark = pc.equal(remarks["kind"], "remark")
            remarks, annotations = remarks.filter(is_remark), annotations.filter(is_remark)
        said = [Remark(**row) for row in remarks.to_pylist()]
        found = [annotation_of(row) for row in annotations.to_pylist()]
        labellings = label_remarks(said, found, self.model, self.human, self.codebook)
        rows = labeled_rows(said, found, labellings, self.codebook, self.model.version)
        return to_table(rows, labeled_schema(self.codebook.theme_ids))


def label_tables(pairs: Iterable[Pair], labeller: Labeller, run: RunSettings) -> Iterator[pa.Table]:
    """Label pairs of chunks; `run` says where, and changes no result.

    Raises:
        WorkerError: the Dask cluster cannot be reached or was lost.
    """
    with workers(run) as crew:
        for window in portions(pairs, lambda pair: len(pair[0]), crew.count * WINDOW_CHUNKS * CHUNK):
            is_large = sum(len(remarks) for remarks, _ in window) >= WORTH_WORKERS
            yield from crew.map(labeller, window, is_large=is_large)
