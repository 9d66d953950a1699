"""Everything of one side should be on the other: missing, added, untranslated, broken off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.rule import Example, PairText, SegmentExample, SegmentText, flag
from workbench.domain import Flag, Language, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.script import HAN_RE, LATIN_WORD_RE, han_count, is_chinese, latin_count

_SURE = 14.0
_LIKELY = 6.5
"""Strength of a run without counterpart: an error, a warning."""


class Coverage:
    """A part of one side that the other lacks."""

    name = "coverage"
    family = "coverage"
    severity = Severity.ERROR
    explanation = N_(
        "A stretch of one side has nothing on the other that its words could stand for, and the lengths agree: it was "
        "left out, or added, or the two texts do not belong together."
    )
    examples = (
        Example(
            "吉林省党政代表团访问天津，随后前往港口参观集装箱码头和海洋博物馆，晚间乘坐高铁返回。",
            "A delegation of Jilin Province visited Tianjin.",
            ("随后前往港口参观集装箱码头和海洋博物馆，晚间乘坐高铁返回",), side=Side.SOURCE,
        ),
        Example("景俊海出席会议并讲话。", "Jing Junhai attended the meeting and delivered a speech."),
        Example(
            "双方签署了合作协议。",
            "The two sides signed a cooperation agreement.",
        ),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the run on the side that has it."""
        if not pair.zh.han or not LATIN_WORD_RE.search(pair.en.text) or (pair.en.han and is_chinese(pair.en.text)):
            return
        for text, span in zip((pair.zh, pair.en), pair.unmatched, strict=True):
            if span.strength > _LIKELY:
                message = _("This part has no counterpart in the {language}.")
                message = message.format(language=pair.other(text).language_name)
                severity = Severity.ERROR if span.strength > _SURE else Severity.WARNING
                yield flag(self, text, (span.start, span.end), message, severity=severity)


class Length:
    """Lengths that cannot belong together."""

    name = "coverage-length"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "One side is far longer than its translation can be, measured on good translations of the same length and on "
        "the other pairs of the file or document."
    )
    examples = (
        Example(
            "欢迎。",
            "We extend our warmest welcome to all the distinguished guests who have come from near and far.",
            ("We extend our warmest welcome to all the distinguished guests who have come from near and far.",),
        ),
        Example("欢迎。", "Welcome."),
        Example("景俊海会见了代表团一行。", "Jing Junhai met with the delegation."),
    )  # fmt: skip
    _far = 4.0
    """Standard deviations."""

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the whole longer side."""
        zh, en = pair.zh.size, pair.en.size
        if not zh or not en:
            return
        lengths = pair.context.lengths
        deviation = lengths.deviation(zh, en)
        if deviation**2 > self._far**2 * lengths.variance(zh, en):
            longer = pair.en if deviation > 0 else pair.zh
            message = _("The {language} is far too short for this.").format(language=pair.other(longer).language_name)
            yield flag(self, longer, (0, len(longer.text)), message)


_PLACEHOLDER = re.compile(
    r"[\W_]*(?:n/?a|todo|tbd|tbc|fixme|null|none|nil|nan|undefined|untranslated|no translation|x{3,}|略|无|待译|未译"
    r"|未翻译|无译文)?[\W_]*",
    re.IGNORECASE,
)
"""Marks, or a word that stands where a text should: only where the other side has more to say."""

_SAYS_MORE = 12.0
"""Size from which a text is more than "none" or 无 can translate."""


class Empty:
    """One side is empty, or holds nothing but marks or a placeholder."""

    name = "coverage-empty"
    family = "coverage"
    severity = Severity.ERROR
    explanation = N_("One side of the pair has no text at all, or only marks or a placeholder such as “N/A” or “TODO”.")
    examples = (
        Example("景俊海出席会议。", "", ("景俊海出席会议。",), side=Side.SOURCE),
        Example(" ", "He attended.", ("He attended.",)),
        Example("景俊海出席会议。", "…", ("景俊海出席会议。",), side=Side.SOURCE),
        Example("景俊海出席会议。", "TODO", ("景俊海出席会议。",), side=Side.SOURCE),
        Example("无", "He attended the second meeting.", ("He attended the second meeting.",)),
        Example("", ""),
        Example("无", "None"),
        Example("没有一项", "None"),
        Example("……", "…"),
        Example("会议", "meeting"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the side that has text."""
        zh, en = (_holds_nothing(text) for text in (pair.zh.text, pair.en.text))
        if zh == en:
            return
        filled = pair.en if zh else pair.zh
        other = pair.other(filled)
        if not other.text.strip():
            message = _("The {language} side is empty.").format(language=other.language_name)
            yield flag(self, filled, (0, len(filled.text)), message)
        elif filled.han + latin_count(filled.text) > 3 and (
            filled.size > _SAYS_MORE or not re.search(r"\w", other.text)
        ):
            message = _("The {language} side has no words: “{text}”.")
            message = message.format(language=other.language_name, text=other.text.strip()[:20])
            yield flag(self, filled, (0, len(filled.text)), message)


