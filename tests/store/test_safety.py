"""Whatever happens to program, disk or file: no acknowledged decision is lost, and what is wrong is said."""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.forking import context
from tests.store import processes
from tests.store.builders import document, flag, pair
from workbench.domain import ActionKind, Change, Status
from workbench.errors import CorpusError
from workbench.store import copies, database, maintenance, migrations
from workbench.store.corpus import Corpus
from workbench.store.repair import repair

KILLS = 200


def confirm(corpus: Corpus, pair_id: int) -> None:
    row = corpus.pair(pair_id)
    corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small corpus, closed."""
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_document(*document())
        corpus.add_pairs(pair(position, flags=[flag()]) for position in range(50))
        confirm(corpus, 1)
        corpus.set_setting("row", "1")
    return path


def test_killed_at_any_instant_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position) for position in range(10))
    chance = random.Random(20261121)
    acknowledged = 0
    for seed in range(KILLS):
        ours, theirs = context().Pipe(duplex=False)
        process = processes.start(processes.write_until_killed, path, seed, theirs)
        theirs.close()
        # From before it has opened the corpus to the middle of any write.
        ours.poll(1.0 if seed % 4 else chance.random() * 0.01)
        process.join(chance.random() * 0.02)
        process.kill()
        process.join()
        said = []
        try:
            while ours.poll(0):
                said.append(ours.recv())
        except EOFError:
            pass
        ours.close()
        acknowledged += len(said)
        with Corpus.create(path) as corpus:
            actions = {action.id for action in corpus.history(1_000_000)}
            for kind, number, what in said:
                if kind == "import":
                    assert len({i for n in range(what) for i in corpus.pairs_with("article", number + n)}) >= what
                elif number:
                    assert number in actions, f"kill {seed}: action {number} was acknowledged"
            if seed % 20 == 0 or seed == KILLS - 1:
                assert corpus.check() == []
    assert acknowledged > KILLS, "the writers got to write"


def test_two_write_and_eight_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    Corpus.create(path).close()
    rounds = 15
    answers, running = [], []
    for number in range(10):
        ours, theirs = context().Pipe(duplex=False)
        work = (processes.write_many, path, number, rounds) if number < 2 else (processes.read_many, path, 10)
        running.append(processes.start(*work, theirs))
        theirs.close()
        answers.append(ours)
    said = [answer.recv() for answer in answers]
    for process in running:
        process.join()
    assert said == [None] * 10
    with Corpus.create(path) as corpus:
        assert corpus.count() == 2 * rounds * 10
        assert len(corpus.history(1000)) == 2 * rounds
        assert sum(row.status is Status.CONFIRMED for row in corpus.iter_pairs()) == 2 * rounds
        assert corpus.check() == []


def test_many_open_a_new_corpus_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    answers = []
    for number in range(4):
        ours, theirs = context().Pipe(duplex=False)
        processes.start(processes.write_many, path, number, 1, theirs)
        theirs.close()
        answers.append(ours)
    assert [answer.recv() for answer in answers] == [None] * 4


def test_locked_by_another_program_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Corpus.create(path) as corpus:
        assert corpus.count() == 50, "reading goes on"
        with pytest.raises(CorpusError, match="in use by another program"):
            confirm(corpus, 2)
        other.execute("ROLLBACK")
        confirm(corpus, 2)
    other.close()


# No room


def test_full_disk_stops_in_words_and_keeps_what_was(path: Path) -> None:
    with Corpus.create(path) as corpus:
        pages = corpus._connection.execute("PRAGMA page_count").fetchone()[0]
        corpus._connection.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(CorpusError, match="no space left"):
            corpus.add_pairs(pair(1000 + position, "words " * 50) for position in range(2000))
        assert corpus.count() == 50
    with Corpus.create(path) as corpus:
        assert corpus.check() == []
        assert corpus.add_pairs([pair(1000)]) == 1


LIMITED = """
import resource, sys
from pathlib import Path
from tests.store.builders import pair
from workbench.errors import CorpusError
from workbench.store.corpus import Corpus
with Corpus.create(Path(sys.argv[1])) as corpus:
    corpus.add_pairs([pair(100)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    added = 0
    try:
        for start in range(1000, 100_000, 50):
            added += corpus.add_pairs(pair(start + n, "words " * 20) for n in range(50))
    except CorpusError as error:
        print(added, error)
"""


def test_file_size_limit_stops_in_words_and_keeps_what_was(path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    added, _, said = ran.stdout.partition(" ")
    assert "Everything before this step is kept" in said
    with Corpus.create(path) as corpus:
        assert corpus.count() == 51 + int(added)
        assert corpus.check() == []


# What is not a corpus


def _text(path: Path) -> None:
    path.write_text("Not a corpus at all, just words.", encoding="utf-8")


def _other_database(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (text)")
    other.commit()
    other.close()


def _newer(path: Path) -> None:
    Corpus.create(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 999")
    other.close()


def _trigger(path: Path) -> None:
    Corpus.create(path).close()
    other = sqlite3.connect(path)
    other.execute("CREATE TRIGGER mine AFTER INSERT ON pairs BEGIN DELETE FROM pairs; END")
    other.close()


def _view(path: Path) -> None:
    Corpus.create(path).close()
    other = sqlite3.connect(path)
    other.execute("DROP TABLE terms")
    other.execute("CREATE VIEW terms AS SELECT load_extension('x') AS zh, 1 AS en, 1 AS kind, 1 AS note, 1 AS source")
    other.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (_text, "is not a corpus"),
        (_other_database, "another program's database"),
        (_newer, "made by a newer version"),
        (_trigger, "not the workbench's own"),
        (_view, "not the workbench's own"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096), "corpus|damaged"),
    ],
)
@pytest.mark.parametrize("opened", [Corpus.read, Corpus.open, Corpus.create])
def test_what_is_not_ours_is_refused_in_words(
    tmp_path: Path, make: Callable[[Path], None], said: str, opened: Callable[[Path], Corpus]
) -> None:
    path = tmp_path / "thing.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(CorpusError, match=said):
        opened(path)
    assert not path.is_file() or path.read_bytes() == before, "it is left as it is"


def test_missing_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="There is no corpus"):
        Corpus.open(tmp_path / "none.db")
    with pytest.raises(CorpusError, match="There is no corpus"):
        Corpus.read(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(CorpusError, match="There is no folder"):
        Corpus.create(tmp_path / "none" / "none.db")
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(CorpusError, match="is empty"):
        Corpus.read(empty)
    with Corpus.create(empty) as corpus:
        assert corpus.count() == 0
    strange = tmp_path / "strange ?#%20 文件.db"
    with Corpus.create(strange) as corpus:
        corpus.add_pairs([pair(0)])
    assert strange.is_file()


def _loosen(path: Path, statements: Sequence[str]) -> None:
    """Write what the tables do not take, as a program could that meant harm: past their types and checks."""
    tamper = sqlite3.connect(path)
    tamper.execute("PRAGMA writable_schema = ON")
    kept = tamper.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%STRICT%'").fetchall()
    tamper.execute(
        "UPDATE sqlite_master SET sql = replace(replace(sql, 'STRICT, WITHOUT', 'WITHOUT'), ') STRICT', ')')"
    )
    tamper.commit()
    tamper.close()
    tamper = sqlite3.connect(path)
    tamper.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        tamper.execute(statement)
    tamper.commit()
    tamper.execute("PRAGMA writable_schema = ON")
    tamper.executemany("UPDATE sqlite_master SET sql = ?2 WHERE name = ?1", kept)
    tamper.commit()
    tamper.close()


def test_values_of_wrong_types_are_refused_in_words(path: Path) -> None:
    _loosen(
        path,
        [
            "UPDATE pairs SET source_text = x'ff00', probability = 'much' WHERE id = 3",
            "UPDATE documents SET text = x'12' WHERE name = 'article'",
            "UPDATE segments SET text = x'ff'",
            "UPDATE settings SET value = x'00' WHERE key = 'row'",
            "UPDATE flags SET severity = 'grave' WHERE pair_id = 4",
        ],
    )
    with Corpus.create(path) as corpus:
        reads: list[Callable[[], object]] = [
            lambda: corpus.pair(3),
            lambda: corpus.pair(4),
            lambda: corpus.document("article"),
            lambda: corpus.segments("article"),
            lambda: corpus.setting("row"),
        ]
        for read in reads:
            with pytest.raises(CorpusError, match="an invalid value"):
                read()
        assert corpus.check() != []


# Upgrades


def test_older_corpus_is_upgraded_after_a_copy(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = tmp_path / "db" / "migrations"
    newer.mkdir(parents=True)
    for script in migrations.scripts():
        shutil.copy(script, newer)
    (newer / "9999_colours.sql").write_text("CREATE TABLE colours (name TEXT) STRICT;", encoding="utf-8")
    monkeypatch.setattr(migrations, "scripts", lambda: tuple(sorted(newer.glob("*.sql"))))
    migrations._expected_schema.cache_clear()
    try:
        with Corpus.read(path) as corpus:
            assert corpus.count() == 50, "reading needs no upgrade"
        with Corpus.open(path) as corpus:
            assert corpus.count() == 50
            assert corpus.pair(1).status is Status.CONFIRMED
            assert corpus._connection.execute("SELECT count(*) FROM colours").fetchone() == (0,)
        (copy,) = copies.folder(path).glob("*-upgrade.db")
    finally:
        migrations._expected_schema.cache_clear()
        monkeypatch.undo()
    with Corpus.create(copy) as corpus:
        assert corpus.count() == 50
    with pytest.raises(CorpusError, match="newer version"):
        Corpus.create(path)


def test_failed_upgrade_leaves_the_corpus_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("CREATE TABLE colours (name TEXT); INSERT INTO nowhere VALUES (1);", encoding="utf-8")
    with monkeypatch.context() as patched:
        scripts = migrations.scripts()
        patched.setattr(migrations, "scripts", lambda: (*scripts, broken))
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            Corpus.create(path)
    with Corpus.create(path) as corpus:
        assert corpus.check() == []


# Places


def test_file_deleted_or_replaced_underneath_is_said(path: Path) -> None:
    with Corpus.create(path) as corpus:
        path.rename(path.with_name("elsewhere.db"))
        with pytest.raises(CorpusError, match="deleted or replaced"):
            confirm(corpus, 2)
        path.with_name("elsewhere.db").rename(path)
        confirm(corpus, 2)
        path.unlink()
        rescued = path.with_name("rescued.db")
        corpus.backup(rescued)
    with Corpus.create(rescued) as corpus:
        assert corpus.pair(2).status is Status.CONFIRMED


def test_opened_for_reading_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    with Corpus.read(path) as corpus:
        assert corpus.count() == 50
        assert corpus.search("article")
        writes: list[Callable[[], object]] = [
            lambda: confirm(corpus, 2),
            lambda: corpus.set_setting("a", "b"),
            lambda: corpus.add_pairs([pair(99)]),
            corpus.vacuum,
        ]
        for write in writes:
            with pytest.raises(CorpusError, match="reading only"):
                write()
    assert path.read_bytes() == before


def test_read_only_place_is_read_and_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        with Corpus.create(path) as corpus:
            corpus.add_pairs([pair(0)])
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        ours, theirs = context().Pipe(duplex=False)
        process = processes.start(processes.use_read_only_place, path, theirs)
        theirs.close()
        process.join()
        count, said_of_writing, said_of_new, repaired, said_of_repair = ours.recv()
        Path(folder).chmod(0o755)
    assert count == 1
    assert "cannot be written" in said_of_writing
    assert "cannot be opened" in said_of_new
    assert repaired == 1
    assert "cannot be" in said_of_repair


# Copies and damage


def test_backup_while_in_use_is_whole(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with Corpus.create(path) as corpus, Corpus.create(path) as other:
        corpus.backup(copy)
        confirm(other, 2)
        with Corpus.create(copy) as copied:
            assert copied.pair(2).status is Status.PROPOSED
            assert copied.check() == []
        corpus.backup(copy)
    with Corpus.create(copy) as copied:
        assert copied.pair(2).status is Status.CONFIRMED
        assert copied.undo() is not None, "history is in the copy"


def test_backup_overwrites_nothing_of_another_kind(path: Path, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("Three years of work.", encoding="utf-8")
    with Corpus.create(path) as corpus:
        for target, said in ((thesis, "is not a corpus"), (path, "the corpus itself"), (tmp_path, "is a folder")):
            with pytest.raises(CorpusError, match=said):
                corpus.backup(target)
        with pytest.raises(CorpusError, match="cannot be written"):
            corpus.backup(tmp_path / "none" / "copy.db")
    assert thesis.read_text(encoding="utf-8") == "Three years of work."


def test_vacuum_keeps_everything(path: Path) -> None:
    with Corpus.create(path) as corpus:
        before = list(corpus.iter_pairs()), corpus.history(), corpus.documents()
        corpus.vacuum()
        assert (list(corpus.iter_pairs()), corpus.history(), corpus.documents()) == before
        assert len(corpus.search("Sentence 7")) == 1
        assert corpus.check() == []


def test_check_finds_what_does_not_agree(path: Path) -> None:
    with Corpus.create(path) as corpus:
        execute = corpus._connection.execute
        execute("UPDATE tallies SET count = count + 1")
        execute("DELETE FROM members WHERE pair_id = 4")
        execute("UPDATE pairs SET severity = 0 WHERE id = 5")
        execute("UPDATE pairs SET status = 'rejected' WHERE id = 1")
        execute("INSERT INTO words (rowid, source, target) VALUES (999, 'a', 'b')")
        said = " ".join(corpus.check())
    for part in ("Counts for the library", "lack some of their segments", "their flags have: 1", "Row 1 is not as"):
        assert part in said


def _damage(path: Path, chance: random.Random) -> None:
    """Overwrite a few pages behind the first with noise."""
    data = bytearray(path.read_bytes())
    for _ in range(3):
        page = chance.randrange(2, len(data) // 4096)
        data[page * 4096 : page * 4096 + 4096] = chance.randbytes(4096)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("seed", range(12))
def test_damaged_corpus_is_recognised_and_the_rest_is_saved(path: Path, tmp_path: Path, seed: int) -> None:
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(1000 + position, flags=[flag()]) for position in range(3000))
        rows = {row.id: row for row in corpus.iter_pairs()}
        corpus.vacuum()
    _damage(path, random.Random(seed))
    try:
        with Corpus.create(path) as corpus:
            assert corpus.check() != []
    except CorpusError as error:
        assert "damaged" in str(error) or "is not" in str(error) or "holds" in str(error)
    saved = tmp_path / "saved.db"
    try:
        repair(path, saved)
    except CorpusError as error:
        assert "Nothing can be read" in str(error)
        return
    with Corpus.create(saved) as corpus:
        assert not [said for said in corpus.check() if "not as the last action" not in said]
        found = list(corpus.iter_pairs())
        assert len(found) > len(rows) * 0.7
        assert all(row.source == rows[row.id].source for row in found)


def test_repair_of_a_sound_corpus_loses_nothing(path: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    assert repair(path, saved).lost == 0
    with Corpus.create(path) as corpus, Corpus.create(saved) as copy:
        assert list(copy.iter_pairs()) == list(corpus.iter_pairs())
        assert copy.history() == corpus.history()
        assert copy.documents() == corpus.documents()
        assert copy.segments("article") == corpus.segments("article")
        assert copy.setting("row") == "1"
        assert copy.add_pairs([pair(3)]) == 0
        assert copy.check() == []
        copy.undo()
        assert copy.pair(1).status is Status.PROPOSED
    with pytest.raises(CorpusError, match="already exists"):
        repair(path, saved)


def test_limits_are_those_the_page_of_guarantees_names() -> None:
    assert database.BUSY_SECONDS == 30
    assert maintenance.MESSAGES == 20
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0
