"""Stage `annotate`: remarks to their annotations."""

import sys
from pathlib import Path

from pipeline.annotate import Lexicon, ParseCache, annotate_texts, load_lexicon
from pipeline.progress import progress
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.tables import ANNOTATIONS, read_remarks, to_table, write_table


def run() -> None:
    """Annotate every remark."""
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    remarks = read_remarks(paths.REMARKS_TABLE)
    annotate_into(paths.ANNOTATIONS_TABLE, [(remark.remark_id, remark.text) for remark in remarks], lexicon)


def annotate_into(table: Path, texts: list[tuple[str, str]], lexicon: Lexicon) -> None:
    """Annotate texts, given by remark id and text, into a table; parses that the cache knows are not made again."""
    settings = load_settings()
    with progress(table.stem) as advance:
        annotations = annotate_texts(
            texts,
            settings=settings.annotate,
            run=settings.run,
            lexicon=lexicon,
            cache=ParseCache(paths.CACHE),
            on_progress=advance,
        )
    write_table(to_table(annotations, ANNOTATIONS), table, ANNOTATIONS)
    cached = len({text for _, text in texts}) - advance.computed
    sys.stderr.write(f"{table.stem}: {advance.computed} texts computed, {cached} taken from the cache\n")


if __name__ == "__main__":
    run()
