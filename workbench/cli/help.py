"""Help pages in the reader's language, laid out in terminal cells: a Chinese character takes two."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable, Iterator

import click

from workbench import cells
from workbench.i18n import gettext as _


class HelpFormatter(click.HelpFormatter):
    """What click's formatter does by characters, by cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = (prefix or _("Usage:")) + f"{prog} "
        self._write_wrapped(args, head, " " * cells.width(head))

    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            # As click has it, \b keeps the lines of a paragraph.
            kept = paragraph.startswith("\b\n")
            for line in paragraph.removeprefix("\b\n").split("\n") if kept else [paragraph.replace("\n", " ")]:
                self._write_wrapped(line, indent, indent)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first_column = min(max(cells.width(first) for first, second in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            head = indent + first
            room = self.current_indent + first_column - cells.width(head)
            if room < col_spacing and second:
                self.write(head + "\n")
                head, room = "", self.current_indent + first_column
            self._write_wrapped(second, head + " " * room, " " * (self.current_indent + first_column))

    def _write_wrapped(self, text: str, head: str, indent: str) -> None:
        """Write a text beside a head, its further lines below."""
        for start, end in cells.wrap(text, max(self.width - cells.width(indent), 10)):
            self.write(f"{head}{text[start:end]}".rstrip() + "\n")
            head = indent


class Context(click.Context):
    """A context whose help pages are laid out in cells."""

    formatter_class = HelpFormatter


def translated(command: click.Command) -> click.Command:
    """Return a copy of a command that shows its help in the language in force."""
    command = copy.copy(command)
    command.context_class = Context
    if command.help:
        page = _(inspect.cleandoc(command.help))
        command.help, command.short_help = page, page.split("。")[0]
    command.params = list(_translated_options(command.params))
    if isinstance(command, click.Group):
        command.commands = {name: translated(child) for name, child in command.commands.items()}
    return command


def _translated_options(params: Iterable[click.Parameter]) -> Iterator[click.Parameter]:
    for param in params:
        if isinstance(param, click.Option) and param.help:
            shown = copy.copy(param)
            shown.help = _(inspect.cleandoc(param.help))
            yield shown
        else:
            yield param
