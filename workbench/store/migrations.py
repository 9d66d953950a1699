"""The schema, step by step: db/migrations/*.sql, numbered, append only.

All pending steps and their record are one transaction; before an older corpus is upgraded, a copy is kept beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sqlite_utils import Database, Migrations

from workbench import resources
from workbench.errors import CorpusError

APPLICATION_ID = 0x5A48454E
"""In the file's header, "ZHEN": this is a corpus of ours."""

OLDEST_READABLE = 1
"""A corpus of this version or a later one can be read as it is; only writing upgrades it."""

_SEARCH_TABLE = "words"


@cache
def scripts() -> tuple[Path, ...]:
    """The migration files in order; a corpus's version is how many it has been through."""
    return tuple(sorted((resources.db() / "migrations").glob("[0-9]*.sql")))


def version() -> int:
    """Version of a corpus made by this program."""
    return len(scripts())


def bring_up_to_date(db: Database, path: Path, known: int, *, read_only: bool) -> None:
    """Create or upgrade the schema of a corpus whose version is `known`.

    Raises CorpusError where it may only be read and is older.
    """
    if known == version():
        return
    if read_only and known >= OLDEST_READABLE:
        return
    if read_only:
        raise CorpusError(
            f"{path} was made by an older version and has to be upgraded first.", hint="Open it once for writing."
        )
    if known:
        _keep_copy(db, path, known)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        if recognise(db, path) < version():
            _apply(db, version())
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def recognise(db: Database, path: Path) -> int:
    """The corpus's version, 0 for an empty file. Raises CorpusError where the file is not ours or too new."""
    application = db.conn.execute("PRAGMA application_id").fetchone()[0]
    known = db.conn.execute("PRAGMA user_version").fetchone()[0]
    names = db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not application and not names:
        return 0
    if application != APPLICATION_ID:
        raise CorpusError(f"{path} is another program's database, not a corpus.", hint="Name another with --db.")
    if known > version():
        raise CorpusError(
            f"{path} was made by a newer version (its format is {known}, this program knows {version()}).",
            hint="Update the workbench.",
        )
    if known < 1 or _schema(db.conn) != _expected_schema(known):
        raise CorpusError(
            f"{path} has tables, views or triggers that are not the workbench's own.",
            hint="It may have been changed by another program; it is left as it is.",
        )
    return int(known)


def _apply(db: Database, upto: int) -> None:
    """Run the migrations that are not yet recorded, inside the caller's transaction."""
    migrations = Migrations("workbench")
    for script in scripts()[:upto]:
        migrations(name=script.stem)(_runner(script))
    migrations.apply(db)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.conn.execute(f"PRAGMA user_version = {upto}")


def _runner(script: Path) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        db.executescript(script.read_text(encoding="utf-8"))

    return run


def _keep_copy(db: Database, path: Path, known: int) -> None:
    copy = path.with_name(f"{path.name}.version-{known}")
    number = 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.version-{known}-{number}")
    target = sqlite3.connect(copy)
    try:
        db.conn.backup(target)
    finally:
        target.close()


Schema = frozenset[tuple[str, str, str]]


def _schema(connection: sqlite3.Connection) -> Schema:
    """Every table, index, trigger and view with its definition; names SQLite reserves for itself left out."""
    entries = set()
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if name.startswith("sqlite_") and kind in ("table", "index"):
            continue
        # The search index's own tables are made by SQLite, whose versions may word them differently.
        own = kind == "table" and name.startswith(f"{_SEARCH_TABLE}_")
        entries.add((kind, name, "" if own else str(sql)))
    return frozenset(entries)


@cache
def _expected_schema(known: int) -> Schema:
    return _schema(_in_memory(known).conn)


def _in_memory(known: int) -> Database:
    db = Database(sqlite3.connect(":memory:", isolation_level=None), recursive_triggers=False, execute_plugins=False)
    Migrations("workbench").ensure_migrations_table(db)
    for script in scripts()[:known]:
        db.conn.executescript(script.read_text(encoding="utf-8"))
    return db


def schema_text() -> str:
    """The whole schema as SQL, as db/schema.sql holds it."""
    rows = _in_memory(version()).conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY rowid"
    )
    return "".join(f"{sql};\n\n" for (sql,) in rows).rstrip("\n") + "\n"
