"""A folder to work in, built once; the counts at the end of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import scenes
from tests.torture.harness import copied, done


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and files; copied, never used itself."""
    folder = tmp_path_factory.mktemp("place")
    done(folder, scenes.build)
    return folder


@pytest.fixture
def folder(place: Path, tmp_path: Path) -> Path:
    """A fresh copy of it."""
    return copied(place, tmp_path / "here")
