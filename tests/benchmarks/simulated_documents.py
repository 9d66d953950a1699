"""Gold documents as a reviewer meets them: aligned with weights that have not seen their kind, or not their novel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

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
