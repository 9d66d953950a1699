"""Corpora from elsewhere, on strange places, and damaged ones: one sentence, and as much saved as can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import document, flag, pair
from workbench import resources
from workbench.errors import CorpusError
from workbench.store import connection, file_system
from workbench.store.corpus import Corpus
from workbench.store.repair import repair


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_document(*document())
        corpus.add_pairs(pair(position, flags=[flag()]) for position in range(20))
    return path


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("PRAGMA legacy_alter_table = ON")
        yield db


def test_repair_skips_counts_and_names_rows_with_invalid_values(path: Path, tmp_path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE pairs SET source_segments = '5 x' WHERE id = 3")
        db.execute("UPDATE pairs SET status = 'adored' WHERE id = 4")
        db.execute("UPDATE flags SET side = 'left' WHERE pair_id = 5")
        db.execute("INSERT INTO actions (id, kind, reviewer, at) VALUES (1, 'confirm', 'ann', '2026-11-21T08:00:00Z')")
        db.execute("INSERT INTO changes VALUES (1, 0, 6, '[1', NULL)")
    saved = repair(path, tmp_path / "saved.db")
    assert saved.rows["pairs"] == 18
    assert saved.lost >= 4
    said = " ".join(saved.left_out)
    for part in ("Row 3 holds an invalid value ('5 x')", "row of pairs (4)", "row of flags (5)", "row of changes (1)"):
        assert part in said
    with Corpus.open(tmp_path / "saved.db") as corpus:
        assert corpus.count() == 18
        assert [sentence for sentence in corpus.check() if "changed nothing" not in sentence] == []


@pytest.mark.parametrize("table", ["pairs", "flags", "changes", "settings", "known"])
def test_repair_reads_no_view_even_one_without_an_end(path: Path, tmp_path: Path, table: str) -> None:
    with tampering(path) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        db.execute(f"ALTER TABLE {table} RENAME TO was")
        endless = ", ".join(f'n AS "{column}"' for column in columns)
        db.execute(
            f"CREATE VIEW {table} AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
            f" SELECT {endless} FROM c"
        )
    saved = repair(path, tmp_path / "saved.db")
    assert f"There is no table {table}." in saved.left_out
    assert saved.rows["documents"] >= 1


def test_a_schema_whose_damage_is_not_text_is_said_to_be_damaged(path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE sqlite_master SET sql = CAST(x'43524541ff' AS TEXT) WHERE name = 'flags'")
    with pytest.raises(CorpusError, match="damaged"):
        Corpus.open(path)


def test_repair_of_keys_that_are_texts(path: Path, tmp_path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'flags'")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'STRICT, WITHOUT', 'WITHOUT') WHERE name = 'flags'")
    with tampering(path) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE flags SET pair_id = '\x1b]0;x\x07' WHERE pair_id = 2")
    assert repair(path, tmp_path / "saved.db").rows["pairs"] == 20


@pytest.mark.parametrize("name", ["what?.db", "number#1.db", "%41.db", "报道 1.db"])
def test_any_name_is_opened_copied_and_repaired(workbench: Workbench, path: Path, tmp_path: Path, name: str) -> None:
    strange = tmp_path / "folder" / name
    strange.parent.mkdir()
    path.rename(strange)
    assert workbench("--db", strange, "doctor", "--repair", tmp_path / "saved.db").code == 0
    assert workbench("--db", strange, "backup", tmp_path / f"copy of {name}").code == 0
    assert {each.name for each in strange.parent.iterdir()} == {name}
    with Corpus.read(tmp_path / f"copy of {name}") as corpus:
        assert corpus.count() == 20


def test_a_damaged_file_is_refused_when_it_is_opened_for_the_first_time(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "cache_folder", lambda: tmp_path)
    invalid_value = "UPDATE pairs SET status = 'adored' WHERE id = 4"
    missing_page = "UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'terms'"
    for damage in (invalid_value, missing_page):
        strange = tmp_path / "strange.db"
        strange.unlink(missing_ok=True)
        with Corpus.read(path) as corpus:
            corpus.backup(strange)
        with tampering(strange) as db:
            db.execute(damage)
        with pytest.raises(CorpusError, match="damaged"):
            Corpus.read(strange)
    Corpus.read(path).close()
    with tampering(path) as db:
        db.execute(invalid_value)
    with Corpus.read(path) as corpus:
        assert corpus.count() == 20, "a corpus known here is opened, and says what is wrong when it is read"
        with pytest.raises(CorpusError, match="invalid value"):
            corpus.pair(4)


def test_tables_of_the_search_index_are_recognised_too(path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'block BLOB', 'block') WHERE name = 'words_data'")
    with pytest.raises(CorpusError, match="not the workbench's own"):
        Corpus.open(path)


def test_a_query_that_takes_far_too_long_is_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LEAST_STEPS", 1)
    with Corpus.read(path) as corpus:
        endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"
        monkeypatch.setattr(corpus._finder, "count", lambda _: corpus._connection.execute(endless).fetchone())
        with pytest.raises(CorpusError, match="far longer than a sound corpus"):
            corpus.count()


@pytest.mark.parametrize(
    "command",
    [
        ("stats",), ("search", "article"), ("export", "-o", "out.tmx"), ("report", "-o", "out.html"), ("check",),
        ("backup", "copy.db"), ("vacuum",), ("terms", "remove", "津"),
    ],
)  # fmt: skip
def test_no_command_that_reads_makes_a_corpus(workbench: Workbench, tmp_path: Path, command: tuple[str, ...]) -> None:
    shown = workbench("--db", "typo.db", *command)
    assert shown.code == 1
    assert "There is no corpus at typo.db" in shown.stderr
    assert list(tmp_path.iterdir()) == []


def test_looking_makes_no_corpus(workbench: Workbench, tmp_path: Path) -> None:
    assert workbench("--db", "typo.db", "doctor").code == 0
    assert workbench("--db", "typo.db", "terms", "list", "吉林").code == 0
    assert list(tmp_path.iterdir()) == []


def test_network_file_systems_are_warned_of(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nhost:/x {path.parent} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    file_system.network_kind.cache_clear()
    with pytest.warns(UserWarning, match=r"network file system \(nfs4\)"):
        Corpus.read(path).close()
    file_system.network_kind.cache_clear()
    monkeypatch.undo()
    Corpus.read(path).close()
