"""GiNZA's token encoder (`tok2vec`), computed with NumPy's BLAS instead of thinc's layers.

The same weights and the same arithmetic: a hash and vector embedding mixed by a maxout layer, then residual
convolutions over three tokens with maxout and layer normalisation. What differs is how it is carried out:

- a token's embedding does not depend on its neighbours, so it is computed once per distinct word of a batch;
- rows hold features and columns tokens, so that every step but the matrix product runs along contiguous memory;
- products have one fixed shape, so that a parse does not depend on the texts that stand beside it (see `products`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH, SHAPE
from spacy.tokens import Doc
from spacy.vectors import Vectors
from thinc.api import NumpyOps

from pipeline.annotate.products import BLOCK, Floats

_EPSILON = np.float32(1e-8)


@dataclass(frozen=True, slots=True)
class MaxoutNorm:
    """A maxout layer and the layer normalisation behind it.

    `weights` has shape (pieces * outputs, inputs), all outputs of the first piece first; `bias` one column.
    """

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int

    @classmethod
    def of(cls, layer: Any) -> "MaxoutNorm":
        """The parameters of thinc's `Maxout(normalize=True)`."""
        maxout = next(part for part in layer.walk() if part.name == "maxout")
        norm = next(part for part in layer.walk() if part.name == "layernorm")
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        outputs, pieces, inputs = weights.shape
        return cls(
            np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * outputs, inputs)),
            np.ascontiguousarray(bias.T.reshape(-1, 1)),
            norm.get_param("G").reshape(-1, 1),
            norm.get_param("b").reshape(-1, 1),
            pieces,
        )

    def __call__(self, inputs: Floats) -> Floats:
        """Outputs of shape (outputs, tokens) for inputs of shape (inputs, tokens)."""
        product = np.dot(self.weights, inputs)
        product += self.bias
        best, *others = product.reshape(self.pieces, -1, inputs.shape[1])
        for other in others:
            np.maximum(best, other, out=best)
        best -= best.mean(axis=0)
        scale = np.einsum("ij,ij->j", best, best)
        scale /= np.float32(len(best))
        scale += _EPSILON
        np.sqrt(scale, out=scale)
        best /= scale
        best *= self.gain
        best += self.shift
        return np.asarray(best)


class Encoder:
    """Token vectors of documents, as the components behind `tok2vec` expect them in `Doc.tensor`."""

    def __init__(self, model: Any, vectors: Vectors) -> None:
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        self._tables = [(part.get_param("E"), part.attrs["seed"]) for part in embed.walk() if part.name == "hashembed"]
        self._projection = next(part for part in embed.walk() if part.name == "static_vectors").get_param("W")
        self._vectors = vectors
        self._mix = MaxoutNorm.of(embed)
        self._layers = [MaxoutNorm.of(layer) for layer in encode.layers[0].layers]
        self._gap = encode.attrs["pad"]
        self._ops = NumpyOps()

    def encode(self, docs: Sequence[Doc]) -> None:
        """Set the `tensor` of each document."""
        places = self._places(docs)
        states = self._embedded(docs, places)
        for layer in self._layers:
            states = _convolved(layer, states)
        for doc, place in zip(docs, places, strict=True):
            doc.tensor = np.ascontiguousarray(states[:, place : place + len(doc)].T)

    def _places(self, docs: Sequence[Doc]) -> list[int]:
        """First column of each document; columns between two belong to neither."""
        lengths = (len(doc) + self._gap for doc in docs[:-1])
        return list(accumulate(lengths, initial=1 + self._gap))

    def _embedded(self, docs: Sequence[Doc], places: list[int]) -> Floats:
        end = places[-1] + len(docs[-1]) + self._gap
        blocks = -(-(end - 1) // BLOCK)
        # a column of zeros at either end: the neighbours of the first and the last
        states = np.zeros((len(self._mix.gain), blocks * BLOCK + 2), dtype=np.float32)
        words = np.concatenate([doc.to_array([ORTH, SHAPE]) for doc in docs])
        _, first, which = np.unique(words[:, 0], return_index=True, return_inverse=True)
        mixed = self._mixed(words[first])[:, which]
        start = 0
        for doc, place in zip(docs, places, strict=True):
            states[:, place : place + len(doc)] = mixed[:, start : start + len(doc)]
            start += len(doc)
        return states

    def _mixed(self, words: NDArray[np.uint64]) -> Floats:
        parts = []
        for column, (table, seed) in enumerate(self._tables):
            keys = self._ops.hash(np.ascontiguousarray(words[:, column]), seed) % len(table)
            parts.append(table[keys].sum(axis=1))
        rows = self._vectors.find(keys=words[:, 0])
        static = np.where((rows >= 0)[:, None], self._vectors.data[rows], np.float32(0))
        blocks = -(-len(words) // BLOCK)
        padded = np.zeros((blocks * BLOCK, self._vectors.data.shape[1]), dtype=np.float32)
        padded[: len(words)] = static
        features = np.zeros((self._mix.weights.shape[1], len(padded)), dtype=np.float32)
        width = len(self._projection)
        for i, part in enumerate(parts):
            features[i * width : (i + 1) * width, : len(words)] = part.T
        mixed = np.empty((width, len(padded)), dtype=np.float32)
        for at in range(0, len(padded), BLOCK):
            block = slice(at, at + BLOCK)
            features[-width:, block] = np.dot(self._projection, padded[block].T)
            mixed[:, block] = self._mix(np.ascontiguousarray(features[:, block]))
        return mixed


def _convolved(layer: MaxoutNorm, states: Floats) -> Floats:
    """The states plus the layer's output over each column and its two neighbours."""
    width = len(states)
    after = np.zeros_like(states)
    window = np.empty((3 * width, BLOCK), dtype=np.float32)
    for at in range(0, states.shape[1] - 2, BLOCK):
        for i in range(3):
            window[i * width : (i + 1) * width] = states[:, at + i : at + i + BLOCK]
        np.add(layer(window), states[:, at + 1 : at + 1 + BLOCK], out=after[:, at + 1 : at + 1 + BLOCK])
    return after
