"""Files with a text a line: two of them that face each other, as Moses has them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice, zip_longest
from pathlib import PurePath
from typing import BinaryIO

from workbench.errors import InputError
from workbench.exchange.fields import language_of
from workbench.exchange.lines import text_lines
from workbench.i18n import gettext
from workbench.pipeline.contents import content_of, decoded, write_copy
from workbench.script import mostly_chinese

_SAMPLE_LINES = 200
"""Lines that say in which language a file is."""


@contextmanager
def facing_lines(first: str, second: str, encoding: str | None) -> Iterator[BinaryIO]:
    """The lines of an English and a Chinese file in turn, English first, as Moses writes pairs.

    The names decide which is which (NAME.en, NAME.zh), or else the texts. Raises InputError where one file has more
    lines, or both are in one language.
    """
    with ExitStack() as stack:
        texts = []
        for path in (first, second):
            content = stack.enter_context(content_of(path))
            texts.append(stack.enter_context(decoded(content, path, encoding))[0])
        sides = [_side_of(path, text) for path, text in zip((first, second), texts, strict=True)]
        if sides[0] == sides[1]:
            raise InputError(
                (
                    gettext("{first} and {second} are both Chinese.")
                    if sides[0] == "zh"
                    else gettext("{first} and {second} are both English.")
                ).format(first=first, second=second),
                hint=gettext("Name an English and a Chinese file, such as NAME.en NAME.zh."),
            )
        if sides[0] == "zh":
            texts.reverse()
        copy = stack.enter_context(tempfile.TemporaryFile())
        for text in texts:
            text.seek(0)
        for one, other in zip_longest(text_lines(texts[0]), text_lines(texts[1])):
            if one is None or other is None:
                shorter = {"en": one, "zh": other}[sides[0]] is None
                raise InputError(
                    (
                        gettext("{first} has fewer lines than {second}.")
                        if shorter
                        else gettext("{first} has more lines than {second}.")
                    ).format(first=first, second=second),
                    hint=gettext("Line by line they have to face each other."),
                )
            write_copy(copy, f"{one[1]}\n{other[1]}\n".encode("utf-8", "replace"), first)
        copy.seek(0)
        yield copy


def _side_of(path: str, text: BinaryIO) -> str:
    """Whether a file is "zh" or "en": by its name or else by its text."""
    for part in reversed(PurePath(path).suffixes):
        language = language_of(part[1:], "")
        if language is not None:
            return language.side
    text.seek(0)
    return "zh" if mostly_chinese(line for _, line in islice(text_lines(text), _SAMPLE_LINES)) else "en"
