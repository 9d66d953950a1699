"""Models kept beside a corpus: what is used, what is not, and what a damaged or hostile folder does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from workbench.adaptation import stored
from workbench.alignment.aligner import align
from workbench.alignment.model import Model, bundled_model, model_for
from workbench.encoders.adapted import RECORD, ModelKind, folder_of, read_record, usable
from workbench.encoders.registry import bundled, lexicon_of, load_encoder
from workbench.encoders.static import StaticEncoder
from workbench.errors import EncoderError, InputError

TEXTS = ["经济合作", "economic cooperation", "一杯茶"]


def encoder_rows(text: str, factor: float = 2.0) -> bytes:
    """Rows of ones for the tokens of a text."""
    ids = np.unique(bundled().tokenize([text])[0].ids)
    table = np.ones((len(ids), bundled().dimension), dtype=np.int8)
    return save({"ids": ids, "embeddings": table, "weights": np.full(len(ids), factor, dtype=np.float32)})


def keep(db: Path, kind: ModelKind, content: bytes, used: bool = True) -> str:
    figures = {"retrieval": 0.9}
    return stored.keep(db, kind, content, pairs=9, documents=3, used=used, before=figures, after=figures).name


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


def loaded(db: Path) -> StaticEncoder:
    encoder = load_encoder(str(folder_of(db)))
    assert isinstance(encoder, StaticEncoder)
    return encoder


def test_adapted_rows_change_the_texts_that_have_them_and_no_others(db: Path) -> None:
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    encoder = loaded(db)
    changed, same = encoder.encode(TEXTS), bundled().encode(TEXTS)
    assert not np.allclose(changed[0], same[0])
    assert np.array_equal(changed[1:], same[1:])
    assert encoder.signature == f"{bundled().signature}|{name}"
    assert lexicon_of(encoder) is encoder


def test_weights_that_a_corpus_taught_are_those_of_its_encoder(db: Path, tmp_path: Path) -> None:
    model = bundled_model()
    Model(model.weights * 2, model.cost, model.pairs, model.singles, {}).save(tmp_path / "aligner.json")
    keep(db, ModelKind.ALIGNER, (tmp_path / "aligner.json").read_bytes())
    encoder = loaded(db)
    assert np.allclose(model_for(encoder).weights, model.weights * 2, atol=1e-4)
    assert model_for(bundled()) is model
    assert np.array_equal(encoder.encode(TEXTS), bundled().encode(TEXTS))
    assert encoder.signature != bundled().signature
    assert len(align(TEXTS[:1], TEXTS[1:2], encoder)) == 1


def test_a_new_model_takes_the_place_of_the_old_one(db: Path) -> None:
    keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    first = loaded(db)
    second = keep(db, ModelKind.ENCODER, encoder_rows("经济", 3.0))
    assert [model.name for model in read_record(folder_of(db))] == [second]
    assert sorted(path.name for path in folder_of(db).iterdir()) == [f"{second}.safetensors", RECORD]
    assert loaded(db).signature != first.signature


def test_a_model_that_is_not_better_never_replaces_one_in_use(db: Path) -> None:
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    keep(db, ModelKind.ENCODER, encoder_rows("合作"), used=False)
    assert [model.name for model in usable(folder_of(db), bundled()).models] == [name]


def test_a_model_that_is_not_better_is_listed_and_not_used(db: Path) -> None:
    keep(db, ModelKind.ENCODER, encoder_rows("经济"), used=False)
    assert [model.used for model in read_record(folder_of(db))] == [False]
    assert load_encoder(str(folder_of(db))) is bundled()


def test_an_interrupted_training_leaves_the_old_model_in_use(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))

    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(stored, "_list", interrupted)
        keep(db, ModelKind.ENCODER, encoder_rows("经济", 3.0))
    assert [model.name for model in usable(folder_of(db), bundled()).models] == [name]
    keep(db, ModelKind.ALIGNER, b"{}")
    assert len(list(folder_of(db).glob("encoder-*"))) == 1


def test_removed_models_leave_nothing_behind(db: Path) -> None:
    keep(db, ModelKind.ALIGNER, b"{}")
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    assert stored.remove(db, ["encoder"]) == [name]
    assert [model.kind for model in read_record(folder_of(db))] == [ModelKind.ALIGNER]
    with pytest.raises(InputError, match="no model “encoder”"):
        stored.remove(db, ["encoder"])
    assert stored.remove_all(db) == 2
    assert not folder_of(db).exists()
    assert stored.remove_all(db) == 0


def other_base(folder: Path) -> None:
    record = json.loads((folder / RECORD).read_text())
    record["models"][0]["base"] = "zh-en-static|sha:0|dim:512"
    (folder / RECORD).write_text(json.dumps(record))


def other_bytes(folder: Path) -> None:
    (next(folder.glob("*.safetensors"))).write_bytes(b"\x00" * 100)


def no_file(folder: Path) -> None:
    next(folder.glob("*.safetensors")).unlink()


@pytest.mark.parametrize(
    ("damage", "said"), [(other_base, "another encoder"), (other_bytes, "damaged"), (no_file, "missing")]
)
def test_a_model_that_does_not_fit_is_not_used_and_one_sentence_says_so(
    db: Path, damage: Callable[[Path], None], said: str
) -> None:
    keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    damage(folder_of(db))
    found = usable(folder_of(db), bundled())
    assert not found.models
    assert len(found.problems) == 1
    assert said in found.problems[0]
    assert load_encoder(str(folder_of(db))) is bundled()


GOOD: dict[str, Any] = {
    "name": "encoder-0123456789ab",
    "made_at": "2026-01-01T00:00:00Z",
    "base": "b",
    "pairs": 1,
    "documents": 1,
    "used": True,
    "before": {},
    "after": {},
}


CHANGES: list[dict[str, object]] = [
    {"name": "../../etc/passwd"},
    {"name": "encoder-0123456789ab\n"},
    {"name": 1},
    {"made_at": "\x1b[31m"},
    {"pairs": -1},
    {"pairs": 10**400},
    {"pairs": True},
    {"used": 1},
    {"before": {"a": float("nan")}},
    {"before": {"a": 10**400}},
    {"before": []},
    {"after": {str(at): 1 for at in range(100)}},
]


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[1]",
        b'{"models": 1}',
        b'{"models": [[]]}',
        b"[" * 100_000,
        *(json.dumps({"models": [GOOD | change]}).encode() for change in CHANGES),
        json.dumps({"models": [GOOD, GOOD]}).encode(),
        b" " * (2**20 + 1),
    ],
)
def test_a_damaged_list_is_one_error(db: Path, record: bytes) -> None:
    folder_of(db).mkdir()
    (folder_of(db) / RECORD).write_bytes(record)
    with pytest.raises(EncoderError):
        read_record(folder_of(db))
    assert stored.remove_all(db) == 1


IDS = np.array([5, 9], dtype=np.int32)
TABLE = np.ones((2, bundled().dimension), dtype=np.int8)
FACTORS = np.ones(2, dtype=np.float32)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        save({"ids": IDS}),
        save({"ids": IDS[::-1].copy(), "embeddings": TABLE, "weights": FACTORS}),
        save({"ids": IDS - 7, "embeddings": TABLE, "weights": FACTORS}),
        save({"ids": IDS + 10**8, "embeddings": TABLE, "weights": FACTORS}),
        save({"ids": IDS, "embeddings": TABLE[:, :9].copy(), "weights": FACTORS}),
        save({"ids": IDS, "embeddings": TABLE, "weights": FACTORS * np.float32(np.inf)}),
        save({"ids": IDS[:0], "embeddings": TABLE[:0], "weights": FACTORS[:0]}),
    ],
)
def test_rows_that_are_not_rows_are_refused(db: Path, content: bytes) -> None:
    keep(db, ModelKind.ENCODER, content)
    with pytest.raises(EncoderError, match="damaged"):
        load_encoder(str(folder_of(db)))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "corpus.db.models").write_text("a file")
    with pytest.raises(InputError):
        keep(tmp_path / "corpus.db", ModelKind.ALIGNER, b"{}")
