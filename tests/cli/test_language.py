"""Messages in the reader's language: which one, on which pages, and what stays as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cells import width
from workbench.cli.main import COMMANDS
from workbench.i18n import language

ENGLISH, CHINESE = "Show this message and exit.", "显示本帮助并退出"


def workbench(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, in no language but what the environment says."""
    left_out = ("WORKBENCH_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "WORKBENCH_CONFIG")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        env=inherited | {"XDG_CONFIG_HOME": str(folder), "COLUMNS": "80"} | environment,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "WORKBENCH_LANG": "en"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"WORKBENCH_LANG": "zh_Hans"}, "zh"),
    ],
)
def test_language_is_that_of_the_environment(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_locale_config_variable_and_option_take_precedence_in_that_order(tmp_path: Path) -> None:
    chinese = {"LANG": "zh_CN.UTF-8"}
    assert ENGLISH in workbench(tmp_path, "--help").stdout
    assert ENGLISH in workbench(tmp_path, "--help", LANG="C.UTF-8").stdout
    assert CHINESE in workbench(tmp_path, "--help", **chinese).stdout
    config = tmp_path / "workbench" / "config.toml"
    config.parent.mkdir()
    config.write_text('language = "en"\n', encoding="utf-8")
    assert ENGLISH in workbench(tmp_path, "--help", **chinese).stdout
    assert CHINESE in workbench(tmp_path, "--help", WORKBENCH_LANG="zh").stdout
    assert ENGLISH in workbench(tmp_path, "--lang", "en", "--help", WORKBENCH_LANG="zh").stdout


@pytest.mark.parametrize("arguments", [("--lang", "zh", "align", "--help"), ("align", "--help", "--lang=zh")])
def test_help_is_in_the_language_wherever_it_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    shown = workbench(tmp_path, *arguments).stdout
    assert shown.startswith("用法：")
    assert CHINESE in shown


def test_wrong_usage_is_explained_in_the_language(tmp_path: Path) -> None:
    done = workbench(tmp_path, "--lang", "zh", "align", "one.txt")
    assert done.returncode == 2
    assert "缺少参数 'TARGET'" in done.stderr
    done = workbench(tmp_path, "--lang", "zh", "stats", "--nonsense")
    assert "没有选项 '--nonsense'" in done.stderr


def test_language_without_a_catalogue_is_wrong_usage_that_names_those_there_are(tmp_path: Path) -> None:
    for arguments in (("--lang", "xx", "stats"), ("stats", "--lang", "xx")):
        done = workbench(tmp_path, *arguments)
        assert done.returncode == 2
        assert "'en', 'zh'" in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_chinese_help_fits_a_terminal(name: str, tmp_path: Path) -> None:
    done = workbench(tmp_path, name, "--lang", "zh", "--help")
    assert CHINESE in done.stdout
    # The choices of an option cannot be broken.
    assert [line for line in done.stdout.splitlines() if width(line) > 80 and "|" not in line] == []


def test_main_job_speaks_chinese_from_the_first_line_to_the_last(tmp_path: Path) -> None:
    done = workbench(tmp_path, "--lang", "zh", "run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("已读入 ")
    assert "最佳翻译句对" in done.stdout
    assert "已存入 corpus.db" in done.stderr
    for word in ("Read ", "Proposed ", "What faces", "no counterpart", "segments"):
        assert f"\n{word}" not in done.stdout
    shown = workbench(tmp_path, "stats", LANG="zh_CN.UTF-8").stdout
    assert "文档" in shown
    assert "needs-review" not in shown


@pytest.mark.parametrize("form", ["beads", "tsv", "jsonl", "tmx"])
def test_aligned_pairs_are_the_same_bytes_in_both_languages(form: str, tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("Tianjin has 3 rivers.\nIt rained.\n", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("天津有三条河。\n下雨了。\n", encoding="utf-8")
    arguments = ("align", "en.txt", "zh.txt", "--lines", "--format", form)
    english, chinese = (workbench(tmp_path, "--lang", lang, *arguments) for lang in ("en", "zh"))
    assert english.stdout
    assert english.stdout == chinese.stdout
    assert english.stderr != chinese.stderr


def test_flags_as_data_differ_in_their_message_only(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("zh\ten\n天津有三条河。\tBeijing has 4 rivers.\n", encoding="utf-8")
    arguments = ("check", "pairs.tsv", "--format", "jsonl")
    english, chinese = (
        [json.loads(line) for line in workbench(tmp_path, "--lang", lang, *arguments).stdout.splitlines()]
        for lang in ("en", "zh")
    )
    assert english
    assert [each.pop("message") for each in english] != [each.pop("message") for each in chinese]
    assert english == chinese
