"""How fast neighbours are found, and in how much memory: python -m tests.benchmarks.search [--blocks] [SEGMENTS].

Random vectors, in half precision as so many segments are kept. `--blocks` searches without faiss where it is installed.
"""

from __future__ import annotations

import importlib.util
import resource
import sys
import time

import numpy as np

from tests.benchmarks.scale import scaled
from workbench.arrays import Float16Matrix
from workbench.encoders.registry import bundled
from workbench.mining import neighbours

SEGMENTS = scaled(200_000, 2_000)


def search(segments: int, *, blocks: bool) -> None:
    rng = np.random.default_rng(1)
    sides = [_vectors(segments, bundled().dimension, rng) for _ in range(2)]
    before = _peak()
    if blocks:
        neighbours.INDEXED = segments**2 + 1
    indexed = segments**2 >= neighbours.INDEXED and importlib.util.find_spec("faiss") is not None
    start = time.perf_counter()
    neighbours.both_ways(sides[0], sides[1], 8)
    print(
        f"search, {segments:,} by {segments:,} vectors of {bundled().dimension}, {'faiss' if indexed else 'blocks'}: "
        f"{time.perf_counter() - start:.1f} s, peak {_peak():.2f} GB, of which before the search {before:.2f} GB",
        flush=True,
    )


def _vectors(segments: int, dimension: int, rng: np.random.Generator) -> Float16Matrix:
    vectors = np.empty((segments, dimension), dtype=np.float16)
    for start in range(0, segments, 8192):
        part = rng.standard_normal((min(8192, segments - start), dimension), dtype=np.float32)
        vectors[start : start + 8192] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    search(numbers[0] if numbers else SEGMENTS, blocks="--blocks" in sys.argv)


if __name__ == "__main__":
    main()
