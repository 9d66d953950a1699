"""Folders of the user's own, and what is loaded from them."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import resources, user_folders

POSIX = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


def test_a_cache_folder_is_made_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert resources.cache_folder() == tmp_path / "cache" / "workbench"
    assert (tmp_path / "cache" / "workbench").stat().st_mode & 0o077 == 0


@POSIX
def test_a_folder_others_write_to_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "workbench").mkdir()
    (tmp_path / "workbench").chmod(0o777)
    assert resources.cache_folder() is None


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert resources.cache_folder() is None
    assert user_folders.user_folder("XDG_CONFIG_HOME", ".config", {}) is None


def test_a_planted_dictionary_is_not_loaded(tmp_path: Path) -> None:
    """Jieba would take it from the temporary folder that all users share."""
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    planted = marshal.dumps(({"天津": 7}, 7))
    (shared / "jieba.cache").write_bytes(planted)
    code = "from workbench.language import jieba_words; print(len(jieba_words.loaded().dt.FREQ))"
    environment = os.environ | {"TMPDIR": str(shared), "XDG_CACHE_HOME": str(own)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 100_000
    assert done.stderr == ""
    assert not own.exists()
    assert (shared / "jieba.cache").read_bytes() == planted
