"""Documents of a folder that belong together by what they say: translations of each other, or on the same matter.

A document is the mean of its sentences' vectors, and the means of up to sixteen stretches of it. Two belong together
where their means are nearer than those of their neighbours, and their stretches find each other, in order. The names of
their files and dates in them count a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from workbench.arrays import Vectors, normalise_rows
from workbench.documents.prepare import read_prepared
from workbench.domain import LIKELY, PreparedDocument, Progress, Role
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.conversion import fold
from workbench.pipeline.batch_jobs import FoundPair, FoundPairs, Relatedness, files_of
from workbench.pipeline.paired_names import language_and_rest

_STRETCHES = 16
_NEIGHBOURS = 4
"""Documents by which it is judged how near two others are."""
_CANDIDATES = 3
"""Documents that each is compared with."""
_BLOCK = 512
"""Documents that are compared with all others at a time."""

_SAME_NAME = 1.0
_NEAR_DATES, _FAR_DATES = 0.5, -1.0
"""Set by hand: numbered files of two sources often have the same names by chance."""
_NEAR_DAYS, _FAR_DAYS = 3, 30

_TRANSLATION = 0.8
"""Probability from which on two documents are aligned; less probable ones are mined."""

_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?![0-9])")


@dataclass(frozen=True, slots=True)
class Features:
    """How much two documents say the same."""

    margin: float
    """How much nearer they are than their neighbours."""
    mutual: float
    """Share of their stretches that find each other."""
    order: float
    """Correlation of the places of those."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the log odds that two documents belong together."""

    margin: float
    mutual: float
    order: float
    bias: float

    def log_odds(self, found: Features) -> float:
        """What the features say."""
        return self.margin * found.margin + self.mutual * found.mutual + self.order * found.order + self.bias


LEARNT = Weights(10.5, 4.9, 2.23, -5.94)
"""Learnt by logistic regression from novels, medicine, news and course pages, a quarter of each side left without a
counterpart (tests/benchmarks/document_pairs.py)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two documents that may belong together."""

    source: Path
    """The Chinese one."""
    target: Path
    features: Features
    said_by_names: float
    """Log odds for what their names say."""


@dataclass(frozen=True, slots=True)
class _Document:
    path: Path
    mean: Vectors
    """Of its sentences, shape (dimension,)."""
    stretches: Vectors
    """Unit vectors, shape (stretches, dimension)."""
    name: tuple[str, ...]
    """What the name has in common with that of a counterpart."""
    date: date | None


def pair_documents(
    folder: Path, encoder: Encoder, *, lines: bool, encoding: str | None, progress: Progress | None = None
) -> FoundPairs:
    """Return which documents of a folder belong together, each in one pair at most, and a sentence for each other."""
    compared, read, alone = compared_documents(folder, encoder, lines=lines, encoding=encoding, progress=progress)
    pairs = chosen(compared, LEARNT)
    met = {path for pair in pairs for path in (pair.source, pair.target)}
    alone += [_("{path} has no counterpart").format(path=path) for path in read if path not in met]
    return FoundPairs(pairs, tuple(alone))


def compared_documents(
    folder: Path, encoder: Encoder, *, lines: bool, encoding: str | None, progress: Progress | None = None
) -> tuple[list[Compared], list[Path], list[str]]:
    """Return the documents of a folder that may belong together, those that were read, a sentence for each other."""
    sides: tuple[list[_Document], list[_Document]] = ([], [])
    alone: list[str] = []
    paths = sorted(files_of(folder))
    for number, path in enumerate(paths, 1):
        try:
            prepared = read_prepared(path, Role.ARTICLE, lines=lines, encoding=encoding)
        except InputError as error:
            alone.append(str(error).rstrip("."))
            continue
        if prepared.segments:
            sides[prepared.language.is_chinese].append(_described(folder, path, prepared, encoder))
        else:
            alone.append(_("{path} has no sentences").format(path=path))
        if progress is not None:
            progress(N_("reading"), number, len(paths))
    english, chinese = sides
    read = sorted(each.path for side in sides for each in side)
    return list(_compared(chinese, english)), read, alone


def chosen(compared: Sequence[Compared], weights: Weights) -> tuple[FoundPair, ...]:
    """Return the likeliest pairs, each document in one at most, sorted by the Chinese one."""
    return tuple(sorted(_each_once(_judged(each, weights) for each in compared), key=lambda pair: pair.source))


