"""The command palette: every command of the screen, by name and by what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from workbench.i18n import gettext as _
from workbench.tui.screen import WorkbenchScreen


def _named(label: str, keys: str) -> str:
    return f"{label.capitalize()}  ({keys})"


def _nothing() -> None:
    """Do nothing."""


class WorkbenchCommands(Provider):
    """Offers the commands of the screen below the palette."""

    def _entries(self) -> list[tuple[str, str, str, str]]:
        """Return name to show, name in English, help and action of every command."""
        if not isinstance(self.screen, WorkbenchScreen):
            return []
        keymap = self.screen.keymap
        return [
            (_named(command.title, keys), _named(command.label, keys), command.explanation, command.action)
            for command in keymap.commands
            if command.id != "app.palette" and (keys := keymap.names(command))
        ]

    async def discover(self) -> Hits:
        for name, __, explanation, action in self._entries():
            yield DiscoveryHit(name, self._runner(action), help=explanation)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        found = False
        for name, english, explanation, action in self._entries():
            # English names are known from the documentation, whatever the app's language.
            score = max(map(matcher.match, (name, english, explanation)))
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(name), self._runner(action), help=explanation)
        if not found:
            # Said here, since Textual says it in English.
            yield Hit(1, Content(_("No command has this name.")), _nothing)

    def _runner(self, action: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.screen.run_action(action)

        return run
