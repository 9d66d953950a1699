"""What screens ask of the app."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual.message import Message


@dataclass
class OpenRows(Message):
    """Show the rows of a filter; None for those listed last."""

    filter_line: str | None = None


@dataclass
class OpenLibrary(Message):
    """Show the library."""


@dataclass
class OpenCorpus(Message):
    """Close this corpus and open another one."""

    path: Path


@dataclass
class NextTheme(Message):
    """Switch to the next theme."""
