"""What every encoder promises, over the bundled one and small models built here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.arrays import Float32Matrix, Float32Vector
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled, load_encoder
from workbench.encoders.static import StaticEncoder

HOSTILE = [
    "",
    "   ",
    "\u3000\t",
    "😀🇨🇳👩‍👩‍👧",
    "\x00\x1b[31mred\x1b[0m \x07",
    "half \ud800 of a \udfff pair 吉林",
    "кириллица 日本語 한국어 العربية",
    "e\u0301e\u0301 ﬁ ①②③ ＡＢＣ",
    "\u202eright to left\u202c",
    "𠮷野家 𪚥 〇",
    "[b]markup[/b] & <xml/>",
]
MIXED = [
    "吉林省委书记、省人大常委会主任景俊海出席会议并讲话。",
    "吉林與天津淵源深厚，合作空間廣闊，軟體發展很快。",
    "The meeting was held in Tianjin on November 6, 2023; 350 million people couldn't watch.",
    "景俊海说：We will work together 共同推动 GDP 增长 6.5%。",
    "看著乾隆的著作，他們瞭解了歷史。",
    "Guangjun Zhang met Kardashian-Smith in Zhengzhou's Rashfordville.",
]


@pytest.fixture(scope="module")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of random weights with a character vocabulary, saved as sentence-transformers saves a model."""
    torch = pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]

    folder = tmp_path_factory.mktemp("bert")
    characters = "abcdefghijklmnopqrstuvwxyz0123456789.,!?吉林天津会议出席讲话"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *("##" + c for c in characters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "plain")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "plain")
    transformer = Transformer(str(folder / "plain"), max_seq_length=32)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module", params=["bundled", "neural"])
def encoder(request: pytest.FixtureRequest) -> Iterator[Encoder]:
    if request.param == "bundled":
        yield bundled()
    else:
        yield load_encoder(str(request.getfixturevalue("bert_folder")))


def norms(vectors: Float32Matrix) -> Float32Vector:
    return np.asarray(np.linalg.norm(vectors, axis=1))


def test_shape_type_and_norms(encoder: Encoder) -> None:
    vectors = encoder.encode(MIXED)
    assert vectors.shape == (len(MIXED), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(norms(vectors), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_blank_texts_are_zeros(encoder: Encoder) -> None:
    assert not encoder.encode(["", " \t\n", "\u3000"]).any()


def test_hostile_texts_neither_crash_nor_spoil_their_neighbours(encoder: Encoder) -> None:
    vectors = encoder.encode([*HOSTILE, *MIXED, "词" * 1_000_000, "a" * 1_000_000])
    assert np.isfinite(vectors).all()
    lengths = norms(vectors)
    assert np.all((lengths < 1e-6) | (np.abs(lengths - 1) < 1e-4))
    assert np.allclose(vectors[len(HOSTILE) : len(HOSTILE) + len(MIXED)], encoder.encode(MIXED), atol=1e-5)


def test_the_order_of_texts_is_the_order_of_rows(encoder: Encoder) -> None:
    texts = MIXED * 3
    vectors = encoder.encode(texts)
    for row in (0, 7, len(texts) - 1):
        assert np.allclose(vectors[row], encoder.encode([texts[row]])[0], atol=1e-5)


def test_the_signature_is_stable_and_names_the_dimension(encoder: Encoder) -> None:
    assert encoder.signature == encoder.signature
    assert f"dim:{encoder.dimension}" in encoder.signature


def test_the_bundled_folder_gives_the_same_in_sentence_transformers() -> None:
    SentenceTransformer = pytest.importorskip("sentence_transformers").SentenceTransformer

    from workbench import resources

    model = SentenceTransformer(str(resources.models() / "zh-en-static"), device="cpu", local_files_only=True)
    texts = [*MIXED, *(text for text in HOSTILE if "\ud800" not in text), "长" * 2000, "word " * 2000]
    assert np.abs(model.encode(texts) - bundled().encode(texts)).max() < 1e-5


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=60)
def test_any_texts_are_encoded_one_by_one_as_together(texts: list[str]) -> None:
    together = bundled().encode(texts)
    assert together.shape == (len(texts), bundled().dimension)
    for row, text in enumerate(texts):
        assert np.allclose(together[row], bundled().encode([text])[0], atol=1e-5)


@given(st.text(alphabet=st.sampled_from(list("吉林與天津😀 abcXYZ'’e\u0301１2.\ud800\n中")), max_size=80))
def test_tokens_point_into_the_text_as_given(text: str) -> None:
    tokens = bundled().tokenize([text])[0]
    assert len(tokens.ids) == len(tokens.starts) == len(tokens.ends)
    assert np.all(tokens.starts >= 0)
    assert np.all(tokens.starts < tokens.ends)
    assert np.all(tokens.ends <= len(text))
    assert np.all(np.diff(tokens.starts) >= 0)


def test_token_rows_add_up_to_the_text() -> None:
    encoder = bundled()
    for text in MIXED:
        tokens = encoder.tokenize([text])[0]
        total = encoder.rows(tokens.ids).sum(axis=0)
        assert np.allclose(total / np.linalg.norm(total), encoder.encode([text])[0], atol=1e-5)


def test_offsets_name_the_words() -> None:
    text = "吉林與天津 met Guangjun."
    tokens = bundled().tokenize([text])[0]
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words[:3] == ["吉林", "與", "天津"]
    assert words[3] == "met"
    assert "".join(words[4:]) == "Guangjun"


def test_traditional_is_read_as_simplified() -> None:
    simplified, traditional = bundled().encode(
        ["吉林与天津渊源深厚，合作空间广阔。", "吉林與天津淵源深厚，合作空間廣闊。"]
    )
    assert float(simplified @ traditional) > 0.999


def test_translations_are_nearer_than_others() -> None:
    zh = bundled().encode(["会议在天津举行。", "他喜欢吃苹果。", "猫在桌子上睡觉。"])
    en = bundled().encode(
        ["The meeting was held in Tianjin.", "He likes to eat apples.", "The cat sleeps on the table."]
    )
    assert (zh @ en.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_rarity_weighs_every_token() -> None:
    encoder = bundled()
    assert encoder.rarity.dtype == np.float32
    assert np.all(encoder.rarity >= 0)
    common, rare = (encoder.tokenize([word])[0].ids[-1] for word in ("的", "淵源"))
    assert encoder.rarity[common] < encoder.rarity[rare]


def test_several_threads_may_encode_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    expected = bundled().encode(MIXED * 300)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: bundled().encode(MIXED * 300), range(4)):
            assert np.array_equal(found, expected)


def test_a_loaded_folder_is_the_same_encoder(tmp_path: Path) -> None:
    from workbench import resources

    folder = resources.models() / "zh-en-static"
    assert StaticEncoder.load(folder).signature == bundled().signature
    assert isinstance(load_encoder(str(folder)), StaticEncoder)
