"""One analysed text, each part computed on first use: shared by alignment, mining, checks and the word view.

All offsets are code points of the text as read. One pair: `analyse(text)`, cached. Thousands of segments:
`analyse_all(texts)`, which tokenises them in one call; rows of the encoder are not kept unless they are asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from workbench.arrays import Float32Matrix, Float32Vector, Int32Vector, normalise_rows
from workbench.encoders.registry import bundled
from workbench.encoders.static import StaticEncoder, Tokens
from workbench.language import chinese_people, english_people
from workbench.language.chinese_people import PersonName
from workbench.language.conversion import fold, simplify
from workbench.language.english_people import NAME_WORD, EnglishName
from workbench.language.gazetteer import Mention, find_english, find_whole_words
from workbench.language.name_table import beginnings
from workbench.language.quantities.finding import quantities
from workbench.language.quantities.quantity import Quantity
from workbench.language.words import Span
from workbench.script import han_count, is_chinese

LONGEST = 20_000
"""Characters of a segment worth analysing: a longer one is a document, to be judged by its beginning."""
_MOST_TOKENS = 2_000
"""Tokens of a text that are compared with another's: every one meets every other, and no sentence is longer."""
_KEPT = 256
"""Texts whose analysis `analyse` keeps."""
# It begins with all characters that it may, which a search runs through.
CLAUSE_END = re.compile("[，,；;：:。！？!?…—–.](?:(?<!\\.)|(?=\\s|$|[\"'”’]))")
"""A mark at which a clause ends."""


def size(text: str) -> float:
    """Length in units that make a text and its translation about equal.

    A Han character counts 2, any other visible character 0.55.
    """
    visible = "".join(text.split())
    han = han_count(visible)
    return 2.0 * han + 0.55 * (len(visible) - han)


class AnalysedText:
    """A text and what is known of it. Values are shared: treat arrays and lists as read-only."""

    def __init__(self, text: str, *, chinese: bool | None = None, encoder: StaticEncoder | None = None) -> None:
        self.text = text
        """As read."""
        self.chinese = is_chinese(self.text) if chinese is None else chinese
        self._encoder = encoder
        self._together: Sequence[AnalysedText] = ()
        """Texts of the same encoder that are tokenised as soon as one of them is, this one among them."""

    @cached_property
    def encoder(self) -> StaticEncoder:
        """Where tokens, their rows and their rarity come from: the bundled encoder where none was given.

        Raises EncoderError where the bundled one is missing.
        """
        return self._encoder or bundled()

    @cached_property
    def simplified(self) -> str:
        """In Simplified characters, same offsets."""
        return simplify(self.text)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Each two characters side by side in `simplified`, by which every table of names is asked."""
        return beginnings(self.simplified)

    @cached_property
    def folded(self) -> str:
        """In Simplified characters and mainland words, for comparison only: offsets may differ."""
        return fold(self.text)

    @cached_property
    def size(self) -> float:
        """Length in units that both languages share, see `size`."""
        return size(self.text)

    @cached_property
    def han(self) -> int:
        """How many Han characters it has."""
        return han_count(self.text)

    @cached_property
    def tokens(self) -> Tokens:
        """Tokens with a meaning, with their ids and offsets; what is between them is left out."""
        together = self._together or (self,)
        found = self.encoder.tokenize([text.simplified for text in together])
        for text, tokens in zip(together, found, strict=True):
            text.tokens = tokens
            text._together = ()
        return self.tokens

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Start and end of every token: in Chinese, its words."""
        return tuple(zip(self.tokens.starts.tolist(), self.tokens.ends.tolist(), strict=True))

    @cached_property
    def inside_words(self) -> frozenset[int]:
        """Offsets at which a cut would go through a token."""
        return frozenset(chain.from_iterable(range(start + 1, end) for start, end in self.spans if end - start > 1))

    @cached_property
    def rarity(self) -> Float32Vector:
        """(tokens,) minus the natural logarithm of each token's frequency; 0 for punctuation."""
        rarity: Float32Vector = self.encoder.rarity[self.tokens.ids]
        return rarity

    @property
    def rows(self) -> Float32Matrix:
        """(tokens, dimension) the tokens' vectors, L2 norm 1."""
        return self._rows_and_norms[0]

    @cached_property
    def _rows_and_norms(self) -> tuple[Float32Matrix, Float32Vector]:
        return unit_rows(self.encoder, self.tokens.ids)

    @property
    def direction(self) -> Float32Vector:
        """(dimension,) the sum of the tokens' weighted rows, which has the direction of the text's vector."""
        rows, norms = self._rows_and_norms
        summed: Float32Vector = norms @ rows
        return summed

    @cached_property
    def clause_starts(self) -> tuple[int, ...]:
        """Where every clause but the first begins; empty for a text of one clause."""
        length = len(self.simplified.rstrip())
        return tuple(end for end in map(re.Match.end, CLAUSE_END.finditer(self.simplified)) if end < length)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers, dates and measures, in order."""
        found = quantities(self.simplified)
        if self.simplified == self.text:
            return found
        return tuple(replace(one, text=self.text[one.start : one.end]) for one in found)

    @cached_property
    def chinese_places(self) -> tuple[Mention, ...]:
        """Places named in Chinese, in full or in short, in order; one-character names are for `place_reading`."""
        return find_whole_words(self)

    @cached_property
    def english_places(self) -> tuple[Mention, ...]:
        """Places named in English, in order."""
        return tuple(find_english(self.text))

    @cached_property
    def chinese_people(self) -> tuple[PersonName, ...]:
        """Names of people in Chinese characters, in order."""
        return chinese_people.find_people(self, self.chinese_places)

    @cached_property
    def plain_chinese_people(self) -> tuple[PersonName, ...]:
        """The same, except for doubtful names: jieba, whose dictionary takes a second to load, is not asked."""
        return chinese_people.find_people(self, self.chinese_places, ask_jieba=False)

    @cached_property
    def english_people(self) -> tuple[EnglishName, ...]:
        """Chinese people's names in Latin letters, in order."""
        return english_people.find_people(self.text, self.name_words, self.english_places)

    @cached_property
    def name_words(self) -> tuple[re.Match[str], ...]:
        """Words in Latin letters that begin as names do, with a capital letter, in order."""
        return tuple(NAME_WORD.finditer(self.text))


