"""Encoders that are missing, damaged or offline are reported in one line; models get the prompt they want."""

from __future__ import annotations

import json
import shutil
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from workbench import resources
from workbench.encoders import sentence_transformer
from workbench.encoders.registry import load_encoder
from workbench.encoders.sentence_transformer import NeuralEncoder, not_installed
from workbench.encoders.static import StaticEncoder
from workbench.errors import EncoderError

PIECES = 143_426
"""Of the bundled tokenizer."""

NEURAL = pytest.mark.skipif(bool(not_installed()), reason="needs torch and sentence-transformers")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(resources.models() / "zh-en-static", folder)
    return folder


def test_a_missing_file_is_named_with_the_remedy(copy: Path) -> None:
    (copy / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"no tokenizer\.json.*workbench train encoder"):
        StaticEncoder.load(copy)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_a_damaged_file_is_said_to_be_damaged(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:1000])
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


def test_a_tokenizer_that_makes_its_library_panic_is_damaged(copy: Path) -> None:
    path = copy / "tokenizer.json"
    path.write_text(
        path.read_text("utf-8").replace('"precompiled_charsmap":"ALQ', '"precompiled_charsmap":"@LQ'), "utf-8"
    )
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


def test_rows_that_do_not_fit_the_tokenizer_are_refused(copy: Path) -> None:
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": np.zeros((3, 4), np.int8),
        "weights": np.zeros(3, np.float32),
        "mapping": np.zeros(3, np.int32),
        "rarity": np.zeros(3, np.float32),
    }
    save_file(tensors, copy / "model.safetensors")
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("weights", np.full(PIECES, np.nan, np.float32)),
        ("rarity", np.full(PIECES, np.inf, np.float32)),
        ("weights", np.zeros((PIECES, 2), np.float32)),
        ("weights", np.zeros(PIECES, np.int64)),
        ("mapping", np.zeros(PIECES, np.int64)),
        ("mapping", np.full(PIECES, -1, np.int32)),
        ("mapping", np.full(PIECES, 2, np.int32)),
        ("mapping", np.zeros(PIECES, np.float32)),
        ("embeddings", np.zeros((2, 0), np.int8)),
        ("embeddings", np.zeros((0, 4), np.int8)),
        ("embeddings", np.zeros(4, np.int8)),
        ("embeddings", np.zeros((2, 4), np.float32)),
    ],
)
def test_weights_that_are_no_numbers_or_of_other_types_are_refused(copy: Path, name: str, values: Any) -> None:
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": np.ones((2, 4), np.int8),
        "weights": np.ones(PIECES, np.float32),
        "mapping": np.zeros(PIECES, np.int32),
        "rarity": np.ones(PIECES, np.float32),
    }
    save_file(tensors, copy / "model.safetensors")
    assert StaticEncoder.load(copy).encode(["peace"]).shape == (1, 4)
    save_file({**tensors, name: values}, copy / "model.safetensors")
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


@pytest.mark.parametrize("name", ["weights", "rarity", "embeddings"])
def test_weights_in_bfloat16_are_refused(copy: Path, name: str) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file as save_torch

    tensors = {
        "embeddings": torch.ones((2, 4), dtype=torch.int8),
        "weights": torch.ones(PIECES),
        "mapping": torch.zeros(PIECES, dtype=torch.int32),
        "rarity": torch.ones(PIECES),
    }
    save_torch({**tensors, name: tensors[name].to(torch.bfloat16)}, copy / "model.safetensors")
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


def test_another_safetensors_file_is_damaged_too(copy: Path) -> None:
    save_file({"rarity": np.zeros(3, np.float32)}, copy / "model.safetensors")
    with pytest.raises(EncoderError, match="damaged"):
        StaticEncoder.load(copy)


@NEURAL
@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_a_model_that_is_not_here_while_offline(monkeypatch: pytest.MonkeyPatch, variable: str, tmp_path: Path) -> None:
    monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EncoderError) as caught:
        load_encoder("nobody/such-model")
    assert "nobody/such-model" in str(caught.value)
    assert "hf download" in caught.value.hint
    assert "\n" not in str(caught.value)


