"""What shows only when two whole texts are compared: another subject, holes, marks and codes that one side lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.rule import Example, PairText, SegmentExample, SegmentText, flag
from workbench.domain import Flag, Language, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import cosine
from workbench.language.words import Span

_OTHER = 0.10
_DOUBTFUL = 0.20
"""Cosines of the two texts' vectors below which they are about different things: an error, a warning."""
_LEAST_HAN = 10
_LEAST_WORDS = 6
"""Shorter texts have too few words for their vectors to show anything."""


class Subject:
    """Texts about different things."""

    name = "coverage-subject"
    family = "coverage"
    severity = Severity.ERROR
    explanation = N_("The two texts are about something else altogether: a row slipped, or the wrong text was pasted.")
    examples = (
        Example(
            "景俊海出席会议，并就两省的粮食合作发表讲话。",
            "The striker scored twice before half-time and was carried off the field.",
            ("The striker scored twice before half-time and was carried off the field.",),
        ),
        Example(
            "景俊海出席会议，并就两省的粮食合作发表讲话。",
            "Jing Junhai attended the meeting and spoke about the two provinces' cooperation on grain.",
        ),
        Example("你好。", "The striker scored."),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the whole suspect side."""
        zh, en = pair.zh, pair.en
        if zh.han < _LEAST_HAN or en.han > 1 or len(en.text.split()) < _LEAST_WORDS:
            return
        if (alike := cosine(zh, en)) >= _DOUBTFUL:
            return
        suspect = pair.suspect
        message = _("This is about something else than the {language}.")
        message = message.format(language=pair.other(suspect).language_name)
        severity = Severity.ERROR if alike < _OTHER else Severity.WARNING
        yield flag(self, suspect, (0, len(suspect.text)), message, severity=severity)


class Hole:
    """A place in the English where a word is missing."""

    name = "coverage-hole"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "A name or a noun dropped out of the English: an article or a preposition comes before a mark or before "
        "another preposition, quotes are empty, or an “'s” stands alone."
    )
    examples = (
        Example("吉林的代表团", "The of Jilin visited", ("The of",)),
        Example("他对《人民日报》说", "He told the , he said", ("the ,",)),
        Example("景俊海表示，两省将合作", "Jing said that and the two provinces will cooperate", ("said that and",)),
        Example("他读了《红楼梦》", "He read “” at school", ("“”",)),
        Example("张工的讲话", "He praised 's speech", (" 's",)),
        Example("合作的伙伴", "the in-depth cooperation of the two and the to-do list"),
        Example("一切都在这里", "what it is made of, and the for-profit sector"),
    )
    segment_examples = (SegmentExample("They met the of China.", Language.EN, ("the of",)),)
    _words = re.compile(
        r"(?<![\w'’,.-])(?:(?:[Tt]he|an?) (?:of|and|to|for|at|by|with|from|is|was|are|were|has|had|said|that)(?= \w)"
        r"|(?:the|an?) ?[,;:](?=\s)|(?:said|says|stated|announced) that (?:and|,)(?= ))"
    )
    _marks = re.compile(r"(?<=\s)“ ?”(?=\s)|(?<=\s)\"\"(?=\s)|\( ?\)|(?<=[a-z]) ['’]s(?= [a-z])")
    _signs = ("“”", "“ ”", '""', "()", "( )", " 's", " ’s")

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the words around the hole."""
        return self.check_segment(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in an English segment."""
        if segment.chinese:
            return
        found = list(self._words.finditer(segment.text))
        if any(sign in segment.text for sign in self._signs):
            found += self._marks.finditer(segment.text)
        for match in found:
            yield flag(self, segment, match.span(), _("A word seems to be missing here."))


_QUESTION = re.compile("[?？]")
_ASKS = re.compile("[吗呢么吧何怎哪谁]|是否|为什么|几|多少")
_STATEMENT = re.compile(r"[。！!][”’」』）)\s]*$")
_SENTENCE = re.compile(r"[a-z0-9%][.!][\"”’)\s]*$")
_END = re.compile(r"[.!?…。！？;；:：,][\"”’'\])）」』\s]*$")
_PAIRED = (("(（", ")）"), ("[［", "]］"))
_CHINESE_QUOTES = re.compile('[“”「」『』"]')
_ENGLISH_QUOTES = re.compile('[“”"]')


class Marks:
    """Marks that one side has and the other lacks."""

    name = "coverage-marks"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "A question is not a question on the other side, or a bracket or quotation is opened and never closed there. A "
        "missing full stop is an info."
    )
    examples = (
        Example("他来了吗？", "He came.", ("？",), side=Side.SOURCE),
        Example("他来了。", "He came", ("came",)),
        Example("会议（第二次）在天津召开", "the meeting (the second was held in Tianjin", ("(",)),
        Example("“一带一路”论坛与“丝路”", "the “Belt and Road” forum and the “Silk Road", ("“",)),
        Example("他来了吗？", "Did he come?"),
        Example("“我们同意。", "“We agree."),
        Example("“我们同意。”", "“We agree.", ("“",)),
        Example("会议在天津召开", "Tianjin Hosts Meeting"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the mark that stands alone."""
        zh, en = pair.zh.text, pair.en.text
        if not zh.strip() or not en.strip() or pair.en.han > 1:
            return
        yield from self._question(pair)
        for opening, closing in _PAIRED:
            if _balance(zh, opening, closing) == 0 != (open_marks := _balance(en, opening, closing)):
                wanted = opening if open_marks > 0 else closing
                place = max(en.rfind(mark) for mark in wanted)
                message = _("This bracket has no partner; in the Chinese it has one.")
                yield flag(self, pair.en, (place, place + 1), message)
        quotes = list(_ENGLISH_QUOTES.finditer(en))
        if len(quotes) % 2 and len(_CHINESE_QUOTES.findall(zh)) % 2 == 0:
            # A quotation may begin before the text or go on after it.
            severity = Severity.INFO if len(quotes) == 1 else Severity.WARNING
            message = _("A quotation mark has no partner here.")
            yield flag(self, pair.en, quotes[-1].span(), message, severity=severity)
        for text, ends in ((pair.en, _STATEMENT.search(zh)), (pair.zh, _SENTENCE.search(en))):
            if ends and not _END.search(text.text):
                last = re.search(r"\S+$" if text is pair.en else r"\S$", text.text.rstrip())
                assert last is not None
                message = _("The {language} sentence ends; this one has no mark.")
                message = message.format(language=pair.other(text).language_name)
                yield flag(self, text, last.span(), message, severity=Severity.INFO)

    def _question(self, pair: PairText) -> Iterator[Flag]:
        zh, en = _QUESTION.search(pair.zh.text), _QUESTION.search(pair.en.text)
        if zh and not en:
            yield flag(self, pair.zh, zh.span(), _("Nothing in the English asks."))
        elif en and not zh and not _ASKS.search(pair.zh.simplified):
            yield flag(self, pair.en, en.span(), _("Nothing in the Chinese asks."))


def _balance(text: str, opening: str, closing: str) -> int:
    return sum(map(text.count, opening)) - sum(map(text.count, closing))


class Codes:
    """Links, addresses, product codes and CamelCase names that the other side lacks."""

    name = "coverage-codes"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "A link, an address, a product code such as CX-5 or a name such as WeChat is in the Chinese, and the "
        "English has another or none. A link of the English is looked for in the Chinese too."
    )
    examples = (
        Example("搭载CX-50发动机", "with the CX-30 engine", ("CX-50",), side=Side.SOURCE),
        Example("详见网页", "See https://example.com/b.", ("https://example.com/b.",)),
        Example("关注WeiBo账号", "Follow the account.", ("WeiBo",), side=Side.SOURCE),
        Example("搭载CX-50发动机", "with the CX 50 engine"),
        Example("5G网络，A4纸", "fifth-generation networks, paper"),
    )
    _link = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.]+")
    _link_marks = ("://", "www.", "@")
    _letters = re.compile("[A-Za-z]{2}")
    _code = re.compile(
        r"(?<![A-Za-z0-9./@_-])[A-Za-z]{1,6}-?\d{2,6}[A-Za-z]?(?![A-Za-z0-9@/.%％-])"
        r"|(?<![A-Za-z])(?:[A-Z][a-z]+[A-Z]|[a-z]{1,3}[A-Z][a-z])[A-Za-z]*(?![A-Za-z])"
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each one that the other side has in no spelling."""
        for text in (pair.zh, pair.en):
            if not any(mark in text.text for mark in self._link_marks):
                continue
            other = pair.other(text).text.lower()
            for link in self._link.finditer(text.text):
                if link[0].rstrip(".,;:)").lower() not in other:
                    yield from self._alone(pair, text, link.span())
        if pair.zh.text.isascii() or not self._letters.search(pair.zh.text) or not pair.en.text.strip():
            return
        codes = list(self._code.finditer(self._link.sub(lambda link: " " * len(link[0]), pair.zh.text)))
        squeezed = re.sub(r"[\W_]", "", pair.en.text.lower()) if codes else ""
        for code in codes:
            if re.sub(r"\W", "", code[0].lower()) not in squeezed:
                yield from self._alone(pair, pair.zh, code.span())

    def _alone(self, pair: PairText, text: SegmentText, span: Span) -> Iterator[Flag]:
        message = _("The {language} has no {words}.")
        message = message.format(language=pair.other(text).language_name, words=text.text[slice(*span)])
        yield flag(self, text, span, message)


RULES = (Subject(), Hole(), Marks(), Codes())
SEGMENT_RULES = (Hole(),)
