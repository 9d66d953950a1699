"""Elements inside sentences, as documents mark them: code, formulas, variables, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.checks.rule import Example, PairText, SegmentText, flag
from workbench.domain import Flag, Inline, InlineKind, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.script import HAN_RE

_AS_IS = {InlineKind.CODE: N_("code"), InlineKind.FORMULA: N_("a formula"), InlineKind.PLACEHOLDER: N_("a variable")}
"""Kinds whose words a translation leaves as they are."""
_QUOTES = " \"'“”‘’"
_COUNTED = _AS_IS | {InlineKind.LINK: N_("a link")}


def _marked(kind: InlineKind, text: str, *words: str) -> tuple[Inline, ...]:
    """Elements for examples: one for each of the words, in their order."""
    found, at = [], 0
    for word in words:
        at = text.index(word, at)
        found.append(Inline(kind, at, at + len(word)))
        at += len(word)
    return tuple(found)


def _example(zh: str, en: str, finds: Sequence[str], zh_code: Sequence[str], en_code: Sequence[str]) -> Example:
    inlines = _marked(InlineKind.CODE, zh, *zh_code), _marked(InlineKind.CODE, en, *en_code)
    return Example(zh, en, tuple(finds), Side.SOURCE, inlines=inlines)


class InlineElements:
    """Code, formulas, variables and links that one side lacks, or has in another number or order."""

    name = "coverage-inline"
    family = "coverage"
    severity = Severity.WARNING
    explanation = N_(
        "Words that the document marks as code, a formula or a variable are missing on the other side. As info: they "
        "are there unmarked, there are more or fewer links, or the variables are in another order. Both texts must "
        "come from files whose format has such marks."
    )
    examples = (
        _example("调用 save() 保存", "Call store() to save", ["save()"], ["save()"], ["store()"]),
        _example("用 a 或 b", "Use a or b", ["b"], ["a", "b"], ["a"]),
        _example("先 a 后 b", "b comes after a", [], ["a", "b"], ["b", "a"]),
        _example("调用 save() 保存", "Call save() to save", [], ["save()"], ["save()"]),
        _example("调用 save() 保存", "Call it to save", [], [], []),
        _example("设为 torch 或 常驻", "Set “torch” or resident", [], ["torch", "常驻"], ["“torch”", "resident"]),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each element that the other side lacks, the Chinese ones first."""
        if not pair.zh.inlines or not pair.en.inlines:
            return
        lost: list[InlineKind] = []
        for text in (pair.zh, pair.en):
            if text is pair.en and lost:
                # One that has another in its place was said already.
                continue
            for inline, is_there in self._unpaired(text, pair.other(text)):
                lacks = _("The {language} lacks this.")
                message = _("The {language} has these words, but not as {kind}.") if is_there else lacks
                message = message.format(language=pair.other(text).language_name, kind=_(_COUNTED[inline.kind]))
                if not is_there:
                    lost.append(inline.kind)
                severity = Severity.INFO if is_there or inline.kind is InlineKind.LINK else Severity.WARNING
                yield flag(self, text, (inline.start, inline.end), message, severity=severity)
        yield from self._order(pair)

    def _unpaired(self, text: SegmentText, other: SegmentText) -> Iterator[tuple[Inline, bool]]:
        """Elements beyond those of the same words, or for links of the same number, on the other side.

        With each, whether its words are there all the same.
        """
        left = Counter(_key(each, other) for each in other.inlines)
        # Chinese words set as code are translated: one on the other side may be anything here.
        translated = Counter(kind for kind, words in left.elements() if HAN_RE.search(words))
        lowered = other.text.lower()
        for inline in text.inlines:
            key = _key(inline, text)
            if inline.kind not in _COUNTED or inline.start == inline.end or HAN_RE.search(key[1]):
                continue
            if left[key]:
                left[key] -= 1
            elif translated[inline.kind]:
                translated[inline.kind] -= 1
            else:
                yield inline, inline.kind in _AS_IS and key[1] in lowered

    def _order(self, pair: PairText) -> Iterator[Flag]:
        """Variables that are in another order: where they have no names, each then gets another's value."""
        sides = [
            [text.text[each.start : each.end] for each in text.inlines if each.kind is InlineKind.PLACEHOLDER]
            for text in (pair.zh, pair.en)
        ]
        if sides[0] != sides[1] and sorted(sides[0]) == sorted(sides[1]):
            first = next(each for each in pair.en.inlines if each.kind is InlineKind.PLACEHOLDER)
            message = _("The variables are in another order than in the Chinese.")
            yield flag(self, pair.en, (first.start, first.end), message, severity=Severity.INFO)


def outside_code(flags: list[Flag], *texts: SegmentText) -> list[Flag]:
    """The flags without those for words inside code, formulas and variables, which are in no language."""
    as_is = {
        (text.side, inline.start, inline.end) for text in texts for inline in text.inlines if inline.kind in _AS_IS
    }
    if not as_is:
        return flags
    return [
        each
        for each in flags
        if each.rule == InlineElements.name
        or not any(side is each.side and start <= each.start and each.end <= end for side, start, end in as_is)
    ]


def _key(inline: Inline, text: SegmentText) -> tuple[InlineKind, str]:
    """What elements of both sides have in common where they stand for each other."""
    words = text.text[inline.start : inline.end].lower().strip(_QUOTES)
    return inline.kind, "" if inline.kind is InlineKind.LINK else words


RULES = (InlineElements(),)
