"""How long a text's translation is: what is usual, and what the pairs at hand show.

Translators into English and translators into Chinese lengthen in opposite ways, so no one ratio fits both. Where
nothing is known the ratio lies between the two directions with a spread that holds both; every row moves it towards
the median of the rows at hand and takes away from that spread.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from statistics import median

from workbench.language.analysed_text import size
from workbench.script import is_chinese

MOST_ROWS = 2_000
"""Rows that are measured at most: more would not move the ratio."""

_CENTRE = -0.05
_BETWEEN = 0.15
"""Half way between the two directions, and how far each lies from there."""
_SPREAD = 0.12
_SHORT = 0.5
"""Of short texts the ratio varies more: variance spread² + _SHORT / size."""
_FARTHEST = 0.4
"""No translation lies farther from the centre than this: what does is a file of something else."""
_LEAST_SIZE = 20.0
"""Ten Chinese characters, six English words: of a shorter text the ratio shows little."""
_CENTRE_ROWS = 8
_SPREAD_ROWS = 60
"""As many rows weigh as much as what is known beforehand of the centre, and of the spread: of a centre twice as
uncertain as independent rows would make it, since rows of one document resemble each other."""
_ORDINARY = 1.15
_WIDEST = 1.5
"""Deviations are this many times the usual ones in ordinary translations, and count as this many in the freest."""


@dataclass(frozen=True, slots=True)
class LengthRatio:
    """Log of English size over Chinese size in good translations."""

    centre: float
    spread: float
    """Standard deviation in long texts."""

    def deviation(self, zh: float, en: float) -> float:
        """Return how much longer the English is than usual, as a difference of logarithms; sizes as by `size`."""
        return math.log((en + 1) / (zh + 1)) - self.centre

    def variance(self, zh: float, en: float) -> float:
        """Return the variance of the deviation of texts of these sizes."""
        return self.spread**2 + _SHORT / max(min(zh, en), 1.0)


USUAL = LengthRatio(_CENTRE, math.hypot(_SPREAD, _BETWEEN))
"""Where nothing is known of the direction."""


def length_ratio(pairs: Iterable[tuple[str, str]] = ()) -> LengthRatio:
    """Return the ratio of the (Chinese, English) pairs at hand, of which the first MOST_ROWS are read.

    Median and median absolute deviation, so that bad rows do not count; without rows what is usual.
    """
    sizes = [
        (size(zh), size(en)) for zh, en in islice(pairs, MOST_ROWS) if is_chinese(zh) and en and not is_chinese(en)
    ]
    sizes = [(zh, en) for zh, en in sizes if min(zh, en) >= _LEAST_SIZE]
    if not sizes:
        return USUAL
    usual = LengthRatio(0.0, _SPREAD)
    found = median(usual.deviation(zh, en) for zh, en in sizes)
    scale = 1.4826 * median(
        abs(usual.deviation(zh, en) - found) / math.sqrt(usual.variance(zh, en)) for zh, en in sizes
    )
    rows = len(sizes)
    known = rows / (rows + _CENTRE_ROWS)
    free = min(max(scale / _ORDINARY, 1.0), _WIDEST) - 1.0
    spread = _SPREAD * (1.0 + free * rows / (rows + _SPREAD_ROWS))
    offset = min(max(found - _CENTRE, -_FARTHEST), _FARTHEST)
    return LengthRatio(_CENTRE + known * offset, math.hypot(spread, _BETWEEN * math.sqrt(1.0 - known)))
