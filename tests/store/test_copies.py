"""Backups, restoring them, and the copies kept before risky steps."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.forking import context
from tests.store import processes
from tests.store.builders import pair
from workbench.domain import ActionKind, Change, Status
from workbench.errors import CorpusError
from workbench.store import copies
from workbench.store.corpus import Corpus


def make(path: Path, rows: int) -> Path:
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position) for position in range(rows))
    return path


def crashed(path: Path, rows: int) -> Path:
    """A corpus whose program was killed: its latest rows are in the log beside it."""
    ours, theirs = context().Pipe(duplex=False)
    process = processes.start(processes.fill_and_wait, path, rows, theirs)
    ours.recv()
    process.kill()
    process.join()
    assert Path(f"{path}-wal").stat().st_size > 0
    return path


def count(path: Path) -> int:
    with Corpus.read(path) as corpus:
        assert corpus.check() == []
        return corpus.count()


def test_backup_over_a_crashed_copy_is_whole(tmp_path: Path) -> None:
    target = crashed(tmp_path / "copy.db", 300)
    with Corpus.open(make(tmp_path / "corpus.db", 1500)) as corpus:
        corpus.backup(target)
    assert not Path(f"{target}-wal").exists()
    assert count(target) == 1500


def test_stale_log_without_its_corpus_is_never_replayed(tmp_path: Path) -> None:
    target = crashed(tmp_path / "copy.db", 300)
    target.unlink()
    with Corpus.open(make(tmp_path / "corpus.db", 20)) as corpus:
        corpus.backup(target)
    assert count(target) == 20


def test_backup_over_a_corpus_that_is_open_is_refused(tmp_path: Path) -> None:
    target = make(tmp_path / "copy.db", 7)
    ours, theirs = context().Pipe(duplex=False)
    process = processes.start(processes.fill_and_wait, target, 10, theirs)
    ours.recv()
    with Corpus.open(make(tmp_path / "corpus.db", 20)) as corpus, pytest.raises(CorpusError, match="in use"):
        corpus.backup(target)
    process.kill()
    process.join()
    assert count(target) == 10


def test_backup_killed_halfway_leaves_the_older_copy(tmp_path: Path) -> None:
    target = make(tmp_path / "copy.db", 7)
    source = make(tmp_path / "corpus.db", 3000)
    for delay in range(8):
        process = processes.start(processes.backup_forever, source, target)
        process.join(0.2 + delay / 30)
        process.kill()
        process.join()
        assert count(target) in (7, 3000)


def test_copy_has_the_permissions_of_the_corpus(tmp_path: Path) -> None:
    path = make(tmp_path / "corpus.db", 1)
    path.chmod(0o600)
    with Corpus.open(path) as corpus:
        corpus.backup(tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_restore_brings_back_and_keeps_what_was(workbench: Workbench, tmp_path: Path) -> None:
    path = make(tmp_path / "corpus.db", 5)
    with Corpus.open(path) as corpus:
        corpus.backup(tmp_path / "copy.db")
        corpus.add_pairs(pair(position) for position in range(100, 110))
    shown = workbench("--db", path, "restore", tmp_path / "copy.db")
    assert shown.code == 0, shown.stderr
    assert "5 rows" in shown.stderr
    assert count(path) == 5
    (kept,) = copies.folder(path).iterdir()
    assert str(kept) in shown.stderr
    assert count(kept) == 15


def test_restore_over_a_crashed_corpus_is_not_undone_by_its_log(tmp_path: Path) -> None:
    path = crashed(tmp_path / "corpus.db", 300)
    kept = copies.restore(path, make(tmp_path / "copy.db", 5))
    assert count(path) == 5
    assert kept is not None
    assert count(kept) == 300


def test_restore_where_nothing_or_rubbish_is(tmp_path: Path) -> None:
    copy = make(tmp_path / "copy.db", 5)
    assert copies.restore(tmp_path / "new.db", copy) is None
    assert count(tmp_path / "new.db") == 5
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"rubbish" * 1000)
    kept = copies.restore(broken, copy)
    assert count(broken) == 5
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000


def test_restore_refuses_a_damaged_backup_and_a_corpus_in_use(tmp_path: Path) -> None:
    path, copy = make(tmp_path / "corpus.db", 5), make(tmp_path / "copy.db", 2000)
    with Corpus.open(path), pytest.raises(CorpusError, match="in use"):
        copies.restore(path, copy)
    data = bytearray(copy.read_bytes())
    data[8192 : len(data) // 2] = b"\xab" * (len(data) // 2 - 8192)
    copy.write_bytes(data)
    with pytest.raises(CorpusError, match="damaged"):
        copies.restore(path, copy)
    with pytest.raises(CorpusError, match="There is no backup"):
        copies.restore(path, tmp_path / "none.db")
    with pytest.raises(CorpusError, match="the corpus itself"):
        copies.restore(path, path)
    other = tmp_path / "other.db"
    foreign = sqlite3.connect(other)
    foreign.execute("CREATE TABLE notes (text)")
    foreign.close()
    for corpus_file, backup in ((path, other), (other, path)):
        with pytest.raises(CorpusError, match="another program's"):
            copies.restore(corpus_file, backup)
    assert count(path) == 5


def test_copies_rotate_and_the_latest_of_each_reason_stays(tmp_path: Path) -> None:
    with Corpus.open(make(tmp_path / "corpus.db", 3)) as corpus:
        first = corpus.keep_copy("upgrade")
        kept = [corpus.keep_copy("mass-confirm") for _ in range(copies.KEPT + 2)]
    assert sorted(copies.folder(tmp_path / "corpus.db").iterdir()) == sorted([first, *kept[-copies.KEPT :]])
    assert count(first) == 3


def test_plain_copy_of_an_open_corpus_is_why_backup_exists(tmp_path: Path) -> None:
    """What docs/store.md warns of: `cp` leaves out what is still in the log."""
    path = crashed(tmp_path / "corpus.db", 300)
    shutil.copy(path, tmp_path / "plain.db")
    with Corpus.open(path) as corpus:
        corpus.backup(tmp_path / "whole.db")
    assert count(tmp_path / "whole.db") == 300
    with pytest.raises(CorpusError, match="is empty"):
        count(tmp_path / "plain.db")


def test_stale_flags_are_not_written(tmp_path: Path) -> None:
    from tests.store.builders import flag

    with Corpus.open(make(tmp_path / "corpus.db", 3)) as corpus:
        read = list(corpus.iter_pairs())
        corpus.act(ActionKind.BOOKMARK, [Change(read[1], replace(read[1], status=Status.CONFIRMED))], "ann")
        assert corpus.replace_all_flags((row, [flag()]) for row in read) == 2
        assert [len(row.flags) for row in corpus.iter_pairs()] == [1, 0, 1]


def test_snapshot_is_not_torn_by_a_writer_between_pages(tmp_path: Path) -> None:
    path = make(tmp_path / "corpus.db", 1200)
    with Corpus.read(path) as reader, Corpus.open(path) as writer, reader.snapshot():
        rows = reader.iter_pairs()
        seen = [next(rows)]
        last = writer.pair(writer.pair_ids()[-1])
        writer.act(ActionKind.MERGE, [Change(last, None)], "ann")
        seen += rows
        assert len(seen) == 1200 == reader.count()
    with Corpus.read(path) as reader:
        assert reader.count() == 1199
