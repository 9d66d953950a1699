"""Files that people name: replaced whole or not at all, never a corpus, never a wait without end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workbench import files
from workbench.errors import InputError
from workbench.store.corpus import Corpus

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, modes and pipes of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_replaced_only_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    files.write(path, b"old")
    with pytest.raises(ZeroDivisionError), files.replacing(path) as stream:
        stream.write(b"new")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    with files.replacing(path) as stream:
        stream.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["out.txt"]


@POSIX
def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "out.txt", tmp_path / "link"
    files.write(path, b"old")
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
    path.chmod(0o640)
    link.symlink_to("out.txt")
    files.write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_a_name_as_long_as_names_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("天" * 80 + ".tsv")
    files.write(path, b"text")
    assert path.read_bytes() == b"text"


@POSIX
def test_what_killed_writers_left_is_swept_and_what_living_ones_write_is_not(tmp_path: Path) -> None:
    code = """
import os, sys
from workbench import files
with files.replacing(sys.argv[1]) as stream:
    stream.write(b"half")
    stream.flush()
    os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "out.txt")], check=False)
    assert len(names(tmp_path)) == 1
    with files.replacing(tmp_path / "other.txt") as stream:
        assert len(names(tmp_path)) == 2
        files.sweep(tmp_path)
        assert len(names(tmp_path)) == 1
        stream.write(b"whole")
    assert names(tmp_path) == ["other.txt"]


@POSIX
def test_no_output_replaces_a_corpus_or_what_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    (tmp_path / "link").symlink_to(path)
    with Corpus.create(path):
        os.link(path, tmp_path / "hard")
        for name in ("corpus.db", "link", "hard", "corpus.db-wal", "corpus.db-shm", "corpus.db-journal"):
            before = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else b""
            with pytest.raises(InputError, match="corpus"):
                files.write(tmp_path / name, b"text")
            assert before == ((tmp_path / name).read_bytes() if (tmp_path / name).exists() else b"")


@POSIX
def test_looking_at_a_corpus_keeps_the_locks_on_it(tmp_path: Path) -> None:
    """Another program that closes the corpus deletes the log of a connection that has lost its locks."""
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.set_setting("key", "value")
        assert files.is_database(path)
        with pytest.raises(InputError, match="database"):
            files.reading(path)
        code = (
            "import sys; from pathlib import Path; from workbench.store.corpus import Corpus;"
            "Corpus.create(Path(sys.argv[1])).close()"
        )
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        assert Path(f"{path}-wal").exists()


@POSIX
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/urandom", ".", "absent", "a\0b", "x" * 300, "loop/a", "loop"])
def test_what_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    with pytest.raises(InputError):
        files.reading(name)


@POSIX
@pytest.mark.parametrize("name", [".", "absent/a", "a\0b", "x" * 300, "loop/a", "loop", "/dev/full"])
def test_what_cannot_be_written_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    with pytest.raises(InputError, match=r"cannot be written|is a folder"):
        files.write(name, b"text")
    assert names(tmp_path) == ["loop"]


@POSIX
def test_a_pipe_is_used_where_it_has_another_end_and_refused_where_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(files.read(path, 100)))
    reader.start()
    files.write(path, b"text")
    reader.join()
    assert found == [b"text"]
    monkeypatch.setattr(files, "PIPE_SECONDS", 0.05)
    with pytest.raises(InputError, match="nobody writes"):
        files.reading(path)
    with pytest.raises(InputError, match="cannot be written"):
        files.write(path, b"text")


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * 11)
    assert files.read(path, 11) == b"x" * 11
    with pytest.raises(InputError, match="longer"):
        files.read(path, 10)
