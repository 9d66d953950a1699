"""Damaged copies of gold documents, so that the aligner learns what a missing page or an inserted one looks like."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.evaluation.gold import GoldDocument, complete
from workbench.evaluation.scoring import Link

_EVERY = 45
"""Beads for each damage."""
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class _Row:
    """A bead with its texts."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


def damaged(document: GoldDocument, others: Sequence[GoldDocument], seed: int) -> GoldDocument:
    """A copy from which runs of beads are missing on one side, or in which foreign text is on one side.

    The same seed gives the same copy. Stretches that are not aligned are left out.
    """
    draw = random.Random(f"{document.name}|{seed}")
    rows = _rows(document)
    foreign = [row for other in others for row in _rows(other)] or rows
    for _ in range(max(len(rows) // _EVERY, 1)):
        size = min(draw.randint(1, _LONGEST), max(len(rows) // 4, 1))
        start = draw.randrange(len(rows) - size + 1)
        run = rows[start : start + size]
        side = draw.choice(("zh", "en"))
        if draw.random() < 0.5:
            rows[start : start + size] = _only(run, side)
        else:
            at = draw.randrange(max(len(foreign) - size, 1))
            rows[start:start] = _only(foreign[at : at + size], side)
    return _document(f"{document.name} damaged", rows)


def _rows(document: GoldDocument) -> list[_Row]:
    return [
        _Row(document.zh[part.zh : part.zh + part.zh_count], document.en[part.en : part.en + part.en_count])
        for part in complete(document)
        if part.sure
    ]


def _only(rows: Sequence[_Row], side: str) -> list[_Row]:
    """The rows' segments of one side, one by one."""
    if side == "zh":
        return [_Row((text,), ()) for row in rows for text in row.zh]
    return [_Row((), (text,)) for row in rows for text in row.en]


def _document(name: str, rows: Sequence[_Row]) -> GoldDocument:
    zh: list[str] = []
    en: list[str] = []
    links: list[Link] = []
    for row in rows:
        source = tuple(range(len(zh), len(zh) + len(row.zh)))
        target = tuple(range(len(en), len(en) + len(row.en)))
        links.append((source, target))
        zh += row.zh
        en += row.en
    return GoldDocument(name, tuple(zh), tuple(en), tuple(links))
