"""Texts to tokens: spaCy's Japanese tokenizer in split mode C, without the attributes that nothing here reads.

The tokens are spaCy's own. Left out are parts of speech, readings and inflections, whose setting takes most of
spaCy's tokenizing time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.lang.ja import DetailedToken, get_dtokens_and_spaces
from spacy.tokens import Doc
from spacy.vocab import Vocab
from sudachipy import dictionary, tokenizer

GAP = "空白"
"""Sudachi's tag of white space."""

_MODE = tokenizer.Tokenizer.SplitMode


@dataclass(frozen=True, slots=True)
class Tokens:
    """A document whose tokens carry nothing but their form, and what Sudachi says of each.

    `details[i].sub_tokens` holds pairs of surface and normalised form of the token's morphemes (split mode A), or
    `None` when the token is one.
    """

    doc: Doc
    details: Sequence[DetailedToken]


class Tokenizer:
    """Sudachi with its core dictionary, into documents of one vocabulary."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._sudachi = dictionary.Dictionary().create(mode=_MODE.C)
        self._tags: dict[int, str] = {}

    def __call__(self, text: str) -> Tokens:
        """The tokens of a text of at most 49,149 bytes."""
        found = [self._detail(morpheme) for morpheme in self._sudachi.tokenize(text) if morpheme.surface()]
        kept = [
            token
            for i, token in enumerate(found)
            if i == 0 or not (_is_gap(token) and _is_gap(found[i - 1]))  # one token for a run of white space
        ]
        details, spaces = get_dtokens_and_spaces(kept, text)  # type: ignore[no-untyped-call]
        return Tokens(Doc(self._vocab, words=[token.surface for token in details], spaces=spaces), details)

    def _detail(self, morpheme: Any) -> DetailedToken:
        kind = morpheme.part_of_speech_id()
        tag = self._tags.get(kind)
        if tag is None:
            tag = "-".join(part for part in morpheme.part_of_speech()[:4] if part != "*")
            self._tags[kind] = tag
        surface = morpheme.surface()
        parts = morpheme.split(_MODE.A)
        morphemes = [(part.surface(), part.normalized_form()) for part in parts] if len(parts) > 1 else None
        lemma = morpheme.dictionary_form() or surface  # an unknown word has no dictionary form
        return DetailedToken(surface, tag, None, lemma, morpheme.normalized_form(), None, morphemes)


def _is_gap(token: DetailedToken) -> bool:
    return token.tag == GAP and bool(token.surface.isspace())
