"""Revised copies of one side of gold documents: two versions of a text, so that the aligner learns one language too.

The copy is in the other Chinese script where the side is Chinese. Some letters and clauses are changed, neighbouring
segments run together or come apart, and some are on one side only; where each went is known.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from workbench.domain import Language
from workbench.evaluation.gold import GoldDocument
from workbench.evaluation.scoring import Link
from workbench.language.conversion import ChineseScript, in_script
from workbench.script import mostly_chinese

_MOST = 120
"""Segments taken of a document."""
_JOINED, _DROPPED, _CUT = 0.08, 0.05, 0.08
"""Share of segments that are joined with the next, are on one side only, or are cut in two."""
_CHANGED = 0.4
"""Share of segments in which a clause goes or changes its place."""
_LETTERS = 2
"""Letters lost or doubled in a segment, at most."""
_CLAUSES = re.compile("(?<=[，,；;])")
_SENTENCES = re.compile("(?<=[。！？；.!?;])(?=.)")


def revised(document: GoldDocument, side: str, seed: int) -> GoldDocument:
    """Two versions of one side, "zh" or "en", of a document. The same seed gives the same."""
    draw = random.Random(f"{document.name}|{side}|{seed}")
    texts = [text for text in getattr(document, side) if text.strip()][:_MOST]
    chinese = mostly_chinese(texts)
    versions: tuple[list[str], list[str]] = [], []
    links: list[Link] = []
    at = 0
    while at < len(texts):
        count = 2 if draw.random() < _JOINED else 1
        part = texts[at : at + count]
        sides = [part, [_reworded(text, chinese, draw) for text in part]]
        chosen = draw.randrange(2)
        chance = draw.random()
        if count == 2:
            sides[chosen] = [("" if chinese else " ").join(sides[chosen])]
        elif chance < _DROPPED:
            sides[chosen] = []
        elif chance < _DROPPED + _CUT:
            sides[chosen] = _SENTENCES.split(sides[chosen][0], maxsplit=1)
        links.append((_appended(versions[0], sides[0]), _appended(versions[1], sides[1])))
        at += count
    return GoldDocument(f"{document.name} {side} revised", tuple(versions[0]), tuple(versions[1]), tuple(links))


def _appended(version: list[str], new: Sequence[str]) -> tuple[int, ...]:
    """Add segments; returns where they stand."""
    start = len(version)
    version += new
    return tuple(range(start, len(version)))


def _reworded(text: str, chinese: bool, draw: random.Random) -> str:
    """A segment of the second version: in the other script, with small changes."""
    clauses = _CLAUSES.split(text)
    if len(clauses) > 2 and draw.random() < _CHANGED:
        at = draw.randrange(len(clauses) - 1)
        clauses[at : at + 2] = draw.choice(([clauses[at + 1]], [clauses[at + 1], clauses[at]]))
    letters = list("".join(clauses))
    for _ in range(draw.randint(0, _LETTERS)):
        at = draw.randrange(len(letters))
        letters[at] *= draw.choice((0, 2))
    changed = "".join(letters) or text
    return in_script(changed, Language.ZH_HANS, ChineseScript.TAIWAN) if chinese else changed
