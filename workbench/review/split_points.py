"""Where a text can be split: between its sentences, and at the ends of its clauses."""

from __future__ import annotations

import re

from workbench.domain import Pair
from workbench.review.side_history import Segments, boundaries, strand_of

_CLAUSE = re.compile("[，；：。！？、]|[,;:.!?](?=\\s)|\\s[–—]\\s|——")


def cut_points(text: str, borders: list[int]) -> list[int]:
    """Offsets a cut may be put at, ascending, from 0 to the text's length; `borders` are those between sentences."""
    clauses = [match.end() for match in _CLAUSE.finditer(text)]
    return sorted({0, len(text), *borders, *(place for place in clauses if place < len(text))})


def first_cuts(pair: Pair, segments: Segments) -> tuple[int, int]:
    """Where a reader most likely wants the cut: after the first sentence, and at the same share of the other text."""
    source, target = strand_of(pair, "source"), strand_of(pair, "target")
    ends, target_ends = boundaries(source, segments), boundaries(target, segments)
    texts = (source.side.text, target.side.text)
    if ends or not target_ends:
        first = ends[0] if ends else _nearest(cut_points(texts[0], ends), len(texts[0]) // 2)
        return first, _opposite(first, texts[0], texts[1], target_ends)
    return _opposite(target_ends[0], texts[1], texts[0], ends), target_ends[0]


def _opposite(place: int, text: str, other: str, borders: list[int]) -> int:
    """The cut in the other text that stands at about the same share; a border between sentences before a clause."""
    wanted = round(place / max(len(text), 1) * len(other))
    return _nearest(borders or cut_points(other, []), wanted) if other else 0


def _nearest(points: list[int], wanted: int) -> int:
    """The point nearest to an offset; both ends of a text only where there is nothing between them."""
    inner = points[1:-1] if points[0] == 0 else points
    return min(inner, key=lambda point: abs(point - wanted)) if inner else points[-1]
