"""Whether Chinese characters may transcribe a foreign name: 武契奇 and Vucic, 马歇尔 and Marshall."""

from __future__ import annotations

from functools import cache

from workbench.language.romanisation import divisions, letters, readings
from workbench.language.words import is_common_word
from workbench.resources import table

_CLASSES = {
    letter: group
    for group, alike in enumerate(("bpvfw", "dt", "gkhcq", "jzsx", "mn", "lr", "aeiouy"))
    for letter in alike
}
"""Sounds that transcription does not tell apart."""
_VOWEL = _CLASSES["a"]


@cache
def _other_sounds() -> dict[str, frozenset[int]]:
    """Characters that in foreign names stand for other sounds than their pinyin shows."""
    return {row["character"]: frozenset(map(_CLASSES.__getitem__, row["sounds"])) for row in table("transcription")}


def may_transcribe(name: str, word: str) -> bool:
    """Whether a word that is not pinyin may be the foreign name that the characters transcribe.

    It may when the syllables' first sounds come in order among its sounds, the first at its beginning: 武契奇, Vucic.
    """
    if len(word) < 3 or word.isupper() or divisions(letters(word)) or is_common_word(word):
        return False
    sounds = [_CLASSES.get(letter) for letter in letters(word)]
    position = 0
    for index, character in enumerate(name):
        wanted = {_CLASSES.get(reading[0]) for reading in readings(character)} | _other_sounds().get(
            character, frozenset()
        )
        while position < len(sounds) and sounds[position] not in wanted:
            if index == 0:
                return False
            position += 1
        if position == len(sounds):
            return False
        position += 1
    return sum(sound != _VOWEL for sound in sounds) <= 2 * len(name) + 1
