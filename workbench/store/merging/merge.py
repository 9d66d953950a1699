"""Corpora made one: documents, rows, decisions, flags, history and terms with them.

The first corpus is copied as it is, and what the others have comes to it, one after the other. All of it is made in a
file beside the target, which bears its name once it is complete. The sources are read, each as it is at one moment.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from workbench.domain import Progress
from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store import migrations, rows, search
from workbench.store.connection import Connection, Mode, connect
from workbench.store.database import open_sqlite, set_journal_mode, translating
from workbench.store.history import next_pair_id
from workbench.store.merging import beside
from workbench.store.merging.alternatives import left_out
from workbench.store.merging.corpora import Corpora
from workbench.store.merging.documents import identify
from workbench.store.merging.history import LAST, new_actions
from workbench.store.merging.lineage import Lineage
from workbench.store.merging.new_rows import NewRows
from workbench.store.merging.shared_rows import SharedRows
from workbench.store.merging.values import Conflict, Contribution, Merged
from workbench.store.stored_pair import to_record

_PAGE = 500
"""Rows removed together."""

_NUMBERED = "(SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY id) AS number FROM {})"
"""Rows or actions with the same key are distinguished by their order."""

_MAPS = (
    "DROP TABLE IF EXISTS temp.row_map",
    "DROP TABLE IF EXISTS temp.action_map",
    "DROP TABLE IF EXISTS temp.their_tail",
    "CREATE TEMP TABLE row_map (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL, is_new INTEGER NOT NULL)",
    f"INSERT INTO row_map SELECT theirs.id, ours.id, 0 FROM {_NUMBERED.format('their_rows')} AS theirs"
    f" JOIN {_NUMBERED.format('our_rows')} AS ours USING (key, number)",
    "CREATE INDEX temp.row_map_by_ours ON row_map (ours)",
    "CREATE TEMP TABLE action_map (theirs INTEGER PRIMARY KEY, ours INTEGER)",
    f"INSERT INTO action_map SELECT theirs.id, ours.id FROM {_NUMBERED.format('their_actions')} AS theirs"
    f" LEFT JOIN {_NUMBERED.format('our_actions')} AS ours USING (key, number)",
    "CREATE INDEX temp.action_map_by_ours ON action_map (ours)",
    "CREATE TEMP TABLE their_tail (id INTEGER PRIMARY KEY)",
)
"""Rows and actions of the source, with those of the merged corpus that they are; an action without one is new."""


def merge(sources: Sequence[Path], target: Path, reviewer: str, progress: Progress | None = None) -> Merged:
    """Make a new corpus of two or more. What the merge itself decides is by `reviewer`, in the history.

    Raises CorpusError where a source is not a corpus, or where there is a file of the target's name.
    """
    sources = _distinct(sources)
    _check_target(target)
    partial_file = target.with_name(f".{target.name}.partial")
    copy_file = target.with_name(f".{target.name}.source.partial")
    _remove(partial_file)
    try:
        with translating(target):
            contributions, conflicts, counts = _merge(sources, partial_file, copy_file, reviewer, progress)
        if target.exists():
            raise _is_there(target)
        partial_file.chmod(stat.S_IMODE(sources[0].stat().st_mode))
        partial_file.rename(target)
    finally:
        _remove(partial_file)
        _remove(copy_file)
    return Merged(tuple(contributions), tuple(conflicts), *counts)


def _distinct(sources: Sequence[Path]) -> list[Path]:
    """The sources, a file that is named twice once."""
    found: list[Path] = []
    for path in sources:
        if not any(path.exists() and each.exists() and path.samefile(each) for each in found):
            found.append(path)
    return found


def _check_target(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise _is_there(target)
    if not target.parent.is_dir():
        raise CorpusError(
            _("There is no folder {folder}.").format(folder=target.parent), hint=_("Make it, or name another place.")
        )


def _is_there(target: Path) -> CorpusError:
    return CorpusError(
        _("{target} already exists; a merge makes a new corpus.").format(target=target),
        hint=_("Name a new file; to keep what is in that one, name it among the corpora to merge."),
    )


def _remove(path: Path) -> None:
    """Remove a database and what lies beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def _merge(
    sources: Sequence[Path], partial_file: Path, copy_file: Path, reviewer: str, progress: Progress | None
) -> tuple[list[Contribution], list[Conflict], tuple[int, int, int]]:
    contributions: list[Contribution] = []
    conflicts: list[Conflict] = []
    with ExitStack() as stack:
        with _snapshot(sources[0], copy_file) as first:
            merged = stack.enter_context(closing(_copied(first, partial_file)))
            with merged.writing():
                _rename(merged)
                contributions.append(_everything(merged, sources[0]))
        for path in sources[1:]:
            with _snapshot(path, copy_file) as source, merged.writing():
                corpora = Corpora.of(merged, source, reviewer)
                contribution, found = _take_in(corpora, (str(sources[0]), str(path)), progress)
                contributions.append(contribution)
                conflicts += found
        counts = _counts(merged)
        # The last commit has the whole file on the disk; nothing before it needed to be.
        set_journal_mode(merged.sqlite, "DELETE")
        merged.execute("PRAGMA synchronous = FULL")
        with merged.writing():
            merged.execute(f"PRAGMA user_version = {migrations.version()}")
    return contributions, conflicts, counts


