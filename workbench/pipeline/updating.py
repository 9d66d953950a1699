"""Rows of a file against those of the corpus: which they are, what they would change, and who decided last.

A row is recognised by its id where the file carries the identity of this corpus, else by its documents and segments,
else by its texts. What the file changed is told from what was changed here since it was exported by the revision
that it carries and the history of the row, else by the time of the last change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.domain import Change, Pair, Relation, Side
from workbench.exchange.xml import held
from workbench.i18n import N_
from workbench.language.conversion import simplify
from workbench.review.operations import Stamp
from workbench.review.side_history import history_of
from workbench.review.text_edits import edit
from workbench.store.corpus import PAGE, Corpus
from workbench.store.ingest import batches
from workbench.store.rows import text_keys


class Outcome(StrEnum):
    """What a row of a file is to a row of the corpus."""

    SAME = N_("same")
    """It says nothing that the row does not say, or what it said when it was exported."""
    CHANGED = N_("changed")
    CONFLICT = N_("conflict")
    """Both were changed since the file was exported."""
    REPEATED = N_("repeated")
    """An earlier row of the file was of the same row, and changed it."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that a file and the corpus give differently."""

    field: str
    """"source", "target", "status" or "note"."""
    here: str
    file: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the corpus beside the row of a file that is of it."""

    row: Pair
    taken: Pair
    """The row as the file would have it."""
    outcome: Outcome

    @property
    def differences(self) -> tuple[FieldDifference, ...]:
        """The fields in which the two differ."""
        return tuple(
            FieldDifference(name, here, file)
            for (name, here), (_, file) in zip(_fields(self.row), _fields(self.taken), strict=True)
            if here != file
        )


def _fields(pair: Pair) -> tuple[tuple[str, str], ...]:
    return (
        ("source", pair.source.text),
        ("target", pair.target.text),
        ("status", pair.status.value),
        ("note", pair.note),
    )


def _decided(pair: Pair) -> tuple[object, ...]:
    """What a decision is about: the texts and the status."""
    return pair.source.text, pair.target.text, pair.status, pair.by_estimate


class Recogniser:
    """Finds the row of the corpus that each row of a file is of."""

    def __init__(self, corpus: Corpus, texts: Collection[int] = ()) -> None:
        self._corpus = corpus
        self.identity = corpus.identity
        self._by_text = corpus.rows_with_texts(texts) if texts else {}

    def is_named(self, pair: Pair) -> bool:
        """Whether a file gives the id that its row has in this corpus."""
        return pair.id is not None and bool(pair.corpus) and pair.corpus == self.identity

    def rows(self, pairs: Sequence[Pair]) -> list[Pair | None]:
        """The row of each pair, None for one that the corpus does not have."""
        found: list[int | None] = [pair.id if self.is_named(pair) else None for pair in pairs]
        known = {row.id: row for row in self._corpus.pairs(sorted({each for each in found if each is not None}))}
        found = [
            self._elsewhere(pair) if number not in known or _contradicts(pair, known[number]) else number
            for number, pair in zip(found, pairs, strict=True)
        ]
        missing = {each for each in found if each is not None and each not in known}
        known |= {row.id: row for row in self._corpus.pairs(sorted(missing))}
        return [None if number is None else known.get(number) for number in found]

    def _elsewhere(self, pair: Pair) -> int | None:
        """Id of the row with the same segments, else of the one with the same texts, else with one of them."""
        if pair.source.segments and pair.target.segments:
            held = (
                set(self._corpus.pairs_with(side.document, side.segments[0])) for side in (pair.source, pair.target)
            )
            for row in self._corpus.pairs(sorted(set.intersection(*held))):
                if _place(row) == _place(pair):
                    return row.id
        keys = text_keys(pair.source.text, pair.target.text)
        return next((number for key in keys if (number := self._by_text.get(key))), None)


def _place(pair: Pair) -> tuple[object, ...]:
    return pair.source.document, pair.source.spans, pair.target.document, pair.target.spans


def _contradicts(pair: Pair, row: Pair) -> bool:
    """Whether a row that has the id cannot be the one that was exported: a corpus was restored, the id given again."""
    said = pair.source.segments and pair.target.segments
    return bool(said) and pair.revision == row.revision and _place(pair) != _place(row)


class Comparison:
    """The rows of one file beside those of the corpus, counted."""

    def __init__(self, corpus: Corpus, stamp: Stamp, *, theirs: bool = False, texts: Collection[int] = ()) -> None:
        self._corpus = corpus
        self._recogniser = Recogniser(corpus, texts)
        self._stamp = stamp
        self._theirs = theirs
        self._changed: set[int | None] = set()
        self.counts: Counter[Outcome] = Counter()

    def is_named(self, pair: Pair) -> bool:
        """See Recogniser."""
        return self._recogniser.is_named(pair)

    def compared(self, pairs: Sequence[Pair]) -> list[Compared | None]:
        """Each pair beside its row; None for one that the corpus does not have."""
        found: list[Compared | None] = []
        for pair, row in zip(pairs, self._recogniser.rows(pairs), strict=True):
            compared = None if row is None else self._compare(row, pair)
            if compared is not None:
                self.counts[compared.outcome] += 1
            found.append(compared)
        return found

    def _compare(self, row: Pair, pair: Pair) -> Compared:
        theirs = _oriented(pair, row)
        if row.id in self._changed:
            return Compared(row, row, Outcome.REPEATED)
        taken = self._merged(row, theirs)
        outcome = Outcome.SAME if _fields(taken) == _fields(row) else Outcome.CHANGED
        if outcome is Outcome.CHANGED and self._is_newer_here(row, theirs):
            outcome, taken = self._settled(row, theirs, taken)
        if outcome is Outcome.CHANGED and _is_realigned(row, theirs):
            # Its texts are those of other sentences now: nothing of the file fits them.
            outcome = Outcome.CONFLICT
        if outcome is Outcome.CHANGED:
            self._changed.add(row.id)
        return Compared(row, taken, outcome)

    def _is_newer_here(self, row: Pair, theirs: Pair) -> bool:
        """Whether a row was changed here since the file was written, as far as the file tells."""
        if theirs.corpus and theirs.corpus == self._recogniser.identity:
            # A copy of the corpus counts its revisions for itself.
            return theirs.revision != row.revision or _is_earlier(theirs, row)
        if row.reviewer is None and not row.corrections:
            return False
        return not theirs.updated_at or _is_earlier(theirs, row)

    def _settled(self, row: Pair, theirs: Pair, taken: Pair) -> tuple[Outcome, Pair]:
        """What to do about a row that was changed here as well: what only the file changed is taken."""
        forced = Outcome.CHANGED if self._theirs else Outcome.CONFLICT
        exported = None
        if self._recogniser.is_named(theirs) and theirs.id == row.id and theirs.revision != row.revision:
            exported = self._corpus.pair_as_of(theirs.id or 0, theirs.revision)
        if exported is None:
            return forced, taken
        wanted = self._merged(exported, theirs)
        decided_there = _decided(wanted) != _decided(exported)
        noted_there = wanted.note != exported.note
        if not decided_there and not noted_there:
            return Outcome.SAME, row
        in_conflict = (decided_there and _decided(row) not in (_decided(exported), _decided(wanted))) or (
            noted_there and row.note not in (exported.note, wanted.note)
        )
        if in_conflict:
            return forced, taken
        settled = taken if decided_there else replace(row, note=taken.note)
        settled = settled if noted_there else replace(settled, note=row.note)
        return (Outcome.SAME if _fields(settled) == _fields(row) else Outcome.CHANGED), settled

    def _is_export_of_another_kind(self, row: Pair, theirs: Pair, side: Side) -> bool:
        """Whether a text is what an export makes of the row's: as it was read, or in the other Chinese script."""
        own, other = row.side(side), theirs.side(side)
        if theirs.corpus != self._recogniser.identity and other.text == history_of(row, side).as_read:
            return True
        same_language = own.language.side == other.language.side
        return own.language is not other.language and same_language and simplify(own.text) == simplify(other.text)

    def _merged(self, row: Pair, theirs: Pair) -> Pair:
        """A row with the texts, status and note that a file gives it."""
        after = row
        for side in Side:
            text = theirs.side(side).text
            if self._is_export_of_another_kind(row, theirs, side):
                continue
            if not after.side(side).text:
                written = replace(after.side(side), text=text)
                source, target = (written, after.target) if side is Side.SOURCE else (after.source, written)
                after = replace(after, source=source, target=target)
            elif not _is_same_text(text, after.side(side).text):
                for change in edit(after, side, text, self._stamp):
                    after = change.after or after
        if "status" not in theirs.unstated and theirs.status is not after.status:
            after = replace(after, status=theirs.status, by_estimate=theirs.by_estimate)
        if "note" not in theirs.unstated and not _is_same_text(theirs.note.strip(), after.note.strip()):
            after = replace(after, note=theirs.note.strip())
        return after


