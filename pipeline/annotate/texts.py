"""Annotating many texts: a window of them at a time, each batch on one of the workers, in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from pipeline.annotate.cache import ParseCache
from pipeline.annotate.enrich import Enricher
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.model import parse_texts
from pipeline.annotate.parses import pack, unpack
from pipeline.settings import AnnotateSettings, RunSettings
from pipeline.tables import Annotation
from pipeline.workers import Workers, portions, workers

Progress = Callable[[int, int], None]
"""Called with the number of texts annotated so far, and how many of them GiNZA had to parse."""

BATCH_CHARS = 8_000
"""Characters of a batch, about a second of work: bounds a worker's memory."""

WINDOW_BATCHES = 8
"""Batches a worker gets before the next window begins: what bounds this process's memory."""

WORTH_WORKERS = 30_000
"""Characters that this process parses in the time in which workers start and load the model."""


def annotate_texts(
    texts: Iterable[tuple[str, str]],
    *,
    settings: AnnotateSettings,
    run: RunSettings,
    lexicon: Lexicon,
    cache: ParseCache | None = None,
    on_progress: Progress | None = None,
) -> list[Annotation]:
    """All annotations of texts that fit into memory; see `annotations_of`."""
    return list(
        annotations_of(texts, settings=settings, run=run, lexicon=lexicon, cache=cache, on_progress=on_progress)
    )


def annotations_of(
    texts: Iterable[tuple[str, str]],
    *,
    settings: AnnotateSettings,
    run: RunSettings,
    lexicon: Lexicon,
    cache: ParseCache | None = None,
    on_progress: Progress | None = None,
) -> Iterator[Annotation]:
    """Annotate texts, as many of them at a time as keep the workers busy.

    Args:
        texts: pairs of remark id and text.
        settings: number of texts that GiNZA gets at a time, and of keywords.
        run: where the work is done; changes no result.
        lexicon: terms and concepts to find.
        cache: where parses are looked up and kept; `None` parses every text.
        on_progress: told of every finished window.

    Yields:
        One annotation a text, in order. Equal texts get equal annotations, whatever stands beside them.

    Raises:
        WorkerError: the Dask cluster cannot be reached or was lost.
    """
    annotator = Annotator(lexicon, settings)
    done = computed = 0
    is_large = False
    with workers(run) as crew:
        for window in portions(texts, lambda pair: len(pair[1]) + 1, crew.count * WINDOW_BATCHES * BATCH_CHARS):
            distinct = list(dict.fromkeys(text for _, text in window))
            known = cache.get(distinct) if cache else {}
            # once workers have started, the last and smaller window is theirs too
            is_large = is_large or sum(len(text) for text in distinct if text not in known) >= WORTH_WORKERS
            found = _annotated(distinct, known, annotator, crew, cache, is_large=is_large)
            yield from (replace(found[text], remark_id=remark_id) for remark_id, text in window)
            done += len(window)
            computed += len(distinct) - len(known)
            if on_progress:
                on_progress(done, computed)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Annotates batches of texts in whatever process it is sent to."""

    lexicon: Lexicon
    settings: AnnotateSettings

    def __call__(self, batch: Sequence[tuple[str, bytes | None]]) -> list[tuple[Annotation, bytes | None]]:
        """Annotations of texts, which carry no remark id yet.

        Args:
            batch: texts, each with its packed parse where that is known.

        Returns:
            Each annotation, and the packed parse where it is new.
        """
        missing = [text for text, known in batch if known is None]
        size = self.settings.batch_size
        parses = chain.from_iterable(parse_texts(missing[at : at + size]) for at in range(0, len(missing), size))
        enricher = _enricher(self.lexicon, self.settings.max_keywords)
        rows: list[tuple[Annotation, bytes | None]] = []
        for text, known in batch:
            parse = next(parses) if known is None else unpack(known)
            rows.append((enricher.annotation("", text, parse), pack(parse) if known is None else None))
        return rows


@lru_cache(maxsize=2)
def _enricher(lexicon: Lexicon, max_keywords: int) -> Enricher:
    return Enricher(lexicon, max_keywords)


def _annotated(
    texts: Sequence[str],
    known: Mapping[str, bytes],
    annotator: Annotator,
    crew: Workers,
    cache: ParseCache | None,
    *,
    is_large: bool,
) -> dict[str, Annotation]:
    """The annotation of each text of a window; new parses are kept batch by batch, so that a killed run loses few."""
    missing = sorted((text for text in texts if text not in known), key=len, reverse=True)  # like lengths together
    batches = [
        *portions(missing, lambda text: len(text) + 1, BATCH_CHARS),
        *portions((text for text in texts if text in known), lambda text: len(text) + 1, BATCH_CHARS),
    ]
    work = [[(text, known.get(text)) for text in batch] for batch in batches]
    found: dict[str, Annotation] = {}
    for batch, rows in zip(batches, crew.map(annotator, work, is_large=is_large), strict=True):
        found.update((text, annotation) for text, (annotation, _) in zip(batch, rows, strict=True))
        fresh = {text: parse for text, (_, parse) in zip(batch, rows, strict=True) if parse is not None}
        if cache and fresh:
            cache.put(fresh)
    return found