@contextmanager
def _snapshot(path: Path, copy_file: Path) -> Iterator[Connection]:
    """A corpus as it is at this moment, of today's version; one of an older version is copied and the copy upgraded."""
    with translating(path), closing(connect(path, Mode.READ)) as source, source.reading():
        known = source.execute("PRAGMA user_version").fetchone()[0]
        if known == migrations.version():
            yield source
            return
        _remove(copy_file)
        with closing(_copied(source, copy_file)) as copy:
            copy.path = path
            yield copy


def _copied(source: Connection, path: Path) -> Connection:
    """A copy of a corpus that is only kept when it is complete, of today's version."""
    connection = open_sqlite(path, "rwc")
    try:
        source.sqlite.backup(connection)
        set_journal_mode(connection, "DELETE")
        migrations.upgrade(connection, path)
        set_journal_mode(connection, "OFF")
        connection.execute("PRAGMA synchronous = OFF")
    except BaseException:
        connection.close()
        raise
    return Connection(path, connection, read_only=False)


def _rename(merged: Connection) -> None:
    """Give the merged corpus a name of its own: the ids of its rows mean nothing to any of the sources."""
    merged.execute("UPDATE settings SET value = lower(hex(randomblob(8))) WHERE key = 'identity'")


def _counts(connection: Connection) -> tuple[int, int, int]:
    documents, pairs, actions = (
        int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in ("documents WHERE text IS NOT NULL", "pairs", "actions")
    )
    return documents, pairs, actions


def _everything(merged: Connection, path: Path) -> Contribution:
    terms = int(merged.execute("SELECT count(*) FROM terms").fetchone()[0])
    documents, pairs, actions = _counts(merged)
    return Contribution(str(path), documents, pairs, actions, terms, 0, 0)


def _take_in(
    corpora: Corpora, labels: tuple[str, str], progress: Progress | None
) -> tuple[Contribution, list[Conflict]]:
    """Add what the source has; return what it contributed, and what the two corpora have differently."""
    merged, source, documents = corpora.merged, corpora.source, corpora.documents
    search.ensure_current(merged)
    documents.write()
    Lineage(merged, merged, "our", partial(identify, corpora.names)).write()
    Lineage(source, merged, "their", documents.identify).write()
    for statement in _MAPS:
        merged.execute(statement)
    _find_tail(corpora)
    omitted, dropped = left_out(merged, source, documents)
    _drop(corpora, dropped)
    total = _number(merged, omitted)
    new = NewRows(corpora, partial(_report, progress, total))
    new.write()
    shared = SharedRows(corpora, labels)
    shared.write()
    _remember(corpora)
    actions = corpora.history.append()
    terms, unlike = beside.join_terms(merged, source, labels)
    beside.join_learnt(merged, source)
    beside.join_settings(merged, source)
    beside.join_imports(merged, source)
    beside.join_vectors(merged, source)
    contribution = Contribution(
        labels[1], documents.added, new.added, actions, terms, shared.changed, len(omitted) + len(dropped)
    )
    return contribution, [*shared.conflicts, *unlike]


def _report(progress: Progress | None, total: int, done: int) -> None:
    if progress is not None:
        progress(N_("merging"), done, total)


def _find_tail(corpora: Corpora) -> None:
    """Note the rows changed by actions that only the source has."""
    for action_id in new_actions(corpora.merged):
        found = corpora.source.execute("SELECT pair_id FROM changes WHERE action_id = ?", (action_id,))
        corpora.merged.execute_many("INSERT OR IGNORE INTO their_tail VALUES (?)", found)


def _drop(corpora: Corpora, dropped: Sequence[int]) -> None:
    for start in range(0, len(dropped), _PAGE):
        for stored in rows.read(corpora.merged, corpora.names, dropped[start : start + _PAGE]).values():
            rows.delete(corpora.merged, corpora.names, stored)
            corpora.history.join(LAST, stored.id, to_record(stored), None)


def _number(merged: Connection, omitted: Collection[int]) -> int:
    """Give ids to the rows that only the source has, or only its history; return how many these are."""
    following = next_pair_id(merged)
    count = merged.execute(
        "INSERT INTO row_map SELECT id, ? + row_number() OVER (ORDER BY id), 1 FROM their_rows"
        " WHERE id NOT IN (SELECT theirs FROM row_map) AND id NOT IN (SELECT value FROM json_each(?))",
        (following - 1, json.dumps(list(omitted))),
    ).rowcount
    # Ids of removed rows are not used again.
    merged.execute("DELETE FROM sqlite_sequence WHERE name = 'pairs'")
    merged.execute("INSERT INTO sqlite_sequence VALUES ('pairs', ?)", (following + count - 1,))
    return count


def _remember(corpora: Corpora) -> None:
    """Copy the keys of known pairs; a key contains document names, so this works only where none was renamed."""
    if not corpora.documents.any_renamed:
        found = corpora.source.execute("SELECT key FROM known")
        corpora.merged.execute_many("INSERT OR IGNORE INTO known VALUES (?)", found)
