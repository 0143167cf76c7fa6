"""Stage `annotate`: remarks, written remarks and lexicon terms to their annotations."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.annotate import ParseCache, annotations_of, load_lexicon
from pipeline.codebook import load_codebook
from pipeline.labels import read_written
from pipeline.parquet import count_rows, read_chunks, write_tables
from pipeline.progress import progress
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.storage import Location, within
from pipeline.tables import ANNOTATIONS, REMARKS, to_tables

Texts = Iterable[tuple[str, str]]
"""Pairs of id and text."""


def run(tables: Location | None = None) -> None:
    """Annotate every text that a later stage reads, a bounded number of them at a time.

    Args:
        tables: folder or URL where `remarks.parquet` stands and `annotations.parquet` is written, and nothing else is
            annotated; the project's own tables, and the texts to train on, when absent.
    """
    folder = tables or paths.PROCESSED
    remarks = within(folder, paths.REMARKS_TABLE.name)
    _annotate(_texts(remarks), count_rows(remarks, REMARKS), within(folder, paths.ANNOTATIONS_TABLE.name))
    if tables:
        return
    written = read_written(paths.WRITTEN, load_codebook(paths.CODEBOOK))
    texts = [(label.remark_id, label.text or "") for label in written]
    _annotate(texts, len(texts), paths.WRITTEN_ANNOTATIONS_TABLE)
    terms = load_lexicon(paths.LEXICON, paths.CONCEPTS).grades
    _annotate([(term, term) for term in terms], len(terms), paths.TERM_ANNOTATIONS_TABLE)


def _texts(remarks: Location) -> Iterator[tuple[str, str]]:
    for chunk in read_chunks(remarks, REMARKS):
        yield from zip(chunk["remark_id"].to_pylist(), chunk["text"].to_pylist(), strict=True)


def _annotate(texts: Texts, count: int, table: Location) -> None:
    settings = load_settings()
    cache = ParseCache(paths.CACHE)
    name = Path(str(table)).stem
    with progress(name, count) as advance:
        annotations = annotations_of(
            texts,
            settings=settings.annotate,
            run=settings.run,
            lexicon=load_lexicon(paths.LEXICON, paths.CONCEPTS),
            cache=cache,
            on_progress=advance,
        )
        write_tables(to_tables(annotations, ANNOTATIONS), table, ANNOTATIONS)
    sys.stderr.write(f"{name}: {count} texts, {advance.computed} of them computed\n")
    if cache.trouble:
        sys.stderr.write(f"{name}: the cache of parses could not be used, which costs time alone: {cache.trouble}\n")


if __name__ == "__main__":
    command(run)
