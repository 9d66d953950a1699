"""A whole export as the programs of data people read it, each with its defaults."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workbench
from tests.consumers.conftest import Texts

pytestmark = pytest.mark.slow

SEPARATORS = [("tsv", "\t"), ("csv", ",")]


def _exported(workbench: Workbench, name: str, *options: str) -> str:
    assert workbench("export", "-o", name, *options).code == 0
    return name


@pytest.mark.parametrize(("form", "separator"), SEPARATORS)
def test_pandas_reads_every_pair(workbench: Workbench, db: Path, texts: Texts, form: str, separator: str) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(_exported(workbench, f"pairs.{form}"), sep=separator)
    assert list(zip(frame["zh"], frame["en"], strict=True)) == texts
    assert frame["probability"].between(0.5, 1).all()
    assert (frame["status"] == "confirmed").all()


@pytest.mark.parametrize(("form", "separator"), SEPARATORS)
def test_polars_reads_every_pair(workbench: Workbench, db: Path, texts: Texts, form: str, separator: str) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_csv(_exported(workbench, f"pairs.{form}"), separator=separator)
    assert frame["zh", "en"].rows() == texts
    assert frame["id"].to_list() == list(dict.fromkeys(frame["id"].to_list()))


@pytest.mark.parametrize(("form", "separator"), SEPARATORS)
def test_pyarrow_reads_every_pair(workbench: Workbench, db: Path, texts: Texts, form: str, separator: str) -> None:
    csv = pytest.importorskip("pyarrow.csv")
    options = csv.ParseOptions(delimiter=separator, newlines_in_values=True)
    table = csv.read_csv(_exported(workbench, f"pairs.{form}"), parse_options=options)
    assert list(zip(table["zh"].to_pylist(), table["en"].to_pylist(), strict=True)) == texts


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Hugging Face's library, which reads nothing from the network."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    module = pytest.importorskip("datasets")
    monkeypatch.setattr(module.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    module.disable_progress_bars()
    yield module
    module.enable_progress_bars()


def test_datasets_reads_tables_and_lines(workbench: Workbench, db: Path, texts: Texts, datasets: Any) -> None:
    path = _exported(workbench, "pairs.csv")
    rows = datasets.load_dataset("csv", data_files=path, split="train")
    assert list(zip(rows["zh"], rows["en"], strict=True)) == texts
    path = _exported(workbench, "pairs.jsonl")
    lines = datasets.load_dataset("json", data_files=path, split="train")
    assert [(row["target"]["text"], row["source"]["text"]) for row in lines] == texts


def test_datasets_reads_a_split_by_its_card(workbench: Workbench, db: Path, datasets: Any, tmp_path: Path) -> None:
    _exported(workbench, "pairs.csv", "--split", "60/20/20", "--card")
    folder = tmp_path / "dataset"
    folder.mkdir()
    for part in ("train", "dev", "test"):
        shutil.copy(f"pairs.{part}.csv", folder)
    shutil.copy("pairs.card.md", folder / "README.md")
    parts = datasets.load_dataset(str(folder))
    assert set(parts) == {"train", "validation", "test"}
    assert 590 < sum(len(part) for part in parts.values()) <= 600
    documents = [set(part["source_document"]) for part in parts.values()]
    assert set.union(*documents) == {f"scene {number}, en" for number in range(6)}
    assert sum(map(len, documents)) == 6
