"""Moses: a pair of files, English and Chinese, with a text a line; the first line of one faces the first of the other.

On a stream the lines of both come in turn, English first; `workbench.files` makes two files of it. A line end inside a
text becomes a space, so that both files always have the same number of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workbench.domain import Language, Pair, Relation
from workbench.errors import InputError
from workbench.exchange.fields import Report, Unit, exported, ignore, language_of, pair_of, units_of
from workbench.exchange.lines import text_lines
from workbench.i18n import gettext as _
from workbench.i18n import ngettext

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What one program or another takes for the end of a line."""


def write_moses(pairs: Iterable[Pair], stream: BinaryIO, report: Report = ignore) -> int:
    """Write translations, two lines each; the number written. What does not fit is reported with its number."""
    count = replaced = left_out = 0
    for pair in exported(pairs):
        if pair.relation is not Relation.TRANSLATION:
            left_out += 1
            continue
        for side in ("en", "zh"):
            line, ends = _LINE_END.subn(" ", pair.side(side).text)
            replaced += ends
            stream.write((line + "\n").encode("utf-8", "replace"))
        count += 1
    if replaced:
        report(
            ngettext(
                "{count:,} line end inside texts became a space.",
                "{count:,} line ends inside texts became spaces.",
                replaced,
            ).format(count=replaced)
        )
    if left_out:
        report(
            ngettext(
                "{count:,} pair in one language had no place in a file for each.",
                "{count:,} pairs in one language had no place in a file for each.",
                left_out,
            ).format(count=left_out)
        )
    return count


def moses_units(stream: BinaryIO) -> Iterator[Unit]:
    """Return the pairs of two files whose lines come in turn. Raises InputError where one line is left."""
    return units_of(_facing(text_lines(stream)), _pair)


def _facing(found: Iterator[tuple[int, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    line = _("Line {number}")
    for number, en in found:
        zh = next(found, None)
        if zh is None:
            raise InputError(
                _("The last line has none that faces it."), hint=_("Lines in English and Chinese take turns.")
            )
        yield line.format(number=(number + 1) // 2), (en, zh[1])


def _pair(texts: tuple[str, str]) -> Pair:
    en, zh = texts
    chinese = language_of("zh", zh)
    return pair_of({}, (Language.EN, en), (chinese or Language.ZH_HANS, zh))
