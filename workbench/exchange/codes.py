"""What languages are called in files for other tools, such as zh-Hans, zh-CN or zh."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.domain import Language
from workbench.errors import UsageError
from workbench.exchange.fields import language_of
from workbench.i18n import gettext as _

Codes = Mapping[Language, str]
"""The tag of each language."""

DEFAULT: Codes = {language: language.value for language in Language}

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def codes_of(tags: str) -> Codes:
    """The tags in a list such as "en-US,zh-CN,zh-TW", each for the language it names; plain zh is for both scripts.

    Raises UsageError for anything that is neither English nor Chinese.
    """
    codes = dict(DEFAULT)
    for tag in filter(None, (each.strip() for each in tags.split(","))):
        # Of a tag without a script the text would decide: Traditional here, Simplified there.
        named = {language_of(tag, text) for text in ("漢語", "汉语")}
        if None in named or not _TAG.fullmatch(tag):
            raise UsageError(
                _("“{tag}” is not a code for English or Chinese.").format(tag=tag[:40]),
                hint=_("Try zh-CN, zh-TW, zh or en-US."),
            )
        codes |= {language: tag for language in named if language is not None}
    return codes
