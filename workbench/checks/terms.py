"""Terms: posts, bodies and set phrases of the built-in term base, and a person's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks import dictionary_terms
from workbench.checks.rule import Example, PairText, Rule, SegmentExample, SegmentText, flag
from workbench.checks.termbase import Entry, form_pattern, term_base
from workbench.domain import Flag, Language, Severity, Side, Term, TermKind
from workbench.i18n import N_, sentences
from workbench.i18n import gettext as _
from workbench.resources import WordLists

_WORDS = WordLists("english-words")

_OWN = (
    Term("吉商", "Jilin merchants", TermKind.REQUIRED),
    Term("对口合作", "paired cooperation", TermKind.PREFERRED),
    Term("对口合作", "matching cooperation", TermKind.FORBIDDEN),
)


class Terms:
    """A term without any of its forms."""

    name = "terms"
    family = "terms"
    severity = Severity.ERROR
    explanation = N_(
        "The Chinese has a term of the term base and the English none of its forms. A required form of your own that "
        "is missing is an error, a preferred or built-in one a warning."
    )
    examples = (
        Example("广大吉商", "the many business people of Jilin", ("吉商",), side=Side.SOURCE, terms=_OWN),
        Example("广大吉商", "the many Jilin merchants", terms=_OWN),
        Example("共建“一带一路”", "jointly build the Silk Road", ("一带一路",), side=Side.SOURCE),
        Example("共建“一带一路”", "jointly build the Belt and Road"),
        Example("我省长江沿线", "along the Yangtze in our province"),
        Example("吉林省委书记景俊海", "Jing Junhai, secretary of the CPC Jilin Provincial Committee"),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the Chinese term: where its English should stand is unknown."""
        for place, entry in term_base(pair.context.terms).found(pair.zh):
            if not entry.accepted or any(form_pattern(form).search(pair.en.text) for form in entry.accepted):
                continue
            if not entry.own and not {place, place + len(entry.zh)}.isdisjoint(pair.zh.inside_words):
                # 省长 is not a governor in 我省长江沿线: the characters belong to other words.
                continue
            required = entry.own and entry.required
            yield flag(
                self,
                pair.zh,
                (place, place + len(entry.zh)),
                _expected(entry),
                severity=Severity.ERROR if required else Severity.WARNING,
            )


def _expected(entry: Entry) -> str:
    forms = _(" or ").join(_("“{words}”").format(words=form) for form in entry.accepted[:3])
    expected = _("{term} should be {forms} here.").format(term=entry.zh, forms=forms)
    return sentences(expected, entry.note)


class ForbiddenTerms:
    """A form that must not stand for a term."""

    name = "terms-forbidden"
    family = "terms"
    severity = Severity.ERROR
    explanation = N_("The English has a form that the term base forbids for a term of the Chinese.")
    examples = (
        Example(
            "深化对口合作", "deepen matching cooperation", ("matching cooperation",),
            suggestion="paired cooperation", terms=_OWN,
        ),
        Example("深化对口合作", "deepen paired cooperation", terms=_OWN),
        Example(
            "国务院印发通知", "the State Department issued a notice", ("State Department",), suggestion="State Council"
        ),
        Example("美国国务院称", "the State Department said"),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each forbidden form, with the first accepted one."""
        for __, entry in term_base(pair.context.terms).found(pair.zh):
            if any(form_pattern(form).search(pair.en.text) for form in entry.accepted) and not entry.own:
                continue
            for form in entry.forbidden:
                for match in form_pattern(form).finditer(pair.en.text):
                    message = _("“{words}” must not stand for {term}.").format(words=match[0], term=entry.zh)
                    message = sentences(message, entry.note)
                    suggestion = entry.accepted[0].replace("…", "") if entry.accepted else None
                    yield flag(self, pair.en, match.span(), message, suggestion=suggestion)


_LEVELS = {
    "全国": N_("national"),
    "省": N_("provincial"),
    "市": N_("municipal"),
    "区": N_("district"),
    "县": N_("county"),
}
_CHAIRMAN = re.compile(
    r"\b(?:(?:Vice|Deputy)[ -])?"
    r"(?:CPPCC (?:Vice[ -])?Chair(?:man|woman|person)|Chair(?:man|woman|person) of the CPPCC)\b"
    r"(?! National| Provincial| Municipal| [A-Z]\w+ (?:Provincial|Municipal))"
)
_PLACE_BEFORE = re.compile(r"[A-Z][\w'’]+(?: (?:Provincial|Municipal|City|Province|District|County))? (?:Committee )?$")


class TitleWithoutPlace:
    """A post without the place that makes it one."""

    name = "terms-title"
    family = "terms"
    severity = Severity.WARNING
    explanation = N_(
        "“CPPCC Chairman” alone is the chairman of the national body. The head of a city's or a province's conference "
        "needs the place: “Chairman of the Tianjin Municipal CPPCC Committee”."
    )
    examples = (
        Example("市政协主席王常松参加", "CPPCC Chairman Wang Changsong attended.", ("CPPCC Chairman",)),
        Example("市政协主席王常松参加", "Wang Changsong, chairman of the CPPCC Tianjin Municipal Committee, attended."),
        Example("全国政协主席汪洋出席", "CPPCC Chairman Wang Yang attended."),
    )
    segment_examples = (
        SegmentExample("CPPCC Chairman Wang Changsong attended.", Language.EN, ("CPPCC Chairman",)),
        SegmentExample("CPPCC Chairman Wang Yang attended.", Language.EN),
        SegmentExample("Tianjin CPPCC Chairman Wang Changsong attended.", Language.EN),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the post in English where the Chinese names a level that the English does not."""
        zh = pair.zh.simplified
        if "政协" in zh and "全国政协" not in zh:
            level = next((word for sign, word in _LEVELS.items() if f"{sign}政协" in zh), None)
            yield from self._posts(pair.en, level)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """Flag the post in an English text unless its bearer is the national chairman."""
        if not segment.chinese:
            yield from self._posts(segment, None)

    def _posts(self, segment: SegmentText, level: str | None) -> Iterator[Flag]:
        text = segment.text
        for match in _CHAIRMAN.finditer(text):
            if _PLACE_BEFORE.search(text[: match.start()]) or text.startswith(
                _WORDS["national chairman"], match.end() + 1
            ):
                continue
            message = _("Without its place “{post}” is the national chairman. Which city or province?")
            if level:
                message = _(
                    "Without its place “{post}” is the national chairman; the Chinese says {level}. "
                    "Which city or province?"
                )
            message = message.format(post=match[0], level=level and _(level))
            yield flag(self, segment, match.span(), message)


RULES: tuple[Rule, ...] = (Terms(), ForbiddenTerms(), TitleWithoutPlace(), *dictionary_terms.RULES)
SEGMENT_RULES = (TitleWithoutPlace(),)
