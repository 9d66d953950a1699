"""Where Chinese sentences end."""

from __future__ import annotations

import re

from workbench.script import HAN, han_count

_CLOSERS = "”’」』》〉）)】］\"'"
_END = re.compile(rf"(?:[。｡！？!?]+|…+[。！？!?]*|\.(?=[{_CLOSERS}]*(?:\s|$)))[{_CLOSERS}]*|[；;](?=\S)")
_KEPT_WHOLE = re.compile(
    r"《[^《》\n]{0,80}》|〈[^〈〉\n]{0,60}〉|（[^（）\n]{0,150}）|\([^()\n]{0,200}\)|https?://[^\s，。]{1,300}"
)
"""Titles, brackets and addresses: a mark inside ends no sentence."""

_SPEECH = re.compile(
    r"[^。！？!?…“”「」：:\n]{0,12}?[说說道问問喊叫答嚷骂罵笑想叹嘆吼哭念][^。！？!?…“”「」\n]{0,8}?[。，,：:；！？]"
)
"""After a quotation: 他说。 belongs to the sentence that it ends."""

_PLAIN = "[^。！？!?，,“”（）()\n]"
_BYLINE = re.compile(
    rf"\s*(?:{_PLAIN}{{0,30}}[讯訊电電]\s*)?[（(](?:本[报報网網刊]|[^。（）()\n]{{0,12}})?"
    r"(?:[记記]者|通[讯訊][员員]|作者|[编編][辑輯译譯]|[实實][习習])[^。（）()\n]{0,80}[)）]\s*[:：]?\s*"
    rf"|\s*(?:本[报報]|[{HAN}]{{1,8}}(?:[报報]|社|[网網])){_PLAIN}{{0,24}}\d{_PLAIN}{{0,6}}日?[讯訊电電]"
    r"(?:\s*[:：]\s*|[ \u3000]+)"
)
"""（记者张三）, 吉林日报5月29日讯（记者张三）： or 新华社北京11月7日电 at the beginning: a segment of its own."""

_SHORTEST_CLAUSE = 8
"""Han characters on both sides of a semicolon that make it a sentence's end; shorter clauses are a list."""

_NEXT_CLAUSE = re.compile("[^。！？!?；;]{0,60}")


def ends(text: str) -> list[int]:
    """Offsets after each sentence but the last, white space after it included, ascending."""
    cuts: list[int] = []
    start = 0
    byline = _BYLINE.match(text)
    if byline and byline.end() < len(text):
        start = byline.end()
        cuts.append(start)
    whole = [match.span() for match in _KEPT_WHOLE.finditer(text, start)]
    inside = 0
    for match in _END.finditer(text, start):
        while inside < len(whole) and whole[inside][1] <= match.start():
            inside += 1
        if inside < len(whole) and whole[inside][0] < match.start() and not _closes(text, whole[inside], match, start):
            continue
        at = match.end()
        if at < len(text) and _is_end(text, match, start):
            while at < len(text) and text[at].isspace():
                at += 1
            if at < len(text):
                cuts.append(at)
                start = at
    return cuts


def _closes(text: str, whole: tuple[int, int], match: re.Match[str], start: int) -> bool:
    """Whether a mark at the end of a bracket ends a sentence: where the bracket holds all of it."""
    return text[whole[0]] in "（(" and match.end() >= whole[1] and not text[start : whole[0]].strip()


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
    return not (closed and _SPEECH.match(text, at))


def _parts_clauses(text: str, start: int, mark: int, after: int) -> bool:
    """Whether a semicolon stands between two clauses long enough to be sentences of their own, outside quotes."""
    before = text[start:mark]
    if before.count("“") > before.count("”") or before.count("「") > before.count("」"):
        return False
    following = _NEXT_CLAUSE.match(text, after)
    return (
        han_count(before) >= _SHORTEST_CLAUSE and following is not None and han_count(following[0]) >= _SHORTEST_CLAUSE
    )
