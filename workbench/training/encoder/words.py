"""Which words and parts of words the bundled encoder has pieces for, and how likely each is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from workbench.language import jieba_words
from workbench.script import HAN
from workbench.training.encoder.data import Example

Normalise = Callable[[str], str]

ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HAN_RUN = re.compile(f"[{HAN}]+")

PART_SCORE = -12.0
"""Log probability of the most frequent part of a word: below every word, so that known words stay whole."""

_PART_LENGTHS = (2, 3, 4)

_ENDINGS = {"es": -6.0, "ed": -6.0, "ing": -6.0, "ly": -7.0, "er": -7.0, "ers": -7.0, "'s": -5.0}
"""Endings of known words with log probabilities: awaited is await and ed, rather than awa, it and ed."""


def chinese_words(
    examples: Sequence[Example], normalise: Normalise, dictionary_count: int, sentence_count: int
) -> dict[str, int]:
    """Words with jieba's counts: entries that jieba counts this often, words of the sentences, every character."""
    jieba = jieba_words.loaded()
    frequency: dict[str, int] = {}
    for word, count in jieba.dt.FREQ.items():
        if count:
            plain = normalise(word)
            frequency[plain] = max(count, frequency.get(plain, 0))
    words: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for example in examples:
        chinese = normalise(example.zh)
        runs = _HAN_RUN.findall(chinese)
        if example.sentence:
            seen.update(word for run in runs for word in jieba.cut(run, HMM=False))
        elif runs == [chinese] and frequency.get(chinese, 0) >= dictionary_count:
            words[chinese] = frequency[chinese]
        for character in "".join(runs):
            words.setdefault(character, frequency.get(character, 1))
    for word, count in seen.items():
        if count >= sentence_count:
            words.setdefault(word, frequency.get(word, 1))
    return words


def english_words(examples: Iterable[Example], normalise: Normalise) -> tuple[Counter[str], set[str]]:
    """Words of the English side with how often they come, and those that are in a sentence."""
    counts: Counter[str] = Counter()
    in_sentences: set[str] = set()
    for example in examples:
        words = ENGLISH.findall(normalise(example.en))
        counts.update(words)
        if example.sentence:
            in_sentences.update(words)
    return counts, in_sentences


def word_parts(words: Iterable[str], size: int) -> dict[str, float]:
    """Parts an unknown word falls into, with log probabilities: frequent runs of letters, and every pinyin syllable."""
    counts: Counter[str] = Counter()
    for word in words:
        for length in _PART_LENGTHS:
            counts.update(word[start : start + length] for start in range(len(word) - length + 1))
    # A longer part carries more meaning than its share of occurrences.
    worth = {part: count * len(part) for part, count in counts.items() if "'" not in part}
    best = sorted(worth, key=lambda part: (-worth[part], part))[:size]
    top = max(counts.values(), default=1)
    scores = {part: PART_SCORE + math.log(counts[part] / top) for part in best}
    for syllable in sorted(syllables()):
        if len(syllable) > 1:
            scores[syllable] = PART_SCORE
    return scores | _ENDINGS


def variants(words: Iterable[str], normalise: Normalise) -> dict[str, str]:
    """Words as they look once Traditional is simplified character by character: 看著 to 看着, 干隆 to 乾隆."""
    from opencc import OpenCC

    known = set(words)
    found: dict[str, str] = {}
    for name in ("s2t", "s2tw", "s2hk"):
        convert = OpenCC(name).convert
        for word in sorted(known):
            variant = normalise(convert(word))
            if len(word) > 1 and variant != word and variant not in known:
                found.setdefault(variant, word)
    return found


@cache
def syllables() -> frozenset[str]:
    """Every toneless pinyin syllable, ü as u."""
    from pypinyin import pinyin_dict
    from pypinyin.contrib.tone_convert import to_normal

    read = {
        _plain(to_normal(reading))
        for code, readings in pinyin_dict.pinyin_dict.items()
        if 0x4E00 <= code < 0xA000
        for reading in readings.split(",")
    }
    return frozenset(syllable for syllable in read if re.fullmatch("[a-z]{1,6}", syllable))


def reading(character: str) -> str:
    """The commonest reading of a character as a toneless syllable."""
    from pypinyin import Style, pinyin

    return _plain(pinyin(character, style=Style.NORMAL)[0][0])


def _plain(syllable: str) -> str:
    return syllable.replace("ü", "u").replace("v", "u")
