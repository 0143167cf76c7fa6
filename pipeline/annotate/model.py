"""GiNZA as this project runs it: the components that matter, and texts of any length to parses."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version

import spacy
from spacy.language import Language
from threadpoolctl import threadpool_limits

from pipeline.annotate.parses import PARSE_VERSION, Parse, joined, parse_of

MODEL = "ja_ginza"
MAX_BYTES = 49_149
"""Longest text, in bytes of UTF-8, that SudachiPy tokenizes in one call."""

_SENTENCE_END = re.compile(r"[。！？!?\n]+[」』）)]*")
_VERSIONED = ("spacy", "ginza", "ja-ginza", "sudachipy", "sudachidict-core")


def parser_versions() -> str:
    """Every version that affects a parse, as one string."""
    return " ".join([f"parse-{PARSE_VERSION}", *(f"{name}-{version(name)}" for name in _VERSIONED)])


def annotator_name(lexicon_digest: str) -> str:
    """What stands in the column `annotator`."""
    return (
        f"ja_ginza-{version('ja-ginza')} sudachidict_core-{version('sudachidict-core')} lexicon-{lexicon_digest}"
    )


@lru_cache(maxsize=1)
def load_model() -> Language:
    """GiNZA, loaded once a process (two seconds)."""
    return spacy.load(MODEL)


def parse_texts(texts: Sequence[str]) -> list[Parse]:
    """Parses of texts, in order; a text gets the same parse in whatever company it comes."""
    nlp = load_model()
    pieces = [list(cut(text)) for text in texts]
    flat = [piece for of_text in pieces for _, piece in of_text]
    with threadpool_limits(1):  # one matrix thread per process: processes are what runs in parallel
        parses = iter([parse_of(doc) for doc in nlp.pipe(flat)])
    return [joined([(offset, next(parses)) for offset, _ in of_text]) for of_text in pieces]


def cut(text: str, max_bytes: int = MAX_BYTES) -> Iterator[tuple[int, str]]:
    """Pieces of a text with their offsets: the whole if it is short enough, else cut at sentence ends.

    A sentence that is itself too long is cut between characters.
    """
    start = 0
    while len(text[start:].encode()) > max_bytes:
        fitting = text[start:].encode()[:max_bytes].decode(errors="ignore")
        ends = [match.end() for match in _SENTENCE_END.finditer(fitting)]
        length = next((end for end in reversed(ends) if end < len(fitting)), len(fitting))
        yield start, fitting[:length]
        start += length
    if start < len(text) or not text:
        yield start, text[start:]
