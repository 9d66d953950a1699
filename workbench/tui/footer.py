"""Which keys the last lines of the review screen show: all tasks where there is room, six keys where there is not."""

from __future__ import annotations

from workbench.domain import MatchKind, Pair, Relation
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.commands import Keymap
from workbench.tui.widgets.bars import Hint

_WIDE = 100
"""Columns from which keys are grouped by task."""

Entry = tuple[str, ...]
"""Commands shown as one: their keys, then the label of the first."""


def footer(keymap: Keymap, pair: Pair | None, width: int) -> list[Hint]:
    """Return the keys for a row, the most needed first; undo and the help are the last two."""
    if pair is None:
        names = ("app.library", "look.filter", "app.export", "app.undo", "app.quit", "app.help")
        return [_hint(keymap, (name,)) for name in names]
    if width < _WIDE:
        return [_hint(keymap, (name,)) for name in _six(pair)]
    groups: tuple[tuple[str, tuple[Entry, ...]], ...] = (
        (N_("decide"), (("row.confirm",), ("row.reject",), ("row.later",))),
        (N_("text"), (("text.edit",), *_if(_has_suggestion(pair), "text.apply", "text.apply-everywhere"))),
        (
            N_("alignment"),
            (
                *_if(pair.relation is Relation.UNALIGNED, "row.candidates"),
                *_if(pair.kind is MatchKind.PART, "row.take-part"),
                ("row.merge-next",),
                ("row.split",),
                ("sentence.down", "sentence.up"),
            ),
        ),
        (N_("go"), (("go.next-open",), ("go.next-flagged",), ("look.filter",))),
        (N_("look"), (("look.order",), ("look.density",), ("look.words",))),
        (N_("app"), (("app.export",), ("app.library",), ("app.quit",))),
        ("", (("app.undo",), ("app.help",))),
    )
    return [_hint(keymap, entry, group and _(group)) for group, entries in groups for entry in entries]


def _six(pair: Pair) -> list[str]:
    """Return the six keys of a narrow screen."""
    if pair.relation is Relation.UNALIGNED:
        special = "row.candidates"
    elif pair.kind is MatchKind.PART:
        special = "row.take-part"
    else:
        special = "text.apply" if _has_suggestion(pair) else "row.later"
    return ["row.confirm", "row.reject", special, "text.edit", "app.undo", "app.help"]


def _has_suggestion(pair: Pair) -> bool:
    return any(flag.suggestion is not None for flag in pair.flags)


def _if(condition: bool, *names: str) -> tuple[Entry, ...]:
    return tuple((name,) for name in names) if condition else ()


_LABELS = {
    "sentence.down": N_("border"),
    "row.merge-next": N_("merge"),
    "look.words": N_("words"),
    "text.apply-everywhere": N_("everywhere"),
    "app.help": N_("all"),
}
"""Shorter than in the help."""


def _hint(keymap: Keymap, entry: Entry, group: str = "") -> Hint:
    first = keymap.find(entry[0])
    keys = " ".join(map(keymap.first, entry))
    return Hint(keys, _(_LABELS.get(first.id, first.label)), first.action, group)
