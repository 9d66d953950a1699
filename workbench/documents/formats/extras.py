"""Libraries that come with the extra `documents`, loaded when a file needs one."""

from __future__ import annotations

import importlib
from types import ModuleType

from workbench.errors import InputError


def required(library: str, kind: str) -> ModuleType:
    """A library by its name; `kind` is what it is needed for, in the plural.

    Raises InputError, naming the extra, where it is not installed.
    """
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError as error:
        raise InputError(
            f"Reading {kind} needs {library}.", hint="Install it with: pip install 'alignment-workbench[documents]'."
        ) from error
