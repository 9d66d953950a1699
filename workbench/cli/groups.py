"""Groups of commands that are imported only when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from workbench.i18n import gettext as _
from workbench.i18n import language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def localised(command: click.Command) -> click.Command:
    """Return the command with its help in the language in force; English ones as they are, loading nothing more."""
    if language() == "en":
        return command
    from workbench.cli.help import translated

    return translated(command)


class LazyGroup(click.Group):
    """Knows its commands' names and help lines; imports one when it is called, and suggests one for a mistyped name."""

    def __init__(self, *args: Any, lines: Mapping[str, str], module: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = lines
        self._module = module

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lines:
            return None
        command = importlib.import_module(self._module(cmd_name)).command
        assert isinstance(command, click.Command)
        return localised(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self._lines and not name.startswith("-") and not ctx.resilient_parsing:
            from workbench.config import unknown

            raise click.UsageError(unknown("command", name, self._lines), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        names = [name for name in self._lines if name.startswith(incomplete)]
        # click's own imports every command for the line it shows beside the name.
        found = [CompletionItem(name, help=_(self._lines[name])) for name in names]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, line in self._lines.items()])
