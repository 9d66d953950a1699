"""Foreign names in Chinese characters: where they are in a text, and which words they may transcribe.

What letters a character stands for, and how much commoner it is in names than in other text, is learned from the names
of CC-CEDICT by expectation maximisation over all ways to divide a name (Li, Zhang and Su 2004, "A joint source-channel
model for machine transliteration"). The table is db/terms/transcription.tsv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from workbench.language.romanisation import divisions, letters, readings
from workbench.language.words import Words, is_common_word
from workbench.resources import table

_CLASSES = {
    letter: group
    for group, alike in enumerate(("bpvfw", "dt", "gkhcqjx", "jzsxc", "mn", "lr", "aeiouy"))
    for letter in alike
}
"""Sounds that transcription does not tell apart."""
_LONGEST_SOUND = 4
_LONGEST_NAME = 12
_USUAL = 0.8
"""Weight from which a character may belong to a name."""
_MOST_WEIGHT = 2.2
_NAME = 2.5
"""What the weights of a name's characters, each less `_USUAL`, add up to."""
_TRANSCRIBES = -4.3
"""Score from which a word may be what a name transcribes, where its characters are such as names have."""
_UNUSUAL = 0.3
"""Weight up to which a character is hardly found in foreign names."""
_NEVER = float("-inf")
_OUTSIDE = -8.0
"""Score of a character of a run that does not belong to the name."""


@dataclass(frozen=True, slots=True)
class _Sounds:
    """What a character stands for in foreign names."""

    weight: float
    """Logarithm of how many times commoner it is there than in other text."""
    chances: dict[str, float]
    """Of the letters it stands for; "" where it is not heard."""
    known: float
    """How far these are known rather than guessed from its reading, 0 to 1."""


@cache
def _table() -> dict[str, _Sounds]:
    found = {}
    for row in table("transcription"):
        chances = (sound.split("=") for sound in row["sounds"].split())
        count = float(row["count"])
        found[row["character"]] = _Sounds(
            float(row["weight"]), {sound.strip("-"): float(chance) for sound, chance in chances}, count / (count + 1.5)
        )
    return found


@cache
def _runs() -> re.Pattern[str]:
    usual = "".join(character for character, sounds in _table().items() if sounds.weight > _USUAL)
    return re.compile(f"[{usual}]{{3,}}")


def common_in_names(character: str) -> bool:
    """Whether a character is clearly commoner in foreign names than elsewhere."""
    sounds = _table().get(character)
    return sounds is not None and sounds.weight > _USUAL


def transcribed_names(words: Words) -> list[tuple[int, int]]:
    """Return start and end of the runs of characters that most likely transcribe foreign names, in order."""
    known, text = _table(), words.simplified
    found = []
    for match in _runs().finditer(text):
        start, end = match.span()
        while start < end and start in words.inside_words:
            start += 1
        while start < end and end in words.inside_words:
            end -= 1
        name = text[start:end]
        weights = sum(min(known[character].weight, _MOST_WEIGHT) - _USUAL for character in name)
        if len(name) > 2 and weights >= _NAME:
            found.append((start, end))
    return found


@lru_cache(maxsize=50_000)
def _score(character: str, sound: str) -> float:
    sounds = _table().get(character)
    guessed = _guess(character, sound)
    floor = 0.0004 if guessed > 0.05 else 0.00004
    if sounds is None:
        return log(guessed * 0.25 + floor)
    return log(sounds.known * sounds.chances.get(sound, 0.0) + (1 - sounds.known) * guessed * 0.25 + floor)


def _guess(character: str, sound: str) -> float:
    """How well letters fit a character by its reading alone."""
    return _first_fits(character, sound[0]) * (0.5, 1.0, 0.7, 0.3)[len(sound) - 1] if sound else 0.02


@lru_cache(maxsize=50_000)
def _first_fits(character: str, letter: str) -> float:
    """How well a letter fits the first sound of a character."""
    best = 0.01
    for reading in readings(character):
        first = reading.replace("v", "u")[0]
        if first == letter:
            return 0.5
        if _CLASSES.get(first) == _CLASSES.get(letter) or (first in "wy" and letter in "aeiouvwy"):
            best = 0.2
    return best


def transcription_score(name: str, word: str) -> float:
    """Logarithm, per character, of the chance that a name or the end or beginning of it transcribes a word.

    About -2 for names that surely do, below -5 for those that do not. The word is in plain lower-case letters.
    """
    return beginning_scores(name, word)[-1] if 0 < len(word) <= _LONGEST_SOUND * len(name) else _NEVER


@lru_cache(maxsize=10_000)
def beginning_scores(name: str, word: str) -> tuple[float, ...]:
    """The `transcription_score` of no letter of a word, of its first letter and so on, of the whole word last."""
    best = [_NEVER] * (len(word) + 1)
    # ends[i]: the best score of all ways to have the first i letters stand for the characters so far.
    ends = [0.0] + [_NEVER] * len(word)
    for index, character in enumerate(name):
        following = [_NEVER] * (len(word) + 1)
        for start, heard in enumerate(_heard(character, word)):
            score = ends[start]
            if score > _NEVER:
                for end, chance in enumerate(heard, start):
                    if score + chance > following[end]:
                        following[end] = score + chance
        if index < len(name) - 2:
            following[0] = max(following[0], _OUTSIDE * (index + 1))
        if index:
            outside = _OUTSIDE * (len(name) - 1 - index)
            best = [max(score, end + outside) for score, end in zip(best, following, strict=True)]
        ends = following
    return tuple(score / len(name) for score in best)


@lru_cache(maxsize=2048)
def _heard(character: str, word: str) -> list[list[float]]:
    """For each place in a word the scores of a character for no letter, one letter and more letters from there on."""
    sizes = range(_LONGEST_SOUND + 1)
    return [
        [_score(character, word[start : start + size]) for size in sizes[: len(word) - start + 1]]
        for start in range(len(word) + 1)
    ]


def may_be_foreign(word: str) -> bool:
    """Whether an English word may be a name that Chinese transcribes: it is not common, pinyin or an abbreviation."""
    return not (word.isupper() or divisions(letters(word)) or is_common_word(word))


def sounds_like(name: str, word: str) -> bool:
    """Whether the characters may transcribe a word that may be foreign."""
    known = _table()
    unusual = sum(character not in known or known[character].weight <= _UNUSUAL for character in name)
    return unusual <= (len(name) > 2) and transcription_score(name, letters(word)) >= _TRANSCRIBES


def may_transcribe(name: str, word: str) -> bool:
    """Whether a word that is not pinyin may be the foreign name that the characters transcribe."""
    return len(word) > 2 and may_be_foreign(word) and sounds_like(name, word)
