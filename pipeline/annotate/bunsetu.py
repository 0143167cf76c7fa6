"""Where a bunsetu begins, by the rules of GiNZA's bunsetu recogniser.

GiNZA marks the head token of every bunsetu in the dependency label (`obj_bunsetu`). Heads that the parser left out
are recovered from the tree, heads inside a named entity removed, and a boundary is put between neighbouring heads.
"""

from collections.abc import Sequence
from itertools import pairwise

from spacy.attrs import DEP, HEAD
from spacy.tokens import Doc, Token

HEAD_SUFFIX = "_bunsetu"
PUNCTUATION = frozenset(
    {"補助記号-句点", "補助記号-読点", "補助記号-括弧開", "補助記号-括弧閉", "補助記号-ＡＡ-顔文字"}
)
"""Sudachi tags that spaCy takes for punctuation."""


def bunsetu_begins(doc: Doc, tags: Sequence[str], entities: Sequence[tuple[int, int, str]]) -> list[bool]:
    """Whether each token begins a bunsetu.

    Args:
        doc: a document with dependencies.
        tags: Sudachi's tag of each token.
        entities: first token, token after the last, and type of each named entity.

    """
    parents = [i + offset for i, offset in enumerate(doc.to_array([HEAD]).astype("int64").ravel().tolist())]
    is_head = _marked_heads(doc)
    _recover_heads(is_head, parents, tags)
    _remove_heads_in_entities(is_head, parents, entities)
    begins = [False] * len(doc)
    if begins:
        begins[0] = True
    heads = [doc[i] for i, holds in enumerate(is_head) if holds]
    for left, right in pairwise(heads):
        begins[_boundary(left, right)] = True
    return begins


def _marked_heads(doc: Doc) -> list[bool]:
    strings = doc.vocab.strings
    labels = [int(label) for label in doc.to_array([DEP]).ravel()]
    is_mark = {label: strings[label] == "ROOT" or strings[label].endswith(HEAD_SUFFIX) for label in set(labels)}
    return [is_mark[label] for label in labels]


def _recover_heads(is_head: list[bool], parents: Sequence[int], tags: Sequence[str]) -> None:
    for i in range(len(is_head)):
        if not is_head[i]:
            continue
        at = i
        while parents[at] < at and not is_head[parents[at]]:
            is_head[parents[at]] = tags[parents[at]] not in PUNCTUATION
            at = parents[at]
        is_head[parents[at]] = True


def _remove_heads_in_entities(
    is_head: list[bool], parents: Sequence[int], entities: Sequence[tuple[int, int, str]]
) -> None:
    """Of an entity whose tokens hang together by one arc, only the token with that arc stays a head."""
    for start, end, _ in entities:
        outer = [i for i in range(start, end) if parents[i] == i or not start <= parents[i] < end]
        if outer and all(parents[i] == parents[outer[0]] for i in outer):
            for i in range(start, end):
                is_head[i] = is_head[i] and i == outer[0]


def _boundary(left: Token, right: Token) -> int:
    """The token that begins the right one of two neighbouring bunsetu, given their heads."""
    left_end, right_start = left.right_edge.i, right.left_edge.i
    if left_end + 1 == right_start or left_end >= right.i:
        return int(right_start)
    return int(left_end + 1)
