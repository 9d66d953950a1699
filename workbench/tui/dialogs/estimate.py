"""How many unread rows are right, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from workbench.i18n import gettext as _
from workbench.i18n import ngettext, sentences
from workbench.review.estimate import SampleResult
from workbench.review.progress import Pace, time_left
from workbench.review.row_index import Counts
from workbench.tui.dialogs.base import Dialog
from workbench.tui.text import counted_rows

if TYPE_CHECKING:
    from workbench.adaptation.rest import Rest


class EstimateDialog(Dialog[str]):
    """Its result: "sample" to read a random sample, "confirm" to confirm the rest, "proposals" to see new beads."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "choose('sample')", show=False),
        Binding("c", "choose('confirm')", show=False),
        Binding("a", "choose('proposals')", show=False),
        Binding("q,percent_sign", "leave", show=False),
    ]

    def __init__(
        self, counts: Counts, rest: int, sample: SampleResult, pace: Pace | None, expected: Rest, proposed: int = 0
    ) -> None:
        """`proposed` rows would be aligned otherwise after what was learnt."""
        super().__init__()
        self._counts, self._rest, self._sample, self._pace = counts, rest, sample, pace
        self._expected, self._proposed = expected, proposed

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("How many of the unread rows are right?"), classes="title", markup=False)
            lines = estimate_lines(self._counts, self._rest, self._sample)
            if self._rest and self._counts.expected is not None:
                lines.insert(1, goal_line(self._expected))
            if self._pace is not None and self._counts.open:
                lines.append(pace_line(self._counts.open, self._pace))
            if self._proposed:
                otherwise = _("By what was learnt, {rows} would be aligned otherwise: a shows them.")
                lines.append(otherwise.format(rows=counted_rows(self._proposed)))
            yield Static("\n".join(lines), classes="body", markup=False)
            hint = _("r read a random sample   esc leave")
            if self._rest:
                hint = _("r read a random sample   c confirm {rows}   esc leave").format(rows=counted_rows(self._rest))
            yield Static(hint, classes="hint", markup=False)

    def action_choose(self, result: str) -> None:
        """Close with a result, if there is anything left to read or confirm."""
        if self._proposed if result == "proposals" else self._rest:
            self.dismiss(result)


def goal_line(expected: Rest) -> str:
    """Return how many of the least sure rows are to be read until 99 of 100 rows are right."""
    if not expected.decisions_left:
        return _("With them, 99 of 100 rows in the list are right as they stand.")
    line = ngettext(
        "After {count} more decision, the least sure row read first, 99 of 100 rows in the list are right.",
        "After {count} more decisions, the least sure rows read first, 99 of 100 rows in the list are right.",
        expected.decisions_left,
    )
    return line.format(count=f"{expected.decisions_left:,}")


def pace_line(open_rows: int, pace: Pace) -> str:
    """Return how fast the reviewer reads, and how long the open rows take so."""
    line = _("You decide {rows} rows an hour: {time} for the {count} open ones.")
    return line.format(rows=f"{pace.an_hour:,.0f}", time=time_left(open_rows, pace), count=f"{open_rows:,}")


def estimate_lines(counts: Counts, rest: int, sample: SampleResult) -> list[str]:
    """Return what the probabilities and the sample show, in sentences."""
    if not rest:
        if counts.open:
            return [_("No open row in the list is meant as a translation: there is nothing to estimate.")]
        return [_("Every pair in the list is decided. ctrl+e exports the confirmed ones.")]
    share, read, drawn = sample.right, sample.read, sample.drawn
    by_probability = _("None of them is scored yet: workbench check does that.")
    if counts.expected is not None:
        expected = _("By their probabilities, {share} of them are right.")
        by_probability = expected.format(share=f"{counts.expected:.1%}")
    are_open = ngettext(
        "{count} open pair is meant as a translation.", "{count} open pairs are meant as translations.", rest
    ).format(count=f"{rest:,}")
    lines = [sentences(are_open, by_probability)]
    if not read:
        lines.append(_("Nobody has read a random sample of them yet; probabilities alone may be too optimistic."))
        return lines
    sampled = ngettext(
        "{count} row of a random sample was read{left}: {share} right (between {low} and {high}, 19 times in 20).",
        "{count} rows of a random sample were read{left}: {share} right (between {low} and {high}, 19 times in 20).",
        read,
    )
    left = _(", {count} of the sample are still to be read").format(count=drawn - read) if drawn > read else ""
    value, low, high = (f"{each:.1%}" for each in (share.value, share.low, share.high))
    lines.append(sampled.format(count=f"{read:,}", left=left, share=value, low=low, high=high))
    conclusion = _("So {share} of the rest are right ({margin}): confirm {rows}?")
    lines.append(conclusion.format(share=value, margin=f"±{share.margin * 100:.1f}", rows=counted_rows(rest)))
    return lines
