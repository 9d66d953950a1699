"""The rows under review: a window on the corpus that knows where the reader is. Draws nothing.

The list is not asked for again after every action: rows that changed are read anew, rows that went are taken out, rows
that came are put behind the one they came from. So nothing jumps, and an action costs the same at any size.
"""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.arrays import Int64Vector
from workbench.domain import Action, ActionKind, Change, Pair, PairSide, Relation, Segment, Status
from workbench.errors import UsageError
from workbench.review.estimate import draw
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus
from workbench.store.history import now
from workbench.store.overview import Overview
from workbench.store.queries import Order, PairQuery
from workbench.tui import filters
from workbench.tui.row_index import RowIndex

Recheck = Callable[[Pair], Pair]
"""Gives a pair whose texts changed the flags it has now."""

_PAGE, _PAGES = 64, 24
_REMEMBERED = 200
"""Actions looked through for the name of one."""
_MANY = 400
"""Rows from which an action has the list asked for again."""
_CHECKED = 60
"""Rows an action may have to be checked again at once; more would keep the keys waiting."""
_PLACE = "review.place"


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
        self.rows = RowIndex(Overview(array("q"), array("B"), array("f")), ())
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
        in_order = order is Order.DOCUMENT
        reading = overview.ids if in_order else self.corpus.pair_ids(replace(query, order=Order.DOCUMENT))
        self.rows = RowIndex(overview, reading)
        self.filter, self.query, self.sample = filter_line, query, False
        self._pages.clear()
        self.cursor = max(0, self.index(at)) if at is not None else 0

    def show_sample(self, size: int, seed: int) -> None:
        """List a random sample of the open pairs, to read one after the other."""
        self.rows.keep(draw(self.rows.open_pairs(), size, seed))
        self.filter, self.sample, self.cursor = "", True, 0
        self._pages.clear()

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

    @property
    def ids(self) -> Int64Vector:
        """Ids of the listed rows."""
        return self.rows.ids

    def __len__(self) -> int:
        return len(self.rows)

    def index(self, pair_id: int | None) -> int:
        """Where a row stands in the list; -1 where it does not."""
        return self.rows.place(pair_id)

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
        return self.corpus.pairs(self.rows.open_above(self.cursor))

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
        self.rows.note(checked)
        self._forget([pair.id])

    def stamp(self) -> Stamp:
        """Who, and now."""
        return Stamp(self.reviewer, now())

    def do(self, kind: str, changes: Sequence[Change]) -> Action | None:
        """Store an action and take it into the list; None where nothing changes.

        Raises StaleRow when a row is not as it was read; the list then shows it as it is now.
        """
        if not changes:
            return None
        if len(changes) <= _CHECKED:
            changes = [self._rechecked(change) for change in changes]
        try:
            action = self.corpus.act(ActionKind(kind), changes, self.reviewer)
        finally:
            # Also after a refusal: the rows are then not what they were thought to be.
            self._forget(change.before.id for change in changes if change.before)
        if len(changes) > _MANY:
            self.relist()
            return action
        after: int | None = None
        for pair_id, change in zip(action.pair_ids, changes, strict=True):
            if change.before is None:
                self._insert(pair_id, behind=after)
            elif change.after is None:
                self._remove(pair_id)
            else:
                self.rows.note(change.after)
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
            self.relist()
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
                self.rows.note(found[pair_id])
        first = next((self.index(i) for i in action.pair_ids if i in found and self.index(i) >= 0), -1)
        if first >= 0:
            self.cursor = first
        return action

    def relist(self) -> None:
        """Ask for the list again: somebody else changed it, or so much changed that mending it costs more."""
        if self.sample:
            self.reload()
            return
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

    def _insert(self, pair_id: int, *, behind: int | None) -> None:
        at = min((self.index(behind) if behind is not None else self.cursor) + 1, len(self.rows))
        self.cursor += at <= self.cursor and len(self.rows) > 0
        self.rows.insert(self.corpus.pair(pair_id), at, behind)
        self._pages.clear()

    def _remove(self, pair_id: int) -> None:
        if (index := self.index(pair_id)) < 0:
            return
        self.rows.remove(index)
        self._pages.clear()
        if index < self.cursor or self.cursor >= len(self.rows):
            self.cursor = max(0, self.cursor - 1)


def _segments_of(pair: Pair) -> set[int]:
    return {*pair.source.segments, *pair.target.segments}
