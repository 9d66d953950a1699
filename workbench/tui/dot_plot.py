"""The alignment of two documents as a dot plot in braille: an axis for each text, a dot for each pair of sentences."""

from __future__ import annotations

from collections.abc import Iterable

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character: four lines, two columns (Unicode 2800)."""


def dot_plot(points: Iterable[tuple[float, float]], columns: int, lines: int) -> list[str]:
    """Return points (0 to 1, the origin top left) as `lines` strings of `columns` cells."""
    cells = [[0] * columns for _ in range(lines)]
    for x, y in points:
        across = min(int(x * columns * 2), columns * 2 - 1)
        down = min(int(y * lines * 4), lines * 4 - 1)
        cells[down // 4][across // 2] |= _DOTS[down % 4][across % 2]
    return ["".join(chr(0x2800 + bits) for bits in line) for line in cells]
