"""What is done in another way than in jieba comes to the same."""

from __future__ import annotations

import importlib
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from jieba import Tokenizer

from workbench.language.jieba_tags import tagger
from workbench.language.jieba_words import Dictionary

_NAMES = "王李张刘陈杨赵黄周吴胡玉亭敏尔国栋米哲景俊海的了在是和大小人民说阿卜杜勒费尔南斯㐀丂龥"


@given(st.text(st.sampled_from(_NAMES), min_size=1, max_size=6))
def test_the_likeliest_states_are_those_of_the_library(run: str) -> None:
    posseg = tagger()
    tables = posseg.char_state_tab_P, posseg.start_P, posseg.trans_P, posseg.emit_P
    library = importlib.import_module("jieba.posseg.viterbi")
    assert posseg.viterbi(run, *tables) == library.viterbi(run, *tables)


def test_the_dictionary_has_what_the_library_makes_of_it() -> None:
    lines = [
        "c# 3 nz",
        "C# 3 nz",
        "A座 3 n",
        "一 217 m",
        "一一 1670 m",
        "一一对应 9 l",
        "一二三四 2 m",
        "𠀀中国 7 n",
        "一 5 n",
    ]
    content = "".join(f"{line}\n" for line in lines).encode()
    counts, total = Tokenizer.gen_pfdict(BytesIO(content))
    dictionary = Dictionary(content)
    assert list(dictionary.items()) == list(counts.items())
    assert (dictionary.total, len(dictionary)) == (total, len(counts))
    for missing in ("", "二", "一三", "一一对应了", "𠀀国", "C"):
        assert (missing in dictionary) == (missing in counts)
    tags = {word: dictionary.tag(word, "x") for word in counts}
    assert tags == dict.fromkeys(counts, "x") | {line.split()[0]: line.split()[2] for line in lines}
