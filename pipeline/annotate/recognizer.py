"""GiNZA's entity recogniser, with the moves of many tokens scored at once.

spaCy's recogniser goes through a text and chooses for each token among the moves begin, in, last, unit (each with
a label) and out. Outside an entity the score of a move depends on the token alone, so it is computed for all
tokens in one matrix product; inside one only "in" and "last" with the entity's own label are left to choose from.
The rules are those of `spacy.pipeline.ner`: no entity begins on white space or goes on over a sentence's end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.annotate.products import Floats, product

_IMPOSSIBLE = np.float32(-1e30)


@dataclass(frozen=True, slots=True)
class Moves:
    """Output weights of the moves of one kind; `labels` names their entity types."""

    labels: list[str]
    weights: Floats
    bias: Floats

    @classmethod
    def of(cls, pipe: Any, kind: str) -> "Moves":
        """The moves whose names begin with `kind`, in the recogniser's order."""
        output = pipe.model.get_ref("upper")
        names = [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)]
        places = [i for i, name in enumerate(names) if name.startswith(kind) and name != "U-"]
        labels = [names[i].partition("-")[2] for i in places]
        return cls(labels, output.get_param("W")[places], output.get_param("b")[places])


class Recognizer:
    """The entities of parsed documents.

    Args:
        pipe: GiNZA's component `ner`.

    """

    def __init__(self, pipe: Any) -> None:
        model = pipe.model
        reduce = model.get_ref("tok2vec").layers[-1]
        lower = model.get_ref("lower")
        self._reduce = reduce.get_param("W"), reduce.get_param("b")
        weights, pad = lower.get_param("W"), lower.get_param("pad")[0]
        self._width, self._pieces = weights.shape[1:3]
        # features stand in the order token, first of the entity, last of the entity; pieces before outputs
        self._features = np.ascontiguousarray(weights.transpose(0, 2, 1, 3).reshape(-1, weights.shape[-1]))
        self._bias = lower.get_param("b").T
        self._outside = (pad[1] + pad[2]).T + self._bias
        self._begin, self._in, self._last, self._unit, out = (Moves.of(pipe, kind) for kind in "BILUO")
        self._closed_weights = np.concatenate([self._begin.weights, self._unit.weights, out.weights])
        self._closed_bias = np.concatenate([self._begin.bias, self._unit.bias, out.bias])

    def find(
        self, tensor: Floats, may_begin: NDArray[np.bool_], may_go_on: NDArray[np.bool_]
    ) -> Iterator[tuple[int, int, str]]:
        """Entities of a text, or of several one after another, as first token, token after the last, and type.

        Args:
            tensor: token vectors, shape (tokens, width).
            may_begin: false for white space.
            may_go_on: false for the last token of a sentence.

        """
        weights, bias = self._reduce
        reduced = product(tensor, weights)
        reduced += bias
        features = product(reduced, self._features).reshape(len(tensor), 3, self._pieces, self._width)
        moves = self._outside_moves(features[:, 0], may_begin, may_go_on)
        begins = len(self._begin.labels)
        after = 0
        for i in np.flatnonzero(moves < len(self._closed_bias) - 1).tolist():
            if i < after:
                continue
            move = int(moves[i])
            if move < begins:
                after = self._end(features, i, move, may_go_on)
                yield i, after, self._begin.labels[move]
            else:
                after = i + 1
                yield i, after, self._unit.labels[move - begins]

    def _outside_moves(
        self, tokens: Floats, may_begin: NDArray[np.bool_], may_go_on: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """The best move of each token if no entity is open: begins first, then units, then out."""
        hidden = (tokens + self._outside).max(axis=1)
        scores = product(hidden, self._closed_weights)
        scores += self._closed_bias
        scores[~may_go_on, : len(self._begin.labels)] = _IMPOSSIBLE
        scores[~may_begin, :-1] = _IMPOSSIBLE
        return np.asarray(scores.argmax(axis=1))

    def _end(self, features: Floats, first: int, label: int, may_go_on: NDArray[np.bool_]) -> int:
        """The token after the last one of the entity that begins at `first`."""
        i = first + 1
        while may_go_on[i]:
            state = features[i, 0] + features[first, 1] + features[i - 1, 2] + self._bias
            hidden = state.max(axis=0)
            within = float(self._in.weights[label] @ hidden + self._in.bias[label])
            if within < float(self._last.weights[label] @ hidden + self._last.bias[label]):
                break
            i += 1
        return i + 1
