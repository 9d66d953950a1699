"""The errors a person can act on.

    WorkbenchError
    ├── UsageError       wrong options together (exit code 2)
    ├── InputError       a file that cannot be read or written, or is not what it should be
    ├── EncoderError     an encoder that is missing or does not fit
    └── CorpusError      a corpus that cannot be opened or changed

Everything else is a bug and surfaces with its traceback.
"""

from __future__ import annotations

from typing import ClassVar


class WorkbenchError(Exception):
    """Something a person can act on: the message says what happened, `hint` what to try next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message} {self.hint}" if self.hint else message


class UsageError(WorkbenchError):
    """Options or arguments that do not go together."""

    exit_code: ClassVar[int] = 2


class InputError(WorkbenchError):
    """A file that cannot be read or written, or is not what it should be."""


class EncoderError(WorkbenchError):
    """An encoder that is missing, does not load or does not fit."""


class CorpusError(WorkbenchError):
    """A corpus that cannot be opened, read or changed."""


class StaleRow(CorpusError):
    """A row that somebody else changed since it was read."""
