"""Gold documents as a reviewer meets them: aligned with weights that have not seen their kind, or not their novel."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

from tests.benchmarks.adaptation import course
from tests.benchmarks.align import FOLDERS, SHARED
from workbench.adaptation.decided_bitext import DecidedBitext
from workbench.alignment.model import Model, bundled_model
from workbench.encoders.registry import bundled
from workbench.evaluation.gold import GoldDocument, complete, read_gold
from workbench.training.aligner.crf import fit
from workbench.training.aligner.documents import measure_documents
from workbench.training.aligner.train import PENALTY, train

CACHE = Path.home() / ".cache" / "workbench" / "simulated-review"
_FIRST_ITERATIONS, _ITERATIONS = 25, 100
_PAGES, _LEAST_LINES = 15, 40
"""Pages of the course, and lines of a page at least."""
_JOINED, _LEFT_OUT = 0.1, 0.05
"""Share of lines joined with the next on one side, and of the others left out on one."""

Key = tuple[range, range]
"""Source and target segments of a row; a segment that faces nothing has an empty range at 0 beside it."""

NOTHING = range(0)


@dataclass(frozen=True)
class Reviewed:
    """A document with what a reviewer with the gold alignment would make of it."""

    document: GoldDocument
    model: Model

    @cached_property
    def bitext(self) -> DecidedBitext:
        """Measured once; its decisions are set anew by every simulation."""
        return DecidedBitext.of(self.document.zh, self.document.en, bundled(), self.model)

    @cached_property
    def gold(self) -> tuple[Key, ...]:
        """The right rows; segments that people left out on both sides each alone."""
        keys: list[Key] = []
        for part in complete(self.document):
            zh, en = range(part.zh, part.zh + part.zh_count), range(part.en, part.en + part.en_count)
            if part.sure:
                keys.append((zh or NOTHING, en or NOTHING))
            else:
                keys += [(range(at, at + 1), NOTHING) for at in zh] + [(NOTHING, range(at, at + 1)) for at in en]
        return tuple(keys)

    @cached_property
    def right(self) -> frozenset[Key]:
        """The same, to look up."""
        return frozenset(self.gold)


def of_another_domain(folder: str) -> list[Reviewed]:
    """A folder's documents, aligned with weights learnt from the other folders."""
    others = [name for name in ("mac-dev", *FOLDERS) if name != folder]
    model = _cached(f"without-{folder}", lambda: train([SHARED / name for name in others]))
    return [Reviewed(document, model) for document in read_gold(SHARED / folder)]


def of_another_novel() -> list[Reviewed]:
    """The novels, each aligned with weights learnt from everything but it, calibrated as the bundled ones are."""
    novels = list(read_gold(SHARED / "mac-dev"))
    missing = [one.name for one in novels if not _path(f"without-novel-{one.name}").exists()]
    if missing:
        _learn_without(missing)
    return [Reviewed(one, Model.load(_path(f"without-novel-{one.name}"))) for one in novels]


def of_a_course() -> list[Reviewed]:
    """Pages of a course on software, with the bundled weights, which have not seen them; the encoder has.

    They come without gold. The pairs that the aligner is sure of are taken as lines, of which some are joined with the
    next or left out on one side, at random, as they were in the news.
    """
    pages = [(name, pairs) for name, pairs in course().items() if len(pairs) >= _LEAST_LINES][:_PAGES]
    return [Reviewed(_damaged(name, pairs), bundled_model()) for name, pairs in pages]


def _damaged(name: str, pairs: Sequence[tuple[str, str]]) -> GoldDocument:
    draw = random.Random(name)
    sides: tuple[list[str], list[str]] = [], []
    links: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    waiting = list(pairs)
    while waiting:
        joined = len(waiting) > 1 and draw.random() < _JOINED
        taken, waiting = waiting[: 1 + joined], waiting[1 + joined :]
        texts = [list(side) for side in zip(*taken, strict=True)]
        side = draw.randrange(2)
        if joined:
            texts[side] = [("", " ")[side].join(texts[side])]
        elif draw.random() < _LEFT_OUT:
            texts[side] = []
        zh, en = (tuple(range(len(lines), len(lines) + len(more))) for lines, more in zip(sides, texts, strict=True))
        links.append((zh, en))
        for lines, more in zip(sides, texts, strict=True):
            lines += more
    return GoldDocument(name, tuple(sides[0]), tuple(sides[1]), tuple(links))


def _learn_without(novels: Sequence[str]) -> None:
    folders = [SHARED / name for name in ("mac-dev", *FOLDERS)]
    documents = [one for one in measure_documents(folders, 6, lambda *_: None) if one.usable]
    first = fit([one.example(one.lattice) for one in documents], PENALTY, _FIRST_ITERATIONS)
    rough = replace(bundled_model(), weights=first.astype(np.float32), record={})
    examples = [(one.gold.name.partition(" ")[0], one.example(one.narrowed(rough))) for one in documents]
    for novel in novels:
        weights = fit([one for name, one in examples if name != novel], PENALTY, _ITERATIONS, first)
        replace(bundled_model(), weights=weights.astype(np.float32), record={}).save(_path(f"without-novel-{novel}"))


def _path(name: str) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    return CACHE / f"{name}-{crc32(bundled().signature.encode()):08x}.json"


def _cached(name: str, learn: Callable[[], Model]) -> Model:
    """Weights that were learnt once with this encoder; remove the folder after a change to the aligner."""
    if not _path(name).exists():
        learn().save(_path(name))
    return Model.load(_path(name))
