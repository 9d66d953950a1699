"""Libraries that come with the extra `documents`, loaded when a file needs one."""

from __future__ import annotations

from types import ModuleType

from workbench import extras


def required(library: str, kind: str) -> ModuleType:
    """A library by its name; `kind` is what it is needed for, in the plural.

    Raises InputError, naming the extra, where it is not installed.
    """
    return extras.required(library, f"Reading {kind}", "documents")
