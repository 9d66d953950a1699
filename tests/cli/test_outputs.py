"""What `-o` may replace: never the corpus, nor what SQLite keeps beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Workbench

COMMANDS = {
    "check": ("check", "-o"),
    "check FILE": ("check", "pairs.tsv", "-o"),
    "report": ("report", "-o"),
    "search": ("search", "Tianjin", "-o"),
    "encode": ("encode", "zh.txt", "-o"),
    "terms export": ("terms", "export", "--all", "-o"),
    **{f"export {form}": ("export", "--format", form, "-o") for form in ("tmx", "tsv", "jsonl", "xliff", "csv")},
    "align": ("align", "zh.txt", "en.txt", "--format", "tsv", "-o"),
    "align --store": ("align", "zh.txt", "en.txt", "--format", "tsv", "--store", "-o"),
    "mine": ("mine", "zh.txt", "en.txt", "--format", "tsv", "-o"),
}


@pytest.fixture
def full(workbench: Workbench, tmp_path: Path) -> dict[str, bytes]:
    """A corpus with pairs, files to work on, and the bytes of the corpus."""
    (tmp_path / "zh.txt").write_text("代表团访问天津。会议举行了。\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("The delegation visited Tianjin. The meeting was held.\n", encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("zh\ten\n会议举行了。\tThe meeting was held in Tianjin.\n", encoding="utf-8")
    assert workbench("--quiet", "import", "pairs.tsv", "--status", "confirmed").code == 0
    return {each.name: each.read_bytes() for each in tmp_path.iterdir()}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_output_never_replaces_the_corpus(
    workbench: Workbench, tmp_path: Path, full: dict[str, bytes], command: tuple[str, ...]
) -> None:
    (tmp_path / "link.db").symlink_to("corpus.db")
    for name in ("corpus.db", "link.db", "corpus.db-wal", "corpus.db-shm"):
        done = workbench(*command, name)
        assert (done.code, done.stdout) == (1, ""), done.stderr
        assert "corpus" in done.stderr
        assert {name: (tmp_path / name).read_bytes() for name in full} == full


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_output_elsewhere_is_written(
    workbench: Workbench, tmp_path: Path, full: dict[str, bytes], command: tuple[str, ...]
) -> None:
    assert workbench(*command, "out.data").code == 0
    assert (tmp_path / "out.data").stat().st_size
    assert {each.name for each in tmp_path.iterdir()} - {"corpus.db-wal", "corpus.db-shm"} == {*full, "out.data"}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_output_may_have_a_name_as_long_as_the_file_system_takes(
    workbench: Workbench, tmp_path: Path, full: dict[str, bytes], command: tuple[str, ...]
) -> None:
    name = "语" * 80 + ".data"
    assert workbench(*command, name).code == 0
    assert (tmp_path / name).stat().st_size


def test_batch_writes_no_file_over_the_corpus(workbench: Workbench, tmp_path: Path, full: dict[str, bytes]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "zh.jsonl").write_bytes(full["corpus.db"])
    (tmp_path / "pairs.txt").write_text("source\ttarget\nzh.txt\ten.txt\n", encoding="utf-8")
    done = workbench("--db", "out/zh.jsonl", "batch", "pairs.txt", "--jobs", "1", "--store", "-o", "out")
    assert done.code == 1
    assert "is a corpus" in done.stderr
    assert workbench("--db", "out/zh.jsonl", "doctor").code == 0
    assert workbench("batch", "pairs.txt", "--jobs", "1", "-o", "corpus.db").code == 1
    assert (tmp_path / "corpus.db").read_bytes() == full["corpus.db"]