def cosine(source: AnalysedText, target: AnalysedText) -> float:
    """Return how alike two whole texts are to the encoder, -1 to 1; 0 where one has no tokens."""
    here, there = source.direction, target.direction
    norms = math.sqrt(float(here @ here) * float(there @ there))
    return float(here @ there) / norms if norms else 0.0


@lru_cache(maxsize=_KEPT)
def analyse(text: str, chinese: bool | None = None) -> AnalysedText:
    """Return the analysis of a text by the bundled encoder; `chinese` None: by its characters.

    Raises EncoderError where the bundled encoder is missing.
    """
    return AnalysedText(text, chinese=chinese)


def analyse_all(
    texts: Sequence[str], *, chinese: bool | None = None, encoder: StaticEncoder | None = None
) -> list[AnalysedText]:
    """Return the analyses of many texts, in order, which are tokenised in one call."""
    analysed = [AnalysedText(text, chinese=chinese, encoder=encoder) for text in texts]
    read_together(analysed)
    return analysed


def read_together(texts: Sequence[AnalysedText]) -> None:
    """Have texts of one encoder tokenised in one call, several times as fast, as soon as one of them needs it."""
    for text in texts:
        text._together = texts


def unit_rows(encoder: StaticEncoder, ids: Int32Vector) -> tuple[Float32Matrix, Float32Vector]:
    """Return token vectors of L2 norm 1, (len(ids), dimension), and their norms before; without a vector both are 0."""
    rows = encoder.rows(ids)
    return rows, normalise_rows(rows)


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """How alike the tokens of two texts are."""

    similarity: Float32Matrix
    """(source tokens, target tokens) cosines."""

    @property
    def source_best(self) -> Float32Vector:
        """(source tokens,) similarity to the best target token; 0 where that is negative or there is none."""
        best: Float32Vector = self.similarity.max(axis=1, initial=0.0)
        return best

    @property
    def target_best(self) -> Float32Vector:
        """(target tokens,) the same for the target's tokens."""
        best: Float32Vector = self.similarity.max(axis=0, initial=0.0)
        return best

    def mutual(self, least: float) -> list[tuple[int, int]]:
        """Return source and target tokens that are each other's best match, above `least`, strongest first."""
        if not self.similarity.size:
            return []
        there, back = self.similarity.argmax(axis=1), self.similarity.argmax(axis=0)
        pairs = [(i, int(j)) for i, j in enumerate(there) if back[j] == i and self.similarity[i, j] > least]
        return sorted(pairs, key=lambda pair: -float(self.similarity[pair]))


def match_tokens(source: AnalysedText, target: AnalysedText, most: int = _MOST_TOKENS) -> TokenMatches:
    """Compare the tokens of two texts, of each the first `most`."""
    return TokenMatches(source.rows[:most] @ target.rows[:most].T)
