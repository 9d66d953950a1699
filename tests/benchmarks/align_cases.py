"""Damaged bitexts made from the gold data: what a person meets when two files are not quite a translation."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.evaluation.gold import GoldDocument
from workbench.evaluation.scoring import Link


@dataclass(frozen=True)
class Case:
    """A bitext, its true links, and which segments have no counterpart."""

    name: str
    zh: list[str]
    en: list[str]
    links: list[Link]
    """Beads whose segments all stand where they can be aligned."""
    alone_zh: set[int]
    alone_en: set[int]


@dataclass(frozen=True)
class _Row:
    """A gold bead with its texts; `aligned` is False for what the case puts in or tears apart."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    aligned: bool = True


def _rows(document: GoldDocument) -> list[_Row]:
    return [_Row(tuple(document.zh[i] for i in zh), tuple(document.en[j] for j in en)) for zh, en in document.links]


def _case(name: str, rows: Sequence[_Row]) -> Case:
    case = Case(name, [], [], [], set(), set())
    for row in rows:
        zh = tuple(range(len(case.zh), len(case.zh) + len(row.zh)))
        en = tuple(range(len(case.en), len(case.en) + len(row.en)))
        case.zh.extend(row.zh)
        case.en.extend(row.en)
        if row.aligned and zh and en:
            case.links.append((zh, en))
        else:
            case.alone_zh.update(zh)
            case.alone_en.update(en)
    return case


def _only(rows: Sequence[_Row], side: str) -> list[_Row]:
    """Rows reduced to one side."""
    return [_Row(row.zh if side == "zh" else (), row.en if side == "en" else (), False) for row in rows]


def missing_chapters(chapters: Sequence[list[_Row]], other: Sequence[_Row]) -> list[_Row]:
    """All chapters in a row; the second has no English, the fifth no Chinese."""
    rows: list[_Row] = []
    for number, chapter in enumerate(chapters):
        rows += {1: _only(chapter, "zh"), 4: _only(chapter, "en")}.get(number, chapter)
    return rows


def front_matter(chapters: Sequence[list[_Row]], other: Sequence[_Row]) -> list[_Row]:
    """Forty lines of another text before the English, fifteen after the Chinese."""
    return _only(other[:40], "en") + chapters[0] + _only(other[40:55], "zh")


def footnotes(chapters: Sequence[list[_Row]], other: Sequence[_Row]) -> list[_Row]:
    """After every twelfth bead a note in English only."""
    rows: list[_Row] = []
    for number, row in enumerate(chapters[2]):
        rows.append(row)
        if number % 12 == 11:
            rows += _only(other[number // 12 : number // 12 + 1], "en")
    return rows


def page_twice(chapters: Sequence[list[_Row]], other: Sequence[_Row]) -> list[_Row]:
    """Thirty beads whose English is there twice."""
    rows = chapters[3]
    return rows[:90] + _only(rows[60:90], "en") + rows[90:]


def swapped(chapters: Sequence[list[_Row]], other: Sequence[_Row]) -> list[_Row]:
    """Two neighbouring paragraphs of eight beads that change places in English: one of them can be aligned."""
    rows = chapters[4]
    first, second = rows[80:88], rows[88:96]
    return rows[:80] + _only(second, "en") + first + _only(second, "zh") + rows[96:]


CASES: dict[str, Callable[[Sequence[list[_Row]], Sequence[_Row]], list[_Row]]] = {
    "whole chapters missing": missing_chapters,
    "front and back matter": front_matter,
    "footnotes on one side": footnotes,
    "a page twice": page_twice,
    "paragraphs swapped": swapped,
}


def build(novels: Sequence[GoldDocument], news: Sequence[GoldDocument]) -> list[Case]:
    """The cases; text of the news stands for what does not belong."""
    chapters = [_rows(document) for document in novels]
    other = [row for document in news for row in _rows(document) if row.zh and row.en]
    random.Random(1).shuffle(other)
    return [_case(name, make(chapters, other)) for name, make in CASES.items()]


def swapped_blocks(document: GoldDocument, first: int, size: int) -> Case:
    """Two neighbouring blocks of `size` beads that change places in English; both can be aligned."""
    rows = _rows(document)
    here, then = rows[first : first + size], rows[first + size : first + 2 * size]
    case = Case(f"{document.name}, blocks of {size} swapped", [], [], [], set(), set())
    starts: dict[int, int] = {}
    for row in [*rows[:first], *then, *here, *rows[first + 2 * size :]]:
        starts[id(row)] = len(case.en)
        case.en.extend(row.en)
    for row in rows:
        zh, en = len(case.zh), starts[id(row)]
        case.zh.extend(row.zh)
        case.links.append((tuple(range(zh, zh + len(row.zh))), tuple(range(en, en + len(row.en)))))
    return case


def second_translations(path: Path, size: int = 80) -> list[Case]:
    """Two human translations of the same news into Chinese, `size` rows a document, some rows joined or dropped.

    `path` is a table with the columns zh and zh_second.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [(row["zh"], row["zh_second"]) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]
    draw = random.Random(1)
    cases = []
    for start in range(0, len(rows) - size + 1, size):
        made: list[_Row] = []
        waiting = rows[start : start + size]
        while waiting:
            chance = draw.random()
            count = 2 if chance < 0.08 and len(waiting) > 1 else 1
            sides = [tuple(row[side] for row in waiting[:count]) for side in (0, 1)]
            chosen = draw.randrange(2)
            if count == 2:
                sides[chosen] = ("".join(sides[chosen]),)
            elif chance > 0.95:
                sides[chosen] = ()
            made.append(_Row(sides[0], sides[1]))
            waiting = waiting[count:]
        cases.append(_case(f"rows {start} to {start + size}", made))
    return cases
