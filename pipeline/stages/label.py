"""Stage `label`: remarks, annotations, model and human labels to `labeled_remarks`."""

from collections.abc import Iterator
from itertools import zip_longest

from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.label import Labeller, label_tables
from pipeline.label.tables import CHUNK, Pair
from pipeline.labels import gold_labels, read_labels
from pipeline.parquet import read_chunks, write_tables
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.paths import among
from pipeline.storage import Location
from pipeline.tables import ANNOTATIONS, REMARKS, labeled_schema
from pipeline.train.model import load_model


def run(tables: Location | None = None) -> None:
    """Label every remark of every meeting, a bounded number of them at a time.

    Args:
        tables: folder or URL where `remarks.parquet` and `annotations.parquet` stand and `labeled_remarks.parquet`
            is written; the project's own when absent.

    Raises:
        InputError: a table or the model has not been built, or the tables are of different runs.
    """
    settings = load_settings()
    codebook = load_codebook(paths.CODEBOOK)
    labeller = Labeller(
        model=load_model(paths.MODEL, codebook),
        human=gold_labels(read_labels(paths.CODED, codebook)),
        codebook=codebook,
        include_procedure=settings.label.include_procedure,
    )
    chunks = pairs(among(tables, paths.REMARKS_TABLE), among(tables, paths.ANNOTATIONS_TABLE))
    labeled = label_tables(chunks, labeller, settings.run)
    write_tables(labeled, among(tables, paths.LABELED_TABLE), labeled_schema(codebook.theme_ids))


def pairs(remarks: Location, annotations: Location) -> Iterator[Pair]:
    """Chunks of both tables, which hold the same remarks in the same order.

    Raises:
        InputError: they do not.
    """
    said, found = read_chunks(remarks, REMARKS, CHUNK), read_chunks(annotations, ANNOTATIONS, CHUNK)
    none = REMARKS.empty_table(), ANNOTATIONS.empty_table()
    for number, (remark, annotation) in enumerate(zip_longest(said, found)):
        pair = remark or none[0], annotation or none[1]
        if not pair[0]["remark_id"].equals(pair[1]["remark_id"]):
            place = f"rows {number * CHUNK + 1} to {(number + 1) * CHUNK}"
            raise InputError(annotations, f"has other remarks than {remarks}", "Run `make repro` to annotate.", place)
        yield pair


if __name__ == "__main__":
    command(run)
