"""How well comparable documents are mined, and how fast: python -m tests.benchmarks.mining.

Accuracy needs the gold data beside the checkout. The weights have seen neither of the news sets.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from tests.benchmarks.scale import is_quick
from tests.conftest import SHARED
from workbench import resources
from workbench.encoders.registry import bundled
from workbench.evaluation.calibration import measure_reliability
from workbench.evaluation.signature import signature
from workbench.mining.candidates import Candidate
from workbench.mining.mine import mine
from workbench.mining.model import FILE
from workbench.training.mining.tasks import (
    Sentences,
    Task,
    hidden,
    official,
    read_bitext,
    retold,
    with_near_misses,
)

NEWS = SHARED / "checks-dev" / "human-news2019.zh-en.tsv"
ENGLISH_NEWS = SHARED / "checks-dev" / "human-news2021.en-zh.tsv"


@dataclass
class Figures:
    """Counts over one or more texts."""

    taken: int = 0
    """Candidates of probability .5 and more."""
    right: int = 0
    found: int = 0
    """Target segments with a right candidate; one of several counterparts is all that a candidate can have."""
    known: int = 0
    """Target segments that have a counterpart."""
    chances: list[float] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)

    def add(self, task: Task, candidates: Sequence[Candidate]) -> None:
        """Count one text's candidates."""
        taken = [each for each in candidates if each.probability >= 0.5]
        self.taken += len(taken)
        self.right += sum(is_right(each, task) for each in taken)
        self.found += len({link[1] for each in taken for link in _links(each) if link in task.truth})
        self.known += len({target for _, target in task.truth})
        self.chances += [each.probability for each in candidates]
        self.answers += [is_right(each, task) for each in candidates]

    def __str__(self) -> str:
        """F1, precision, recall; expected calibration error over all candidates in ten bins; right among the surest."""
        precision, recall = self.right / max(self.taken, 1), self.found / max(self.known, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        error = measure_reliability(self.chances, self.answers).error
        sure = [answer for answer, chance in zip(self.answers, self.chances, strict=True) if chance >= 0.9]
        return (
            f"F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  calibration error {error:.3f}  "
            f"right at .9: {sum(sure)} of {len(sure)}"
        )


def is_right(candidate: Candidate, task: Task) -> bool:
    return set(_links(candidate)) <= task.truth


def _links(candidate: Candidate) -> list[tuple[int, int]]:
    return [(source, target) for source in candidate.source for target in candidate.target]


def accuracy(name: str, make: Callable[[random.Random], Task], seeds: int) -> None:
    figures = Figures()
    for seed in range(1, seeds + 1):
        task = make(random.Random(seed))
        figures.add(task, mine(task.source, task.target, bundled()))
    print(f"{name:<48} {figures}", flush=True)


def margin_alone(pairs: Sentences) -> None:
    """The best F1 any threshold on the margin reaches: what the model must beat without choosing one."""
    task = hidden(pairs, 400, 1200, random.Random(1))
    found = sorted(mine(task.source, task.target, bundled()), key=lambda each: -each.margin)
    right = np.cumsum([is_right(each, task) for each in found])
    best = max(2 * hits / (count + len(task.truth)) for count, hits in enumerate(right, 1))
    print(f"{'the same, margin at its best threshold':<48} F1 {best:.3f}", flush=True)


def judging(pairs: Sentences) -> None:
    start = time.perf_counter()
    mine([zh for zh, _ in pairs], [en for _, en in pairs], bundled())
    print(f"mine, {len(pairs):,} by {len(pairs):,} news sentences: {time.perf_counter() - start:.1f} s", flush=True)


def main() -> None:
    if not NEWS.is_file():
        print("The gold data is not beside this checkout.")
        return
    news = read_bitext(NEWS)
    print(signature(NEWS, {"pairs": len(news)}, bundled().signature, resources.models() / FILE))
    if is_quick():
        accuracy("news 2019: 10 among 60", lambda rng: hidden(news, 10, 60, rng), 1)
        judging(news[:60])
        return
    accuracy("news 2019: 400 translations among 1,200 a side", lambda rng: hidden(news, 400, 1200, rng), 2)
    margin_alone(news)
    accuracy("news 2019: 50 among 1,000", lambda rng: hidden(news, 50, 1000, rng), 2)
    accuracy("news 2019: 10 among 60", lambda rng: hidden(news, 10, 60, rng), 8)
    for name, column in (("", "zh"), (", second translation", "zh_second")):
        english = english_news(column)
        label = f"English news 2021{name}"
        accuracy(f"{label}: 200 among 600", partial(hidden, english, 200, 600), 2)
        accuracy(f"{label}: 25 among 500", partial(hidden, english, 25, 500), 2)
    accuracy("made: official prose, near misses, zh-en", lambda rng: _official(news, False, rng), 40)
    accuracy("made: official prose, near misses, zh-zh", lambda rng: _official(news, True, rng), 40)
    accuracy("made: news retold in Chinese, 200 among 700", lambda rng: retold(news, 200, 700, rng), 1)
    judging(news[:1000])


def english_news(column: str) -> list[tuple[str, str]]:
    """English originals and one of their two translations, Chinese first."""
    with ENGLISH_NEWS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row[column], row["en"]) for row in rows]


def _official(pairs: Sentences, same_language: bool, rng: random.Random) -> Task:
    return with_near_misses(official(pairs, same_language, rng), 0.2, rng)


if __name__ == "__main__":
    main()
