"""The same words twice: next to each other, run together, or a whole passage again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from operator import eq

from workbench.checks.rule import Example, PairText, SegmentExample, SegmentText, flag
from workbench.domain import Flag, Language, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.words import Span
from workbench.resources import WordLists
from workbench.script import HAN

_WORDS = WordLists("english-words")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_TOKEN = re.compile(r"[A-Za-z0-9](?:\S*[A-Za-z0-9])?")
_GLUED_WORD = re.compile(r"(?<![A-Za-z/.@_-])([A-Za-z]{4,40})\1(?![a-z/@_-])")
_GLUED = 6
"""Characters of the shortest token in which a passage can end and begin again."""
_MOST_WORDS = 2_000
"""Words of a text that are read: a longer one is not a sentence."""
_LETTERS = re.compile("[a-z]+")
_PHRASE = range(3, 9)
"""Words of a phrase that may stand twice in a row."""
_LONG = 8
"""Words of a passage that no sentence has twice by chance."""
_SAID_TWICE = 4
"""Characters that stand twice in a Chinese text that repeats a passage itself."""


def run_together(text: str) -> Iterator[Span]:
    """Yield every passage that is repeated without a space: "milkmilk", "China NewsChina News"."""
    yield from (match.span() for match in _GLUED_WORD.finditer(text))
    starts: dict[str, int] = {}
    end = 0
    tokens = list(islice(_TOKEN.finditer(text), _MOST_WORDS))
    words = [token[0] for token in tokens]
    for token, before, bare, after in zip(tokens, ["", *words], words, [*words[1:], ""], strict=False):
        start = token.start()
        # A passage of two tokens, or of more, whose second follows the first both times.
        may_begin = len(bare) >= _GLUED and start >= end and (bare.endswith(before) or after in starts)
        if may_begin and (found := _begins_again(text, bare, start, starts)):
            end = found[1]
            yield found
        starts[bare] = start


def _begins_again(text: str, bare: str, start: int, starts: dict[str, int]) -> Span | None:
    """Return the passage that ends within a token and follows again from there, with its repetition."""
    for cut in range(1, len(bare)):
        place = starts.get(bare[cut:])
        if place is None or not bare[cut].isalnum():
            continue
        size = start + cut - place
        if text.startswith(text[place : start + cut], start + cut):
            return place, start + cut + size
    return None


def _words_and_again(text: str) -> tuple[list[str], int]:
    """Return the words of an English text, and how many of them have been there before."""
    words = _LETTERS.findall(text.lower())
    return words, len(words) - len(set(words))


def _may_repeat(text: str) -> bool:
    """Whether a word, or as many words as lie between, stand twice in a row: asked first, being much faster."""
    words, again = _words_and_again(text)
    return any(
        bytes([True] * apart) in bytes(map(eq, words, words[apart:])) for apart in (1, *_PHRASE) if apart <= again
    )


def _said_again(text: str) -> Span | None:
    """Return the first passage of _LONG words that stands a second time further on."""
    if _words_and_again(text)[1] < _LONG:
        return None
    lowered = [word.lower() for word in _WORD.findall(text)[:_MOST_WORDS]]
    seen: dict[tuple[str, ...], int] = {}
    for place, passage in enumerate(zip(*(lowered[place:] for place in range(_LONG)), strict=False)):
        if place - seen.setdefault(passage, place) >= _LONG:
            words = list(islice(_WORD.finditer(text), _MOST_WORDS))
            return words[place].start(), words[place + _LONG - 1].end()
    return None


def _repeats(chinese: str) -> bool:
    """Whether a Chinese text has a few characters twice, as a translation that repeats may have them."""
    seen = set()
    for run in re.findall(f"[{HAN}]{{{_SAID_TWICE},}}", chinese):
        for place in range(len(run) - _SAID_TWICE + 1):
            piece = run[place : place + _SAID_TWICE]
            if piece in seen:
                return True
            seen.add(piece)
    return False


class Repeated:
    """The same words twice in a row."""

    name = "coverage-repeated"
    family = "coverage"
    severity = Severity.ERROR
    explanation = N_("A word or a phrase occurs twice in a row: a slip of the hand, or a machine that got stuck.")
    examples = (
        Example("会议在长春召开。", "The the meeting was held.", ("The the",), suggestion="The"),
        Example("双方的的合作", "cooperation of both sides", ("的的",), side=Side.SOURCE, suggestion="的"),
        Example("他慢慢走，天天来，为了了解的的确确的情况", "he had had enough of that"),
        Example("携手并进，越走越远", "going hand in hand in science, further and further and further"),
        Example(
            "警方合力抓获嫌疑人。", "The police caught him and the police caught him and left.",
            ("The police caught him and the police caught him and",), suggestion="The police caught him and",
        ),
        Example("提供蛋奶", "supplied eggs and milkmilk", ("milkmilk",), suggestion="milk"),
        Example(
            "中新网北京9月27日电", "China News NetworkChina News Network, Beijing, Sept. 27",
            ("China News NetworkChina News Network",), suggestion="China News Network",
        ),
        Example(
            "他们在港口参观了码头，随后离开。",
            "They visited the container terminal of the old port and left; they visited the container terminal of the "
            "old port.", ("they visited the container terminal of the old",),
        ),
        Example("他吃了古斯古斯", "He ate couscous in Berber country."),
    )  # fmt: skip
    segment_examples = (SegmentExample("They met in in Tianjin.", Language.EN, ("in in",), "in"),)
    _english = re.compile(
        r"\b([A-Za-z]{1,20}) +\1\b|\b((?:[A-Za-z]{1,20}[ ,]{1,2}){2,7}?[A-Za-z]{1,20})[ ,]{1,2}\2\b", re.IGNORECASE
    )
    _chinese = re.compile(f"([的是和与将被从及])\\1(?![确非美气睦乐谐])|([{HAN}]{{4,12}})\\2")

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag the repetition on either side, unless both sides repeat (a slogan, a song)."""
        zh, en = list(self.check_segment(pair.zh)), list(self.check_segment(pair.en))
        repeats = _repeats(pair.zh.simplified) if en else False
        if not (zh and en):
            yield from zh
            yield from (found if repeats else replace(found, severity=Severity.ERROR) for found in en)
        again = None if en or len(pair.en.text) < _LONG * 8 else _said_again(pair.en.text)
        if again and not _repeats(pair.zh.simplified):
            message = _("This passage occurs twice, and nothing in the Chinese does.")
            yield flag(self, pair.en, again, message, severity=Severity.WARNING)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in one text."""
        pattern = self._chinese if segment.chinese else self._english
        for match in pattern.finditer(segment.text) if segment.chinese or _may_repeat(segment.text) else ():
            once = match[1] or match[2]
            words = once.split()
            proper = len(words) == 1 and once[0].isupper() and match[0].split()[-1][0].isupper()
            # “As AS” ends in an abbreviation.
            short = match[0][-2:].isupper() and not once.isupper()
            if short or _WORDS.has("doubled", once.lower()) or (not segment.chinese and proper) or once.isdigit():
                continue
            yield flag(
                self, segment, match.span(), _("“{words}” occurs twice.").format(words=once), suggestion=once,
                severity=Severity.ERROR if match[1] else Severity.WARNING,
            )  # fmt: skip
        if segment.chinese:
            return
        for start, end in run_together(segment.text):
            once = segment.text[start : (start + end) // 2]
            if not _WORDS.has("doubled", once.lower()):
                message = _("“{words}” occurs twice.").format(words=once)
                yield flag(self, segment, (start, end), message, suggestion=once)


RULES = (Repeated(),)
