"""A sign that turns while work is under way."""

from __future__ import annotations

from textual.widgets import Static

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Spinner(Static):
    """A cell at the top right of the screen in front."""

    def __init__(self) -> None:
        super().__init__(f" {FRAMES[0]} ", markup=False)
        self._turns = 0

    def turn(self) -> None:
        """Show the next frame."""
        self._turns += 1
        self.update(f" {FRAMES[self._turns % len(FRAMES)]} ")
