"""Text laid out for a terminal: widths in cells, since a Chinese character takes two."""

from __future__ import annotations

import re
import shutil

from rich.cells import cell_len

from workbench.domain import Severity

_PIECE = re.compile(r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f]|[^\s\u2e80-\u9fff]+")
_NO_LINE_START = frozenset("，。、；：？！）》」』”’】…,.;:?!)")

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}

LONGEST_BLOCK = 2_000
"""Characters of a text that a summary shows; nobody reads more of one in a terminal."""


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken between words or Chinese characters; one empty line for a blank text."""
    lines: list[str] = []
    current = ""
    for piece in _PIECE.findall(text):
        if cell_len(current) + cell_len(piece) > width and current.strip() and piece not in _NO_LINE_START:
            lines.append(current.rstrip())
            current = ""
        if not current and piece.isspace():
            continue
        current += " " if piece.isspace() else piece
        while cell_len(current) > width + 2:
            cut = _prefix(current, width)
            lines.append(current[:cut])
            current = current[cut:]
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines


def _prefix(text: str, width: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return max(index, 1)
    return len(text)


def block(text: str, indent: str) -> str:
    """A paragraph with every line indented, as wide as the terminal, 100 columns at most."""
    width = min(shutil.get_terminal_size((100, 24)).columns, 100) - len(indent)
    shown = text if len(text) <= LONGEST_BLOCK else text[:LONGEST_BLOCK] + "…"
    return "\n".join(indent + line for line in wrap(shown, max(width, 20)))
