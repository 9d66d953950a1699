"""What a segment costs, stage by stage, and what that makes of a million, a hundred million, ten thousand million.

Constants are seconds of one core's processor time, measured here on one thread each; the table multiplies them and is
marked as what it is. docs/costs.md is written from this.
"""

from __future__ import annotations

import os

# One thread each, or a second core hides in the figures; read when the libraries are loaded.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from tests.benchmarks.aligners import COLUMNS, ROWS, chapters
from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench import resources
from workbench.alignment.aligner import align
from workbench.checks.engine import check_pairs
from workbench.encoders.registry import BUNDLED, bundled
from workbench.encoders.static import TOKENIZER_FILE
from workbench.evaluation.gold import read_gold
from workbench.mining.mine import mine
from workbench.mining.neighbours import both_ways

SIZES = (10**6, 10**8, 10**10)
_NEIGHBOURS = 8


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """The least processor time of several runs."""
    taken = []
    for _ in range(scaled(repeats, 1)):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def machine() -> float:
    """What bounds everything here: memory, matrix products, disk. Returns multiplications and additions a second."""
    source = np.ones(scaled(2**28, 2**22), dtype=np.uint8)
    target = np.zeros_like(source)
    copied = seconds(lambda: np.copyto(target, source))
    print(f"memory, copied                {source.nbytes / copied / 1e9:8.1f} GB/s read and as much written")
    size = scaled(4096, 512)
    left = np.ones((size, bundled().dimension), dtype=np.float32)
    product = 2.0 * size * size * bundled().dimension / seconds(lambda: left @ left.T)
    print(f"matrix products, float32      {product / 1e9:8.1f} GFLOP/s")
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        started = time.perf_counter()
        file.write(source.tobytes())
        file.flush()
        os.fsync(file.fileno())
        written = time.perf_counter() - started
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        started = time.perf_counter()
        Path(file.name).read_bytes()
        read = time.perf_counter() - started
    rates = [source.nbytes / taken / 1e9 for taken in (read, written)]
    print(f"disk                          {rates[0]:8.2f} GB/s read, {rates[1]:.2f} written")
    return product


def encoding(texts: list[str]) -> float:
    """Seconds to encode a segment."""
    library = Tokenizer.from_file(str(resources.models() / BUNDLED / TOKENIZER_FILE))
    # In blocks as the encoder's, which let go of what they need.
    blocks = [texts[start : start + 1024] for start in range(0, len(texts), 1024)]
    cut = seconds(lambda: [len(library.encode_batch_fast(block, add_special_tokens=False)) for block in blocks])
    tokens = cut / len(texts)
    encoder = bundled()
    encoder.encode(texts)
    whole = seconds(lambda: encoder.encode(texts)) / len(texts)
    characters = sum(map(len, texts)) / len(texts)
    print(
        f"encode                        {whole * 1e6:8.1f} µs a segment of {characters:.0f} characters, of which "
        f"{tokens * 1e6:.1f} in the tokenizer ({1 / tokens:,.0f} segments a second)"
    )
    return whole


_MEASURE = """
import json, re, sys
from workbench.alignment.aligner import align
from workbench.encoders.registry import bundled
zh, en = json.load(sys.stdin)
align(zh, en, bundled())
# Not getrusage, in which a child begins with the peak of the process that started it.
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024)
"""


def aligning() -> tuple[float, float]:
    """Seconds and bytes to align a segment, of either side."""
    novels = list(read_gold(SHARED / "mac-dev"))
    some = list(chapters(novels, scaled(12, 1)))
    align(*some[0], bundled())
    taken = seconds(lambda: [align(zh, en, bundled()) for zh, en in some]) / (len(some) * (ROWS + COLUMNS))
    peaks = []
    for length in (scaled(10, 1), scaled(50, 2)):
        parts = list(chapters(novels, length))
        texts = [[text for part in parts for text in part[side]] for side in (0, 1)]
        ran = subprocess.run(
            [sys.executable, "-c", _MEASURE], input=json.dumps(texts), capture_output=True, check=True, text=True
        )
        peaks.append((sum(map(len, texts)), float(ran.stdout)))
    (few, less), (many, more) = peaks
    kept = (more - less) / (many - few)
    print(
        f"align                         {taken * 1e6:8.1f} µs a segment of either side, {kept / 1e3:.1f} kB of memory"
    )
    return taken, kept


def mining(texts: list[str], others: list[str], encode: float, product: float) -> tuple[float, float]:
    """Seconds to compare two segments' vectors, and to judge what is near a segment."""
    count = scaled(16_384, 1024)
    vectors = np.random.default_rng(1).standard_normal((count, bundled().dimension), dtype=np.float32)
    compared = seconds(lambda: both_ways(vectors, vectors, _NEIGHBOURS), 2) / count**2
    bound = 2 * bundled().dimension / product
    print(
        f"mine, search in blocks        {compared * 1e9:8.2f} ns a pair of vectors,"
        f" {bound * 1e9:.2f} of them for the matrix product"
    )
    some, facing = texts[: scaled(1000, 50)], others[: scaled(1000, 50)]
    whole = seconds(lambda: mine(some, facing, bundled()), 1) / (len(some) + len(facing))
    judged = max(whole - encode - compared * len(some) / 2, 0.0)
    print(f"mine, candidates judged       {judged * 1e6:8.1f} µs a segment of either side")
    return compared, judged


def checking(pairs: list[tuple[str, str]]) -> float:
    """Seconds to check a pair."""
    some = pairs[: scaled(1000, 20)]
    # Other pairs first, which load libraries and tables; what was read a moment ago is remembered.
    list(check_pairs(pairs[len(some) :], processes=1))
    taken = seconds(lambda: list(check_pairs(some, processes=1)), 1) / len(some)
    print(f"check                         {taken * 1e6:8.1f} µs a pair")
    return taken


def main() -> None:
    path = SHARED / "checks-dev" / "human-news2019.zh-en.tsv"
    if not path.is_file():
        print("The gold data is not beside this checkout.")
        return
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    pairs = [(row[0], row[1]) for row in rows]
    texts = list(islice(cycle([text for pair in pairs for text in pair]), scaled(20_000, 500)))
    product = machine()
    encode = encoding(texts)
    align_time, align_memory = aligning()
    compared, judged = mining([zh for zh, _ in pairs], [en for _, en in pairs], encode, product)
    check = checking(pairs)
    width = bundled().dimension
    print("\nExtrapolated: hours of one core; a segment is one of either side, a pair two of them")
    heads = "encode", "align", "mine", "check", "vectors, GB", "align, GB"
    print(f"{'segments':>16}" + "".join(f"{head:>16}" for head in heads))
    for size in SIZES:
        half = size / 2
        stages = size * encode, size * align_time, size * (encode + judged) + half * half * compared, half * check
        cells = [stage / 3600 for stage in stages] + [size * width * 2 / 1e9, size * align_memory / 1e9]
        print(f"{size:>16,}" + "".join(f"{cell:>16,.1f}" for cell in cells))


if __name__ == "__main__":
    main()
