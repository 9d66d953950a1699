"""The command palette: every command of the screen, by name and by what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from workbench.tui.screen import WorkbenchScreen


class WorkbenchCommands(Provider):
    """Offers the commands of the screen below the palette."""

    def _entries(self) -> list[tuple[str, str, str]]:
        """Return name to show, help and action of every command."""
        if not isinstance(self.screen, WorkbenchScreen):
            return []
        keymap = self.screen.keymap
        return [
            (f"{command.label.capitalize()}  ({keymap.names(command)})", command.help, command.action)
            for command in keymap.commands
            if command.id != "app.palette"
        ]

    async def discover(self) -> Hits:
        for name, explanation, action in self._entries():
            yield DiscoveryHit(name, self._runner(action), help=explanation)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, explanation, action in self._entries():
            score = max(matcher.match(name), matcher.match(explanation))
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._runner(action), help=explanation)

    def _runner(self, action: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.screen.run_action(action)

        return run
