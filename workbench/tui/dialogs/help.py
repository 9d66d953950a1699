"""Every key and what it does, made from the table of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from workbench.cells import fit
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.tui.commands import Keymap
from workbench.tui.dialogs.base import Dialog

SIGNS = N_(
    "Signs: · proposed  ✓ confirmed  ≈ by estimate  ? needs review  ✗ rejected  ⚑2 flags  * bookmark  † note  "
    "✎ corrected  ∞ to be linked  ┃ in a range  ¹ ² sentences of a side. A merged, split or "
    "moved row is proposed again. The map: ░▒▓ the share still open  ─ nothing left  ⚑ an error  ◆ here."
)


class HelpDialog(Dialog[None]):
    """The keys in groups; each can be changed in the config file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q", "leave", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(_("Keys"), classes="title", markup=False)
            with VerticalScroll(classes="scroll"):
                yield Static(help_text(self._keymap), markup=False)
            yield Static(_("↓ ↑ scroll   esc leave"), classes="hint", markup=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(keymap: Keymap) -> str:
    """Return the help as plain text."""
    parts = []
    for group, commands in keymap.groups():
        lines = [f"  {fit(keymap.names(command), 14)} {command.explanation}" for command in commands]
        parts.append("\n".join([_(group), *lines]))
    parts.append(_(SIGNS))
    parts.append(_('Other keys: ~/.config/workbench/config.toml, under [keys]: "row.confirm" = "c,f2"'))
    return "\n\n".join(parts)
