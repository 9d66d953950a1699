"""What mining adapted to a corpus brings: 200 decisions about what it finds in some texts, measured on others.

Run it: python -m tests.benchmarks adaptation_mining

Comparable texts are made of sentence pairs that the bundled weights have not learnt from: 40 translations among 150
sentences a side, some changed or cut. The reviewer confirms or rejects what is found with a probability of .5 or more,
in texts made of the first half of the pairs; figures are of texts made of the second half. "Errs" is a reviewer who
does the opposite in one row of ten.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from tests.benchmarks.mining import NEWS, Figures, english_news, is_right
from tests.benchmarks.scale import is_quick
from tests.conftest import SHARED
from workbench.adaptation.mining import DecidedCandidates, learn
from workbench.domain import DocumentPair
from workbench.encoders.registry import bundled
from workbench.mining.candidates import Candidate, encode_side
from workbench.mining.mine import calibrated, search_sides
from workbench.mining.model import Weights, bundled_model
from workbench.training.mining.tasks import Sentences, Task, hidden, read_bitext, shortened, with_near_misses

DECISIONS = 200
SHOWN = 0.5
"""From which on `mine` shows what it found."""
SHARED_SENTENCES, SENTENCES = 40, 150

Mined = tuple[Task, tuple[Candidate, ...]]


def texts(pairs: Sentences, count: int, rng: random.Random) -> list[Mined]:
    """Comparable texts with what is found in them."""
    made = []
    for _ in range(count):
        task = shortened(hidden(pairs, SHARED_SENTENCES, SENTENCES, rng), 0.1, rng)
        task = with_near_misses(task, 0.12, rng)
        source, target = (encode_side(side, bundled()) for side in (task.source, task.target))
        made.append((task, tuple(search_sides(source, target, bundled(), model=bundled_model())[0])))
    return made


def reviewed(made: Sequence[Mined], errs: bool) -> list[DecidedCandidates]:
    """Decisions about what is shown, until there are enough."""
    draw = random.Random(2)
    left = DECISIONS
    found = []
    for number, (task, candidates) in enumerate(made):
        shown = [place for place, each in enumerate(candidates) if each.probability >= SHOWN][:left]
        left -= len(shown)
        decided = tuple((place, is_right(candidates[place], task) != (errs and draw.random() < 0.1)) for place in shown)
        if decided:
            found.append(DecidedCandidates(DocumentPair(f"{number}", "paper"), candidates, decided))
    return found


def figures(made: Sequence[Mined], weights: Weights) -> tuple[Figures, float]:
    """Counts over texts, and the log likelihood of what is right and wrong in them."""
    counted = Figures()
    for task, candidates in made:
        counted.add(task, calibrated(candidates, weights)[1])
    chances = np.array(counted.chances)
    right = np.where(counted.answers, chances, 1 - chances)
    return counted, float(np.log(np.maximum(right, 1e-4)).mean())


def measure(name: str, pairs: Sentences) -> None:
    """Print the figures of one kind of text."""
    rng = random.Random(1)
    half = len(pairs) // 2
    first, second = texts(pairs[:half], 6, rng), texts(pairs[half:], 6, rng)
    shipped = bundled_model().translation
    counted, likelihood = figures(second, shipped)
    print(f"{name}: {counted}  log likelihood {likelihood:.4f}", flush=True)
    for errs in (False, True):
        decided = reviewed(first, errs)
        began = time.process_time()
        learnt = learn(decided, shipped)
        seconds = time.process_time() - began
        counted, likelihood = figures(second, learnt.weights)
        made = sum(len(one.decided) for one in decided)
        print(
            f"  {made} decisions{' of one who errs' if errs else ''}: {counted}  log likelihood {likelihood:.4f},"
            f" used {learnt.used} ({learnt.before} -> {learnt.after}), {seconds:.1f} s",
            flush=True,
        )


def main() -> None:
    """Print every figure."""
    if not NEWS.is_file():
        print("The gold data is not beside this checkout.")
        return
    sources: dict[str, Callable[[], Sentences]] = {
        "news 2019": partial(read_bitext, NEWS),
        "English news 2021": partial(english_news, "zh"),
        "English news 2021, second translation": partial(english_news, "zh_second"),
        "health": partial(read_bitext, SHARED / "train" / "tico19.zh-en.tsv"),
        "Wikipedia": partial(read_bitext, SHARED / "train" / "xquad.zh-en.tsv"),
    }
    for name in list(sources)[: 1 if is_quick() else None]:
        measure(name, sources[name]())


if __name__ == "__main__":
    main()
