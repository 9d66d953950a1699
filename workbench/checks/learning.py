"""What an edit by hand teaches: words to replace, what in the Chinese asks for it, and other pairs that have both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from workbench.checks.corrections import apply_suggestion
from workbench.domain import LEARNT, Flag, Pair, RecurringCorrection, Severity, Side
from workbench.encoders.registry import bundled
from workbench.i18n import gettext as _
from workbench.language import gazetteer
from workbench.language.analysed_text import AnalysedText, analyse
from workbench.language.gazetteer import Place
from workbench.language.place_reading import read_places
from workbench.language.romanisation import is_romanised
from workbench.language.words import Span
from workbench.script import HAN_RE

RULE = LEARNT
"""The rule's name in flags and corrections."""

_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*|['’]s\b|\S")
_MOST_WORDS = 6
_MOST_PLACES = 4
"""An edit of more words, or of more places of a text, is a rewriting and teaches nothing."""
_MOST_CHARACTERS = 5_000
"""A longer text is not a sentence; comparing two takes time with the square of their words."""
_SIMILAR = 0.45
"""Cosine from which a Chinese word counts as what the English word stands for."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What the Chinese side must have for the lesson to hold."""

    text: str
    """As it is in the Chinese that was edited beside: 吉."""
    place: Place | None = None
    """The place it is read as, where it names one; then any name of that place will do, and no other reading."""

    def holds(self, zh: AnalysedText) -> bool:
        """Whether a Chinese text has it."""
        if self.place is None:
            return self.text in zh.simplified
        return any(named.place.zh == self.place.zh for named in read_places(zh))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A rule candidate: `found` should read `replacement` wherever the other side has the trigger."""

    found: str
    replacement: str
    chinese: bool
    """The language of the words."""
    trigger: Trigger | None
    """None where the Chinese does not make it clear, and for an edit of the Chinese."""
    document: str
    """The document whose text was edited."""
    before: str
    after: str
    other: str
    """The evidence: the text before and after, and what is next to it."""

    @property
    def explanation(self) -> str:
        """The lesson in a line: "吉 here is Jilin: Kyrgyzstan becomes Jilin."."""
        return explanation_of(self.correction)

    @property
    def correction(self) -> RecurringCorrection:
        """The lesson without its evidence."""
        beside = self.trigger.text if self.trigger else ""
        place = self.trigger.place.zh if self.trigger and self.trigger.place else ""
        return RecurringCorrection(self.found, self.replacement, beside, place, self.chinese)


@dataclass(frozen=True, slots=True)
class Offer:
    """A pair that has the same fault, and what it would read."""

    pair: Pair
    flags: tuple[Flag, ...]
    """One for each place, in order, ready to be applied under the rule "learnt"."""
    after: str
    """The whole side with all of them applied."""


def replaced(before: str, after: str, chinese: bool) -> tuple[str, str] | None:
    """Return the words that an edit replaced and what it put in their place; None where that is not one lesson."""
    found = _replacements(before, after, chinese)
    return found[0] if len(set(found)) == 1 and len(found) <= _MOST_PLACES else None


def learn(pair: Pair, side: str, before: str, after: str) -> Lesson | None:
    """What changing a side ("source" or "target") from one text to another teaches; None for a rewriting.

    One short replacement is a lesson, also when made in several places; words only added or only removed are none.
    """
    words = replaced(before, after, pair.side(side).language.is_chinese)
    if words is None:
        return None
    found, replacement = words
    beside = pair.side(pair.side_name(side).other)
    edited = pair.side(side)
    trigger = None
    if not edited.language.is_chinese and beside.language.is_chinese:
        trigger = _trigger(found, replacement, analyse(beside.text, True))
    return Lesson(found, replacement, edited.language.is_chinese, trigger, edited.document, before, after, beside.text)


def offers(lesson: Lesson, pairs: Iterable[Pair], *, skip: int | None = None) -> Iterator[Offer]:
    """Every pair that has the words and the trigger, with a preview; `skip` is the id of the pair just edited.

    A row without another side is offered only from the same document, since nothing else speaks for it.
    """
    for pair in pairs:
        if pair.id is not None and pair.id == skip:
            continue
        for side in Side:
            text = pair.side(side).text
            if text and pair.side(side).language.is_chinese == lesson.chinese and _applies(lesson, pair, side):
                flags = tuple(_flags(lesson, side, text))
                if flags:
                    yield Offer(pair, flags, _applied(text, flags))
                    break


def _applies(lesson: Lesson, pair: Pair, side: Side) -> bool:
    other = pair.side(side.other)
    if not other.text:
        return pair.side(side).document == lesson.document
    if lesson.trigger is None:
        return True
    return other.language.is_chinese and lesson.trigger.holds(analyse(other.text, True))


def _flags(lesson: Lesson, side: Side, text: str) -> Iterator[Flag]:
    return flags_of(lesson.correction, side, text)


def explanation_of(correction: RecurringCorrection) -> str:
    """The correction in a line: "吉 here is Jilin: Kyrgyzstan becomes Jilin."."""
    words, instead = correction.found, correction.replacement
    if not correction.beside:
        return _("{words} becomes {instead}.").format(words=words, instead=instead)
    lesson = _("{trigger} here is {instead}: {words} becomes {instead}.")
    return lesson.format(trigger=correction.beside, words=words, instead=instead)


def flags_of(correction: RecurringCorrection, side: Side, text: str) -> Iterator[Flag]:
    """Yield a flag for each place of a text that has the words."""
    words = re.escape(correction.found)
    for match in re.finditer(words if correction.chinese else rf"(?<!\w){words}(?!\w)", text):
        explanation = explanation_of(correction)
        yield Flag(RULE, Severity.WARNING, side, *match.span(), match[0], correction.replacement, explanation)


def _applied(text: str, flags: tuple[Flag, ...]) -> str:
    # From the end, so that earlier offsets still hold.
    for flag in reversed(flags):
        text = apply_suggestion(text, flag)
    return text


def _replacements(before: str, after: str, chinese: bool) -> list[tuple[str, str]]:
    """What was replaced by what, in order; empty when anything was only added or removed, or too much at once."""
    if max(len(before), len(after)) > _MOST_CHARACTERS:
        return []
    left, right = _spans(before, chinese), _spans(after, chinese)
    matcher = SequenceMatcher(None, _texts(before, left), _texts(after, right), autojunk=False)
    found: list[tuple[str, str]] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        # An article that only follows the new word is not part of the lesson.
        while i + 1 < j and k + 1 < m and _is_article(before, left[i]) and _is_article(after, right[k]):
            i, k = i + 1, k + 1
        if kind != "replace" or j - i > _MOST_WORDS or m - k > _MOST_WORDS:
            return []
        found.append((before[left[i][0] : left[j - 1][1]], after[right[k][0] : right[m - 1][1]]))
    return found


def _spans(text: str, chinese: bool) -> Sequence[Span]:
    return analyse(text, True).spans if chinese else [match.span() for match in _WORD.finditer(text)]


def _texts(text: str, spans: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def _is_article(text: str, span: Span) -> bool:
    return text[span[0] : span[1]].lower() in ("a", "an", "the")


def _trigger(found: str, replacement: str, zh: AnalysedText) -> Trigger | None:
    """What in the Chinese asks for the replacement: a place's name, a person's, else the word nearest in meaning."""
    wanted = {place.zh for place in gazetteer.english_names().get(replacement, ())}
    for named in read_places(zh):
        for place in named.places:
            if place.zh in wanted:
                return Trigger(named.text, place)
    letters = replacement.replace(" ", "")
    for size in (4, 3, 2):
        for start in range(len(zh.text) - size + 1):
            hanzi = zh.simplified[start : start + size]
            if len(HAN_RE.findall(hanzi)) == size and is_romanised(letters, hanzi, variants=False):
                return Trigger(hanzi)
    return _nearest_word(found, replacement, zh)


def _nearest_word(found: str, replacement: str, zh: AnalysedText) -> Trigger | None:
    texts = [text for text in _texts(zh.simplified, zh.spans) if HAN_RE.search(text)]
    if not texts:
        return None
    vectors = bundled().encode([replacement, found, *texts])
    similar = np.asarray(vectors[2:] @ vectors[0])
    best = int(np.argmax(similar))
    if similar[best] < _SIMILAR or similar[best] <= float(vectors[2 + best] @ vectors[1]):
        return None
    return Trigger(texts[best])
