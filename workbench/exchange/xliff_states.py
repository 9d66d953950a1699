"""Where a segment is in the tools that write XLIFF, and what that means here: one table for all of them.

That somebody translated a segment does not say that it is right: only what a second look approved is confirmed.
"""

from __future__ import annotations

from typing import NamedTuple

from workbench.domain import Status


class State(NamedTuple):
    """A state of one vocabulary, and the status it stands for."""

    name: str
    status: Status


STATES: dict[str, tuple[State, ...]] = {
    "XLIFF 1.2, `state`": (
        State("new", Status.PROPOSED),
        State("needs-translation", Status.PROPOSED),
        State("needs-review-translation", Status.PROPOSED),
        State("translated", Status.PROPOSED),
        State("needs-adaptation", Status.NEEDS_REVIEW),
        State("needs-l10n", Status.NEEDS_REVIEW),
        State("needs-review-adaptation", Status.NEEDS_REVIEW),
        State("needs-review-l10n", Status.NEEDS_REVIEW),
        State("signed-off", Status.CONFIRMED),
        State("final", Status.CONFIRMED),
    ),
    "XLIFF 2, `state`": (
        State("initial", Status.PROPOSED),
        State("translated", Status.PROPOSED),
        State("reviewed", Status.CONFIRMED),
        State("final", Status.CONFIRMED),
    ),
    "Trados, `sdl:seg conf`": (
        State("Unspecified", Status.PROPOSED),
        State("Draft", Status.PROPOSED),
        State("Translated", Status.PROPOSED),
        State("RejectedTranslation", Status.NEEDS_REVIEW),
        State("RejectedSignOff", Status.NEEDS_REVIEW),
        State("ApprovedTranslation", Status.CONFIRMED),
        State("ApprovedSignOff", Status.CONFIRMED),
    ),
    "memoQ, `mq:status`": (
        State("NotStarted", Status.PROPOSED),
        State("PreTranslated", Status.PROPOSED),
        State("AssembledFromFragments", Status.PROPOSED),
        State("AutoJoined", Status.PROPOSED),
        State("AutoSplit", Status.PROPOSED),
        State("MachineTranslated", Status.PROPOSED),
        State("PartiallyEdited", Status.PROPOSED),
        State("Edited", Status.PROPOSED),
        State("ManuallyConfirmed", Status.PROPOSED),
        State("Rejected", Status.NEEDS_REVIEW),
        State("Reviewer1Confirmed", Status.CONFIRMED),
        State("Proofread", Status.CONFIRMED),
    ),
}
"""By vocabulary."""

_BY_NAME = {state.name.lower(): state.status for states in STATES.values() for state in states}
"""No two vocabularies give a name two meanings."""

WRITTEN_1 = {
    Status.PROPOSED: "needs-review-translation",
    Status.CONFIRMED: "final",
    Status.NEEDS_REVIEW: "needs-adaptation",
    Status.REJECTED: "needs-translation",
}
"""What XLIFF 1.2 gets for each status."""

WRITTEN_2 = {
    Status.PROPOSED: "translated",
    Status.CONFIRMED: "final",
    Status.NEEDS_REVIEW: "initial",
    Status.REJECTED: "initial",
}
"""What XLIFF 2 gets."""


def status_of(states: tuple[str, ...], approved: str, ours: str) -> str:
    """Return the status of a segment; "" where a file says nothing about it.

    `states` as different places of a file give them, the most telling first. `ours` is the status that we wrote: it
    holds as long as the state is still the one that was written with it; an invalid one is returned as it is.
    """
    state = next(filter(None, states), "")
    if ours and ours not in list(Status):
        return ours
    if ours:
        own = Status(ours)
        if state in ("", WRITTEN_1[own], WRITTEN_2[own]):
            was_approved = own is Status.CONFIRMED
            if approved == "yes" and not was_approved:
                return Status.CONFIRMED
            return Status.PROPOSED if approved == "no" and was_approved else ours
    elif approved == "yes":
        return Status.CONFIRMED
    return _BY_NAME.get(state.lower(), "")
