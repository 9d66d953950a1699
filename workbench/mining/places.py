"""The places a text names, and whose delegation goes where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.language.gazetteer import find_chinese, find_english

_HOME = "中华人民共和国"
"""China goes without saying in news from China: 我国 and "the country" stand for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a text names it."""

    key: str
    """Its full Chinese name, whatever the text calls it."""
    short: tuple[str, ...]
    """One-character names, which may stand for it in the other text."""
    start: int
    end: int
    counts: bool
    """Whether the other text must name it too: not so for China and for adjectives."""


def places_of(text: str, chinese: bool) -> tuple[Place, ...]:
    """All places named in full or in short, in order; one-character names are not looked for."""
    found = find_chinese(text) if chinese else find_english(text)
    return tuple(
        Place(
            one.place.zh,
            one.place.abbreviations,
            one.start,
            one.end,
            not one.adjective and one.place.zh not in (_HOME, "中国"),
        )
        for one in found
    )


_ZH_DELEGATION = re.compile("代表团|考察团|访问团|工作组")
_ZH_GOES = re.compile("(?:来到|抵达|前往|访问|赴|到|来|抵|访|在)$")
_ZH_OF = re.compile("^[^，。；、]{0,6}$")
_EN_DELEGATION = re.compile(r"\b(?:delegation|mission)\b", re.IGNORECASE)
_EN_GOES = re.compile(
    r"\b(?:visit(?:ed|s|ing)?|(?:came|comes?|went|goes|go|travel+ed|on a visit) to|arriv(?:ed?|es|ing) (?:in|at)|in)"
    r" (?:the )?$"
)
_EN_OF = re.compile(r"^ (?:of|from) (?:the )?$")


def journey(text: str, places: Sequence[Place], chinese: bool) -> tuple[str, str]:
    """Whose delegation travels and where it goes, as place keys; "" for what the text does not say.

    吉林省党政代表团到天津 and "the delegation of Jilin Province visited Tianjin" are both Jilin to Tianjin.
    """
    delegation = (_ZH_DELEGATION if chinese else _EN_DELEGATION).search(text)
    if not delegation:
        return "", ""
    before = [place for place in places if place.end <= delegation.start()]
    after = [place for place in places if place.start >= delegation.end()]
    owner = ""
    if chinese:
        if before and _ZH_OF.match(text[before[-1].end : delegation.start()]):
            owner = before[-1].key
        goes = _ZH_GOES
    else:
        if after and _EN_OF.match(text[delegation.end() : after[0].start]):
            owner = after.pop(0).key
        elif before and "," not in text[before[-1].end : delegation.start()]:
            owner = before[-1].key
        goes = _EN_GOES
    where = next((place.key for place in after if place.key != owner and goes.search(text[: place.start])), "")
    return owner, where
