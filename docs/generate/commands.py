"""docs/commands.md: every command's own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from workbench.cli.main import cli


def page() -> str:
    """Return the page."""
    parts = ["# Commands\n\nGenerated from each command's `--help` by `make docs`.\n"]
    for path, text in _helps(cli, "workbench"):
        parts.append(f"## {path}\n\n```\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def _helps(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(command, info_name=path.split()[-1], parent=parent, **settings)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None, name
            yield from _helps(child, f"{path} {name}", context)
