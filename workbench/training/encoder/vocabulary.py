"""The bundled encoder's pieces and the features their rows are made of.

Chinese is cut into dictionary words by a unigram model scored with jieba's frequencies, so it cuts as jieba does.
English words are pieces of their own; an unknown one falls into syllables and other parts of words. "▁" begins a run,
so a part ("jun" of Guangjun) is another piece than the word (Jun). A row is a sum of features that pieces share: a word
and its characters, a word and its stem, a rare word and its parts, a character and its reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nltk.stem.snowball import SnowballStemmer
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from workbench.script import HAN
from workbench.training.encoder import charsmap as encoder_charsmap
from workbench.training.encoder import words as encoder_words
from workbench.training.encoder.data import Example

UNKNOWN = "<unk>"
START = "▁"
MARKS = "?!"
"""Punctuation that means something."""

_RUNS = rf"[{HAN}]+|[a-z]+(?:'[a-z]+)?|[0-9]+|[{MARKS}]"
_HAN = re.compile(f"[{HAN}]")

_NUMBERS = 2100
"""Numbers below this are pieces: counts, days, years."""

_NUMBER_SCORE = -12.0
_MARK_SCORE = -8.0
_LETTER_SCORE = -22.0
"""The last resort: below any part."""


@dataclass(frozen=True, slots=True)
class VocabularyRecipe:
    """What gets a piece."""

    chinese_count: int = 10
    """Dictionary words at least this frequent in jieba's counts."""
    sentence_count: int = 2
    """Other words that are in the training sentences at least this often."""
    english_count: int = 2
    """English words at least this often in the training texts, or once in a sentence."""
    compound_count: int = 30
    """English words at least this often may end a compound …"""
    compound_length: int = 4
    """… where they have at least so many letters."""
    parts: int = 3000
    """Parts of English words, beside the syllables of pinyin."""
    rare: int = 10
    """English words less frequent than this also have their parts as features."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their features."""

    tokenizer: Tokenizer
    pieces: list[str]
    scores: list[float]
    """Natural logarithm of each piece's probability."""
    alias: list[int]
    """Per piece the piece whose row it has, mostly itself."""
    features: list[tuple[int, ...]]
    """Per piece the numbers of its features; empty for the unknown piece, the start mark and aliases."""
    feature_names: list[str]


def build(examples: Sequence[Example], recipe: VocabularyRecipe) -> Vocabulary:
    """Choose the pieces from what is to be learnt, score them, and compose their features."""
    charsmap = encoder_charsmap.build(encoder_charsmap.replacements())
    normalise = normalizers.Precompiled(charsmap).normalize_str
    chinese = encoder_words.chinese_words(examples, normalise, recipe.chinese_count, recipe.sentence_count)
    counted, in_sentences = encoder_words.english_words(examples, normalise)
    english = {w: count for w, count in counted.items() if count >= recipe.english_count or w in in_sentences}
    parts = encoder_words.word_parts(counted, recipe.parts)
    variants = encoder_words.variants(chinese, normalise)

    scores = {UNKNOWN: 0.0, START: -1.0}
    _score(scores, {word: math.log(count / sum(chinese.values())) for word, count in sorted(chinese.items())})
    total = sum(counted.values())
    _score(scores, {START + word: math.log(count / total) for word, count in sorted(english.items())})
    _score(scores, _number_and_letter_scores())
    _score(scores, parts)
    _score(scores, {START + part: score - 1 for part, score in parts.items()})
    _score(scores, {variant: scores[word] for variant, word in variants.items()})
    # Known words also end compounds: haystack is hay and stack.
    variants |= {
        word: START + word
        for word, count in sorted(english.items())
        if count >= recipe.compound_count and len(word) >= recipe.compound_length and word not in scores
    }
    _score(scores, {piece: scores[word] - 3 for piece, word in variants.items()})

    pieces = list(scores)
    place = {piece: number for number, piece in enumerate(pieces)}
    alias = [place[variants.get(piece, piece)] for piece in pieces]
    unknown_words = [(p, s) for p, s in scores.items() if not p.startswith(START) or p == START or p[1:] in parts]
    composer = _Composer(english, recipe.rare, parts, _tokenizer(charsmap, unknown_words))
    features = [composer.compose(piece) if alias[place[piece]] == place[piece] else () for piece in pieces]
    tokenizer = _tokenizer(charsmap, list(scores.items()))
    return Vocabulary(tokenizer, pieces, list(scores.values()), alias, features, list(composer.numbers))


def _score(scores: dict[str, float], more: dict[str, float]) -> None:
    # Readers of JSON disagree about the last bit of longer numbers, and with it about pieces that are as likely.
    for piece, score in more.items():
        scores.setdefault(piece, round(score, 6))


def _number_and_letter_scores() -> dict[str, float]:
    scores = {START + str(number): _NUMBER_SCORE for number in range(_NUMBERS)}
    scores |= {START + mark: _MARK_SCORE for mark in MARKS}
    scores |= {f"{digits:03d}": _NUMBER_SCORE - 2 for digits in range(1000)}
    scores |= {f"{digits:02d}": _NUMBER_SCORE - 4 for digits in range(100)}
    scores |= dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789'", _LETTER_SCORE)
    return scores


def _tokenizer(charsmap: bytes, scored: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Precompiled(charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_RUNS), behavior="removed", invert=True),
            pre_tokenizers.Metaspace(START, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


class _Composer:
    """Gives every piece its features, numbering them as they come."""

    def __init__(self, english: dict[str, int], rare: int, parts: dict[str, float], cut: Tokenizer) -> None:
        self.numbers: dict[str, int] = {}
        self._english = english
        self._rare = rare
        self._parts = parts
        self._cut = cut
        self._stemmer = SnowballStemmer("english")

    def compose(self, piece: str) -> tuple[int, ...]:
        names = self._names(piece)
        return tuple(self.numbers.setdefault(name, len(self.numbers)) for name in names)

    def _names(self, piece: str) -> list[str]:
        if piece in (UNKNOWN, START):
            return []
        if _HAN.match(piece):
            if len(piece) == 1:
                return ["zh:" + piece, "py:" + encoder_words.reading(piece)]
            return ["zh:" + piece, *("zh:" + character for character in piece)]
        syllable = ["py:" + piece.removeprefix(START)] if piece.removeprefix(START) in encoder_words.syllables() else []
        if not piece.startswith(START):
            return ["part:" + piece, *syllable]
        return self._word_names(piece.removeprefix(START)) + syllable

    def _word_names(self, word: str) -> list[str]:
        if word not in self._english:
            return ["part:" + word] if word in self._parts else ["en:" + word]
        names = ["en:" + word]
        if len(word) > 2:
            names.append("stem:" + self._stemmer.stem(word))
        if self._english[word] < self._rare and len(word) > 3:
            names += ["part:" + part.removeprefix(START) for part in self._cut.encode(word).tokens if part != START]
        return names
