"""Chinese in one script: for comparison, where the text itself stays as it was, and for export.

OpenCC (https://github.com/BYVoid/OpenCC) does the converting.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from workbench.domain import Language
from workbench.script import HAN_RE, without_halves

if TYPE_CHECKING:
    from opencc import OpenCC


SLIPS = {"闔作": "合作", "阖作": "合作"}
"""Words that page conversion garbles by taking the wrong Traditional form; seen in real pages."""


class ChineseScript(StrEnum):
    """The characters in which Chinese is written out; its words stay."""

    AS_IS = "as-is"
    SIMPLIFIED = "simplified"
    TAIWAN = "traditional-tw"
    """Traditional characters in the forms of Taiwan: 裡, 著, 臺."""
    HONG_KONG = "traditional-hk"
    """Traditional characters in the forms of Hong Kong: 裏, 着, 台."""

    def language(self, before: Language) -> Language:
        """The language of a text that was in `before`, in this script."""
        if self is ChineseScript.AS_IS or not before.is_chinese:
            return before
        return Language.ZH_HANS if self is ChineseScript.SIMPLIFIED else Language.ZH_HANT


_CONFIGS = {
    (ChineseScript.SIMPLIFIED, Language.ZH_HANT): "t2s",
    (ChineseScript.TAIWAN, Language.ZH_HANS): "s2tw",
    (ChineseScript.TAIWAN, Language.ZH_HANT): "t2tw",
    (ChineseScript.HONG_KONG, Language.ZH_HANS): "s2hk",
    (ChineseScript.HONG_KONG, Language.ZH_HANT): "t2hk",
}
"""OpenCC's conversion into a script, of a text in a language; a text that is in the script stays as it is."""


@cache
def _converter(config: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(config)


def _convert(config: str, text: str) -> str:
    # OpenCC takes UTF-8 only, which has no lone surrogates.
    converted: str = _converter(config).convert(without_halves(text))
    return converted


def simplify(text: str) -> str:
    """The text in Simplified characters, known conversion errors corrected, same length: offsets stay true."""
    if not HAN_RE.search(text):
        return text
    return _without_slips(_same_length("t2s", text))


def simplify_all(texts: Sequence[str]) -> tuple[str, ...]:
    """Many texts in Simplified characters, as `simplify` returns each, in one call of OpenCC."""
    joined = "\n".join(texts)
    if not HAN_RE.search(joined):
        return tuple(texts)
    converted = _without_slips(_convert("t2s", joined))
    ends = list(accumulate(len(text) + 1 for text in texts))
    # Where a character became several, it is not known in which text.
    if len(converted) != len(joined) or any(converted[end - 1] != "\n" for end in ends[:-1]):
        return tuple(map(simplify, texts))
    return tuple(converted[end - 1 - len(text) : end - 1] for end, text in zip(ends, texts, strict=True))


def _without_slips(converted: str) -> str:
    for slip, right in SLIPS.items():
        if slip in converted:
            converted = converted.replace(slip, right)
    return converted


def in_script(text: str, language: Language, script: ChineseScript) -> str:
    """A text of a language in a script, same length: offsets stay true."""
    config = _CONFIGS.get((script, language))
    if config is None or not HAN_RE.search(text):
        return text
    return simplify(text) if config == "t2s" else _same_length(config, text)


def _same_length(config: str, text: str) -> str:
    converted = _convert(config, text)
    if len(converted) == len(text):
        return converted
    return "".join(_one_character(config, character) for character in text)


@cache
def _one_character(config: str, character: str) -> str:
    converted = _convert(config, character)
    return converted if len(converted) == 1 else character


def fold(text: str) -> str:
    """The text as compared: Simplified characters and mainland words (軟體 becomes 软件); the length may change."""
    if not HAN_RE.search(text):
        return text
    return simplify(_convert("tw2sp", text))


def chinese_variant(text: str) -> Language:
    """Simplified or Traditional, by which characters conversion would change; Simplified when nothing tells."""
    to_simplified = _convert("t2s", text)
    to_traditional = _convert("s2t", text)
    traditional = sum(a != b for a, b in zip(text, to_simplified, strict=False))
    simplified = sum(a != b for a, b in zip(text, to_traditional, strict=False))
    return Language.ZH_HANT if traditional > simplified else Language.ZH_HANS
