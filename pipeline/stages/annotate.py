"""Stage `annotate`: remarks to their annotations."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.annotate import Lexicon, load_lexicon
from pipeline.annotate.cache import ParseCache
from pipeline.annotate.texts import annotations_of
from pipeline.parquet import count_rows, read_chunks, write_tables
from pipeline.progress import progress
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.paths import among
from pipeline.storage import Location
from pipeline.tables import ANNOTATIONS, REMARKS, to_tables


def run(tables: Location | None = None) -> None:
    """Annotate every remark, a bounded number of them at a time.

    Args:
        tables: folder or URL where `remarks.parquet` stands and `annotations.parquet` is written; the project's own
            when absent.
    """
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    remarks, annotations = (among(tables, own) for own in (paths.REMARKS_TABLE, paths.ANNOTATIONS_TABLE))
    annotate_into(annotations, _texts(remarks), lexicon, count_rows(remarks, REMARKS))


def annotate_into(
    table: Location, texts: Iterable[tuple[str, str]], lexicon: Lexicon, count: int | None = None
) -> None:
    """Annotate texts, given by remark id and text, into a table; parses that the cache knows are not made again.

    Args:
        table: where the annotations are written.
        texts: pairs of id and text, which need not be in memory together.
        lexicon: terms and concepts to find.
        count: how many texts there are, for the progress bar.
    """
    settings = load_settings()
    cache = ParseCache(paths.CACHE)
    name = Path(str(table)).stem
    with progress(name, count) as advance:
        annotations = annotations_of(
            texts,
            settings=settings.annotate,
            run=settings.run,
            lexicon=lexicon,
            cache=cache,
            on_progress=advance,
        )
        write_tables(to_tables(annotations, ANNOTATIONS), table, ANNOTATIONS)
    known = advance.done - advance.computed
    sys.stderr.write(f"{name}: {advance.done} texts, {advance.computed} computed, {known} from the cache\n")
    if cache.trouble:
        sys.stderr.write(f"{name}: the cache of parses could not be used, which costs time alone: {cache.trouble}\n")


def _texts(remarks: Location) -> Iterator[tuple[str, str]]:
    for chunk in read_chunks(remarks, REMARKS):
        yield from zip(chunk["remark_id"].to_pylist(), chunk["text"].to_pylist(), strict=True)


if __name__ == "__main__":
    command(run)
