"""`workbench review` at the command line: what it refuses, and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli.main import cli
from workbench.errors import CorpusError, UsageError


@pytest.fixture(autouse=True)
def no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)


def test_help_has_an_example() -> None:
    for command in ("review", "serve"):
        result = CliRunner().invoke(cli, [command, "--help"])
        assert result.exit_code == 0
        assert "Example: workbench" in result.output


def test_a_pipe_is_not_a_terminal(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "corpus.db"), "review"])
    assert isinstance(result.exception, UsageError)
    assert "needs a terminal" in str(result.exception)


def test_an_invalid_filter(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "corpus.db"), "review", "--filter", "status:odd"])
    assert isinstance(result.exception, UsageError)


def test_a_missing_corpus_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "typo.db"), "review"])
    assert isinstance(result.exception, CorpusError)
    assert "There is no corpus at" in str(result.exception)
    assert "workbench align SOURCE TARGET --store" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear corpus", encoding="utf-8")
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    result = CliRunner().invoke(cli, ["--db", str(path), "review"])
    assert isinstance(result.exception, CorpusError)
    assert path.read_text(encoding="utf-8") == "Dear corpus"
