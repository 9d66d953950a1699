"""The errors a person can act on.

    WorkbenchError
    ├── UsageError       wrong options together (exit code 2)
    ├── InputError       a file that cannot be read or written, or is not what it should be
    ├── EncoderError     an encoder that is missing or does not fit
    ├── NotPossible      an action that makes no sense on the rows it was asked for
    ├── WorkerDied       a worker process that ended before its work
    ├── ClusterError     a cluster that is not there, goes away or does not fit
    └── CorpusError      a corpus that cannot be opened or changed

What the system refuses, wherever that happens, `explained` turns into one of these. Everything else is a bug and
surfaces with its traceback.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from workbench.i18n import gettext as _
from workbench.i18n import sentences


class WorkbenchError(Exception):
    """Something a person can act on: the message says what happened, `hint` what to try next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return sentences(str(self.args[0]), self.hint)


class UsageError(WorkbenchError):
    """Options or arguments that do not go together."""

    exit_code: ClassVar[int] = 2


class InputError(WorkbenchError):
    """A file that cannot be read or written, or is not what it should be."""


class EncoderError(WorkbenchError):
    """An encoder that is missing, does not load or does not fit."""


class NotPossible(WorkbenchError):
    """An action that makes no sense on the rows it was asked for."""


class WorkerDied(WorkbenchError):
    """A worker process that ended before its work."""


class ClusterError(WorkbenchError):
    """A cluster that is not there, goes away, or has workers that do not fit."""


class CorpusError(WorkbenchError):
    """A corpus that cannot be opened, read or changed."""


class StaleRow(CorpusError):
    """A row that somebody else changed since it was read."""


def explained(error: BaseException) -> WorkbenchError | None:
    """Return an error nobody caught before as one that a person can act on; None for a bug."""
    match error:
        case WorkbenchError():
            return error
        case OSError():
            reason = error.strerror or error
            return InputError(
                _("{path} cannot be used: {reason}.").format(path=error.filename, reason=reason)
                if error.filename
                else _("The operating system refused: {reason}.").format(reason=reason),
                hint=_("Check the file, its folder and the disk."),
            )
        case MemoryError():
            return InputError(_("There is not enough memory."), hint=_("Close other programs, or split the file."))
        case RecursionError():
            return InputError(_("The input is nested too deeply."), hint=_("Simplify it, or leave that part out."))
        case UnicodeError():
            return InputError(
                _("A name or a text is not valid Unicode."), hint=_("Rename the file, or save it as UTF-8.")
            )
    # Imported where something failed in it, and only the store may know it.
    sqlite = sys.modules.get("sqlite3")
    if sqlite is not None and isinstance(error, sqlite.Error):
        return CorpusError(
            _("The corpus cannot be used: {error}.").format(error=error),
            hint=_("`workbench doctor` may show more."),
        )
    return None
