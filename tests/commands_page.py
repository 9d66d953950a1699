"""docs/commands.md, made from the commands' own help: `python -m tests.commands_page` writes it, a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from workbench.cli.main import cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"


def page() -> str:
    """The page as it should be."""
    parts = ["# Commands\n\nMade from each command's `--help` by `python -m tests.commands_page`.\n"]
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


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
