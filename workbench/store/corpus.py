"""The one door to a corpus: dataclasses in, dataclasses out; nothing else opens SQLite."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from types import TracebackType

from workbench.domain import (
    Action,
    ActionKind,
    Change,
    CleanText,
    Document,
    DocumentPair,
    Flag,
    Pair,
    Progress,
    RecurringCorrection,
    Segment,
    Side,
    Status,
    Term,
    TermKind,
)
from workbench.edits import apply_edits
from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store import (
    activity,
    checked,
    copies,
    counts,
    dismissals,
    imports,
    ingest,
    learnt,
    maintenance,
    ordering,
    rows,
    unit_inlines,
)  # fmt: skip
from workbench.store.columns import Columns
from workbench.store.connection import Connection, Mode, connect
from workbench.store.database import translated, translating
from workbench.store.document_ids import DocumentNames
from workbench.store.documents import Documents
from workbench.store.history import History, OpenAction, next_pair_id
from workbench.store.overview import Overview
from workbench.store.queries import Order, PairQuery
from workbench.store.query_plan import Finder, places_of
from workbench.store.similar import similar_rows
from workbench.store.unit_inlines import UnitInlines
from workbench.store.values import Activity, DocumentEntry, Hit, ImportRecord, ImportSource, Stats, Tally
from workbench.store.vectors import VectorCache

ALL = PairQuery()
"""Every row, as the documents read."""

PAGE = 500
"""Rows read at a time where all are asked for."""

_TERM = Columns(N_("A term"), str, str, TermKind, str, str)
_SETTING = Columns(N_("A setting"), str)


class Corpus:
    """A corpus file, open. One connection: a thread opens its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names = DocumentNames(connection)
        self._documents = Documents(connection, self._names)
        self._finder = Finder(connection, self._names)
        self._history = History(connection, self._names)
        self.path = connection.path
        self.vectors = VectorCache(connection)

    @property
    @translated
    def identity(self) -> str:
        """The id of this corpus in exports; empty for an older one opened for reading only."""
        return self._connection.identity

    @classmethod
    def open(cls, path: Path) -> Corpus:
        """Open a corpus that exists, for reading and writing; upgraded where older.

        Raises CorpusError, in one sentence, for everything that is not a corpus.
        """
        return cls(connect(Path(path), Mode.WRITE))

    @classmethod
    def create(cls, path: Path) -> Corpus:
        """Open a corpus for reading and writing, made where there is none. Raises as `open` does."""
        return cls(connect(Path(path), Mode.CREATE))

    @classmethod
    def read(cls, path: Path) -> Corpus:
        """Open a corpus that exists for reading only; upgraded where older and writable. Raises as `open` does."""
        return cls(connect(Path(path), Mode.READ))

    @translated
    def wait_at_most(self, seconds: float) -> None:
        """Wait for other programs that write no longer than this, then raise CorpusError."""
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def close(self) -> None:
        """Close the file; everything is saved already."""
        self._connection.close()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Documents

    @translated
    def add_document(self, document: Document, clean: CleanText, segments: Sequence[Segment]) -> str:
        """Keep a document with its cleaning and segments, and return its name in the corpus.

        The same bytes cut into the same segments are recognised: the name they already have comes back. A name
        taken by other text gets a number ("report-2").
        """
        return self._documents.add(document, clean, segments)

    @translated
    def documents(self) -> list[DocumentEntry]:
        """Return every document that was read, in the order they came."""
        return self._documents.entries()

    @translated
    def document(self, name: str) -> Document:
        """Return a document as read. Raises CorpusError where there is none of that name."""
        return self._documents.read(name)

    @translated
    def clean_text(self, name: str) -> CleanText:
        """Return a document's cleaned view."""
        document, edits = self._documents.read(name), self._documents.edits(name)
        return CleanText(document, apply_edits(document.text, edits), edits)

    @translated
    def segments(self, name: str) -> tuple[Segment, ...]:
        """Return a document's segments in order; empty for a document known only by name (of an imported file)."""
        return self._documents.segments(name)

    @translated
    def has_inlines(self, name: str) -> bool:
        """Return whether any segment of a document holds an inline element."""
        return self._documents.has_inlines(name)

    @translated
    def bitexts(self) -> list[DocumentPair]:
        """Return which documents face each other, in the order they came."""
        return counts.bitexts(self._connection)

    # Pairs

    @translated
    def add_pairs(self, pairs: Iterable[Pair], progress: Progress | None = None) -> int:
        """Add what a machine proposes or a file holds, and return how many were new.

        A pair is known by its documents and segments, or by its texts where it has no segments; known ones are
        skipped, also when a person has since merged, split, edited or rejected them. Streams: any number of pairs.
        """
        return ingest.Adder(self._connection, self._names).add(pairs, progress)

    @translated
    def import_pairs(
        self,
        source: ImportSource,
        pairs: Iterable[Pair],
        progress: Progress | None = None,
        *,
        atomic: bool = False,
        on_known: ingest.OnKnown | None = None,
    ) -> ImportRecord:
        """Add the pairs of a file as `add_pairs` does, with a record of how far it came, kept batch by batch.

        An import of the same file that was interrupted resumes after the pairs its record counts, and the corpus
        ends with the rows of an uninterrupted one. `pairs` are all pairs of the file. `atomic`: one transaction, in
        which others wait to write. `on_known` is called with the pairs that the corpus has or had already. Raises
        CorpusError where another program imports the same file meanwhile.
        """
        with self._connection.writing() if atomic else nullcontext():
            return ingest.import_pairs(self._connection, self._names, source, pairs, progress, on_known)

    @translated
    def record_import(self, source: ImportSource, first_row: int, added: int) -> None:
        """Record a file that was read in one `transaction`, as the rows from an id on."""
        imports.record_whole(self._connection, source, first_row, added)

    @translated
    def imports(self) -> list[ImportRecord]:
        """Return every imported file, oldest first, with those whose import was interrupted."""
        return imports.records(self._connection)

    @translated
    def next_pair_id(self) -> int:
        """Return the id that the next row will get."""
        return next_pair_id(self._connection)

    @translated
    def rows_with_texts(self, wanted: Collection[int]) -> dict[int, int]:
        """Return ids of rows by the wanted keys of their texts (`text_keys`); 0 where several rows share a text."""
        return rows.by_texts(self._connection, wanted)

    @translated
    def has_unit_inlines(self) -> bool:
        """Return whether any row came in a file with inline codes."""
        return unit_inlines.any_kept(self._connection)

    @translated
    def unit_inlines(self, pair_ids: Sequence[int]) -> dict[tuple[int, Side], UnitInlines]:
        """Return the inline codes that sides of rows had in the file they came in."""
        return unit_inlines.of(self._connection, pair_ids)

    def pair(self, pair_id: int) -> Pair:
        """Return a row. Raises CorpusError where it is gone."""
        found = self.pairs([pair_id])
        if not found:
            raise CorpusError(
                _("There is no row {pair_id}.").format(pair_id=pair_id),
                hint=_("It was merged or removed; look at the list again."),
            )
        return found[0]

    @translated
    def pairs(self, pair_ids: Sequence[int]) -> list[Pair]:
        """Return rows in the order asked for, without those that are gone."""
        with self._connection.reading():
            stored = rows.read(self._connection, self._names, pair_ids)
        return [stored[pair_id].pair for pair_id in pair_ids if pair_id in stored]

    @translated
    def pairs_with(self, document: str, position: int) -> list[int]:
        """Return the ids of the rows that hold a segment of a document."""
        sql = "SELECT pair_id FROM members WHERE document = ? AND position = ? ORDER BY pair_id"
        return [row[0] for row in self._connection.execute(sql, (self._names.find(document), position))]

    @translated
    def pair_ids(self, query: PairQuery = ALL, limit: int | None = None) -> Sequence[int]:
        """Return the ids of the rows a query asks for, in its order, as a compact array."""
        return array("q", self._finder.ids(query, limit))

    @translated
    def precedes(self, first: int, second: int) -> bool:
        """Return whether a row comes before another in document order; False where one of them is gone."""
        return ordering.precedes(self._connection, first, second)

    @translated
    def overview(self, query: PairQuery = ALL) -> Overview:
        """Return ids, traits and probabilities of the rows a query asks for, in its order."""
        return self._finder.overview(query)

    def iter_pairs(self, query: PairQuery = ALL) -> Iterator[Pair]:
        """Yield the rows a query asks for, a page at a time."""
        yield from self._rows(query, None)

    def _rows(self, query: PairQuery, limit: int | None) -> Iterator[Pair]:
        ids = self.pair_ids(query, limit)
        for start in range(0, len(ids), PAGE):
            yield from self.pairs(ids[start : start + PAGE])

    @translated
    def count(self, query: PairQuery = ALL) -> int:
        """Return how many rows a query asks for."""
        return self._finder.count(query)

    @translated
    def replace_all_flags(self, found: Iterable[tuple[Pair, Sequence[Flag]]], rules: int | None = None) -> int:
        """Replace the flags of rows by what checks found in them, and return in how many rows.

        A row that was changed or removed since it was read keeps its flags. Not an action: no history, same revision.
        `rules` stands for all that decided what was found, and is kept with the rows. Streams: written in batches.
        """
        iterator = iter(found)
        count = 0
        while batch := list(islice(iterator, PAGE)):
            count += checked.replace_flags(self._connection, batch, rules)
        return count

    @translated
    def set_probabilities(self, scored: Sequence[Pair]) -> int:
        """Keep the probabilities of rows that were scored, and return how many; rows that changed meanwhile stay.

        Not an action: no history, same revision.
        """
        return checked.set_probabilities(self._connection, scored)

    @translated
    def checked(self, pair_ids: Sequence[int], rules: int) -> set[int]:
        """Return which of these rows were checked by those rules and have not changed since."""
        return checked.unchanged(self._connection, pair_ids, rules)

    @translated
    def count_checked(self, rules: int) -> int:
        """Return how many rows were checked by those rules and have not changed since."""
        return checked.count(self._connection, rules)

    @translated
    def settled(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return rows with their dismissed flags apart from the others, as the store would keep them."""
        settled = dismissals.Dismissals(self._connection).settled
        return [settled(pair) for pair in pairs]

    @translated
    def dismissing(self, pair: Pair, flag: Flag) -> list[int]:
        """Return the ids of the rows with a dismissal that covers a flag of a row, that row among them."""
        return dismissals.holders(self._connection, pair, flag)

    # What people do

    @translated
    def act(self, kind: ActionKind, changes: Sequence[Change], reviewer: str) -> Action:
        """Do what a person decided, in one transaction, and append it to the history.

        `changes` come in the order of the page: a new row is placed after the one named before it. The store sets
        revision, reviewer and time; ids of new rows are in the result, in order. Raises StaleRow, and changes
        nothing, when a row is not as it was read.
        """
        return self._history.act(kind, changes, reviewer)

    def open_action(self, kind: ActionKind, reviewer: str) -> OpenAction:
        """Return an action to which changes are added as they come, for inside a `transaction`."""
        return OpenAction(self._history, kind, reviewer)

    @translated
    def pair_as_of(self, pair_id: int, revision: int) -> Pair | None:
        """Return a row as it was in an earlier revision; None where its history does not reach back to it."""
        stored = rows.read(self._connection, self._names, [pair_id]).get(pair_id)
        return None if stored is None else self._history.as_of(stored, revision)

    @translated
    def undo(self, reviewer: str | None = None) -> Action | None:
        """Undo the last action not yet undone, by one reviewer or by anybody; None where there is none.

        The undo is itself appended. Raises StaleRow when somebody has changed one of the rows since.
        """
        return self._history.undo(reviewer)

    @translated
    def redo(self, reviewer: str | None = None) -> Action | None:
        """Redo what was undone last; None where there is nothing to redo, or something else was done since."""
        return self._history.redo(reviewer)

    @translated
    def undo_after(self, action_id: int, reviewer: str) -> list[Action]:
        """Undo all that a reviewer did after an action, all or nothing; return the undos, newest action first.

        Raises StaleRow where somebody else has changed one of the rows since.
        """
        return self._history.undo_after(action_id, reviewer)

    @translated
    def count_after(self, action_id: int, reviewer: str) -> tuple[int, int]:
        """Return how many actions `undo_after` would take back, and how many rows they changed."""
        return self._history.count_after(action_id, reviewer)

    @translated
    def history(self, limit: int = 100) -> list[Action]:
        """Return the latest actions, newest first; undo and redo are among them."""
        return self._history.actions(limit)

    @translated
    def action_ids(self) -> Sequence[int]:
        """Return the ids of all actions, newest first, as a compact array."""
        return self._history.ids()

    @translated
    def actions(self, action_ids: Sequence[int]) -> list[Action]:
        """These actions, newest first."""
        return self._history.actions_of(action_ids)

    @translated
    def decisions(self, reviewer: str, limit: int = 1_000) -> list[tuple[str, int]]:
        """Return when a reviewer decided about rows, and how many at once; the latest that still hold, oldest first."""
        return self._history.decisions(reviewer, limit)

    @translated
    def activity(self, bitext: DocumentPair | None = None) -> list[Activity]:
        """Return what reviewers did that still holds, by minute: for all rows, or those of two documents."""
        return activity.activity(self._connection, bitext)

    @translated
    def history_after(self, action_id: int) -> list[Action]:
        """Return what was done after an action, newest first."""
        return self._history.actions_after(action_id)

    @translated
    def last_action_id(self) -> int:
        """Return the id of the latest action, or 0: a quick way to see whether anything changed."""
        return int(self._connection.execute("SELECT ifnull(max(id), 0) FROM actions").fetchone()[0])

    @translated
    def history_of(self, pair_id: int) -> list[Action]:
        """Return what was done with a row, newest first."""
        return self._history.actions_on(pair_id)

    # Search and counts

    def search(self, text: str, *, regex: bool = False, limit: int | None = 100) -> list[Hit]:
        """Return rows that hold the words on either side, and where; Simplified finds Traditional and the reverse.

        Neighbouring words of an alphabet and "quoted words" are a phrase, Chinese ends at a space: 天津 Tianjin asks
        for both. The last word may be unfinished from three letters on. Oldest rows first. Raises UsageError for an
        invalid pattern, CorpusError for one that takes too long.
        """
        query = PairQuery(regex=text if regex else None, text=None if regex else text, order=Order.ID)
        return list(self.hits(query, limit))

    def hits(self, query: PairQuery, limit: int | None = None) -> Iterator[Hit]:
        """Yield the rows a query asks for, a page at a time, with the places of its text or pattern."""
        places = places_of(query)
        for pair in self._rows(query, limit):
            yield Hit(pair, places(pair.source.text, pair.target.text))

    @translated
    def similar(self, text: str, statuses: Collection[Status] | None, limit: int) -> list[int]:
        """Return ids of rows that share words with a text on either side, most similar first."""
        with self._connection.reading():
            return similar_rows(self._connection, text, statuses, limit)

    @translated
    def stats(self) -> Stats:
        """Return counts of everything."""
        return counts.stats(self._connection)

    @translated
    def tallies(self) -> list[Tally]:
        """Return counts of rows by documents, relation, status and flags, ready made."""
        return counts.tallies(self._connection)

    # Settings and terms

    @translated
    def setting(self, key: str, default: str = "") -> str:
        """Return a value kept with the corpus."""
        row = self._connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return default if row is None else str(_SETTING(row)[0])

    @translated
    def set_setting(self, key: str, value: str) -> None:
        """Keep a value with the corpus."""
        with self._connection.writing():
            self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    @translated
    def terms(self) -> list[Term]:
        """Return the term base, sorted by Chinese, then English."""
        found = self._connection.execute("SELECT * FROM terms ORDER BY zh, en")
        return [Term(*term) for term in _TERM.read(found)]

    @translated
    def add_terms(self, terms: Iterable[Term]) -> int:
        """Store terms, all or none; return how many were new or changed.

        The same Chinese and English: kind and note are replaced.
        """
        count = 0
        with self._connection.writing():
            for values in map(astuple, terms):
                known = self._connection.execute("SELECT * FROM terms WHERE zh = ? AND en = ?", values[:2]).fetchone()
                if known != values:
                    self._connection.execute("INSERT OR REPLACE INTO terms VALUES (?, ?, ?, ?, ?)", values)
                    count += 1
        return count

    @translated
    def remove_term(self, zh: str, en: str | None = None) -> int:
        """Remove a term, or all terms of a Chinese word; return how many were removed."""
        with self._connection.writing():
            if en is None:
                return self._connection.execute("DELETE FROM terms WHERE zh = ?", (zh,)).rowcount
            return self._connection.execute("DELETE FROM terms WHERE zh = ? AND en = ?", (zh, en)).rowcount

    @translated
    def refused_terms(self) -> list[tuple[str, str]]:
        """Return harvested terms that were refused, as Chinese and English."""
        return learnt.refused_terms(self._connection)

    @translated
    def refuse_terms(self, terms: Iterable[tuple[str, str]], reviewer: str) -> None:
        """Refuse harvested terms: they are not offered again."""
        learnt.refuse_terms(self._connection, terms, reviewer)

    @translated
    def offered_rules(self) -> list[learnt.OfferedRule]:
        """Return recurring corrections that were offered as rules of this corpus, and the decisions about them."""
        return learnt.offered_rules(self._connection)

    @translated
    def keep_rule(
        self, correction: RecurringCorrection, reviewer: str, *, kept: bool, action: int | None = None
    ) -> None:
        """Make a recurring correction a rule of the corpus, or refuse it.

        `action` is the id of the action that made it one: while that is undone, there is no rule.
        """
        learnt.keep_rule(self._connection, correction, reviewer, kept=kept, action=action)

    @translated
    def words_of_rule(self, action: int) -> str:
        """Return the words that a rule replaces, by the action that made it; "" where it is gone."""
        return learnt.words_of_rule(self._connection, action)

    @translated
    def forget_rules(self, found: str) -> int:
        """Remove the rules that replace some words, kept or refused; return how many were removed."""
        return learnt.forget_rules(self._connection, found)

    @translated
    def edits_with(self, found: str, replacement: str) -> list[tuple[str, str]]:
        """Return texts before and after corrections by hand that may have replaced some words by others."""
        return learnt.edits_with(self._connection, found, replacement)

    # Care

    @translated
    def backup(self, path: Path) -> None:
        """Copy the corpus, even while in use, to a new file or over an older copy, replaced once all is written."""
        copies.backup(self._connection.sqlite, self.path, path)

    @translated
    def keep_copy(self, reason: str) -> Path:
        """Keep a copy next to the corpus before a risky step, named with time and `reason`; remove the oldest."""
        return copies.keep(self._connection.sqlite, self.path, reason)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Have reads inside the block see one state of the corpus, whatever others write meanwhile."""
        with self._connection.reading():
            yield

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is written inside the block as a whole, or nothing where it raises; others wait to write.

        Raises CorpusError as other methods do.
        """
        with translating(self.path), self._connection.writing():
            yield

    @translated
    def vacuum(self) -> None:
        """Return unused space to the disk and put the search index in order."""
        maintenance.vacuum(self._connection)

    @translated
    def check(self) -> list[str]:
        """Return what is wrong inside the corpus, a sentence each; empty where all is well."""
        return maintenance.check(self._connection, self._names)
