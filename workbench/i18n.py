"""Messages in the reader's language: English as written in the code, or Simplified Chinese from the catalogue.

Write `from workbench.i18n import gettext as _`, and mark whole sentences with named fields, which another language may
put in another order: `_("Read {path} as {encoding}.").format(path=path, encoding=encoding)`. What is written before the
language is known (tables, class attributes) is marked with `N_`, or `NN_` where it has a plural, and translated where
it is shown.
"""

from __future__ import annotations

import gettext as _catalogues
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGE = "WORKBENCH_LANG"
"""Environment variable: the language of messages, for this process and its workers."""

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""Every language there is a catalogue for, by its code, under its own name."""

_PREFERRED = "LANGUAGE"
_DOMAIN = "workbench"
_CHINESE_ENDS = "。！？；：，、）”"
_LOCALE = Path(__file__).with_name("locale")


def language(environ: Mapping[str, str] | None = None) -> str:
    """Return the code of the language in force: $WORKBENCH_LANG, else the locale's, else English."""
    values = os.environ if environ is None else environ
    if named := values.get(LANGUAGE):
        return _nearest(named)
    locale = next(filter(None, map(values.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    # As GNU's programs do: languages in order of preference, but not where the locale is C.
    preferred = values.get(_PREFERRED, "") if locale.split(".")[0] not in ("C", "POSIX") else ""
    return _nearest(preferred.split(":")[0] or locale)


def use_language(code: str) -> None:
    """Show messages in a language from now on, in this process and those it starts."""
    os.environ[LANGUAGE] = code
    # Libraries that look their messages up in Python's default domain, as click does, find them in our catalogue.
    os.environ[_PREFERRED] = code
    _catalogues.bindtextdomain(_DOMAIN, str(_LOCALE))
    _catalogues.textdomain(_DOMAIN)


def gettext(message: str, code: str = "") -> str:
    """Return a message in the language in force, or in that of a code; as it is where the catalogue lacks it."""
    # An empty one would be translated to the catalogue's header.
    return _catalogue(code or language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of a message that fits a count, in the language in force."""
    return _catalogue(language()).ngettext(singular, plural, count)


def counted(forms: tuple[str, str], count: int) -> str:
    """Return the one of two forms, as `NN_` marks them, that fits a count, with the count in its field."""
    return ngettext(*forms, count).format(count=count)


def sentences(*parts: str) -> str:
    """Return sentences as one text, empty ones left out: a space goes between them, but not behind a Chinese mark."""
    text = ""
    for part in filter(None, parts):
        text += part if not text or text[-1] in _CHINESE_ENDS else f" {part}"
    return text


def N_(message: str) -> str:  # noqa: N802, RUF100 - the name that tools of gettext know
    """Mark a message for the catalogue, and return it as it is."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802, RUF100 - as N_
    """Mark a message with its plural for the catalogue, and return both, for `counted`."""
    return singular, plural


def _nearest(locale: str) -> str:
    code = locale.replace("_", "-").split(".")[0].split("-")[0].casefold()
    return code if code in LANGUAGES else "en"


@cache
def _catalogue(code: str) -> _catalogues.NullTranslations:
    return _catalogues.NullTranslations() if code == "en" else _catalogues.translation(_DOMAIN, _LOCALE, [code])
