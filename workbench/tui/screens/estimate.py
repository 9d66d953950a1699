"""How right the unread rest is, and what to do about it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.tui.row_index import Counts
from workbench.tui.sample import Sample
from workbench.tui.screens.base import Dialog


class EstimateScreen(Dialog[str]):
    """Answers "sample" to read a random sample, "confirm" to confirm the rest, None to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer('sample')", show=False),
        Binding("c", "answer('confirm')", show=False),
        Binding("q,percent_sign", "leave", show=False),
    ]

    def __init__(self, counts: Counts, rest: int, sample: Sample) -> None:
        super().__init__()
        self._counts, self._rest, self._sample = counts, rest, sample

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("How right is the unread rest?", classes="title", markup=False)
            lines = estimate_lines(self._counts, self._rest, self._sample)
            yield Static("\n".join(lines), classes="body", markup=False)
            rest = f"   c confirm the {self._rest:,} rows of the list" if self._rest else ""
            yield Static(f"r read a random sample{rest}   esc leave", classes="hint", markup=False)

    def action_answer(self, answer: str) -> None:
        if self._rest:
            self.dismiss(answer)


def estimate_lines(counts: Counts, rest: int, sample: Sample) -> list[str]:
    """What probabilities and the sample say, in sentences."""
    if not rest or counts.expected is None:
        return ["Every pair of the list is decided. ctrl+e exports the confirmed ones."]
    share, read, drawn = sample.right, sample.read, sample.drawn
    lines = [f"{rest:,} pairs are open. Their probabilities promise that {counts.expected:.1%} of them are right."]
    if not read:
        lines.append("Nobody has read a random sample of them yet; probabilities alone may be too hopeful.")
    else:
        left = f", {drawn - read} of the sample are still to be read" if drawn > read else ""
        lines.append(
            f"{read} of a random sample were read{left}: {share.value:.1%} right "
            f"(between {share.low:.1%} and {share.high:.1%}, 19 times in 20)."
        )
        lines.append(f"The rest is {share.value:.1%} right (±{share.margin * 100:.1f}): confirm {rest:,} rows?")
    return lines
