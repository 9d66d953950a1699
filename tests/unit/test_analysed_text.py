"""One analysed text, shared by alignment, mining, checks and the word view."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.analysed_text import AnalysedText, analyse, analyse_all, match_tokens, size

TEXTS = ["吉林省代表團訪問天津，推動合作。", "A delegation of Jilin Province visited Tianjin.", "", "好。"]


def test_one_measure_of_length() -> None:
    assert size("吉林，天津。") == pytest.approx(9.1)
    assert size("a b\u3000c\n") == pytest.approx(1.65)


def test_offsets_are_those_of_the_text_as_read() -> None:
    one = analyse(TEXTS[0])
    assert one.chinese
    assert len(one.simplified) == len(one.text)
    assert [one.text[start:end] for start, end in one.spans][:2] == ["吉林省", "代表團"]
    assert [one.text[mention.start : mention.end] for mention in one.chinese_places] == ["吉林省", "天津"]
    assert [one.text[start:] for start in one.clause_starts] == ["推動合作。"]


def test_many_at_once_are_analysed_as_one_by_one() -> None:
    for text, one in zip(TEXTS, analyse_all(TEXTS), strict=True):
        alone = AnalysedText(text)
        np.testing.assert_array_equal(one.tokens.ids, alone.tokens.ids)
        np.testing.assert_array_equal(one.rows, alone.rows)
        assert one.spans == alone.spans


@given(st.text(max_size=60))
def test_rows_have_norm_one_and_tokens_lie_inside(text: str) -> None:
    one = AnalysedText(text)
    np.testing.assert_allclose(np.linalg.norm(one.rows, axis=1), 1.0, atol=1e-4)
    assert all(0 <= start < end <= len(text) for start, end in one.spans)
    assert len(one.rarity) == len(one.rows) == len(one.spans)


def test_best_matches_of_tokens_go_both_ways() -> None:
    source, target = analyse("天津"), analyse("They visited Tianjin")
    matches = match_tokens(source, target)
    assert matches.similarity.shape == (len(source.spans), len(target.spans))
    (i, j), *_ = matches.mutual(0.45)
    assert target.text[slice(*target.spans[j])] == "Tianjin"
    assert matches.source_best[i] == matches.target_best[j] == matches.similarity[i, j]


def test_a_text_without_tokens_matches_nothing() -> None:
    matches = match_tokens(analyse(""), analyse("Tianjin"))
    assert matches.target_best.tolist() == [0.0]
    assert matches.mutual(0.0) == []
