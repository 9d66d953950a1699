"""How many unread rows are right, and what to do about it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.review.estimate import SampleResult
from workbench.review.progress import Pace, time_left
from workbench.review.row_index import Counts
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import counted


class EstimateDialog(Dialog[str]):
    """Its result: "sample" to read a random sample, "confirm" to confirm the rest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "choose('sample')", show=False),
        Binding("c", "choose('confirm')", show=False),
        Binding("q,percent_sign", "leave", show=False),
    ]

    def __init__(self, counts: Counts, rest: int, sample: SampleResult, pace: Pace | None) -> None:
        super().__init__()
        self._counts, self._rest, self._sample, self._pace = counts, rest, sample, pace

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("How many of the unread rows are right?", classes="title", markup=False)
            lines = estimate_lines(self._counts, self._rest, self._sample)
            if self._pace is not None and self._counts.open:
                lines.append(pace_line(self._counts.open, self._pace))
            yield Static("\n".join(lines), classes="body", markup=False)
            rest = f"   c confirm {counted(self._rest, 'row')}" if self._rest else ""
            yield Static(f"r read a random sample{rest}   esc leave", classes="hint", markup=False)

    def action_choose(self, result: str) -> None:
        """Close with a result, if there is anything left to read or confirm."""
        if self._rest:
            self.dismiss(result)


def pace_line(open_rows: int, pace: Pace) -> str:
    """Return how fast the reviewer reads, and how long the open rows take so."""
    return f"You decide {pace.an_hour:,.0f} rows an hour: {time_left(open_rows, pace)} for the {open_rows:,} open ones."


def estimate_lines(counts: Counts, rest: int, sample: SampleResult) -> list[str]:
    """Return what the probabilities and the sample show, in sentences."""
    if not rest:
        if counts.open:
            return ["No open row in the list is meant as a translation: there is nothing to estimate."]
        return ["Every pair in the list is decided. ctrl+e exports the confirmed ones."]
    share, read, drawn = sample.right, sample.read, sample.drawn
    by_probability = "None of them is scored yet: workbench check does that."
    if counts.expected is not None:
        by_probability = f"By their probabilities, {counts.expected:.1%} of them are right."
    lines = [f"{counted(rest, 'pair')} {'is' if rest == 1 else 'are'} open. {by_probability}"]
    if not read:
        lines.append("Nobody has read a random sample of them yet; probabilities alone may be too optimistic.")
    else:
        left = f", {drawn - read} of the sample are still to be read" if drawn > read else ""
        lines.append(
            f"{counted(read, 'row')} of a random sample {'was' if read == 1 else 'were'} read{left}: "
            f"{share.value:.1%} right (between {share.low:.1%} and {share.high:.1%}, 19 times in 20)."
        )
        margin = f"±{share.margin * 100:.1f}"
        lines.append(f"So {share.value:.1%} of the rest are right ({margin}): confirm {counted(rest, 'row')}?")
    return lines
