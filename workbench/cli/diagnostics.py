"""All of stderr: progress and messages. Control characters of any text are shown as symbols, never obeyed."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import TextIO

import click

from workbench.script import printable

_verbosity = 1


def set_verbosity(quiet: bool, verbose: bool) -> None:
    """Quiet leaves only errors, verbose adds detail."""
    global _verbosity
    _verbosity = 0 if quiet else 2 if verbose else 1


def _write(text: str, end: str = "\n") -> None:
    # Where stderr is full there is nobody left to say so to.
    with suppress(OSError):
        sys.stderr.write(printable(text).encode("utf-8", "replace").decode("utf-8") + end)
        sys.stderr.flush()


def say(text: str) -> None:
    """A message, unless --quiet."""
    if _verbosity >= 1:
        _write(text)


def detail(text: str) -> None:
    """A message only under --verbose."""
    if _verbosity >= 2:
        _write(text)


def error(text: str) -> None:
    """What went wrong, always."""
    _write(f"workbench: {text}")


def usage(error: click.ClickException) -> None:
    """What is wrong with the command line, always."""
    shown = io.StringIO()
    error.show(shown)
    _write(shown.getvalue(), end="")


def read_as(path: object, encoding: str) -> None:
    """Say what a file was read as, where that is not what one expects."""
    if not encoding.startswith("utf-8"):
        say(f"Read {path} as {encoding}.")


def warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A library's warning, in place of the lines Python would show: nobody who translates can act on one."""
    detail(f"{category.__name__}: {message}")


def interrupted() -> None:
    """The one line after Ctrl-C; on a terminal not on the line that shows ^C."""
    _write("", end="\n" if sys.stderr.isatty() else "")
    error("interrupted.")


class ProgressBar:
    """A bar on a terminal, nothing in a pipe. Use as a context manager; call it as a Progress."""

    def __init__(self) -> None:
        self._shown = _verbosity >= 1 and sys.stderr.isatty()
        self._last = ""

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._last:
            self._draw("")

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._shown:
            return
        if total:
            filled = round(24 * done / total)
            text = f"{stage:<12} {'█' * filled}{'░' * (24 - filled)} {done:,}/{total:,}"
        else:
            text = f"{stage:<12} {done:,}"
        if text != self._last:
            self._draw(text)

    def _draw(self, text: str) -> None:
        self._last = text
        with suppress(OSError):
            sys.stderr.write("\r\x1b[K")
        _write(text, end="")
