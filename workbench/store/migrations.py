"""The schema, step by step: db/migrations/*.sql, numbered, append only. Pending steps are one transaction."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from workbench import resources
from workbench.errors import CorpusError
from workbench.i18n import gettext as _
from workbench.store import cut_rows


@contextmanager
def _as_if_absent(module: str) -> Iterator[None]:
    """Keep what is imported inside the block from loading a module that it would only use where it is there."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


# It loads pandas to know two more types, which costs every command 70 MB and a quarter of a second.
with _as_if_absent("pandas"):
    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x5A48454E
"""In the header of every corpus: "ZHEN"."""

_WITH_SCORES = 7
"""Version from which on a row may have no probability; before, an imported one without got 1."""

# Aligned and mined rows have segments; the probability of an imported one that is scored again is as good.
_NOT_SCORED = """
    UPDATE pairs SET scored = 0, probability = 0
    WHERE probability = 1 AND source_segments = '' AND target_segments = '' AND relation <> 'unaligned'
"""

_WITH_SPANS = 9
"""Version from which on rows keep which parts of their segments they hold."""


@cache
def scripts() -> tuple[Path, ...]:
    """Return the migration files in order; a corpus's version is how many it has been through."""
    return tuple(sorted((resources.db() / "migrations").glob("[0-9]*.sql")))


def version() -> int:
    """Version of a corpus made by this program."""
    return len(scripts())


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Create the schema or bring it up to date, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        if (known := recognise(connection, path)) < version():
            _apply(_database(connection), version())
            if 0 < known < _WITH_SCORES:
                connection.execute(_NOT_SCORED)
            if 0 < known < _WITH_SPANS:
                cut_rows.fill(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> bool:
    """Raise CorpusError for another program's database; return whether the file is a corpus, not empty."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if not application and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    if application != APPLICATION_ID:
        raise CorpusError(
            _("{path} is another program's database, not a corpus.").format(path=path), hint=_("Name another file.")
        )
    return True


def recognise(connection: sqlite3.Connection, path: Path) -> int:
    """Return the corpus's version, 0 for an empty file. Raises CorpusError where it is not ours or too new."""
    if not refuse_foreign(connection, path):
        return 0
    known = connection.execute("PRAGMA user_version").fetchone()[0]
    if known > version():
        raise CorpusError(
            _("{path} was made by a newer version (its format is {known}, this program knows {version}).").format(
                path=path, known=known, version=version()
            ),
            hint=_("Update the workbench."),
        )
    if known < 1 or _schema(connection) != _expected_schema(known):
        raise CorpusError(
            _("{path} has tables, views or triggers that are not the workbench's own.").format(path=path),
            hint=_("It may have been changed by another program; it is left as it is."),
        )
    return int(known)


def _apply(db: Database, upto: int) -> None:
    """Run the migrations that are not yet recorded, inside the caller's transaction."""
    migrations = Migrations("workbench")
    for script in scripts()[:upto]:
        migrations(name=script.stem)(_runner(script))
    migrations.apply(db)
    for pragma in (f"application_id = {APPLICATION_ID}", f"user_version = {upto}"):
        db.conn.execute(f"PRAGMA {pragma}")


def _runner(script: Path) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        db.executescript(script.read_text(encoding="utf-8"))

    return run


def _database(connection: sqlite3.Connection) -> Database:
    return Database(connection, recursive_triggers=False, execute_plugins=False)


Schema = frozenset[tuple[str, str, str]]

_STATISTICS = re.compile(r"table CREATE TABLE sqlite_stat\d\([a-z,]*\)")


def _schema(connection: sqlite3.Connection) -> Schema:
    """Every table, index, trigger and view with its definition; the indexes and statistics SQLite makes left out."""
    return frozenset(
        (kind, name, _own_words(name, sql))
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
        if sql is not None and not _STATISTICS.fullmatch(f"{kind} {sql}")
    )


def _own_words(name: str, sql: str) -> str:
    """A definition; SQLite makes the search index's tables, and its versions space and quote them differently."""
    return re.sub("[\\s\"']+", "", sql) if name.startswith("words_") else sql


@cache
def _expected_schema(known: int) -> Schema:
    with _in_memory(known) as connection:
        return _schema(connection)


@contextmanager
def _in_memory(known: int) -> Iterator[sqlite3.Connection]:
    """An empty corpus of a version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        Migrations("workbench").ensure_migrations_table(_database(connection))
        for script in scripts()[:known]:
            connection.executescript(script.read_text(encoding="utf-8"))
        yield connection


def schema_text() -> str:
    """Return the whole schema as SQL, as db/schema.sql holds it."""
    with _in_memory(version()) as connection:
        rows = connection.execute(
            "SELECT sql FROM sqlite_master "
            "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY rowid"
        ).fetchall()
    return "".join(f"{sql};\n\n" for (sql,) in rows).rstrip("\n") + "\n"
