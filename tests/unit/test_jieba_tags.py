"""Runs that no dictionary has are tagged as jieba tags them by itself."""

from __future__ import annotations

import importlib

from hypothesis import given
from hypothesis import strategies as st

from workbench.language.jieba_tags import tagger

_NAMES = "王李张刘陈杨赵黄周吴胡玉亭敏尔国栋米哲景俊海的了在是和大小人民说阿卜杜勒费尔南斯㐀丂龥"


@given(st.text(st.sampled_from(_NAMES), min_size=1, max_size=6))
def test_the_likeliest_states_are_those_of_the_library(run: str) -> None:
    posseg = tagger()
    tables = posseg.char_state_tab_P, posseg.start_P, posseg.trans_P, posseg.emit_P
    library = importlib.import_module("jieba.posseg.viterbi")
    assert posseg.viterbi(run, *tables) == library.viterbi(run, *tables)