@NEURAL
def test_no_network_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr(sentence_transformer, "_reachable", lambda: False)
    with pytest.raises(EncoderError, match="no network"):
        load_encoder("nobody/such-model")


@NEURAL
@pytest.mark.parametrize("name", ["nobody/such-model", "NoSuchModel"])
def test_an_unreachable_hub_is_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("unreachable")

    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("socket.create_connection", refuse)
    with pytest.raises(EncoderError, match="no network"):
        load_encoder(name)


@pytest.mark.parametrize("name", ["such a model!", "--", "a..b"])
def test_what_can_be_no_model(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(EncoderError):
        load_encoder(name)


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(EncoderError, match="no folder"):
        load_encoder("./no/such/folder")


@NEURAL
def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(EncoderError, match="not a model"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "prompts", "default", "prompt"),
    [
        ("sentence-transformers/LaBSE", {}, None, ""),
        ("BAAI/bge-m3", {"query": "", "document": ""}, None, ""),
        ("intfloat/multilingual-e5-large", {}, None, "query: "),
        ("/models/multilingual-e5-small/", {"query": None}, None, "query: "),
        ("my-model", {"query": "query: ", "passage": "passage: "}, None, "query: "),
        ("intfloat/multilingual-e5-large-instruct", {}, None, "Instruct: Retrieve parallel sentences.\nQuery: "),
        ("some-model", {"sts": "sts: "}, "sts", "sts: "),
        ("other/feed-e55", {}, None, ""),
    ],
)
def test_the_prompt_a_model_wants(name: str, prompts: dict[str, Any], default: str | None, prompt: str) -> None:
    model: Any = SimpleNamespace(prompts=prompts, default_prompt_name=default)
    assert sentence_transformer._prompt(model, name) == prompt


@NEURAL
def test_the_folder_is_a_sentence_transformers_model() -> None:
    modules = json.loads((resources.models() / "zh-en-static" / "modules.json").read_text(encoding="utf-8"))
    assert [module["type"].rsplit(".", 1)[1] for module in modules] == ["StaticEmbedding", "Normalize"]


class TightModel:
    """Stands in for a model on a small graphics card: batches of more than four texts do not fit."""

    device = SimpleNamespace(type="cpu")
    prompts: ClassVar[dict[str, str]] = {}
    default_prompt_name = None
    model_card_data = SimpleNamespace(base_model_revision="836121a0533e")

    def __init__(self, largest: int) -> None:
        self.largest = largest

    def get_embedding_dimension(self) -> int:
        return 2

    def parameters(self) -> list[Any]:
        return []

    def encode(self, texts: list[str], *, batch_size: int, **_: object) -> object:
        if batch_size > self.largest:
            raise import_module("torch").OutOfMemoryError("too much")
        return np.array([[len(text), 1.0] for text in texts])


@NEURAL
def test_a_batch_that_does_not_fit_is_halved() -> None:
    model: Any = TightModel(4)
    encoder = NeuralEncoder(model, "some/model")
    vectors = encoder.encode(["ab", "", "abcd"])
    assert encoder.signature == "some/model|rev:836121a0533e|dim:2|float32"
    assert encoder.description == "some/model on cpu, 4 texts at a time, float32"
    assert np.allclose(vectors[:, 0] / np.maximum(vectors[:, 1], 1e-6), [2, 0, 4])


@NEURAL
def test_a_text_that_does_not_fit_alone_is_reported() -> None:
    model: Any = TightModel(0)
    with pytest.raises(EncoderError, match="memory"):
        NeuralEncoder(model, "some/model").encode(["ab"])


@NEURAL
def test_vectors_that_are_not_numbers_are_refused() -> None:
    model: Any = TightModel(4)
    model.encode = lambda texts, **_: np.array([[np.nan, 1.0]] * len(texts))
    with pytest.raises(EncoderError, match="not numbers"):
        NeuralEncoder(model, "some/model").encode(["ab"])


def test_what_neural_encoders_need_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_transformer, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="need torch and sentence-transformers"):
        NeuralEncoder.load("LaBSE")
