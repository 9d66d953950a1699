"""The drawing of docs/architecture.md: packages in their layers, with the imports that the source really has."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generate.architecture import imports_of_packages, layers
from docs.generate.svg import Drawing

_WIDTH, _MARGIN, _ROW, _BOX, _TOP = 940.0, 20.0, 74.0, 26.0, 24.0
_LETTER, _PADDING, _GAP = 7.4, 9.0, 14.0
_COLOURS = ("#4e79a7", "#b07aa1", "#59a14f", "#e15759", "#9c755f", "#f28e2b", "#3a8f8a", "#7a7a7a")
"""By turns, so that lines that cross can be distinguished."""


def figure() -> str:
    """Return the drawing as SVG."""
    rows = layers()
    imports = imports_of_packages()
    direct = without_shortcuts(imports)
    drawing = Drawing(_WIDTH, _TOP + _ROW * len(rows) - 20, "Packages in layers, and what they import")
    boxes = _places(rows, direct)
    drawn = [package for row in rows for package in row]
    for number, package in enumerate(drawn):
        for used in sorted(direct[package]):
            _line(drawing, boxes[package], boxes[used], _COLOURS[number % len(_COLOURS)])
    for number, package in enumerate(drawn):
        x, y, width = boxes[package]
        colour = _COLOURS[number % len(_COLOURS)]
        drawing.add("rect", x=x, y=y, width=width, height=_BOX, rx=5.0, fill="#fff", stroke=colour, stroke_width=2.0)
        drawing.text(x + width / 2, y + 17, package, "middle")
    return drawing.written()


def without_shortcuts(imports: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The imports without those that can be reached by way of another one: what remains determines them all."""

    def reached(package: str) -> set[str]:
        return imports[package].union(*(reached(used) for used in imports[package]))

    return {
        package: {one for one in used if not any(one in reached(other) for other in used - {one})}
        for package, used in imports.items()
    }


def _places(rows: list[list[str]], imports: Mapping[str, set[str]]) -> dict[str, tuple[float, float, float]]:
    """Left edge, top and width of every box. In a row, packages stand below those that import them."""
    places: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(rows):

        def wished(package: str) -> float:
            above = [x + width / 2 for user, (x, _, width) in places.items() if package in imports[user]]
            return sum(above) / len(above) if above else _WIDTH / 2

        ordered = sorted(row, key=wished)
        widths = [len(package) * _LETTER + 2 * _PADDING for package in ordered]
        free = _WIDTH - 2 * _MARGIN - sum(widths) - _GAP * (len(row) - 1)
        spread = min(free / max(len(row) - 1, 1), 60.0) if len(row) > 1 else 0.0
        x = _MARGIN + (free - spread * (len(row) - 1)) / 2
        for package, width in zip(ordered, widths, strict=True):
            places[package] = (x, _TOP + _ROW * number, width)
            x += width + _GAP + spread
    return places


def _line(drawing: Drawing, user: tuple[float, float, float], used: tuple[float, float, float], colour: str) -> None:
    x1, y1 = user[0] + user[2] / 2, user[1] + _BOX
    x2, y2 = used[0] + used[2] / 2, used[1]
    bend = (y2 - y1) / 2
    path = f"M{x1:.1f} {y1:g} C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:g}"
    drawing.add("path", d=path, fill="none", stroke=colour, stroke_width=1.4, stroke_opacity=0.75)
