"""Libraries that come with an extra of the package, loaded when something needs them."""

from __future__ import annotations

import importlib
from types import ModuleType

from workbench.errors import InputError
from workbench.i18n import gettext as _


def required(library: str, purpose: str, extra: str) -> ModuleType:
    """Return a library by its name; `purpose` begins the sentence where it is missing: "Reading PDF files".

    Raises InputError, naming the extra, where it is not installed.
    """
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError as error:
        raise InputError(
            _("{purpose} needs {library}.").format(purpose=purpose, library=library),
            hint=_("Install it with: pip install 'alignment-workbench[{extra}]'.").format(extra=extra),
        ) from error
