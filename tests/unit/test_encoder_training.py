"""The parts of the encoder's training, and the whole on a handful of pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from tokenizers import normalizers

from workbench.arrays import Float32Matrix
from workbench.encoders.static import StaticEncoder
from workbench.errors import InputError
from workbench.evaluation.retrieval import evaluate_retrieval
from workbench.training.encoder import charsmap as encoder_charsmap
from workbench.training.encoder import data as encoder_data
from workbench.training.encoder import train as encoder
from workbench.training.encoder import words as encoder_words
from workbench.training.encoder.data import Example
from workbench.training.encoder.learning import Bags, LearningRecipe
from workbench.training.encoder.rows import mean_of, spread, weigh
from workbench.training.encoder.vocabulary import VocabularyRecipe

PAIRS = [
    ("会议在天津举行。", "The meeting was held in Tianjin."),
    ("他喜欢吃苹果。", "He likes to eat apples."),
    ("猫在桌子上睡觉。", "The cat sleeps on the table."),
    ("我们明天去北京。", "We are going to Beijing tomorrow."),
    ("这本书很有意思。", "This book is very interesting."),
    ("今天下雨了。", "It is raining today."),
]


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.characters(min_codepoint=0x61, max_codepoint=0x2FFFF, categories=["Lu", "Ll", "Lo"]),
        st.text(
            st.characters(min_codepoint=0x61, max_codepoint=0x9FFF, categories=["Ll", "Lo"]), min_size=1, max_size=3
        ),
        min_size=1,
        max_size=60,
    )
)
def test_a_character_map_replaces_what_it_names(table: dict[str, str]) -> None:
    normaliser = normalizers.Precompiled(encoder_charsmap.build(table))
    for character, text in table.items():
        assert normaliser.normalize_str(f" {character} ") == f" {text} "


def test_the_map_folds_script_case_width_and_accents() -> None:
    normaliser = normalizers.Precompiled(encoder_charsmap.build(encoder_charsmap.replacements()))
    assert normaliser.normalize_str("吉林與天津淵源深厚 ＧＤＰ Élan’s") == "吉林与天津渊源深厚 gdp elan's"


@pytest.mark.parametrize(
    ("gloss", "plain"),
    [
        ("(bird species of China) great cormorant (Phalacrocorax carbo)", "great cormorant Phalacrocorax carbo"),
        ("lit. to foster an ulcer (idiom)", "to foster an ulcer"),
        ("Haizhou district of 連雲港市|连云港市[Lian2 yun2 gang3 shi4], Jiangsu", "Haizhou district of , Jiangsu"),
        ("to ask sb to do sth", "to ask somebody to do something"),
    ],
)
def test_glosses_lose_their_notes(gloss: str, plain: str) -> None:
    assert encoder_data.plain_gloss(gloss) == plain


def test_tables_with_and_without_a_header(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("en\tnote\tzh\nmeeting\tx\t会议; 会谈\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("\ufeff你好。\tHello.\n我们明天去北京。\tWe go to Beijing.\n", encoding="utf-8")
    found = list(encoder_data.read_folder(tmp_path))
    assert [(one.zh, one.en, one.sentence) for one in found] == [
        ("会议", "meeting", False),
        ("会谈", "meeting", False),
        ("你好。", "Hello.", False),
        ("我们明天去北京。", "We go to Beijing.", True),
    ]


def test_a_folder_without_pairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no TSV"):
        list(encoder_data.read_folder(tmp_path))
    (tmp_path / "a.tsv").write_text("one\ttwo\n", encoding="utf-8")
    with pytest.raises(InputError, match="no Chinese and English pairs"):
        list(encoder_data.read_folder(tmp_path))


def test_numbers_and_names_are_written_as_either_language_does() -> None:
    numbers = {(one.zh, one.en) for one in encoder_data.numbers()}
    assert {("二十三", "twenty-three"), ("11月6日", "November 6"), ("3亿", "300 million")} <= numbers
    assert any(one.en.split()[0] == "Zhang" for one in encoder_data.names(2000) if one.zh[0] == "张")


def test_unknown_words_fall_into_known_parts() -> None:
    parts = encoder_words.word_parts(["meeting", "meeting", "seating"], 20)
    assert {"guang", "jun", "ing"} <= set(parts)
    assert max(parts.values()) < 0


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6), st.data())
def test_bags_select_the_texts_asked_for(texts: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=5))
    ids, owners = Bags.of(texts).select(np.array(chosen, dtype=np.int64))
    assert [ids[owners == row].tolist() for row in range(len(chosen))] == [texts[one] for one in chosen]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> encoder.Recipe:
    def gather(data: Sequence[Path]) -> Iterator[Example]:
        for zh, en in PAIRS:
            yield Example(zh, en, sentence=True)
        yield from (Example(zh, en, sentence=False) for zh, en in [("苹果", "apple"), ("天津", "Tianjin")] * 4)

    monkeypatch.setattr(encoder, "gather", gather)
    return encoder.Recipe(
        VocabularyRecipe(sentence_count=1, parts=50),
        LearningRecipe(dimension=16, epochs=40, batch=8, averaged=1),
        closing=LearningRecipe(epochs=2, batch=3, rate=0.001, averaged=1),
    )


@pytest.mark.slow
def test_training_is_deterministic_and_learns(tmp_path: Path, small: encoder.Recipe) -> None:
    said: list[str] = []
    first = encoder.train_encoder(
        [], tmp_path / "a", seed=3, recipe=small, progress=lambda stage, done, total: said.append(stage)
    )
    again = encoder.train_encoder([], tmp_path / "b", seed=3, recipe=small)
    assert first.signature == again.signature
    assert list(dict.fromkeys(said)) == ["reading", "vocabulary", "seed 3", "seed 4", "closing", "writing"]
    found = StaticEncoder.load(tmp_path / "a")
    scores = evaluate_retrieval(found, [zh for zh, _ in PAIRS], [en for _, en in PAIRS])
    assert scores.margin == 1
    traditional = found.encode(["會議在天津舉行。"])[0]
    assert float(traditional @ found.encode([PAIRS[0][0]])[0]) > 0.999
    assert not list((tmp_path / "a").glob("tmp*"))


def test_spread_evens_out_how_texts_vary() -> None:
    random = np.random.default_rng(1)
    rows = random.standard_normal((200, 6)).astype(np.float32) * np.array([9, 3, 1, 1, 1, 1], np.float32)
    bags = csr_matrix(np.eye(200, dtype=np.float32))

    def steepness(found: Float32Matrix) -> float:
        unit = found / np.linalg.norm(found, axis=1, keepdims=True)
        variances = np.linalg.eigvalsh(unit.T @ unit)
        return float(variances[-1] / variances[0])

    turned = spread(rows, [bags], 0.0, 6)
    assert np.allclose(turned @ turned.T, rows @ rows.T, atol=1e-2)
    assert steepness(spread(rows, [bags], 0.25, 6)) < 0.5 * steepness(rows)


def test_spread_leaves_out_the_directions_of_least_variance() -> None:
    random = np.random.default_rng(1)
    rows = random.standard_normal((200, 6)).astype(np.float32) * np.array([9, 0.01, 5, 0.01, 7, 0.01], np.float32)
    shorter = spread(rows, [csr_matrix(np.eye(200, dtype=np.float32))], 0.0, 3)
    assert shorter.shape == (200, 3)
    assert np.allclose(shorter @ shorter.T, rows @ rows.T, atol=0.1)


def test_runs_that_differ_by_their_directions_alone_are_one() -> None:
    random = np.random.default_rng(1)
    rows = random.standard_normal((200, 6)).astype(np.float32)
    turn = np.linalg.qr(random.standard_normal((6, 6)))[0].astype(np.float32)
    bags = csr_matrix(np.eye(200, dtype=np.float32))
    assert np.allclose(mean_of([rows, rows @ turn, rows @ turn.T], [bags]), rows, atol=1e-4)
    assert np.array_equal(mean_of([rows], [bags]), rows)


def test_weighing_keeps_directions_and_lengthens_rare_words() -> None:
    rows = np.ones((2, 3), dtype=np.float32)
    weighed = weigh(rows, np.array([3.0, 12.0], np.float32), 0.5)
    assert np.allclose(weighed[1], weighed[0] * 2)
