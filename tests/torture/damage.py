"""A generator of damaged corpora: each kind changes a sound one in its own way, at places drawn from a seed."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

ODD_VALUES: tuple[object, ...] = (
    *(None, 0, 1, -1, 2, 2**31, 2**63 - 1, -(2**63), 0.5, -0.0, 1e308, float("inf"), float("-inf"), float("nan")),
    *("", " ", "x", "0", "-1", "1 2 3", "5 5", "9 1", "999999999999999999999", "[]", "{}", "null", '{"status": 7}'),
    *("[1, 2", "en", "zh-Hans", "confirmed", "a\x00b", "\x1b]0;x\x07", "天津" * 3000, b"", b"\xff\xfe", b"\x00" * 4096),
)
INVALID_UTF8 = "CAST(x'c3286162ff' AS TEXT)"
HEADER = 100
"""Bytes of a database's header."""


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may do what SQLite usually forbids; whatever it cannot do is left undone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA writable_schema = ON")
        yield db


def _tables(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")]


def _resql(db: sqlite3.Connection, name: str, sql: str) -> None:
    """Write a statement into the schema behind SQLite's back."""
    db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
    version = db.execute("PRAGMA schema_version").fetchone()[0]
    db.execute(f"PRAGMA schema_version = {version + 1}")


# Schema


def something_dropped(path: Path, chance: Random) -> str:
    """A table, index or trigger is gone."""
    with _open(path) as db:
        kind, name = chance.choice(
            db.execute(
                "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'words_%'"
            ).fetchall()
        )
        db.execute(f'DROP {kind} "{name}"')
        return f"{kind} {name} dropped"


def column_renamed_or_dropped(path: Path, chance: Random) -> str:
    """A table lacks one of its columns."""
    with _open(path) as db:
        name, column = _column(db, chance)
        if chance.random() < 0.5:
            db.execute(f'ALTER TABLE "{name}" RENAME COLUMN "{column}" TO odd')
            return f"{name}.{column} renamed"
        sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        _resql(db, name, sql.replace(f"{column} ", "odd ", 1))
        return f"{name}.{column} renamed in its words"


def schema_rewritten(path: Path, chance: Random) -> str:
    """The SQL of a table, index or trigger holds something else."""
    with _open(path) as db:
        name, sql = chance.choice(db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall())
        where = chance.randrange(len(sql))
        changed = chance.choice(
            (
                sql.replace("STRICT", "").rstrip(", "),
                sql.replace("TEXT", "BLOB"),
                sql.replace("INTEGER", "TEXT"),
                sql.replace("NOT NULL", ""),
                sql.replace(", WITHOUT ROWID", ""),
                sql[:where],
                sql[:where] + chance.choice("(),'\"x0;") + sql[where + 1 :],
                sql + " -- \x1b[31m",
            )
        )
        _resql(db, name, changed)
        return f"the words of {name} changed"


def table_is_a_view(path: Path, chance: Random) -> str:
    """A table is replaced by a view: of its rows, of rows without an end, or of an error."""
    with _open(path) as db:
        name = chance.choice([table for table in _tables(db) if not table.startswith(("sqlite_", "words"))])
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
        db.execute("PRAGMA legacy_alter_table = ON")
        db.execute(f'ALTER TABLE "{name}" RENAME TO was')
        endless = ", ".join(f'n AS "{column}"' for column in columns)
        body = chance.choice(
            (
                "SELECT * FROM was",
                f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT {endless} FROM c",
                f"SELECT {', '.join(['abs(-9223372036854775808)'] * len(columns))}",
                f'SELECT * FROM "{name}"',
            )
        )
        db.execute(f'CREATE VIEW "{name}" AS {body}')
        return f"{name} is a view: {body[:40]}"


def trigger_added(path: Path, chance: Random) -> str:
    """Something happens on every write."""
    with _open(path) as db:
        name = chance.choice(["pairs", "actions", "flags", "settings", "terms", "documents", "changes"])
        event = chance.choice(["INSERT", "UPDATE", "DELETE"])
        body = chance.choice(
            (
                "SELECT RAISE(ABORT, 'a stranger says no')",
                "SELECT RAISE(IGNORE)",
                "DELETE FROM pairs",
                "UPDATE pairs SET revision = revision + 1",
                "INSERT INTO settings VALUES (hex(randomblob(8)), 'x')",
                "SELECT load_extension('evil')",
            )
        )
        when = chance.choice(["BEFORE", "AFTER"])
        db.execute(f"CREATE TRIGGER odd {when} {event} ON {name} BEGIN {body}; END")
        return f"trigger on {event} of {name}: {body}"


def something_added(path: Path, chance: Random) -> str:
    """The corpus holds tables and indexes nobody expects."""
    with _open(path) as db:
        sql = chance.choice(
            (
                "CREATE TABLE odd (a, b)",
                "CREATE VIRTUAL TABLE odd USING fts5 (a)",
                "CREATE INDEX odd ON pairs (abs(probability))",
                "CREATE UNIQUE INDEX odd ON pairs (status, id)",
                "ALTER TABLE pairs ADD COLUMN odd",
                "CREATE VIEW odd AS SELECT * FROM nothing",
                "CREATE TABLE sqlite_stat9 (a)",
            )
        )
        with _ignoring():
            db.execute(sql)
        return sql


# Values


def odd_value(path: Path, chance: Random) -> str:
    """One column of one row, or of all rows, holds what no program of ours writes."""
    with _open(path) as db:
        name, column = _column(db, chance)
        sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        triggers = _without_triggers(db)
        # SQLite itself keeps to the types of a strict table: they are taken away, and given back afterwards.
        _resql(
            db,
            name,
            re.sub(r"(INTEGER|TEXT|REAL|BLOB) NOT NULL", r"\1", sql.replace("STRICT, ", "").replace("STRICT", "")),
        )
    with _open(path) as db:
        keys = ", ".join(row[1] for row in db.execute(f'PRAGMA table_info("{name}")') if row[5])
        number = db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        one = f'({keys}) = (SELECT {keys} FROM "{name}" LIMIT 1 OFFSET {chance.randrange(max(number, 1))})'
        value = chance.choice(ODD_VALUES)
        given, parameters = (INVALID_UTF8, ()) if chance.random() < 0.1 else ("?", (value,))
        with _ignoring():
            where = one if keys and chance.random() < 0.8 else "true"
            db.execute(f'UPDATE OR IGNORE "{name}" SET "{column}" = {given} WHERE {where}', parameters)
        for trigger in triggers:
            db.execute(trigger)
        _resql(db, name, sql)
    return f"{name}.{column} = {value!r:.30}" if parameters else f"{name}.{column} is not UTF-8"


def _without_triggers(db: sqlite3.Connection) -> list[str]:
    """Drop all triggers; returns the statements that make them again."""
    found = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in found:
        db.execute(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in found]


def rows_removed(path: Path, chance: Random) -> str:
    """Rows others refer to are gone, or rows refer to nothing."""
    with _open(path) as db:
        name = chance.choice([table for table in _tables(db) if not table.startswith("sqlite_")])
        triggers = _without_triggers(db)
        with _ignoring():
            db.execute(f'DELETE FROM "{name}" WHERE abs(random()) % {chance.choice((1, 2, 5))} = 0')
        for trigger in triggers:
            db.execute(trigger)
        return f"rows of {name} removed"


def index_out_of_step(path: Path, chance: Random) -> str:
    """An index holds other rows than its table."""
    with _open(path) as db:
        found = db.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'").fetchall()
        (name, root), (other, instead) = chance.sample(found, 2)
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (instead, name))
        if chance.random() < 0.5:
            db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (root, other))
        return f"index {name} has the pages of {other}"


