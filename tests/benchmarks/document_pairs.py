"""Which documents belong together, found among shuffled ones of which some have no counterpart: precision and recall.

Pools are made from the novels, the medical articles, the news and the course pages beside this checkout. Of each pair
of documents one side is left out with a chance of one in four, and the names say nothing. The weights were learnt from
these documents (learnt from half of them, they found .889 of the pairs of the other half, .966 of what they found being
right). Two pages that the course has renumbered on one side count as wrong wherever they are found.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.scale import scaled
from tests.benchmarks.store import say
from tests.conftest import SHARED
from workbench.encoders.registry import bundled
from workbench.pipeline.batch_jobs import Relatedness
from workbench.pipeline.document_pairs import pair_documents

SETS = ("mac-dev", "paramed-dev", "news-dev", "course-md")
LEFT_OUT = 0.25

Pool = dict[Path, tuple[str, str]]
"""Files of a folder, with the set and the name of what each is a copy of."""


def documents() -> Iterator[tuple[str, str, str, Path]]:
    """Set, side, name and file of each document."""
    for name in SETS:
        for side in ("zh", "en"):
            folder = SHARED / name / side
            for path in sorted(each for each in folder.rglob("*") if each.is_file()):
                yield name, side, str(path.relative_to(folder).with_suffix("")), path


def shuffled(folder: Path, chance: random.Random) -> Pool:
    """Copies of the documents under other names, without one side of some."""
    found = list(documents())
    missing = {
        (name, title): chance.choice(("zh", "en")) if chance.random() < LEFT_OUT else "" for name, _, title, _ in found
    }
    kept = [each for each in found if missing[each[0], each[2]] != each[1]]
    chance.shuffle(kept)
    pool = {}
    for number, (name, _, title, path) in enumerate(kept):
        copy = folder / f"{number:03}{path.suffix if path.suffix in ('.md', '.mdx') else '.txt'}"
        shutil.copyfile(path, copy)
        pool[copy] = (name, title)
    return pool


def main() -> None:
    right = found = whole = parallel = 0
    seconds = 0.0
    for seed in range(scaled(5, 1)):
        with tempfile.TemporaryDirectory() as folder:
            pool = shuffled(Path(folder), random.Random(seed))
            started = time.process_time()
            pairs = pair_documents(Path(folder), bundled(), lines=False, encoding=None).pairs
            seconds += time.process_time() - started
        good = [pair for pair in pairs if pool[pair.source] == pool[pair.target]]
        right, found = right + len(good), found + len(pairs)
        whole += len(pool) - len(set(pool.values()))
        parallel += sum(pair.relation is Relatedness.PARALLEL for pair in good)
    say("document pairs: precision", f"{right / found:7.3f}")
    say("document pairs: recall", f"{right / whole:7.3f}")
    say("of the right ones, aligned rather than mined", f"{parallel / right:7.3f}")
    say("a document, reading included", f"{seconds / scaled(5, 1) / len(pool) * 1000:7.1f} ms, processor")


if __name__ == "__main__":
    main()
