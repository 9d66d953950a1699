"""Which documents belong together, found among shuffled ones of which some have no counterpart: precision and recall.

Pools are made from the novels, the medical articles, the news and the course pages beside this checkout. Of each pair
of documents one side is left out with a chance of one in four, and the names say nothing. The weights of the product
were learnt from these documents, so that they are learnt again, as often as there are pools, from pools of one half of
them, and tried on pools of the other half. Two pages that the course has renumbered on one side count as wrong
wherever they are found.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.scale import scaled
from tests.benchmarks.store import say
from tests.conftest import SHARED
from workbench.encoders.registry import bundled
from workbench.pipeline.batch_jobs import Relatedness
from workbench.pipeline.document_pairs import LEARNT, Compared, Weights, chosen, compared_documents
from workbench.training.mining.train import logistic

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


def shuffled(folder: Path, found: Sequence[tuple[str, str, str, Path]], chance: random.Random) -> Pool:
    """Copies of the documents under other names, without one side of some."""
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


@dataclass(frozen=True, slots=True)
class Tried:
    """A pool, and which of its documents may belong together."""

    pool: Pool
    compared: Sequence[Compared]
    seconds: float
    """Of the processor."""

    def is_right(self, each: Compared) -> bool:
        """Whether two documents are copies of one."""
        return self.pool[each.source] == self.pool[each.target]


def tried(found: Sequence[tuple[str, str, str, Path]], seed: int) -> Tried:
    """A pool of documents."""
    with tempfile.TemporaryDirectory() as folder:
        pool = shuffled(Path(folder), found, random.Random(seed))
        started = time.process_time()
        compared, _, _ = compared_documents(Path(folder), bundled(), lines=False, encoding=None)
        return Tried(pool, compared, time.process_time() - started)


def learnt(pools: Sequence[Tried]) -> Weights:
    """Weights learnt from pools by logistic regression."""
    features = np.array([astuple(each.features) for one in pools for each in one.compared], dtype=np.float32)
    labels = np.array([one.is_right(each) for one in pools for each in one.compared], dtype=np.float64)
    return Weights(*map(float, logistic(features, labels, np.ones(len(labels)), ("margin", "mutual", "order"))))


def measured(what: str, judged: Sequence[tuple[Tried, Weights]]) -> None:
    """Print how much of what is found is right, and how much of what there is is found."""
    right = found = whole = parallel = 0
    for one, weights in judged:
        pairs = chosen(one.compared, weights)
        good = [pair for pair in pairs if one.pool[pair.source] == one.pool[pair.target]]
        right, found = right + len(good), found + len(pairs)
        whole += len(one.pool) - len(set(one.pool.values()))
        parallel += sum(pair.relation is Relatedness.PARALLEL for pair in good)
    say(f"document pairs, {what}: precision", f"{right / found:7.3f}")
    say(f"document pairs, {what}: recall", f"{right / whole:7.3f}")
    say("of the right ones, aligned rather than mined", f"{parallel / right:7.3f}")


def main() -> None:
    every = list(documents())
    titles = sorted({(name, title) for name, _, title, _ in every})
    random.Random(0).shuffle(titles)
    first = set(titles[::2])
    halves = [[each for each in every if ((each[0], each[2]) in first) == side] for side in (True, False)]
    seeds = range(scaled(5, 1))
    one, other = ([tried(half, seed) for seed in seeds] for half in halves)
    crossed = [*((each, learnt(other)) for each in one), *((each, learnt(one)) for each in other)]
    measured("weights of the other half", crossed)
    whole = [tried(every, seed) for seed in seeds]
    measured("weights of the product", [(each, LEARNT) for each in whole])
    count = sum(len(each.pool) for each in whole)
    seconds = sum(each.seconds for each in whole)
    say("a document, reading included", f"{seconds / count * 1000:7.1f} ms, processor")


if __name__ == "__main__":
    main()
