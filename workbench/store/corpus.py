"""The one door to a corpus: dataclasses in, dataclasses out; nothing else opens SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from workbench.domain import Action, Bitext, Change, CleanText, Document, Edit, Flag, Pair, Segment, Term
from workbench.store.queries import PairQuery
from workbench.store.values import DocumentEntry, Hit, Stats, Tally
from workbench.store.vectors import VectorCache

Progress = Callable[[str, int, int], None]


class Corpus:
    """A corpus file, open. One connection: a thread opens its own."""

    vectors: VectorCache

    @classmethod
    def open(cls, path: Path, *, create: bool = True, read_only: bool = False) -> Corpus:
        """Open a corpus; made where missing (unless not `create`), upgraded where older.

        Raises CorpusError, in one sentence, for everything that is not a corpus of ours.
        """
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Documents

    def add_document(self, document: Document, clean: CleanText, segments: Sequence[Segment]) -> str:
        """Keep a document with its cleaning and segments; answers its name in the corpus.

        The same bytes cut into the same segments are recognised: the name they already have comes back. A name
        taken by other text gets a number ("report-2").
        """
        raise NotImplementedError

    def documents(self) -> list[DocumentEntry]:
        """Every document that was read, in the order they came."""
        raise NotImplementedError

    def document(self, name: str) -> Document:
        """A document as read. Raises CorpusError where there is none of that name."""
        raise NotImplementedError

    def clean_text(self, name: str) -> CleanText:
        """A document's cleaned view."""
        raise NotImplementedError

    def edits(self, name: str) -> tuple[Edit, ...]:
        """What cleaning changed in a document."""
        raise NotImplementedError

    def segments(self, name: str) -> tuple[Segment, ...]:
        """A document's segments in order; empty for a document known only by name (of an imported file)."""
        raise NotImplementedError

    def bitexts(self) -> list[Bitext]:
        """Which documents face each other, in the order they came; without their segments."""
        raise NotImplementedError

    # Pairs

    def add_pairs(self, pairs: Iterable[Pair], progress: Progress | None = None) -> int:
        """Add what a machine proposes or a file holds; answers how many were new.

        A pair is known by its documents and segments, or by its texts where it has no segments; known ones are
        skipped, also when a person has since merged, split, edited or rejected them. Streams: any number of pairs.
        """
        raise NotImplementedError

    def pair(self, pair_id: int) -> Pair:
        """One row. Raises CorpusError where it is gone."""
        raise NotImplementedError

    def pairs(self, pair_ids: Sequence[int]) -> list[Pair]:
        """Rows in the order asked for; rows that are gone are left out."""
        raise NotImplementedError

    def pairs_with(self, document: str, position: int) -> list[int]:
        """Ids of the rows that hold a segment of a document."""
        raise NotImplementedError

    def pair_ids(self, query: PairQuery = PairQuery()) -> Sequence[int]:  # noqa: B008 frozen
        """Ids of the rows a query asks for, in its order, as a compact array."""
        raise NotImplementedError

    def iter_pairs(self, query: PairQuery = PairQuery()) -> Iterator[Pair]:  # noqa: B008 frozen
        """The rows a query asks for, a page at a time."""
        raise NotImplementedError

    def count(self, query: PairQuery = PairQuery()) -> int:  # noqa: B008 frozen
        """How many rows a query asks for."""
        raise NotImplementedError

    def replace_flags(self, pair_id: int, flags: Sequence[Flag]) -> None:
        """What checks found in a row, in place of what they found before. Not an action: no history, same revision."""
        raise NotImplementedError

    def replace_all_flags(self, found: Iterable[tuple[int, Sequence[Flag]]]) -> int:
        """The same for many rows, in batches; answers how many rows. Streams."""
        raise NotImplementedError

    # What people do

    def act(self, kind: str, changes: Sequence[Change], reviewer: str) -> Action:
        """Do what a person decided, in one transaction, and append it to the history.

        `changes` come in the order of the page: a new row is placed after the one named before it. The store sets
        revision, reviewer and time; ids of new rows are in the answer, in order. Raises StaleRow, and changes
        nothing, when a row is not as it was read.
        """
        raise NotImplementedError

    def undo(self, reviewer: str | None = None) -> Action | None:
        """Take back the last action not yet undone, of one reviewer or of all; None where there is none.

        The undo is itself appended. Raises StaleRow when somebody has changed one of the rows since.
        """
        raise NotImplementedError

    def redo(self, reviewer: str | None = None) -> Action | None:
        """Do again what was undone last; None where there is nothing, or something else was done since."""
        raise NotImplementedError

    def history(self, limit: int = 100) -> list[Action]:
        """The latest actions, newest first; undo and redo are among them."""
        raise NotImplementedError

    def history_of(self, pair_id: int) -> list[Action]:
        """What was done with a row, newest first."""
        raise NotImplementedError

    # Search and figures

    def search(self, text: str, *, regex: bool = False, limit: int | None = 100) -> list[Hit]:
        """Rows that hold the words on either side, and where; Simplified finds Traditional and the reverse."""
        raise NotImplementedError

    def stats(self) -> Stats:
        """Counts of everything."""
        raise NotImplementedError

    def tallies(self) -> list[Tally]:
        """Counts of rows by documents, relation, status and flags, ready made."""
        raise NotImplementedError

    # Settings and terms

    def setting(self, key: str, default: str = "") -> str:
        """A value kept with the corpus."""
        raise NotImplementedError

    def set_setting(self, key: str, value: str) -> None:
        """Keep a value with the corpus."""
        raise NotImplementedError

    def terms(self) -> list[Term]:
        """The term base, sorted by Chinese, then English."""
        raise NotImplementedError

    def add_term(self, term: Term) -> bool:
        """Keep a term; False where it was there already, just so. The same zh and en: kind and note are replaced."""
        raise NotImplementedError

    def remove_term(self, zh: str, en: str | None = None) -> int:
        """Drop a term, or all terms of a Chinese word; answers how many went."""
        raise NotImplementedError
