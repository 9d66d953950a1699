"""The language of messages: that of --lang, of $WORKBENCH_LANG, of the config file, of the locale, or English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from workbench import i18n, user_folders
from workbench.errors import InputError


def choose(arguments: Sequence[str]) -> str:
    """Use the language that a command line asks for, before it is parsed: what is wrong with it is said in it too.

    Returns what has asked for it: "--lang", "$WORKBENCH_LANG", the path of the config file, "locale".
    """
    asked = {
        "--lang": _named(arguments),
        f"${i18n.LANGUAGE}": os.environ.get(i18n.LANGUAGE),
        str(user_folders.config_file()): _configured(),
        "locale": i18n.language({**os.environ, i18n.LANGUAGE: ""}),
    }
    origin, code = next((origin, code) for origin, code in asked.items() if code)
    i18n.use_language(code)
    return origin


def _named(arguments: Sequence[str]) -> str | None:
    """The language after --lang, wherever that stands; the last counts, as with other options."""
    named = None
    for argument, following in pairwise([*arguments, ""]):
        if argument == "--":
            break
        option, _, value = argument.partition("=")
        if option == "--lang":
            named = value or following
    return named if named in i18n.LANGUAGES else None


def _configured() -> str | None:
    path = user_folders.config_file()
    if path is None or not os.path.lexists(path):
        return None
    from workbench import config

    # What is wrong in the file is said by the commands that need it.
    with suppress(InputError):
        return config.load().language
    return None
