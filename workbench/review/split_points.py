"""Where a text can be split: between its sentences, and at the ends of its clauses."""

from __future__ import annotations

import re

from workbench.domain import Pair, Side
from workbench.review.side_history import Segments, history_of, segment_starts

_CLAUSE = re.compile("[，；：。！？、]|[,;:.!?](?=\\s)|\\s[–—]\\s|——")


def cut_points(text: str, borders: list[int]) -> list[int]:
    """Return the offsets offered for a cut, ascending, from 0 to the text's length; `borders` separate sentences."""
    clauses = [match.end() for match in _CLAUSE.finditer(text)]
    return sorted({0, len(text), *borders, *(place for place in clauses if place < len(text))})


def first_cuts(pair: Pair, segments: Segments) -> tuple[int, int]:
    """Return the likely cuts: after the first sentence of one text, and at the same share of the other."""
    source, target = history_of(pair, Side.SOURCE), history_of(pair, Side.TARGET)
    ends, target_ends = segment_starts(source, segments), segment_starts(target, segments)
    texts = (source.side.text, target.side.text)
    if ends or not target_ends:
        first = ends[0] if ends else _nearest(cut_points(texts[0], ends), len(texts[0]) // 2)
        return first, _opposite(first, texts[0], texts[1], target_ends)
    return _opposite(target_ends[0], texts[1], texts[0], ends), target_ends[0]


def _opposite(place: int, text: str, other: str, borders: list[int]) -> int:
    """Return the cut at about the same share of the other text; between sentences rather than between clauses."""
    wanted = round(place / max(len(text), 1) * len(other))
    return _nearest(borders or cut_points(other, []), wanted) if other else 0


def _nearest(points: list[int], wanted: int) -> int:
    """Return the point nearest to an offset; an end of the text only where there is nothing between the ends."""
    inner = points[1:-1] if points[0] == 0 else points
    return min(inner, key=lambda point: abs(point - wanted)) if inner else points[-1]