def _described(folder: Path, path: Path, prepared: PreparedDocument, encoder: Encoder) -> _Document:
    segments = prepared.in_language(chinese=prepared.language.is_chinese)
    vectors = encoder.encode([fold(segment.text) for segment in segments])
    lengths = np.array([len(segment.text) for segment in segments], dtype=np.float64)
    count = min(_STRETCHES, len(segments))
    middles = (np.cumsum(lengths) - lengths / 2) / lengths.sum()
    places = np.minimum((middles * count).astype(int), count - 1)
    stretches = np.stack([vectors[places == place].mean(axis=0) for place in np.unique(places)])
    normalise_rows(stretches)
    found = language_and_rest(path.relative_to(folder))
    name = found[1] if found is not None else (path.stem.casefold(),)
    return _Document(path, vectors.mean(axis=0), stretches, name, _date_in(path.name))


def _date_in(name: str) -> date | None:
    for year, month, day in _DATE.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _compared(chinese: Sequence[_Document], english: Sequence[_Document]) -> Iterator[Compared]:
    if not chinese or not english:
        return
    first, second = (np.stack([each.mean for each in side]) for side in (chinese, english))
    for means in (first, second):
        # What all documents of one language have in common tells nothing.
        means -= means.mean(axis=0)
        normalise_rows(means)
    for (left, right), margin in _candidates(first, second).items():
        source, target = chinese[left], english[right]
        yield Compared(source.path, target.path, _features(source, target, margin), _said_by_names(source, target))


def _judged(compared: Compared, weights: Weights) -> FoundPair:
    odds = weights.log_odds(compared.features) + compared.said_by_names
    probability = float(1 / (1 + np.exp(-odds)))
    relation = Relatedness.PARALLEL if probability >= _TRANSLATION else Relatedness.COMPARABLE
    return FoundPair(compared.source, compared.target, relation, probability)


def _candidates(first: Vectors, second: Vectors) -> dict[tuple[int, int], float]:
    """For each document its nearest of the other side, with how much nearer they are than their neighbours."""
    from_first, from_second = _nearness(first, second), _nearness(second, first)
    found: dict[tuple[int, int], float] = {}
    for turned, (one, other), (own, others) in (
        (False, (first, second), (from_first, from_second)),
        (True, (second, first), (from_second, from_first)),
    ):
        for start in range(0, len(one), _BLOCK):
            margins = one[start : start + _BLOCK] @ other.T - (own[start : start + _BLOCK, None] + others[None]) / 2
            best = np.argsort(-margins, axis=1, kind="stable")[:, :_CANDIDATES]
            for row, places in enumerate(best):
                for place in map(int, places):
                    pair = (place, start + row) if turned else (start + row, place)
                    found[pair] = float(margins[row, place])
    return found


def _nearness(one: Vectors, other: Vectors) -> Vectors:
    """How near the nearest documents of the other side are to each, on average."""
    count = min(_NEIGHBOURS, len(other))
    blocks = (one[start : start + _BLOCK] @ other.T for start in range(0, len(one), _BLOCK))
    return np.concatenate([np.partition(block, -count, axis=1)[:, -count:].mean(axis=1) for block in blocks])


def _features(source: _Document, target: _Document, margin: float) -> Features:
    cosines = source.stretches @ target.stretches.T
    best = cosines.argmax(axis=1)
    mutual = float((cosines.argmax(axis=0)[best] == np.arange(len(best))).mean())
    order = 0.0
    if len(best) > 2 and best.std() > 0:
        order = float(np.corrcoef(np.arange(len(best)), best)[0, 1])
    return Features(margin, mutual, order)


def _said_by_names(source: _Document, target: _Document) -> float:
    said = _SAME_NAME if source.name == target.name else 0.0
    if source.date is not None and target.date is not None:
        days = abs((source.date - target.date).days)
        said += _NEAR_DATES if days <= _NEAR_DAYS else _FAR_DATES if days > _FAR_DAYS else 0.0
    return said


def _each_once(pairs: Iterator[FoundPair]) -> Iterator[FoundPair]:
    used: set[Path] = set()
    for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.source, pair.target)):
        if pair.probability >= LIKELY and used.isdisjoint((pair.source, pair.target)):
            used |= {pair.source, pair.target}
            yield pair
