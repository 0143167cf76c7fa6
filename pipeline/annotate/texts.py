"""Annotating many texts: parses from the cache or from GiNZA on several processes, then enriched in order."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from joblib import Parallel, delayed, parallel_config

from pipeline.annotate.cache import ParseCache
from pipeline.annotate.enrich import Enricher
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.model import parse_texts
from pipeline.annotate.parses import Parse
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.tables import Annotation

Progress = Callable[[int, int], None]
"""Called with the number of texts parsed so far and the number to parse."""

BATCH_CHARS = 8_000
"""Most characters given to GiNZA at a time: bounds a worker's memory."""


WORTH_WORKERS = 30_000
"""Characters that this process parses in the time in which workers start and load the model."""


def annotate_texts(
    texts: Sequence[tuple[str, str]],
    *,
    settings: AnnotateSettings,
    run: RunSettings,
    lexicon: Lexicon,
    cache: ParseCache | None = None,
    on_progress: Progress | None = None,
) -> list[Annotation]:
    """Annotate texts.

    Args:
        texts: pairs of remark id and text.
        settings: batch size and number of keywords.
        run: number of worker processes; changes no result.
        lexicon: terms and concepts to find.
        cache: where parses are looked up and kept; `None` parses every text.
        on_progress: told of every finished batch.

    Returns:
        One annotation a text, in order. Equal texts get equal annotations, whatever stands beside them.

    """
    parses = _parses([text for _, text in texts], settings, run, cache, on_progress)
    enricher = _enricher(lexicon, settings.max_keywords)
    return [enricher.annotation(remark_id, text, parses[text]) for remark_id, text in texts]


@lru_cache(maxsize=2)
def _enricher(lexicon: Lexicon, max_keywords: int) -> Enricher:
    return Enricher(lexicon, max_keywords)


def _parses(
    texts: Sequence[str],
    settings: AnnotateSettings,
    run: RunSettings,
    cache: ParseCache | None,
    on_progress: Progress | None,
) -> dict[str, Parse]:
    distinct = list(dict.fromkeys(texts))
    parses = cache.get(distinct) if cache else {}
    missing = [text for text in distinct if text not in parses]
    done = 0
    for batch, fresh in _computed(missing, settings.batch_size, run.workers):
        parses.update(fresh)
        if cache:
            cache.put(fresh)
        done += len(batch)
        if on_progress:
            on_progress(done, len(missing))
    return parses


def _computed(texts: list[str], batch_size: int, workers: int) -> Iterator[tuple[list[str], dict[str, Parse]]]:
    batches = list(_batches(texts, batch_size))
    if workers == 1 or sum(map(len, texts)) < WORTH_WORKERS:
        for batch in batches:
            yield batch, dict(zip(batch, parse_texts(batch), strict=True))
        return
    with parallel_config("loky", n_jobs=workers, inner_max_num_threads=1):
        results = Parallel(return_as="generator")(delayed(parse_texts)(batch) for batch in batches)
        for batch, parses in zip(batches, results, strict=True):
            yield batch, dict(zip(batch, parses, strict=True))


def _batches(texts: list[str], batch_size: int) -> Iterator[list[str]]:
    """Texts of like length together, so that all batches take about as long per character; longest first."""
    batch: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        if batch and (len(batch) == batch_size or sum(map(len, batch)) + len(text) > BATCH_CHARS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
