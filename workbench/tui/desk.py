"""The rows under review: a window on the corpus that knows where the reader is. Draws nothing.

The list is not asked for again after every action: rows that changed are read anew, rows that went are taken out, rows
that came are put behind the one they came from. So nothing jumps, and an action costs the same at any size.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from workbench.domain import Action, Change, Pair, PairSide, Relation, Segment, Severity, Status
from workbench.errors import UsageError
from workbench.review.estimate import draw
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus
from workbench.store.overview import Trait
from workbench.store.queries import Order, PairQuery
from workbench.tui import filters

Recheck = Callable[[Pair], Pair]
"""Gives a pair whose texts changed the flags it has now."""

_PAGE, _PAGES = 64, 24
_REMEMBERED = 200
"""Actions looked through for the name of one."""
_MANY = 400
"""Rows from which an action has the list asked for again."""
_PLACE = "review.place"


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the listed rows are."""

    open: int
    confirmed: int
    flagged: int
    """Open rows with a flag."""
    expected: float | None
    """Share of the open pairs that their probabilities promise to be right, 0 to 1; None where no pair is open."""


def traits(pair: Pair) -> Trait:
    """The traits of a row, as Corpus.overview gives them."""
    unaligned = pair.relation is Relation.UNALIGNED
    held = {
        Trait.OPEN: pair.status in filters.OPEN,
        Trait.FLAGGED: any(flag.severity is not Severity.INFO for flag in pair.flags),
        Trait.UNEVEN: unaligned or len(pair.source.segments) > 1 or len(pair.target.segments) > 1,
        Trait.BOOKMARKED: pair.bookmarked,
        Trait.UNALIGNED: unaligned,
        Trait.CONFIRMED: pair.status is Status.CONFIRMED,
    }
    return Trait(sum(trait for trait, has in held.items() if has))


