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


def test_a_pipe_is_no_terminal(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "corpus.db"), "review"])
    assert isinstance(result.exception, UsageError)
    assert "needs a terminal" in str(result.exception)


def test_a_filter_that_means_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "corpus.db"), "review", "--filter", "status:odd"])
    assert isinstance(result.exception, UsageError)


def test_a_file_that_is_no_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear corpus", encoding="utf-8")
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    result = CliRunner().invoke(cli, ["--db", str(path), "review"])
    assert isinstance(result.exception, CorpusError)
    assert path.read_text(encoding="utf-8") == "Dear corpus"
