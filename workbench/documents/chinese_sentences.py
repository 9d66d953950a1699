"""Where Chinese sentences end."""

from __future__ import annotations

import re

from workbench.documents.sentence_rules import Rules
from workbench.script import HAN, han_count

_CLOSERS = "”’」』》〉）)】］\"'"
_END = re.compile(
    rf"(?:[。｡！？!?]+|…+[。！？!?]*|\.(?=[{_CLOSERS}]*(?:\s|$)))(?:[{_CLOSERS}]| [”’」』）])*|[；;](?=\S)"
)
_KEPT_WHOLE = re.compile(
    r"《[^《》\n]{0,80}》|〈[^〈〉\n]{0,60}〉|（[^（）\n]{0,150}）|\([^()\n]{0,200}\)|https?://[^\s，。]{1,300}"
)
"""Titles, brackets and addresses: no mark inside one ends a sentence."""

_SPEECH = re.compile(
    r"[^。！？!?…“”「」：:\n]{0,12}?[说說道问問喊叫答嚷骂罵笑想叹嘆吼哭念][^。！？!?…“”「」：:\n]{0,8}?[。，,；！？]"
)
"""After a quotation: 他说。 belongs to its sentence; 他说： begins the next one."""

_PLAIN = "[^。！？!?，,“”（）()\n]"
_BYLINE = re.compile(
    rf"\s*(?:{_PLAIN}{{0,30}}[讯訊电電]\s*)?[（(](?:本[报報网網刊]|[^。（）()\n]{{0,12}})?"
    r"(?:[记記]者|通[讯訊][员員]|作者|[编編][辑輯译譯]|[实實][习習])[^。（）()\n]{0,80}[)）]\s*[:：]?\s*"
    rf"|\s*(?:本[报報]|[{HAN}]{{1,8}}(?:[报報]|社|[网網])){_PLAIN}{{0,24}}\d{_PLAIN}{{0,6}}日?[讯訊电電]"
    r"(?:\s*[:：]\s*|[ \u3000]+)"
)
"""（记者张三）, 吉林日报5月29日讯（记者张三）： or 新华社北京11月7日电 at the beginning: a segment of its own."""

_SHORTEST_CLAUSE = 8
"""Han characters on either side of a semicolon from which it ends a sentence; shorter clauses make a list."""

_LIST_ITEM = 30
"""The same after a colon."""
_LOOK_BACK = 400
"""Characters."""
_CLAUSE_MARK = re.compile("[；;：:]")
_NEXT_CLAUSE = re.compile("[^。！？!?；;]{0,60}")


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    found = match[0]
    at = match.end()
    if found in "；;":
        return _parts_clauses(text, start, match.start(), at)
    closed = found[-1] in "”’」』\"'"
    if found[0] == "…" and not closed and not any(mark in found for mark in "。！？!?"):
        # ……in the middle is a pause, unless a new line of speech opens.
        return text[at] in "“「『"
    if found[0] in "!?" and ((text[at].isascii() and text[at].isalnum()) or text[match.start() - 1].isascii()):
        # An address, or a name such as Yahoo! with Chinese after it.
        return text[at].isspace()
    if text[at] in "，、；：,;:…—～·）)》":
        return False
    speech = _SPEECH.match(text, at) if closed else None
    # “好。”他说。 is one sentence; in “好。”他说，天晚了。 the second is one of its own.
    return speech is None or (found[0] == "。" and speech[0][-1] != "。")


def _parts_clauses(text: str, start: int, mark: int, after: int) -> bool:
    """Whether a semicolon is between two clauses long enough to be sentences, outside quotation marks."""
    if _CLAUSE_MARK.search(text, max(start, mark - _SHORTEST_CLAUSE), mark):
        return False
    before = text[max(start, mark - _LOOK_BACK) : mark]
    if before.count("“") > before.count("”") or before.count("「") > before.count("」"):
        return False
    clause = han_count(_CLAUSE_MARK.split(before)[-1])
    if "：" in before or ":" in before:
        # 包括：……；……；…… is a list, one sentence, unless its items are sentences by their length.
        return clause >= _LIST_ITEM
    following = _NEXT_CLAUSE.match(text, after)
    return min(clause, han_count(following[0]) if following else 0) >= _SHORTEST_CLAUSE


RULES = Rules(_BYLINE, _END, _KEPT_WHOLE, _is_end)
