"""A parse: what GiNZA says of one text, as plain columns that workers return and the cache keeps."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

from spacy.attrs import IDX

from pipeline.annotate.tokenizer import Tokens

PARSE_VERSION = 2
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


def parse_of(tokens: Tokens, begins: Sequence[bool], entities: Sequence[tuple[int, int, str]]) -> Parse:
    """The parse of a text from its tokens, where bunsetu begin, and entities (first and next token, type)."""
    parse = Parse([], [], [], [], [], [], [], [], [], [])
    opened = False
    places = [int(place) for place in tokens.doc.to_array([IDX]).ravel()]
    for start, token, begin in zip(places, tokens.details, begins, strict=True):
        opened = opened or begin
        if token.surface.isspace():
            continue
        if opened:
            parse.bunsetu.append(len(parse.starts))
            opened = False
        parse.starts.append(start)
        parse.ends.append(start + len(token.surface))
        parse.lemmas.append(token.lemma)
        parse.norms.append(token.norm)
        parse.tags.append(token.tag)
        for surface, norm in token.sub_tokens or [(token.surface, token.norm)]:
            parse.morpheme_starts.append(start)
            start += len(surface)
            parse.morpheme_ends.append(start)
            parse.morpheme_norms.append(norm)
    for first, after, label in entities:
        end = places[after - 1] + len(tokens.details[after - 1].surface)
        parse.entities.append((places[first], end, label))
    return parse


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
    columns = {column.name: getattr(parse, column.name) for column in fields(parse)}
    return zlib.compress(json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(data: bytes) -> Parse:
    """The parse that `pack` made these bytes of."""
    columns = json.loads(zlib.decompress(data))
    columns["entities"] = [(start, end, label) for start, end, label in columns["entities"]]
    return Parse(**columns)
