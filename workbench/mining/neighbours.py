"""The nearest neighbours of two sets of vectors to each other, in blocks: memory does not grow with their product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float16Matrix, Float32Matrix, Float32Vector, Int64Matrix, Vectors
from workbench.domain import Progress
from workbench.i18n import N_

SOURCE_ROWS = 2048
TARGET_ROWS = 8192
"""Size of a block of similarities: 64 MB, large enough for a matrix product at full speed."""
INDEXED = 1_000_000_000
"""Similarities from which on an index, which computes only some of them, is worth building."""
_PROBED = 8
"""One in so many cells of the index is looked into."""
_QUERIES = 8192
"""Vectors looked up, or added to an index, at once."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each row its most similar rows on the other side, best first."""

    indices: Int64Matrix
    """Shape (rows, k); -1 where the other side has fewer than k."""
    similarities: Float32Matrix
    """Shape (rows, k); -inf where there is no neighbour."""

    def mean(self, count: int) -> Float32Vector:
        """Mean similarity of the `count` nearest of each row; 0 where there is none."""
        nearest = self.similarities[:, :count]
        known = np.isfinite(nearest)
        total = np.where(known, nearest, 0.0).sum(axis=1)
        return np.asarray(total / np.maximum(known.sum(axis=1), 1), dtype=np.float32)


def both_ways(
    source: Vectors | Float16Matrix, target: Vectors | Float16Matrix, k: int, progress: Progress | None = None
) -> tuple[Neighbours, Neighbours]:
    """The k nearest targets of every source and the k nearest sources of every target.

    Vectors may be float16 or float32, shape (n, dim). The search is exact and ties go to the smaller index, except
    where faiss is installed and there are `INDEXED` similarities or more: its index looks at an eighth of the vectors
    and misses a few neighbours.
    """
    if len(source) * len(target) >= INDEXED and (found := _with_faiss(source, target, k, progress)):
        return found
    forward = _Best(len(source), min(k, len(target)))
    backward = _Best(len(target), min(k, len(source)))
    blocks = [(s, t) for s in range(0, len(source), SOURCE_ROWS) for t in range(0, len(target), TARGET_ROWS)]
    for number, (s, t) in enumerate(blocks):
        if progress:
            progress(N_("searching"), number, len(blocks))
        left = np.asarray(source[s : s + SOURCE_ROWS], dtype=np.float32)
        right = np.asarray(target[t : t + TARGET_ROWS], dtype=np.float32)
        block = left @ right.T
        forward.take(block, s, t)
        backward.take(block.T, t, s)
    return forward.padded(k), backward.padded(k)


class _Best:
    """The best `k` of each row over the blocks seen so far; only what beats a row's worst is ever sorted."""

    def __init__(self, rows: int, k: int) -> None:
        self._k = k
        self._similarities: Float32Matrix = np.full((rows, k), -np.inf, dtype=np.float32)
        self._indices: Int64Matrix = np.full((rows, k), -1, dtype=np.int64)

    def take(self, block: Float32Matrix, first_row: int, first_column: int) -> None:
        """Take in the similarities of the rows from `first_row` on to the columns from `first_column` on."""
        if not self._k:
            return
        rows, columns = block.shape
        similarities = self._similarities[first_row : first_row + rows]
        indices = self._indices[first_row : first_row + rows]
        if np.isneginf(similarities[:, -1]).all() and columns > self._k:
            # A cut by partition first: later blocks rarely beat it, so that little is left to sort.
            cut = np.partition(block, columns - self._k, axis=1)[:, columns - self._k, None]
            row, column = np.nonzero(block >= cut)
        else:
            row, column = np.nonzero(block > similarities[:, -1, None])
        if not len(row):
            return
        changed = np.unique(row)
        all_rows = np.concatenate([np.repeat(changed, self._k), row])
        all_similarities = np.concatenate([similarities[changed].ravel(), block[row, column]])
        all_indices = np.concatenate([indices[changed].ravel(), column + first_column])
        order = np.lexsort((all_indices, -all_similarities, all_rows))
        all_rows = all_rows[order]
        starts = np.searchsorted(all_rows, changed)
        chosen = order[(starts[:, None] + np.arange(self._k)).ravel()]
        similarities[changed] = all_similarities[chosen].reshape(-1, self._k)
        indices[changed] = all_indices[chosen].reshape(-1, self._k)

    def padded(self, k: int) -> Neighbours:
        """What was found, with k columns."""
        missing = ((0, 0), (0, k - self._k))
        return Neighbours(
            np.pad(self._indices, missing, constant_values=-1),
            np.pad(self._similarities, missing, constant_values=-np.inf),
        )


def _with_faiss(
    source: Vectors | Float16Matrix, target: Vectors | Float16Matrix, k: int, progress: Progress | None
) -> tuple[Neighbours, Neighbours] | None:
    """The same by faiss (https://github.com/facebookresearch/faiss), None where it is not installed.

    Vectors are kept in half precision, in as many cells as the square root of their number calls for.
    """
    try:
        import faiss
    except ImportError:
        return None
    found = []
    for turn, (queries, base) in enumerate(((source, target), (target, source))):
        cells = max(4 * int(len(base) ** 0.5), 1)
        index = faiss.index_factory(base.shape[1], f"IVF{cells},SQfp16", faiss.METRIC_INNER_PRODUCT)
        index.train(np.asarray(base[:: max(len(base) // (40 * cells), 1)], dtype=np.float32))
        for start in range(0, len(base), _QUERIES):
            index.add(np.asarray(base[start : start + _QUERIES], dtype=np.float32))
        faiss.ParameterSpace().set_index_parameter(index, "nprobe", max(cells // _PROBED, 1))
        indices = np.empty((len(queries), k), dtype=np.int64)
        similarities = np.empty((len(queries), k), dtype=np.float32)
        for start in range(0, len(queries), _QUERIES):
            if progress:
                progress(N_("searching"), turn * len(queries) + start, len(source) + len(target))
            part = slice(start, start + _QUERIES)
            similarities[part], indices[part] = index.search(np.asarray(queries[part], dtype=np.float32), k)
        similarities[indices < 0] = -np.inf
        found.append(Neighbours(indices, similarities))
    return found[0], found[1]