def search_index_damaged(path: Path, chance: Random) -> str:
    """The tables behind the search index are wrong or replaced."""
    with _open(path) as db:
        shadow = chance.choice(["words_data", "words_idx", "words_docsize", "words_config"])
        statements = {
            "rows gone": f"DELETE FROM {shadow}",
            "blobs cut": "UPDATE words_data SET block = substr(block, 1, length(block) / 2)",
            "blobs random": "UPDATE words_data SET block = randomblob(length(block))",
            "one blob random": "UPDATE words_data SET block = randomblob(40) WHERE id = 10",
            "sizes wrong": "UPDATE words_docsize SET sz = x'ffffffffffffffff'",
            "version": "UPDATE words_config SET v = 99",
            "config": "INSERT INTO words_config VALUES ('rank', 'bm25(1, 2, (3)')",
            "page size": "INSERT INTO words_config VALUES ('pgsz', -1)",
        }
        what = chance.choice([*statements, "replaced", "plain table"])
        with _ignoring():
            if what == "replaced":
                sql = "CREATE TABLE words_data (id TEXT, block TEXT, trap AS (abs(-9223372036854775808)))"
                _resql(db, "words_data", sql)
            elif what == "plain table":
                db.execute("DROP TABLE words")
                db.execute("CREATE TABLE words (source, target)")
            else:
                db.execute(statements[what])
        return f"search index: {what}"


# Pages and files


