"""Paragraphs laid out for a terminal."""

from __future__ import annotations

import shutil

from workbench.cells import wrap
from workbench.domain import Severity

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}

LONGEST_BLOCK = 2_000
"""Characters of a text that a summary shows; nobody reads more of one in a terminal."""


def columns() -> int:
    """How wide texts are laid out: as the terminal is, 100 columns at most."""
    return min(shutil.get_terminal_size((100, 24)).columns, 100)


def block(text: str, indent: str) -> str:
    """A paragraph with every line indented, as wide as the terminal, 100 columns at most; white space is one space."""
    width = columns() - len(indent)
    shown = " ".join((text if len(text) <= LONGEST_BLOCK else text[:LONGEST_BLOCK] + "…").split())
    return "\n".join(indent + shown[start:end] for start, end in wrap(shown, max(width, 20)))
