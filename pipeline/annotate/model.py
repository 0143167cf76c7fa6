"""GiNZA as this project runs it: the components that matter, and texts of any length to parses."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
import spacy
from spacy.attrs import SENT_START
from threadpoolctl import threadpool_limits

from pipeline.annotate.bunsetu import bunsetu_begins
from pipeline.annotate.encoder import Encoder
from pipeline.annotate.parses import PARSE_VERSION, Parse, joined, parse_of
from pipeline.annotate.products import BlockOps
from pipeline.annotate.recognizer import Recognizer
from pipeline.annotate.tokenizer import GAP, Tokenizer, Tokens

MODEL = "ja_ginza"
MAX_BYTES = 49_149
"""Longest text, in bytes of UTF-8, that SudachiPy tokenizes in one call."""

Span = tuple[int, int, str]
"""First token, token after the last one, and type of an entity."""

_SENTENCE_END = re.compile(r"[。！？!?\n]+[」』）)]*")
_VERSIONED = ("spacy", "ginza", "ja-ginza", "sudachipy", "sudachidict-core")


def parser_versions() -> str:
    """Every version that affects a parse, as one string."""
    return " ".join([f"parse-{PARSE_VERSION}", *(f"{name}-{version(name)}" for name in _VERSIONED)])


def annotator_name(lexicon_digest: str) -> str:
    """What stands in the column `annotator`."""
    return f"ja_ginza-{version('ja-ginza')} sudachidict_core-{version('sudachidict-core')} lexicon-{lexicon_digest}"


class Ginza:
    """GiNZA's components that decide a parse.

    The morphologizer and the compound splitter change nothing that a parse holds and are left out.
    """

    def __init__(self) -> None:
        nlp = spacy.load(MODEL, exclude=["morphologizer", "compound_splitter", "bunsetu_recognizer"])
        self._tokenizer = Tokenizer(nlp.vocab)
        pipes: dict[str, Any] = dict(nlp.pipeline)
        self._encoder = Encoder(pipes["tok2vec"].model, nlp.vocab.vectors)
        self._parser = pipes["parser"]
        self._recognizer = Recognizer(pipes["ner"])
        ops = BlockOps()
        for layer in self._parser.model.walk():
            layer.ops = ops

    def parses(self, texts: Sequence[str]) -> list[Parse]:
        """Parses of texts of at most 49,149 bytes each, in order."""
        tokens = [self._tokenizer(text) for text in texts]
        filled = [of_text for of_text in tokens if len(of_text.doc)]
        if filled:
            docs = [of_text.doc for of_text in filled]
            self._encoder.encode(docs)
            self._parser.set_annotations(docs, self._parser.predict(docs))
        entities = iter(self._entities(filled))
        return [_parse(of_text, next(entities) if len(of_text.doc) else []) for of_text in tokens]

    def _entities(self, texts: Sequence[Tokens]) -> list[list[Span]]:
        """The entities of each text; all texts go through the recogniser as one."""
        if not texts:
            return []
        firsts = np.cumsum([0, *(len(of_text.doc) for of_text in texts)])
        starts = np.concatenate([of_text.doc.to_array([SENT_START]).ravel() == 1 for of_text in texts])
        starts[firsts[:-1]] = True
        found = self._recognizer.find(
            np.concatenate([of_text.doc.tensor for of_text in texts]),
            may_begin=np.array([token.tag != GAP for of_text in texts for token in of_text.details]),
            may_go_on=np.append(~starts[1:], False),
        )
        entities: list[list[Span]] = [[] for _ in texts]
        for first, after, label in found:
            place = int(np.searchsorted(firsts, first, side="right")) - 1
            offset = int(firsts[place])
            entities[place].append((first - offset, after - offset, label))
        return entities


def _parse(tokens: Tokens, entities: list[Span]) -> Parse:
    begins = bunsetu_begins(tokens.doc, [token.tag for token in tokens.details], entities)
    return parse_of(tokens, begins, entities)


@lru_cache(maxsize=1)
def load_model() -> Ginza:
    """GiNZA, loaded once a process (two seconds)."""
    return Ginza()


def parse_texts(texts: Sequence[str]) -> list[Parse]:
    """Parses of texts of any length, in order; a text gets the same parse in whatever company it comes."""
    model = load_model()
    pieces = [list(cut(text)) for text in texts]
    with threadpool_limits(1):  # one matrix thread per process: processes are what runs in parallel
        parses = iter(model.parses([piece for of_text in pieces for _, piece in of_text]))
    return [joined([(offset, next(parses)) for offset, _ in of_text]) for of_text in pieces]


def cut(text: str, max_bytes: int = MAX_BYTES) -> Iterator[tuple[int, str]]:
    """Pieces of a text with their offsets: the whole if it is short enough, else cut at sentence ends.

    A sentence that is itself too long is cut between characters.
    """
    start = 0
    while len(text[start:].encode()) > max_bytes:
        fitting = text[start:].encode()[:max_bytes].decode(errors="ignore")
        ends = [match.end() for match in _SENTENCE_END.finditer(text, start, start + len(fitting) + 9)]
        length = max((end - start for end in ends if end - start <= len(fitting)), default=len(fitting))
        yield start, fitting[:length]
        start += length
    if start < len(text) or not text:
        yield start, text[start:]