class Desk:
    """A list of rows, a cursor, and the actions on them."""

    def __init__(self, corpus: Corpus, reviewer: str, *, recheck: Recheck | None = None) -> None:
        self.corpus = corpus
        self.reviewer = reviewer
        self.recheck: Recheck = recheck or (lambda pair: pair)
        self.filter = ""
        self.query = PairQuery()
        self.sample = False
        """Whether the list is a random sample drawn for the estimate."""
        self.ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._traits: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._chances: NDArray[np.float32] = np.empty(0, np.float32)
        self._reading: NDArray[np.int64] = np.empty(0, np.int64)
        """The same ids in the order of the documents, for the map."""
        self.cursor = 0
        self._pages: OrderedDict[int, list[Pair | None]] = OrderedDict()
        self._segments: dict[str, Sequence[Segment]] = {}

    # The list

    def show(self, filter_line: str, order: Order, *, at: int | None = None) -> None:
        """List the rows of a filter; the cursor goes to row `at` where it is among them, else to the first.

        Raises UsageError where the filter cannot be read.
        """
        query = replace(filters.parse(filter_line), order=order)
        overview = self.corpus.overview(query)
        self.ids = np.array(overview.ids, dtype=np.int64)
        self._traits = np.array(overview.traits, dtype=np.uint8)
        self._chances = np.array(overview.probabilities, dtype=np.float32)
        in_order = order is Order.DOCUMENT
        reading = overview.ids if in_order else self.corpus.pair_ids(replace(query, order=Order.DOCUMENT))
        self._reading = np.array(reading, dtype=np.int64)
        self.filter, self.query, self.sample = filter_line, query, False
        self._pages.clear()
        self.cursor = max(0, self.index(at)) if at is not None else 0

    def show_sample(self, size: int, seed: int) -> None:
        """List a random sample of the open pairs, to read one after the other."""
        chosen = draw(self.open_pairs(), size, seed)
        places = np.array([self.index(pair_id) for pair_id in chosen], dtype=np.int64)
        self.ids, self._reading = self.ids[places], self.ids[places]
        self._traits, self._chances = self._traits[places], self._chances[places]
        self.filter, self.sample, self.cursor = "", True, 0
        self._pages.clear()

    def open_pairs(self) -> list[int]:
        """Ids of the listed rows with two sides that nobody has decided about."""
        wanted = (self._traits & (Trait.OPEN | Trait.UNALIGNED)) == Trait.OPEN
        found: list[int] = self.ids[wanted].tolist()
        return found

    def find(self, wanted: Trait, step: int, *, after: int | None = None) -> int:
        """The next (step 1) or previous (-1) row with a trait, going round at the end; -1 where there is none."""
        places = np.flatnonzero(self._traits & wanted)
        start = self.cursor if after is None else after
        if not len(places):
            return -1
        beyond = places[places > start] if step > 0 else places[places < start][::-1]
        return int(beyond[0] if len(beyond) else places[0 if step > 0 else -1])

    def traits_listed(self) -> list[Trait]:
        """The traits of every listed row."""
        return [Trait(int(bits)) for bits in self._traits]

    def counts(self) -> Counts:
        """How far the listed rows are."""
        is_open = (self._traits & Trait.OPEN) > 0
        pairs = is_open & ((self._traits & Trait.UNALIGNED) == 0)
        return Counts(
            open=int(np.count_nonzero(is_open)),
            confirmed=int(np.count_nonzero(self._traits & Trait.CONFIRMED)),
            flagged=int(np.count_nonzero(is_open & ((self._traits & Trait.FLAGGED) > 0))),
            expected=float(self._chances[pairs].mean()) if pairs.any() else None,
        )

    # The map: the listed rows in the order of their documents

    def map(self, cells: int) -> list[Trait]:
        """For each cell the traits that any of its rows has; fewer cells where there are fewer rows."""
        if not len(self.ids):
            return []
        order = np.argsort(self.ids)
        places = order[np.searchsorted(self.ids, self._reading, sorter=order)]
        starts = np.linspace(0, len(places), min(cells, len(places)), endpoint=False).astype(np.int64)
        return [Trait(int(bits)) for bits in np.bitwise_or.reduceat(self._traits[places], starts)]

    def map_place(self) -> float:
        """Where the cursor is on the map, 0 to 1."""
        pair_id = self.ids[self.cursor] if len(self.ids) else 0
        found = np.flatnonzero(self._reading == pair_id)
        return float(found[0]) / max(len(self._reading) - 1, 1) if len(found) else 0.0

    def at_map_place(self, share: float) -> int:
        """The list's row at a place of the map."""
        if not len(self._reading):
            return 0
        return max(0, self.index(int(self._reading[round(share * (len(self._reading) - 1))])))

    def resume(self, filter_line: str | None = None) -> None:
        """List what was listed last time, with the cursor where it was; `filter_line` takes the place of the filter."""
        try:
            place = json.loads(self.corpus.setting(_PLACE, "{}"))
            order, at = Order(place.get("order", Order.VALUE)), int(place.get("row", 0)) or None
            kept = str(place.get("filter", ""))
        except (ValueError, AttributeError, TypeError):
            # The setting is a convenience: one that cannot be read is worth no message.
            order, at, kept = Order.VALUE, None, ""
        try:
            self.show(kept if filter_line is None else filter_line, order, at=at)
        except UsageError:
            if filter_line is not None:
                raise
            self.show("", order, at=at)

    def has_place(self) -> bool:
        """Whether somebody has worked on this corpus before."""
        return bool(self.corpus.setting(_PLACE))

    def remember(self) -> None:
        """Keep the place in the corpus, for the next time."""
        if self.sample:
            return
        pair = self.current
        place = {"filter": self.filter, "order": str(self.query.order), "row": pair.id if pair else 0}
        text = json.dumps(place, ensure_ascii=False)
        if text != self.corpus.setting(_PLACE, ""):
            self.corpus.set_setting(_PLACE, text)

    def __len__(self) -> int:
        return len(self.ids)

    def index(self, pair_id: int | None) -> int:
        """Where a row stands in the list; -1 where it does not."""
        if pair_id is None:
            return -1
        found = np.flatnonzero(self.ids == pair_id)
        return int(found[0]) if len(found) else -1

    def row(self, index: int) -> Pair | None:
        """The row at a place of the list; None outside of it, and for a row that somebody else took away."""
        if not 0 <= index < len(self.ids):
            return None
        number, place = divmod(index, _PAGE)
        if number in self._pages:
            self._pages.move_to_end(number)
        else:
            wanted = self.ids[number * _PAGE : (number + 1) * _PAGE].tolist()
            found = {pair.id: pair for pair in self.corpus.pairs(wanted)}
            self._pages[number] = [found.get(pair_id) for pair_id in wanted]
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[number][place]

    @property
    def current(self) -> Pair | None:
        """The row under the cursor."""
        return self.row(self.cursor)

    def reload(self) -> None:
        """Read the rows in view again: somebody else may have changed them."""
        self._pages.clear()

    def segments(self, document: str) -> Sequence[Segment]:
        """A document's segments; kept, since they never change."""
        if document not in self._segments:
            self._segments[document] = self.corpus.segments(document) if document else ()
        return self._segments[document]

    def neighbour(self, pair: Pair, side: str, step: int) -> Pair | None:
        """The row with the next (step 1) or previous (-1) sentence of a side; of the other side, where it has none.

        Rows of one document, whatever the list shows; an imported row's neighbour is the next one of the list.
        """
        for name in (side, "target" if side == "source" else "source"):
            if found := self._adjacent(pair, name, step):
                return found
        if pair.source.segments or pair.target.segments:
            return None
        return self.row(self.index(pair.id) + step)

    def receiver(self, pair: Pair, side: str, step: int) -> Pair | None:
        """The row that a sentence of a side can move to: it keeps its side without gaps."""
        other = "target" if side == "source" else "source"
        segments = (pair.source if side == "source" else pair.target).segments
        edge = max(segments, default=0) + 1 if step > 0 else min(segments, default=0) - 1
        for found in (self._adjacent(pair, other, step), self._adjacent(pair, side, step)):
            if found is not None:
                theirs = found.source if side == "source" else found.target
                if not theirs.text or (min if step > 0 else max)(theirs.segments, default=edge) == edge:
                    return found
        return None

    def _adjacent(self, pair: Pair, side: str, step: int) -> Pair | None:
        this, other = (pair.source, pair.target) if side == "source" else (pair.target, pair.source)
        if not this.segments:
            return None
        position = max(this.segments) + 1 if step > 0 else min(this.segments) - 1
        if position < 0:
            return None
        rows = self.corpus.pairs(self.corpus.pairs_with(this.document, position))
        rows = [row for row in rows if row.id != pair.id and row.status is not Status.REJECTED]

        def fit(row: Pair) -> tuple[bool, bool]:
            # A sentence may be in several rows of comparable documents: the one of the same two documents comes first.
            theirs = row.target if row.source.document == this.document else row.source
            return theirs.document == other.document, not theirs.document

        return max(rows, key=fit, default=None)

    def open_above(self) -> list[Pair]:
        """The open rows of the list from its top down to the cursor."""
        wanted = (self._traits[: self.cursor + 1] & Trait.OPEN) > 0
        return self.corpus.pairs(self.ids[: self.cursor + 1][wanted].tolist())

    def fresh(self, pair: Pair) -> Pair:
        """The row as it is now. Raises CorpusError where it is gone."""
        return self.corpus.pair(pair.id or 0)

    def flagged_by(self, rule: str) -> Iterator[Pair]:
        """Every row of the corpus that a rule flagged."""
        return self.corpus.iter_pairs(PairQuery(rule=rule))

    def unaligned_of(self, side: PairSide) -> list[Pair]:
        """The unaligned rows that hold nothing but sentences of a side."""
        ids = {i for position in side.segments for i in self.corpus.pairs_with(side.document, position)}
        rows = self.corpus.pairs(sorted(ids))
        return [row for row in rows if row.relation is Relation.UNALIGNED and _segments_of(row) <= set(side.segments)]

    # Actions

    def check_again(self, pair: Pair) -> None:
        """Put what the checks say now in place of a row's flags; no action, nothing to undo."""
        checked = self.recheck(pair)
        self.corpus.replace_flags(pair.id or 0, checked.flags)
        self._note(pair.id or 0, checked)
        self._forget([pair.id])

    def stamp(self) -> Stamp:
        """Who, and now."""
        return Stamp(self.reviewer, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def do(self, kind: str, changes: Sequence[Change]) -> Action | None:
        """Store an action and take it into the list; None where nothing changes.

        Raises StaleRow when a row is not as it was read; the list then shows it as it is now.
        """
        if not changes:
            return None
        changes = [self._rechecked(change) for change in changes]
        try:
            action = self.corpus.act(kind, changes, self.reviewer)
        finally:
            # Also after a refusal: the rows are then not what they were thought to be.
            self._forget(change.before.id for change in changes if change.before)
        if len(changes) > _MANY:
            self._reshow()
            return action
        after: int | None = None
        for pair_id, change in zip(action.pair_ids, changes, strict=True):
            if change.before is None:
                self._insert(pair_id, behind=after)
            elif change.after is None:
                self._remove(pair_id)
            else:
                self._note(pair_id, change.after)
            after = pair_id if change.after is not None else after
        return action

    def undo(self) -> Action | None:
        """Take back the reviewer's last action and go to the row it changed."""
        return self._after(self.corpus.undo(self.reviewer))

    def redo(self) -> Action | None:
        """Do again what was undone last and go to the row it changed."""
        return self._after(self.corpus.redo(self.reviewer))

    def reverted(self, action: Action) -> str:
        """What an undo took back, or a redo did again: "confirm, 12 rows"."""
        rows = set(action.pair_ids)
        for earlier in self.corpus.history(limit=_REMEMBERED):
            if earlier.kind not in ("undo", "redo") and set(earlier.pair_ids) == rows:
                return earlier.kind + (f", {len(rows):,} rows" if len(rows) > 1 else "")
        return "the last action"

    def _after(self, action: Action | None) -> Action | None:
        if action is None:
            return None
        self._pages.clear()
        if len(action.pair_ids) > _MANY:
            self._reshow()
            return action
        found = {pair.id: pair for pair in self.corpus.pairs(action.pair_ids)}
        behind = next((i for i in action.pair_ids if self.index(i) >= 0), None)
        for pair_id in action.pair_ids:
            listed = self.index(pair_id) >= 0
            if pair_id in found and not listed:
                self._insert(pair_id, behind=behind)
            elif pair_id not in found and listed:
                self._remove(pair_id)
            if pair_id in found:
                self._note(pair_id, found[pair_id])
        first = next((self.index(i) for i in action.pair_ids if i in found and self.index(i) >= 0), -1)
        if first >= 0:
            self.cursor = first
        return action

    def _reshow(self) -> None:
        """Ask for the list again, where that is cheaper than mending it."""
        pair_id = int(self.ids[self.cursor]) if len(self.ids) else None
        self.show(self.filter, self.query.order, at=pair_id)

    def _rechecked(self, change: Change) -> Change:
        before, after = change.before, change.after
        if after is None:
            return change
        same = before is not None and (before.source.text, before.target.text) == (after.source.text, after.target.text)
        return change if same else replace(change, after=self.recheck(after))

    def _forget(self, ids: Iterable[int | None]) -> None:
        for pair_id in ids:
            if (index := self.index(pair_id)) >= 0:
                self._pages.pop(index // _PAGE, None)

    def _note(self, pair_id: int, pair: Pair) -> None:
        if (index := self.index(pair_id)) >= 0:
            self._traits[index] = traits(pair)
            self._chances[index] = pair.probability

    def _insert(self, pair_id: int, *, behind: int | None) -> None:
        at = self.index(behind) + 1 if behind is not None else self.cursor + 1
        at = min(at, len(self.ids))
        found = np.flatnonzero(self._reading == behind)
        self._reading = np.insert(self._reading, found[0] + 1 if len(found) else len(self._reading), pair_id)
        self.ids = np.insert(self.ids, at, pair_id)
        self._traits = np.insert(self._traits, at, 0)
        self._chances = np.insert(self._chances, at, 0.0)
        for pair in self.corpus.pairs([pair_id]):
            self._note(pair_id, pair)
        self.cursor += at <= self.cursor and len(self.ids) > 1
        self._pages.clear()

    def _remove(self, pair_id: int) -> None:
        if (index := self.index(pair_id)) < 0:
            return
        self.ids, self._traits = np.delete(self.ids, index), np.delete(self._traits, index)
        self._chances = np.delete(self._chances, index)
        self._reading = self._reading[self._reading != pair_id]
        self._pages.clear()
        if index < self.cursor or self.cursor >= len(self.ids):
            self.cursor = max(0, self.cursor - 1)


def _segments_of(pair: Pair) -> set[int]:
    return {*pair.source.segments, *pair.target.segments}
