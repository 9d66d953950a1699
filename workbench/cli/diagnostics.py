"""All of stderr: progress and messages. Control characters of any text are shown as symbols, never obeyed."""

from __future__ import annotations

import io
import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click

from workbench.i18n import gettext, ngettext
from workbench.script import printable

_verbosity = 1

_JUDGED_SECONDS = 2.0
"""After which a rate means something."""


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


def is_verbose() -> bool:
    """Whether what `detail` is given will be seen."""
    return _verbosity >= 2


def detail(text: str) -> None:
    """A message only under --verbose."""
    if is_verbose():
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
        say(gettext("Read {path} as {encoding}.").format(path=path, encoding=encoding))


def stored(added: int, db: Path) -> None:
    """Say what the corpus has gained, and what to do with it next."""
    say(ngettext("{count:,} row is new in {db}.", "{count:,} rows are new in {db}.", added).format(count=added, db=db))
    command = f"workbench --db {shlex.quote(str(db))}"
    say(gettext("Review them: {command} review").format(command=command))
    say(gettext("Write a file: {command} export -o pairs.tmx --status any").format(command=command))


def warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A library's warning, in place of the lines Python would show: nobody who translates can act on one."""
    detail(gettext("{kind}: {message}").format(kind=category.__name__, message=message))


def interrupted() -> None:
    """The one line after Ctrl-C; on a terminal not on the line that shows ^C."""
    _write("", end="\n" if sys.stderr.isatty() else "")
    error(gettext("interrupted."))


class ProgressBar:
    """A bar on a terminal, nothing in a pipe. Use as a context manager; call it as a Progress."""

    def __init__(self) -> None:
        self.shown = _verbosity >= 1 and sys.stderr.isatty()
        """Whether anybody sees it."""
        self._last = ""
        self._stage = ""
        self._began = 0.0
        self._first = 0
        """What was done when the stage was first heard of."""

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._last:
            self._draw("")

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, done
        self.show(stage, done, total, pace(done - self._first, total - done, now - self._began))

    def show(self, stage: str, done: int, total: int, pace: str) -> None:
        """Draw it with a pace of the caller's."""
        if not self.shown:
            return
        from workbench.cells import fit

        if total:
            filled = round(24 * done / total)
            text = f"{fit(gettext(stage), 12)} {'█' * filled}{'░' * (24 - filled)} {done:,}/{total:,}{pace}"
        else:
            text = f"{fit(gettext(stage), 12)} {done:,}{pace}"
        if text != self._last:
            self._draw(text)

    def _draw(self, text: str) -> None:
        self._last = text
        with suppress(OSError):
            sys.stderr.write("\r\x1b[K")
        _write(text, end="")


def pace(done: int, left: int, seconds: float, parts: int = 0) -> str:
    """Rate and time left, once there is something to judge by; the rate is that of the `parts` done, where given."""
    if seconds < _JUDGED_SECONDS or done <= 0:
        return ""
    rate = (parts or done) / seconds
    text = f"  {rate:,.0f}/s" if rate >= 1 else f"  {60 * rate:,.0f}/min"
    if left <= 0:
        return text
    minutes, rest = divmod(round(left * seconds / done), 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{f'{hours}:{minutes:02}' if hours else minutes}:{rest:02}"
    return text + "  " + gettext("{clock} left").format(clock=clock)
