"""`workbench models`, and which encoder a command takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Workbench
from tests.unit.test_adapted_aligner import TEXTS
from tests.unit.test_adapted_encoder import lessons, stored
from tests.unit.test_adapted_models import encoder_rows, keep
from workbench.cli.main import _has_models
from workbench.domain import Status
from workbench.encoders.adapted import RECORD, ModelKind, folder_of
from workbench.mining.model import MiningModel, as_json, bundled_model


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("WORKBENCH_ENCODER", raising=False)
    monkeypatch.setenv("WORKBENCH_CONFIG", str(tmp_path / "none.toml"))
    _has_models.cache_clear()
    return tmp_path / "corpus.db"


def signature(workbench: Workbench, *arguments: str) -> str:
    """The signature that a command reports of its encoder."""
    Path("tea.txt").write_text("一杯茶\n", encoding="utf-8")
    said = workbench(*arguments, "--verbose", "encode", "tea.txt", "-o", "tea.npy").stderr
    return next(line for line in said.splitlines() if line.startswith("encoder: "))


def test_the_models_of_a_corpus_are_used_unless_an_encoder_is_named(workbench: Workbench, db: Path) -> None:
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    assert name in signature(workbench, "--db", str(db))
    assert name in signature(workbench, "--encoder", str(folder_of(db)))
    assert name not in signature(workbench, "--db", str(db), "--encoder", "zh-en-static")
    assert name not in signature(workbench, "--db", str(db.with_name("other.db")))


def test_models_are_listed_and_removed(workbench: Workbench, db: Path) -> None:
    assert "No models are adapted" in workbench("--db", str(db), "models").stderr
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    table = workbench("--db", str(db), "models").stdout
    assert table.startswith(f"{name}\tin use\t")
    assert table.endswith("\t9 pairs of 3 documents\tretrieval 0.9000 → 0.9000\n")
    record = json.loads(workbench("--db", str(db), "models", "--format", "json").stdout)
    assert [(each["name"], each["kind"], each["in_use"]) for each in record["models"]] == [(name, "encoder", True)]
    assert name in workbench("--db", str(db), "doctor").stdout
    workbench("--db", str(db), "models", "remove", "encoder")
    assert json.loads(workbench("--db", str(db), "models", "--format", "json").stdout)["models"] == []
    workbench("--db", str(db), "models", "remove", "--all")
    assert not folder_of(db).exists()


@pytest.mark.parametrize("arguments", [(), ("encoder", "--all")])
def test_what_to_remove_is_named_or_all(workbench: Workbench, db: Path, arguments: tuple[str, ...]) -> None:
    assert workbench("--db", str(db), "models", "remove", *arguments).code == 2


def test_damaged_models_are_reported_and_the_bundled_ones_are_used(workbench: Workbench, db: Path) -> None:
    name = keep(db, ModelKind.ENCODER, encoder_rows("经济"))
    (folder_of(db) / f"{name}.safetensors").write_bytes(b"")
    Path("tea.txt").write_text("tea\n", encoding="utf-8")
    said = workbench("--db", str(db), "encode", "tea.txt", "-o", "tea.npy").stderr
    assert said.count(f"The model {name} is missing or damaged") == 1
    (folder_of(db) / RECORD).write_bytes(b"")
    result = workbench("--db", str(db), "doctor")
    assert result.code == 1
    assert "✗ adapted models" in result.stdout


def test_the_encoder_learns_from_the_corpus_and_is_used_for_it(workbench: Workbench, db: Path) -> None:
    stored(db, [(one.zh, one.en, Status.CONFIRMED) for one in lessons(6)])
    result = workbench("--db", str(db), "train", "encoder", "--from-corpus")
    assert result.code == 0
    name, state, *_ = result.stdout.split("\t")
    assert state == "in use"
    assert "used with this corpus from now on" in result.stderr
    assert name in signature(workbench, "--db", str(db))


def test_what_mining_learnt_is_used_with_its_corpus(workbench: Workbench, db: Path) -> None:
    for name, texts in (("article.txt", [en for _, en in TEXTS]), ("paper.txt", [zh for zh, _ in TEXTS[::-1]])):
        Path(name).write_text("\n".join(texts) + "\n", encoding="utf-8")
    surer = bundled_model().translation
    surer = replace(surer, rivals=surer.rivals - np.eye(len(surer.rivals), dtype=np.float32)[-1] * 9)
    content = as_json(MiningModel(surer, bundled_model().same_language), {})
    mine = ("--db", str(db), "mine", "article.txt", "paper.txt", "--lines")
    assert len(workbench(*mine).stdout.splitlines()) > 20
    keep(db, ModelKind.MINING, content.encode())
    assert len(workbench(*mine).stdout.splitlines()) == 1
    workbench("--db", str(db), "models", "remove", "mining")
    assert len(workbench(*mine).stdout.splitlines()) > 20


@pytest.mark.parametrize(
    "arguments",
    [
        ("encoder", "--from-corpus", "--epochs", "2"),
        ("aligner", "--from-corpus", "folder"),
        ("aligner", "--from-corpus", "-o", "weights.json"),
        ("aligner",),
        ("mining", "--from-corpus", "pairs.tsv"),
        ("mining", "--from-corpus", "-o", "weights.json"),
        ("mining",),
    ],
)
def test_options_that_do_not_go_together(workbench: Workbench, db: Path, arguments: tuple[str, ...]) -> None:
    assert workbench("--db", str(db), "train", *arguments).code == 2


@pytest.mark.parametrize("kind", ["encoder", "aligner", "mining"])
def test_a_corpus_without_decisions_teaches_nothing(workbench: Workbench, db: Path, kind: str) -> None:
    stored(db, [("甲", "one", Status.PROPOSED)])
    result = workbench("--db", str(db), "train", kind, "--from-corpus")
    assert result.code == 1
    assert "or more" in result.stderr
    assert not folder_of(db).exists()


def test_models_that_cannot_be_written_are_said(workbench: Workbench, db: Path) -> None:
    stored(db, [(one.zh, one.en, Status.CONFIRMED) for one in lessons(6)])
    folder_of(db).write_text("a file in the way")
    result = workbench("--db", str(db), "train", "encoder", "--from-corpus")
    assert result.code == 1
    assert "cannot be made" in result.stderr
