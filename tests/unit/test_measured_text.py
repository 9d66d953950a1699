"""What is read from a whole document at once equals what is read from its segments one by one."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.chunks import number_clauses
from workbench.alignment.measured_text import measure
from workbench.alignment.name_matches import Finder
from workbench.alignment.punctuation import read_punctuation
from workbench.encoders.registry import bundled
from workbench.language.analysed_text import AnalysedText
from workbench.language.conversion import simplify, simplify_all
from workbench.language.romanisation import readings

_OPEN = re.compile("[“「『«]|(?:(?<=^)|(?<=[\\s(（—]))[\"'‘`](?=\\S)")
_CLOSE = re.compile("[”」』»]|(?<=\\S)[\"'’](?=$|[\\s)）—,.;:?!])")
_SENTENCE_END = re.compile("[。！？!?…]+|\\.+(?=\\s|$|[\"'”’)])")

TEXTS = st.lists(
    st.one_of(
        st.text(alphabet="他说说，。！“”「」\"'’…….?!-— ()ab\n", max_size=12),
        st.sampled_from(["後來，軟體闔作。", 'He said: "No... why?" (He left.)', "", " ", "v1.2 or 'so'", "馬馬媽的"]),
    ),
    max_size=8,
)


@given(TEXTS)
def test_quotes_and_sentence_ends(texts: list[str]) -> None:
    read = read_punctuation(texts)
    assert read.sentence_ends.tolist() == [len(_SENTENCE_END.findall(text)) for text in texts]
    assert read.balance.tolist() == [len(_OPEN.findall(text)) - len(_CLOSE.findall(text)) for text in texts]
    assert read.opens.tolist() == [bool(_OPEN.match(text.lstrip())) for text in texts]
    ends = [text.rstrip() for text in texts]
    assert read.closes.tolist() == [bool(text and _CLOSE.match(text, len(text) - 1)) for text in ends]


@given(TEXTS)
def test_simplified_characters(texts: list[str]) -> None:
    assert simplify_all(texts) == tuple(map(simplify, texts))


@given(TEXTS)
def test_clauses(texts: list[str]) -> None:
    simplified = simplify_all(texts)
    tokens, bounds = bundled().tokenize_joined(simplified)
    numbers, segments = number_clauses(simplified, np.repeat(np.arange(len(texts)), np.diff(bounds)), tokens.starts)
    analysed = [AnalysedText(text) for text in texts]
    clauses = [len(one.clause_starts) + 1 for one in analysed]
    assert segments.tolist() == np.repeat(np.arange(len(texts)), clauses).tolist()
    first = 0
    for one, (begin, end), count in zip(analysed, pairwise(bounds.tolist()), clauses, strict=True):
        assert tokens.ids[begin:end].tolist() == one.tokens.ids.tolist()
        expected = np.searchsorted(one.clause_starts, one.tokens.starts, side="right") + first
        assert numbers[begin:end].tolist() == expected.tolist()
        first += count


@given(
    st.lists(st.text(alphabet="馬媽的说，行", max_size=8), max_size=5),
    st.lists(st.sampled_from(["ma", "de", "shuo", "yue", "xing", "hang"]), min_size=1, max_size=3),
)
def test_runs_of_characters_by_their_readings(texts: list[str], syllables: list[str]) -> None:
    classes = ["".join(one for one in "马妈的说行" if syllable in readings(one)) for syllable in syllables]
    pattern = "".join(f"[{one}]" for one in classes)
    side = measure(texts, True, bundled())
    expected = [
        (segment, match.start(), match.group())
        for segment, text in enumerate(side.texts)
        for match in re.finditer(pattern, text)
    ]
    assert Finder(side).find(tuple(syllables)) == expected
