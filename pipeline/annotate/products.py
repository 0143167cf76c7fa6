"""Matrix products whose every row comes out the same in whatever company it is computed.

A BLAS chooses its kernel, and with it the order of its sums, by the shapes it is given. Here all shapes are fixed,
so a row of the result depends on its own row of the input alone, to the last bit.
"""

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps

Floats = NDArray[np.float32]

BLOCK = 384
"""Rows per product: as many as keep a layer's input and output in the core's own cache."""


def product(rows: Floats, weights: Floats, out: Floats | None = None) -> Floats:
    """`rows @ weights.T`, block by block.

    Args:
        rows: shape (n, inputs).
        weights: shape (outputs, inputs).
        out: where to put the result.

    Returns:
        Shape (n, outputs).

    """
    count = len(rows)
    if out is None:
        out = np.empty((count, len(weights)), dtype=np.float32)
    whole = count - count % BLOCK
    for at in range(0, whole, BLOCK):
        np.dot(rows[at : at + BLOCK], weights.T, out=out[at : at + BLOCK])
    if whole < count:
        padded = np.zeros((BLOCK, rows.shape[1]), dtype=np.float32)
        padded[: count - whole] = rows[whole:]
        out[whole:] = np.dot(padded, weights.T)[: count - whole]
    return out


class BlockOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations with `product` for the matrix products of prediction."""

    def gemm(
        self, x: Floats, y: Floats, out: Floats | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats:
        """`x @ y`, either transposed on request."""
        if trans1:
            raise NotImplementedError("a product of training; this model only predicts")
        return product(np.ascontiguousarray(x), y if trans2 else y.T, out)
