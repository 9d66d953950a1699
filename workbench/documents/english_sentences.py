"""Where English sentences end."""

from __future__ import annotations

import re
from functools import cache

from workbench.documents.sentence_rules import Rules
from workbench.resources import WordLists

_WORDS = WordLists("sentence-words")

_CLOSERS = "\"'”’)\\]»」』）"
_END = re.compile(
    rf"(?:[.!?…]+|[。！？]+)(?:[{_CLOSERS}]| [”’])*(?=\s|$|[“‘(\[\"])"
    rf"|(?<=[a-z]{{3}})\.(?=[A-Z][a-z]+\s)"  # "bravely.She": a page that lost a space
    rf"|[。！？]+[{_CLOSERS}]*"
    r"|(?<=[a-z)%\]])\.\d{1,3}(?:[-–,]\d{1,3})*(?=\s+[A-Z])"  # "disease.14 However": a note's number
)
_KEPT_WHOLE = re.compile(r"\([^()\n]{0,300}\)|\[[^\[\]\n]{0,120}\]")

_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
_NEXT_WORD = re.compile(r"[\s\"'“‘(\[«「—–-]*([^\s\"'“‘(\[«「—–-]\S*)")


@cache
def _speaker() -> re.Pattern[str]:
    """After a quotation that ends with ! or ?: "John said" belongs to it."""
    return re.compile(rf"\s*(?:[A-Z][\w.'’-]*\s+){{1,3}}(?:{'|'.join(_WORDS['saying'])})\b")


_BYLINE = re.compile(
    r"\s*(?:\((?:(?:staff |by |our )*(?:reporters?|correspondents?|journalists?|editors?|photo|by)\b)"
    r"[^()\n]{0,200}\)\s*"
    r"|[A-Z][A-Z .,'’-]{2,40}(?:,?\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
    r"\s*\((?:Xinhua|Reuters|AP|AFP|CNN|China Daily)\)\s*(?:--|—|–|-)+\s*)",
    re.IGNORECASE,
)
"""(Reporter …) or BEIJING, Nov. 7 (Xinhua) -- at the beginning: a segment of its own."""


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    found = match[0]
    following = _NEXT_WORD.match(text, match.end(), match.end() + 80)
    word = following[1] if following else ""
    if word[:1].islower() or word[:1] in ",;:":
        return False
    if found[0] == "." and not found.startswith(".."):
        return _is_full_stop(text, match, start, word)
    if found.startswith("..") or found[0] == "…":
        return not re.match(r"I\b", word)
    if found[0] in "!?" and found[-1] in "\"'”’":
        return _speaker().match(text, match.end(), match.end() + 80) is None
    return True


def _is_full_stop(text: str, match: re.Match[str], start: int, following: str) -> bool:
    before = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if before is None:
        # "1." or "(3)." at the beginning numbers what follows.
        return bool(text[start : match.start()].strip(" \t()（）0123456789"))
    if match[0][-1] != ".":
        # A bracket or quotation mark closes after it.
        return True
    word = before[0].lower()
    if _WORDS.has("never last", word) or (_WORDS.has("before a number", word) and following[:1].isdigit()):
        return False
    next_word = re.sub(r"[^\w'’]", "", following).strip("'’").replace("’", "'").lower()
    starts = _WORDS.has("starter", next_word)
    if _WORDS.has("maybe last", word) or "." in word:
        return starts
    if len(word) > 1 or before[0].islower():
        return True
    # "I." or "vitamin C." may end a sentence; "J. K." and "George W." do not.
    first = not text[start : before.start()].strip()
    return starts and not first and (word == "i" or next_word not in ("a", "i", "in"))


RULES = Rules(_BYLINE, _END, _KEPT_WHOLE, _is_end)
