"""Foreign names in Chinese characters that no word of the English sounds like: 武契奇 is Vucic, not Jansen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from workbench.checks.public_figures import find_figures
from workbench.checks.rule import Example, PairText, Rule, SegmentText, flag
from workbench.domain import Flag, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST
from workbench.language.romanisation import divisions, letters
from workbench.language.transcription import beginning_scores, transcribed_names, transcription_score
from workbench.language.words import is_common_word
from workbench.script import HAN

_WORD = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’](?!s\\b)[A-Za-z]+)*")
_ORIGINAL = re.compile(f"(?<=[{HAN}])\\s?[（(]([A-Z][\\w.'’-]*(?: [A-Z][\\w.'’-]*){{1,3}})[）)]", re.ASCII)
_HAN_WORD = re.compile(f"[{HAN}]+")
_SENTENCE_MARKS = frozenset(".!?:;\"“”'‘’—-(")
_HYPHENS = frozenset("-－‐–—")
_SOUNDS_ALIKE = -4.0
"""Score from which a word may be what characters transcribe; hardly any true counterpart lies below."""
_SURELY = -3.0
"""Score from which it is."""


class ForeignNamesRule:
    """A foreign name, transcribed in the Chinese, that nothing in the English sounds like."""

    name = "people-foreign"
    family = "people"
    severity = Severity.WARNING
    explanation = N_(
        "The Chinese transcribes a foreign name, and no word of the English sounds like it; or it gives the name in "
        "brackets as well, and the English has no word of it."
    )
    examples = (
        Example("波格巴在球场上", "Smolinski was on the pitch.", ("Smolinski",)),
        Example("穆罕默德在球队里", "He is on the team.", ("穆罕默德",), side=Side.SOURCE),
        Example("费尔南德斯加入球队", "Fernandes joined the team."),
        Example("由理查德·考威（Richard Cowie）主持", "hosted by Ivan Petrov", ("Richard Cowie",), side=Side.SOURCE),
        Example("世界卫生组织 (World Health Organization) 表示", "the WHO said"),
        Example("阿卜杜勒－马吉德·特本表示", "Abdelmadjid Tebboune said"),
        Example("吉尔吉斯斯坦代表团", "the Kyrgyz delegation"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        if len(pair.zh.text) + len(pair.en.text) > LONGEST:
            return
        names, written = _names(pair.zh), list(_ORIGINAL.finditer(pair.zh.text))
        if not names and not written:
            return
        words = list(_WORD.finditer(pair.en.text))
        originals = list(_missing_originals(written, words))
        behind = {start - 1 for start, _ in originals}
        missing = [*originals, *(span for span in _unheard(pair.zh.simplified, names, words) if span[1] not in behind)]
        if not missing:
            return
        others = [word for word in words if _is_strange(word.group(), pair)]
        for start, end in missing:
            text = pair.zh.text[start:end]
            if len(others) == len(missing) == 1:
                message = _("{name} is the name of somebody or something else; {word} does not sound like it.")
                message = message.format(name=text, word=others[0].group())
                yield flag(self, pair.en, others[0].span(), message)
            else:
                absent = (start, end) in originals
                message = (
                    _("{name} is not in the English.") if absent else _("Nothing in the English sounds like {name}.")
                )
                yield flag(self, pair.zh, (start, end), message.format(name=text))


def _unheard(zh: str, names: list[tuple[int, int]], words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Transcribed names that no word sounds like, each once."""
    if not names:
        return
    spelled = [letters(word.group()) for word in words if _may_be_name(word)]
    plain = [*spelled, *(first + second for first, second in pairwise(spelled))]
    once = {zh[start:end]: (start, end) for start, end in reversed(names)}
    yield from (span for span in reversed(once.values()) if not _is_heard(zh, span, plain))


def _missing_originals(written: list[re.Match[str]], words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Names in brackets in the Chinese, of several words, of which the English has no word, and not the initials."""
    english = {word.group().casefold() for word in words}
    for name in written:
        parts = [part for part in _WORD.findall(name[1]) if part[0].isupper()]
        known = english.intersection(part.casefold() for part in parts if len(part) > 2)
        if not known and "".join(part[0] for part in parts).casefold() not in english:
            yield name.span(1)


def _names(zh: SegmentText) -> list[tuple[int, int]]:
    """Transcribed names other than places and people that other rules know."""
    names = transcribed_names(zh)
    if not names:
        return []
    known = [(mention.start, mention.end) for mention in zh.chinese_places]
    known += [span for span, _ in find_figures(zh)]
    return [(start, end) for start, end in names if not any(s < end and start < e for s, e in known)]


def _may_be_name(word: re.Match[str]) -> bool:
    """Whether a word may be a name or made from one (dexamethasone), rather than an ordinary word."""
    text, common = word.group(), is_common_word(word.group())
    if text[0].isupper():
        return not common or (word.start() > 0 and word.string[: word.start()].rstrip()[-1:] not in _SENTENCE_MARKS)
    return len(text) > 4 and not common


def _is_heard(zh: str, span: tuple[int, int], words: list[str]) -> bool:
    """Whether some word, its beginning or end sounds like the name, or like the name with characters beside it."""
    start, end = span
    if _sounds_like_any(zh[start:end], words):
        return True
    hyphened = zh[start - 1 : start] in _HYPHENS
    ends = [word[cut:] for word in words for cut in range(3, len(word) - 4)] if hyphened else []
    wider = (
        zh[first:last]
        for first in range(max(0, start - 2), start + 1)
        for last in range(end, min(len(zh), end + 2) + 1)
        if _HAN_WORD.fullmatch(zh, first, last)
    )
    return any(_sounds_like_any(name, words, (0, 2, 3)) or _sounds_like_any(name, ends) for name in wider)


def _sounds_like_any(name: str, words: Iterable[str], endings: Sequence[int] = (0,)) -> bool:
    """Whether a name sounds like some word, or like a long one without an ending of so many letters."""
    return any(
        beginning_scores(name, word)[len(word) - ending] >= _SOUNDS_ALIKE
        for word in words
        for ending in endings
        if len(word) > (ending + 3 if ending else 1)
    )


def _is_strange(word: str, pair: PairText) -> bool:
    """Whether a word is a name that nothing in the Chinese stands for."""
    if not word[0].isupper() or len(word) < 4 or is_common_word(word) or word in pair.zh.text:
        return False
    plain = letters(word)
    if divisions(plain) or any(word in mention.text for mention in pair.en.english_places):
        return False
    zh = pair.zh.simplified
    sizes = range(2, min(8, len(plain)) + 1)
    pieces = (zh[start : start + size] for start in range(len(zh) - 1) for size in sizes)
    return not any(transcription_score(piece, plain) >= _SURELY for piece in pieces if _HAN_WORD.fullmatch(piece))


RULES: tuple[Rule, ...] = (ForeignNamesRule(),)
