"""A parse: what GiNZA says of one text, as plain columns that workers return and the cache keeps."""

import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from spacy.tokens import Doc

PARSE_VERSION = 1
"""Counts changes of what a parse holds or how it is made; part of every cache key."""


@dataclass(frozen=True, slots=True)
class Parse:
    """Tokens, morphemes, bunsetu and entities of one text; every offset counts characters of that text.

    Tokens are GiNZA's (Sudachi split mode C) without white space, morphemes the finer units of split mode A.
    `starts`, `ends`, `lemmas`, `norms` and `tags` have one entry a token, `morpheme_starts`, `morpheme_ends` and
    `morpheme_norms` one a morpheme. `bunsetu` holds the tokens that begin a bunsetu, `entities` triples of
    start, end and Extended Named Entity type.
    """

    starts: list[int]
    ends: list[int]
    lemmas: list[str]
    norms: list[str]
    tags: list[str]
    bunsetu: list[int]
    morpheme_starts: list[int]
    morpheme_ends: list[int]
    morpheme_norms: list[str]
    entities: list[tuple[int, int, str]]


def parse_of(doc: Doc) -> Parse:
    """The parse of a document that went through GiNZA's pipeline."""
    columns = Parse([], [], [], [], [], [], [], [], [], [])
    begins = doc.user_data["bunsetu_bi_labels"]
    opened = False
    for token, parts, begin in zip(doc, doc.user_data["sub_tokens"], begins, strict=True):
        opened = opened or begin == "B"
        if token.is_space:
            continue
        if opened:
            columns.bunsetu.append(len(columns.starts))
            opened = False
        start = token.idx
        columns.starts.append(start)
        columns.ends.append(start + len(token))
        columns.lemmas.append(token.lemma_)
        columns.norms.append(token.norm_)
        columns.tags.append(token.tag_)
        _add_morphemes(columns, start, parts[0] if parts else [(token.text, token.norm_)])
    columns.entities.extend((entity.start_char, entity.end_char, entity.label_) for entity in doc.ents)
    return columns


def _add_morphemes(columns: Parse, start: int, parts: list[Any]) -> None:
    for part in parts:
        surface, norm = part if len(part) == 2 else (part.surface, part.norm)
        columns.morpheme_starts.append(start)
        start += len(surface)
        columns.morpheme_ends.append(start)
        columns.morpheme_norms.append(norm)


def joined(pieces: list[tuple[int, Parse]]) -> Parse:
    """One parse of a text that was parsed in pieces, each given with the offset it begins at."""
    if len(pieces) == 1 and pieces[0][0] == 0:
        return pieces[0][1]
    whole = Parse([], [], [], [], [], [], [], [], [], [])
    for offset, piece in pieces:
        whole.bunsetu.extend(len(whole.starts) + i for i in piece.bunsetu)
        whole.starts.extend(offset + i for i in piece.starts)
        whole.ends.extend(offset + i for i in piece.ends)
        whole.lemmas.extend(piece.lemmas)
        whole.norms.extend(piece.norms)
        whole.tags.extend(piece.tags)
        whole.morpheme_starts.extend(offset + i for i in piece.morpheme_starts)
        whole.morpheme_ends.extend(offset + i for i in piece.morpheme_ends)
        whole.morpheme_norms.extend(piece.morpheme_norms)
        whole.entities.extend((offset + start, offset + end, label) for start, end, label in piece.entities)
    return whole


def pack(parse: Parse) -> bytes:
    """A parse as bytes for the cache."""
    return zlib.compress(json.dumps(asdict(parse), ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(data: bytes) -> Parse:
    """The parse that `pack` made these bytes of."""
    columns = json.loads(zlib.decompress(data))
    columns["entities"] = [(start, end, label) for start, end, label in columns["entities"]]
    return Parse(**columns)
