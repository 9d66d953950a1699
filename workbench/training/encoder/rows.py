"""From learnt rows to better and shorter ones.

What is chance in one seed's rows is less in the mean of several. Learning leaves most of the variance in few
directions, which carry what a text is about, and weighs rare words too little. Both are corrected afterwards. The
directions in which texts vary least are left out, which costs next to no accuracy: vectors are learnt longer than they
are stored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from workbench.arrays import Float32Matrix, Float32Vector, normalise_rows

_RARITY_BOUNDS = (3.0, 14.0)
_LEAST_VARIANCE = 1e-3
"""Of the greatest variance; smaller ones count as this."""


def mean_of(runs: Sequence[Float32Matrix], texts: Sequence[csr_matrix]) -> Float32Matrix:
    """Mean of the rows learnt from several seeds, (pieces, dimension).

    Which direction stands for what is chance, so all are first turned to where their texts' vectors are nearest to
    those of the first (orthogonal Procrustes; Schönemann 1966). `texts` are as in `spread`.
    """
    first, *others = runs
    mean: Float32Matrix = np.mean([first, *(rows @ _turn(rows, first, texts) for rows in others)], axis=0)
    return mean


def _turn(rows: Float32Matrix, first: Float32Matrix, texts: Sequence[csr_matrix]) -> Float32Matrix:
    products = np.zeros((rows.shape[1], first.shape[1]))
    for bags in texts:
        own, aim = bags @ rows, bags @ first
        normalise_rows(own)
        normalise_rows(aim)
        products += own.T @ aim
    left, _, right = np.linalg.svd(products)
    turn: Float32Matrix = (left @ right).astype(np.float32)
    return turn


def weigh(rows: Float32Matrix, rarity: Float32Vector, exponent: float) -> Float32Matrix:
    """Rows times a power of their pieces' rarity, as rare words carry more of what a text means."""
    weighed: Float32Matrix = rows * np.clip(rarity, *_RARITY_BOUNDS)[:, None] ** np.float32(exponent)
    return weighed


def spread(rows: Float32Matrix, texts: Sequence[csr_matrix], exponent: float, kept: int) -> Float32Matrix:
    """Rows mapped so that texts vary more evenly in all directions: whitening by a small exponent (0.5 would be whole).

    Only the directions of the greatest variance are `kept`; they are the columns of what is returned, (pieces, kept).
    `texts` are matrices of texts by pieces, counting how often a piece is in a text. The map is linear, so the sum
    of a text's rows is mapped as its rows are.
    """
    covariance = np.zeros((rows.shape[1], rows.shape[1]))
    for bags in texts:
        vectors = bags @ rows
        filled = np.count_nonzero(normalise_rows(vectors))
        covariance += vectors.T @ vectors / max(filled, 1)
    variances, directions = np.linalg.eigh(covariance)
    # Directions next to nothing varies in are noise, and stay small.
    scaled = np.maximum(variances, max(float(variances[-1]), 1e-12) * _LEAST_VARIANCE) ** -exponent
    mapped: Float32Matrix = rows @ (directions * scaled)[:, -kept:].astype(np.float32)
    return mapped
