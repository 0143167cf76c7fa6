"""Stage `annotate`: remarks, written remarks and lexicon terms to their annotations."""

import sys
from pathlib import Path

from pipeline.annotate import Lexicon, ParseCache, annotate_texts, load_lexicon
from pipeline.codebook import load_codebook
from pipeline.labels import read_written
from pipeline.progress import progress
from pipeline.settings import Settings, load_settings
from pipeline.stages import paths
from pipeline.tables import ANNOTATIONS, read_remarks, to_table, write_table


def run() -> None:
    """Annotate every text that a later stage reads."""
    settings = load_settings()
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    cache = ParseCache(paths.CACHE)
    written = read_written(paths.WRITTEN, load_codebook(paths.CODEBOOK))
    remarks = [(remark.remark_id, remark.text) for remark in read_remarks(paths.REMARKS_TABLE)]
    for texts, table in (
        (remarks, paths.ANNOTATIONS_TABLE),
        ([(label.remark_id, label.text or "") for label in written], paths.WRITTEN_ANNOTATIONS_TABLE),
        ([(term, term) for term in lexicon.grades], paths.TERM_ANNOTATIONS_TABLE),
    ):
        _annotate(texts, table, settings, lexicon, cache)


def _annotate(
    texts: list[tuple[str, str]], table: Path, settings: Settings, lexicon: Lexicon, cache: ParseCache
) -> None:
    with progress(table.stem) as advance:
        annotations = annotate_texts(
            texts,
            settings=settings.annotate,
            run=settings.run,
            lexicon=lexicon,
            cache=cache,
            on_progress=advance,
        )
    write_table(to_table(annotations, ANNOTATIONS), table, ANNOTATIONS)
    cached = len({text for _, text in texts}) - advance.computed
    sys.stderr.write(f"{table.stem}: {advance.computed} texts computed, {cached} taken from the cache\n")


if __name__ == "__main__":
    run()