def _holds_nothing(text: str) -> bool:
    return len(text) < 60 and _PLACEHOLDER.fullmatch(text) is not None


class Untranslated:
    """A side that is not in its language, or the same on both."""

    name = "coverage-untranslated"
    family = "coverage"
    severity = Severity.ERROR
    explanation = N_("A whole side is in the other side's language: it was copied, not translated.")
    examples = (
        Example("It was held in Changchun.", "It was held in Changchun.", ("It was held in Changchun.",),
                side=Side.SOURCE),
        Example("会议在长春召开。", "会议在长春召开。", ("会议在长春召开。",)),
        Example("PMI: 50.8%", "PMI: 50.8%"),
        Example("会议在长春召开。", "The meeting was held in Changchun."),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the whole side."""
        zh, en = pair.zh.text, pair.en.text
        if not pair.zh.han and zh.strip() and len(re.findall("[a-z]{2,}", zh)) > 2:
            yield flag(self, pair.zh, (0, len(zh)), _("The Chinese side is in English."))
        if pair.en.han > 1 and is_chinese(en) and latin_count(en) < 3 * pair.en.han:
            yield flag(self, pair.en, (0, len(en)), _("The English side is in Chinese."))


class BrokenOff:
    """A sentence that continues in the other language."""

    name = "coverage-half"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "The sentence breaks off and continues in the other language: one half was translated, the other was not."
    )
    examples = (
        Example("深化“津粮吉储”“津肉吉供”，", "Deepen “grain for Tianjin stored in Jilin”", ("，",), side=Side.SOURCE,
                document="深化“津粮吉储”“津肉吉供”，Let more Jilin food enter the kitchen."),
        Example("深化合作。", "Deepen cooperation.", document="深化合作。Let more food enter the kitchen."),
    )  # fmt: skip
    segment_examples = (
        SegmentExample("深化“津粮吉储”，", Language.ZH_HANS, ("，",), document="深化“津粮吉储”，Let more food enter."),
        SegmentExample("Let more food enter.", Language.EN, ("Let",), document="深化“津粮吉储”，Let more food enter."),
        SegmentExample("Let more food enter.", Language.EN, (), document="深化合作。Let more food enter."),
    )
    _final = re.compile("[。！？.!?…：:][”’\"')）】》」』]*\\s*$")

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the place of the break on the side its document holds."""
        yield from self.check_segment(pair.zh)
        yield from self.check_segment(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same for a segment of the document."""
        text, document = segment.text, segment.context.document
        place = document.find(text) if document and len(text) > 1 else -1
        if place < 0:
            return
        after = document[place + len(text) : place + len(text) + 40].partition("\n")[0]
        before = document[max(0, place - 40) : place].rpartition("\n")[2]
        if not self._final.search(text) and self._switches(after, segment.chinese):
            last = len(text.rstrip()) - 1
            message = _("The sentence breaks off here and continues in the other language.")
            yield flag(self, segment, (last, last + 1), message)
        first = (HAN_RE if segment.chinese else LATIN_WORD_RE).search(text)
        if before and first and not self._final.search(before) and self._switches(before, segment.chinese):
            message = _("The sentence begins before this in the other language.")
            yield flag(self, segment, first.span(), message)

    def _switches(self, text: str, chinese: bool) -> bool:
        return latin_count(text) > 8 and not han_count(text) if chinese else han_count(text) > 2


RULES = (Coverage(), Length(), Empty(), Untranslated(), BrokenOff())
SEGMENT_RULES = (BrokenOff(),)
