"""Flags before the environment before the config file before defaults, and what `doctor` shows of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.tui import corpora


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config file that is in force."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'db = "{tmp_path}/own.db"\nencoder = "zh-en-static"\nformat = "jsonl"\nlearn_every = 25\nreviewer = "An Na"\n'
        '[keys]\n"row.confirm" = "c,f2"\n[severity]\nterms = "off"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("WORKBENCH_CONFIG", str(path))
    for name in ("WORKBENCH_DB", "WORKBENCH_ENCODER", "WORKBENCH_FORMAT", "WORKBENCH_REVIEWER", "WORKBENCH_THEME"):
        monkeypatch.delenv(name, raising=False)
    return path


def shown(workbench: Workbench, *arguments: str) -> dict[str, tuple[str, str]]:
    """Every setting that doctor shows with its value and origin."""
    record = json.loads(workbench(*arguments, "doctor", "--format", "json").stdout)
    return {each["name"]: (each["value"], each["origin"]) for each in record["settings"]}


def test_each_setting_is_shown_with_its_origin(
    workbench: Workbench, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = shown(workbench)
    assert settings == {
        "db": (f"{tmp_path}/own.db", str(config)),
        "encoder": ("zh-en-static", str(config)),
        "format": ("jsonl", str(config)),
        "language": ("en", "$WORKBENCH_LANG"),
        "learn_every": ("25", str(config)),
        "reviewer": ("An Na", str(config)),
        "theme": ("dark", "default"),
        "key": ("row.confirm = c,f2", str(config)),
        "severity": ("terms = off", str(config)),
    }
    monkeypatch.setenv("WORKBENCH_DB", "env.db")
    assert shown(workbench)["db"] == ("env.db", "$WORKBENCH_DB")
    assert shown(workbench, "--db", "flag.db")["db"] == ("flag.db", "--db")
    assert shown(workbench, "--lang", "en")["language"] == ("en", "--lang")


def test_the_corpus_and_the_format_of_the_config_file_are_used(
    workbench: Workbench, config: Path, tmp_path: Path
) -> None:
    corpora.small(tmp_path / "own.db")
    export = ("export", "-o", "-", "--status", "any")
    first = workbench(*export).stdout.splitlines()[0]
    assert json.loads(first)["id"]
    assert workbench(*export, "--format", "tsv").stdout.startswith("zh\ten\t")
    assert workbench("export", "-o", "a.tmx", "--status", "any").code == 0
    assert (tmp_path / "a.tmx").read_bytes().startswith(b"<?xml")


def test_a_format_that_a_command_does_not_write_is_one_sentence(
    workbench: Workbench, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_FORMAT", "beads")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Text.\n", encoding="utf-8")
    outcome = workbench("mine", "a.txt", "b.txt")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("workbench: The setting “format” ($WORKBENCH_FORMAT) is “beads”")


def test_a_broken_config_file_stops_commands_and_leaves_help(workbench: Workbench, config: Path) -> None:
    config.write_text("db = \n", encoding="utf-8")
    outcome = workbench("stats")
    assert (outcome.code, outcome.stderr.count("\n")) == (1, 1)
    assert "config.toml is not a config file" in outcome.stderr
    assert workbench("--help").code == 0


def test_an_unknown_setting_is_named_by_doctor(workbench: Workbench, config: Path) -> None:
    config.write_text('encodr = "x"\n', encoding="utf-8")
    outcome = workbench("doctor")
    assert outcome.code == 1
    assert "There is no setting “encodr”; did you mean “encoder”?" in outcome.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("aling",), "There is no command “aling”; did you mean “align”?"),
        (("train", "encodr"), "There is no command “encodr”; did you mean “encoder”?"),
        (("terms", "lsit"), "'list'"),
        (("align", "--stroe"), "'--store'"),
        (("xyzzy",), "There is no command “xyzzy”."),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(workbench: Workbench, words: tuple[str, ...], said: str) -> None:
    outcome = workbench(*words)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert said in outcome.stderr
