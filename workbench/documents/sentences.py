"""CleanText to Segments: paragraphs, language runs, then the sentences of each by its language's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.documents import chinese_sentences as chinese
from workbench.documents import english_sentences as english
from workbench.documents import sentence_rules as cutting
from workbench.documents.cleaning import OffsetMap
from workbench.documents.languages import runs
from workbench.domain import CleanText, Language, Segment
from workbench.language.conversion import chinese_variant
from workbench.script import HALF_RE, HAN_RE, han_count, is_chinese

_PARAGRAPH = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


_LONGEST = 2_000
"""Characters; a longer "sentence" is no sentence and is cut, so that no later stage meets one without end."""
_SOFT_CUT = re.compile(r"[,，、;；:：\s]+")

_NOT_A_HEADING = re.compile(r"[。！？!?….:：,，;；、—][”’」』\"')）】》\s]*$")
_LONGEST_HEADING_HAN = 80
_LONGEST_HEADING = 240
_VARIANT_SAMPLE = 50_000
"""Characters that settle which script a text is in."""


def segment(clean_text: CleanText) -> tuple[Segment, ...]:
    """The sentences, headlines and bylines of a text, in order.

    Joined with their gaps they give the cleaned text exactly (nothing comes of a blank one); each knows its offsets
    in the text as read. Chinese is told Simplified or Traditional for the whole document.
    """
    text = clean_text.text
    if not text.strip():
        return ()
    sample = HALF_RE.sub("", text[:_VARIANT_SAMPLE])
    variant = chinese_variant(sample) if HAN_RE.search(sample) else Language.ZH_HANS
    main = variant if is_chinese(sample) else Language.EN
    marked = _heading_marks(clean_text)
    offsets = OffsetMap(clean_text)
    pieces = list(_pieces(text))
    counts: dict[int, int] = {}
    for _, _, paragraph, _ in pieces:
        counts[paragraph] = counts.get(paragraph, 0) + 1
    segments: list[Segment] = []
    for number, (start, end, paragraph, is_zh) in enumerate(pieces):
        following = pieces[number + 1][0] if number + 1 < len(pieces) else len(text)
        # White space before the first segment belongs to it: no earlier gap could hold it.
        begin = 0 if number == 0 else start
        body = text[begin:end]
        language = main if is_zh is None else variant if is_zh else Language.EN
        first = offsets.raw(start)
        heading = first in marked or (counts[paragraph] == 1 and _looks_like_heading(body, paragraph))
        gap = text[end:following]
        segments.append(
            Segment(number, body, gap, paragraph, offsets.raw(begin), offsets.raw(end - 1) + 1, language, heading)
        )
    return tuple(segments)


def _pieces(text: str) -> Iterator[tuple[int, int, int, bool | None]]:
    """Start, end, paragraph and whether Chinese, of each sentence without the white space around it."""
    paragraph = 0
    for match in _PARAGRAPH.finditer(text):
        body = match[0]
        if not body.strip():
            continue
        for run in runs(body):
            part = body[run.start : run.end]
            cuts = cutting.ends(part, chinese.RULES if run.chinese else english.RULES) if part.strip() else []
            at = 0
            for cut in _shortened(part, [*cuts, len(part)]):
                piece = part[at:cut]
                inner = piece.strip()
                if inner:
                    start = match.start() + run.start + at + piece.index(inner[0])
                    yield start, start + len(inner), paragraph, run.chinese
                at = cut
        paragraph += 1


def _shortened(part: str, cuts: list[int]) -> Iterator[int]:
    """The cuts, with more where a piece would be longer than any sentence."""
    at = 0
    for cut in cuts:
        while cut - at > _LONGEST:
            soft = [match.end() for match in _SOFT_CUT.finditer(part, at + _LONGEST // 2, at + _LONGEST)]
            at = soft[-1] if soft else at + _LONGEST
            yield at
        yield cut
        at = cut


def _heading_marks(clean_text: CleanText) -> set[int]:
    """Offsets in the text as read where a heading mark was taken off."""
    return {edit.end for edit in clean_text.edits if edit.rule == "heading marks"}


def _looks_like_heading(body: str, paragraph: int) -> bool:
    if len(body) > _LONGEST_HEADING or han_count(body) > _LONGEST_HEADING_HAN:
        return False
    # The first line of a text is its title even where it was cut off.
    return not _NOT_A_HEADING.search(body) or (paragraph == 0 and body.rstrip()[-1] in ",，")
