"""Whose delegation goes where: what distinguishes reports of the same form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.language.gazetteer import Mention

_ZH_DELEGATION = re.compile("代表团|考察团|访问团|工作组")
_ZH_GOES = re.compile("(?:来到|抵达|前往|访问|赴|到|来|抵|访|在)$")
_ZH_OF = re.compile("^[^，。；、]{0,6}$")
_EN_DELEGATION = re.compile(r"\b(?:delegation|mission)\b", re.IGNORECASE)
_EN_GOES = re.compile(
    r"\b(?:visit(?:ed|s|ing)?|(?:came|comes?|went|goes|go|travel+ed|on a visit) to|arriv(?:ed?|es|ing) (?:in|at)|in)"
    r" (?:the )?$"
)
_EN_OF = re.compile(r"^ (?:of|from) (?:the )?$")


def find_journey(text: str, places: Sequence[Mention], chinese: bool) -> tuple[str, str]:
    """Return whose delegation travels and where it goes, as full Chinese names; "" for what the text leaves open.

    吉林省党政代表团到天津 and "the delegation of Jilin Province visited Tianjin" are both Jilin to Tianjin.
    """
    delegation = (_ZH_DELEGATION if chinese else _EN_DELEGATION).search(text)
    if not delegation:
        return "", ""
    before = [place for place in places if place.end <= delegation.start()]
    after = [place for place in places if place.start >= delegation.end()]
    between = text[before[-1].end : delegation.start()] if before else ""
    owner = ""
    if not chinese and after and _EN_OF.match(text[delegation.end() : after[0].start]):
        owner = after.pop(0).place.zh
    elif before and (_ZH_OF.match(between) if chinese else "," not in between):
        owner = before[-1].place.zh
    goes = _ZH_GOES if chinese else _EN_GOES
    others = (mention for mention in after if mention.place.zh != owner)
    return owner, next((mention.place.zh for mention in others if goes.search(text[: mention.start])), "")