def bytes_flipped(path: Path, chance: Random) -> str:
    """A few bytes of a page are others."""
    data = bytearray(path.read_bytes())
    first = 0 if chance.random() < 0.3 else HEADER
    page = chance.randrange(len(data) // 4096) * 4096
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        # Most of what matters is at the beginning of a page.
        place = max(first, page + chance.choice((chance.randrange(4096), chance.randrange(64))))
        data[place] = chance.choice((0, 0xFF, data[place] ^ 1 << chance.randrange(8), chance.randrange(256)))
    path.write_bytes(data)
    return f"bytes of page {page // 4096 + 1} flipped"


def page_replaced(path: Path, chance: Random) -> str:
    """A page is zeros, or another page."""
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    at, other = (chance.randrange(1, pages) * 4096 for _ in range(2))
    data[at : at + 4096] = chance.choice((bytes(4096), data[other : other + 4096], chance.randbytes(4096)))
    path.write_bytes(data)
    return f"page {at // 4096 + 1} replaced"


def header_changed(path: Path, chance: Random) -> str:
    """A field of the header is another: versions, sizes, counts, encoding, ids."""
    data = bytearray(path.read_bytes())
    place = chance.choice((16, 18, 19, 20, *range(24, 72, 4), 92))
    size = 1 if 18 <= place <= 20 else 4
    data[place : place + size] = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    path.write_bytes(data)
    return f"byte {place} of the header changed"


def truncated(path: Path, chance: Random) -> str:
    """The file ends early, or holds more than it should."""
    data = path.read_bytes()
    length = chance.choice((0, 1, 16, 99, 100, 4096, 4097, chance.randrange(len(data)), len(data) - 1))
    if chance.random() < 0.2:
        path.write_bytes(data + chance.randbytes(chance.choice((1, 4096, 100_000))))
        return "bytes behind the end"
    path.write_bytes(data[:length])
    return f"cut to {length} bytes"


def foreign_log(path: Path, chance: Random) -> str:
    """A -wal, -shm or -journal of something else lies beside the corpus."""
    log = path.with_name(f"{path.name}-wal")
    with _open(path) as db, _open(path) as other:
        # The log of a program that was killed.
        other.execute("SELECT count(*) FROM pairs").fetchone()
        db.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(chance.randrange(1, 6)):
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, 'x')", (f"key {number}",))
        frames = bytearray(log.read_bytes())
        before = path.read_bytes()
    kind = chance.choice(["sound", "flipped", "cut", "random", "of another", "empty", "shm", "journal"])
    path.write_bytes(before)
    if kind == "flipped":
        frames[chance.randrange(len(frames))] ^= 0xFF
    if kind == "cut":
        del frames[chance.randrange(len(frames)) :]
    if kind == "random":
        frames = bytearray(chance.randbytes(len(frames)))
    if kind == "of another":
        path.write_bytes(before[: 4096 * chance.randrange(1, 9)])
    if kind == "journal":
        path.with_name(f"{path.name}-journal").write_bytes(chance.randbytes(9000))
    elif kind == "shm":
        path.with_name(f"{path.name}-shm").write_bytes(chance.randbytes(32768))
        log.write_bytes(frames)
    else:
        log.write_bytes(b"" if kind == "empty" else frames)
    return f"log beside it: {kind}"


# Versions


def other_version(path: Path, chance: Random) -> str:
    """The corpus is said to be older, newer, or somebody else's."""
    with _open(path) as db:
        sql = chance.choice(
            (
                "PRAGMA user_version = 99",
                "PRAGMA application_id = 1",
                "DELETE FROM _sqlite_migrations",
                "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)",
                "INSERT INTO _sqlite_migrations VALUES (99, 'workbench', '9999_future', '2030')",
                "UPDATE _sqlite_migrations SET migration_set = 'other'",
                "UPDATE _sqlite_migrations SET name = NULL",
                "DROP TABLE _sqlite_migrations",
                "PRAGMA journal_mode = DELETE",
            )
        )
        with _ignoring():
            db.execute(sql).fetchall()
        return sql


def _column(db: sqlite3.Connection, chance: Random) -> tuple[str, str]:
    # Half of the time where rows are.
    tables = _tables(db) if chance.random() < 0.5 else ["pairs", "segments", "documents", "flags", "actions", "changes"]
    name = chance.choice([table for table in tables if not table.startswith("sqlite_")])
    return name, chance.choice([row[1] for row in db.execute(f'PRAGMA table_info("{name}")')])


@contextmanager
def _ignoring() -> Iterator[None]:
    """What SQLite refuses even now is damage enough as it is."""
    try:
        yield
    except sqlite3.Error:
        return


KINDS: tuple[Callable[[Path, Random], str], ...] = (
    *(odd_value,) * 6,
    *(bytes_flipped,) * 3,
    *(something_dropped, column_renamed_or_dropped, schema_rewritten, table_is_a_view, trigger_added, something_added),
    *(rows_removed, index_out_of_step, search_index_damaged, page_replaced, header_changed, truncated),
    *(foreign_log, other_version),
)


def damage(path: Path, number: int) -> str:
    """Damage a corpus in the way of a number; returns what was done."""
    chance = Random(number)
    kind = KINDS[number * 7 % len(KINDS)]
    spare = path.read_bytes()
    try:
        return f"{number}: {kind(path, chance)}"
    except sqlite3.Error as error:
        # SQLite would not do it: cut the file instead, so that every number is some damage.
        path.write_bytes(spare)
        for left in path.parent.glob(f"{path.name}-*"):
            left.unlink()
        return f"{number}: {truncated(path, chance)}, since {error}"


def copy(path: Path, to: Path) -> None:
    """Copy a corpus with what lies beside it, over whatever is there."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        source, target = (each.with_name(each.name + suffix) for each in (path, to))
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)
