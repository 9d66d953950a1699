"""Texts are cut by our own reading of the vocabulary as the tokenizers library cuts them, whatever is in them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from workbench import resources
from workbench.encoders.static import TOKENIZER_FILE
from workbench.encoders.tokenizer import TextTokenizer
from workbench.errors import EncoderError
from workbench.script import without_halves

_DAMAGED = EncoderError("The encoder is damaged.")
_CONTENT = (resources.models() / "zh-en-static" / TOKENIZER_FILE).read_bytes()
_LIBRARY = Tokenizer.from_buffer(_CONTENT)
_PARTS = json.loads(_CONTENT)
_OURS = TextTokenizer(_CONTENT, _DAMAGED)

_WORDS = "人民 今天天气很好 臺灣 軟體 㐀 𠀀 〇 豈 word's United Nations don't 3.5 ２０２５ Ⅷ ﬁne é e\u0301 É ſ İ ▁ ?!"
_MARKS = ("\u1112\u1161\u11ab", "\u200d", "\ufe0f", "👨\u200d👩", "\r\n", "\x00", "\u202e")
_PIECES = st.sampled_from((*_WORDS.split(), *_MARKS))
_TEXTS = st.lists(_PIECES | st.text(max_size=8), max_size=12).map(lambda parts: without_halves("".join(parts)))


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_few_texts_are_cut_as_the_library_cuts_them(text: str) -> None:
    assert _OURS._unigram is not None
    expected = _LIBRARY.encode(text, add_special_tokens=False)
    assert _OURS._unigram.cut(text) == (expected.ids, expected.offsets)


@settings(max_examples=100, deadline=None)
@given(_TEXTS, st.lists(st.sampled_from("abc中文字"), min_size=1, max_size=7, unique=True))
def test_pieces_are_those_of_the_library_for_any_scores(text: str, characters: list[str]) -> None:
    pieces = [*characters, *map("".join, pairwise(characters)), "▁" + characters[0]]
    vocabulary = [["<unk>", 0.0], *([piece, -1.0 - len(piece) % 3 / 3] for piece in dict.fromkeys(pieces))]
    content = json.dumps(_PARTS | {"model": _PARTS["model"] | {"vocab": vocabulary}}).encode()
    ours = TextTokenizer(content, _DAMAGED)
    assert ours._unigram is not None
    for one in (text, "".join(characters * 3), text + "".join(characters)):
        expected = Tokenizer.from_buffer(content).encode(one, add_special_tokens=False)
        assert ours._unigram.cut(one) == (expected.ids, expected.offsets)


def test_many_texts_are_cut_by_the_library_and_nothing_changes() -> None:
    tokenizer = TextTokenizer(_CONTENT, _DAMAGED)
    texts = ["Two words.", "", "两个词。"]
    few = tokenizer.cut(texts), tokenizer.ids(texts)
    tokenizer.cut(["一个很长的文本" * 40_000])
    assert tokenizer._unigram is None
    assert (tokenizer.cut(texts), tokenizer.ids(texts)) == few


def test_where_many_texts_are_expected_the_library_cuts_the_first() -> None:
    texts = ["Two words.", "", "两个词。"]
    few = TextTokenizer(_CONTENT, _DAMAGED).cut(texts)
    tokenizer = TextTokenizer(_CONTENT, _DAMAGED, many=True)
    assert tokenizer._unigram is None
    assert tokenizer.size == _OURS.size
    assert tokenizer.cut(texts) == few


def test_a_tokenizer_of_another_kind_is_left_to_the_library() -> None:
    model = {"type": "WordLevel", "vocab": {"<unk>": 0, "word": 1}, "unk_token": "<unk>"}
    content = json.dumps(_PARTS | {"model": model, "pre_tokenizer": None, "normalizer": None}).encode()
    tokenizer = TextTokenizer(content, _DAMAGED)
    assert tokenizer._unigram is None
    assert tokenizer.size == 2
    assert tokenizer.cut(["word"]) == [([1], [(0, 4)])]


@pytest.mark.parametrize("many", [False, True])
def test_a_damaged_tokenizer_is_refused(many: bool) -> None:
    with pytest.raises(EncoderError, match="damaged"):
        TextTokenizer(_CONTENT[:1000], _DAMAGED, many=many)