def _is_earlier(theirs: Pair, row: Pair) -> bool:
    """Whether a file gives a row an earlier time than its last change here."""
    return bool(theirs.updated_at and row.updated_at and theirs.updated_at < row.updated_at)


def _is_realigned(row: Pair, theirs: Pair) -> bool:
    """Whether a row has other sentences than the file says."""
    if row.relation is Relation.UNALIGNED:
        return True
    return bool(theirs.source.segments and theirs.target.segments) and _place(row) != _place(theirs)


def _oriented(pair: Pair, row: Pair) -> Pair:
    """A pair with its sides in the order of a row's."""
    if row.relation is Relation.TRANSLATION and pair.source.language.side == row.target.language.side:
        return replace(pair, source=pair.target, target=pair.source)
    return pair


def _is_same_text(one: str, other: str) -> bool:
    """Whether two texts are the same except for what XML cannot hold and how files end lines."""
    if one == other:
        return True
    first, second = (held(text.replace("\r\n", "\n")) for text in (one, other))
    return first == second


Show = Callable[[Compared], None]
"""Called with each row that differs."""


def unrecognised(
    comparison: Comparison, pairs: Iterable[Pair], take: Callable[[Sequence[Change]], None], show: Show
) -> Iterator[Pair]:
    """The pairs that the corpus does not have; the changes of the others are passed to `take` as they come."""
    for batch in batches(pairs, PAGE):
        compared = comparison.compared(batch)
        changed = [each for each in compared if each is not None and each.outcome is not Outcome.SAME]
        for each in changed:
            if each.outcome is not Outcome.REPEATED:
                show(each)
        take([Change(each.row, each.taken) for each in changed if each.outcome is Outcome.CHANGED])
        yield from (pair for pair, each in zip(batch, compared, strict=True) if each is None)
