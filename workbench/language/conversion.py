"""Chinese in one script for comparison; the text itself stays as it was.

OpenCC (https://github.com/BYVoid/OpenCC) does the converting.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from workbench.domain import Language
from workbench.script import HAN_RE, without_halves

if TYPE_CHECKING:
    from opencc import OpenCC


SLIPS = {"闔作": "合作", "阖作": "合作"}
"""Words that page conversion garbles by taking the wrong Traditional form; seen in real pages."""


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
    converted: str = _convert("t2s", text)
    if len(converted) != len(text):
        converted = "".join(_one_character(character) for character in text)
    for slip, right in SLIPS.items():
        if slip in converted:
            converted = converted.replace(slip, right)
    return converted


@cache
def _one_character(character: str) -> str:
    converted: str = _convert("t2s", character)
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
