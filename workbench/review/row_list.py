"""The rows under review, read page by page as they are shown, and the reviewer's place among them."""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from workbench.domain import Action, Change, Pair, SegmentSpan
from workbench.errors import CorpusError, UsageError
from workbench.review import filters
from workbench.review.bulk import RowRange
from workbench.review.estimate import draw
from workbench.review.row_index import RowIndex
from workbench.store.corpus import Corpus
from workbench.store.overview import Overview
from workbench.store.queries import Order, PairQuery
from workbench.store.query_plan import places_of
from workbench.store.values import Span

Places = Callable[[str, str], tuple[Span, ...]]
"""Where a filter's words are in two texts."""

_PAGE_ROWS, _PAGES = 64, 24
_MANY_ROWS = 400
"""Rows from which an action has the list queried again."""
_PLACE = "review.place"
"""The setting that keeps filter, order and row between two sessions."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a filter in an order, as they are at one time."""

    filter: str
    query: PairQuery
    index: RowIndex
    last_action: int
    """Id of the last action before they were looked for."""


def listed(corpus: Corpus, filter_line: str, order: Order) -> Listing:
    """Return the rows of a filter; a pattern is looked for in all of them. Raises UsageError for an invalid filter."""
    query = replace(filters.parse(filter_line), order=order)
    last_action = corpus.last_action_id()
    overview = corpus.overview(query)
    # Rows that the pattern does not list are left out of the order: it is looked for once.
    every = replace(query, order=Order.DOCUMENT, regex=None)
    document_order = overview.ids if order is Order.DOCUMENT else corpus.pair_ids(every)
    return Listing(filter_line, query, RowIndex(overview, document_order), last_action)


class RowList:
    """The rows of a filter in an order, with a cursor.

    The list is not queried again after every action: changed rows are read again, removed ones are taken out, new ones
    are put behind the row they came from. So nothing jumps, and an action costs the same at any size.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.filter = ""
        self.order = Order.DOCUMENT
        self.is_sample = False
        """Whether the list is a random sample drawn for the estimate."""
        self.shows_dismissed = False
        """Whether the filter asks for flags that were dismissed."""
        self.index = RowIndex(Overview(array("q"), array("H"), array("f")), ())
        self.cursor = 0
        self.selection: RowRange | None = None
        """The rows that a decision is about, where they are more than the one under the cursor."""
        self.seen: set[int] = set()
        """Ids of the rows that were on the screen as they are now."""
        self._pages: OrderedDict[int, list[Pair | None]] = OrderedDict()
        self._unreadable: dict[int, str] = {}
        self._places: Places = places_of(PairQuery())

    def __len__(self) -> int:
        return len(self.index)

    @property
    def selected(self) -> range:
        """Places of the rows of the range; none where there is none."""
        return self.selection.places(self.index, self.cursor) if self.selection else range(0)

    def see(self, places: range) -> None:
        """Remember which rows are on the screen."""
        self.seen.update(self.index.ids[places.start : places.stop].tolist())

    # What is listed

    def show(self, filter_line: str, order: Order, *, at: int | None = None) -> None:
        """List the rows of a filter; the cursor goes to the row with id `at` if it is among them, else to the first.

        Raises UsageError for an invalid filter.
        """
        self.take(listed(self._corpus, filter_line, order), at=at)

    def take(self, listing: Listing, *, at: int | None = None) -> None:
        """List rows that were looked for, as `show` does."""
        self.index = listing.index
        self.filter, self.order, self.is_sample = listing.filter, listing.query.order, False
        self.shows_dismissed = listing.query.dismissed is True
        self._places = places_of(listing.query)
        self.selection = None
        self.reload()
        self.cursor = max(0, self.index.place(at))

    def show_sample(self, size: int, seed: int) -> None:
        """List a random sample of the open translations."""
        self.index.keep(draw(self.index.open_translations(), size, seed))
        self.filter, self.is_sample, self.shows_dismissed, self.cursor = "", True, False, 0
        self._places = places_of(PairQuery())
        self.selection = None
        self.reload()

    def show_again(self) -> None:
        """Query the list again: another program changed it, or an action changed too much of it."""
        if self.is_sample:
            self.renew_traits()
            return
        selection = self.selection
        self.show(self.filter, self.order, at=int(self.index.ids[self.cursor]) if len(self) else None)
        self.selection = selection

    def resume(self, filter_line: str | None = None) -> None:
        """List what was listed last time, the cursor on its row; `filter_line` replaces the filter.

        Raises UsageError for an invalid `filter_line`.
        """
        try:
            place = json.loads(self._corpus.setting(_PLACE, "{}"))
            order, at = Order(place.get("order", self.order)), int(place.get("row", 0)) or None
            kept = str(place.get("filter", ""))
            filters.parse(kept)
        except (ValueError, AttributeError, TypeError, UsageError):
            # The place is a convenience: an unreadable one deserves no message.
            order, at, kept = self.order, None, ""
        self.show(kept if filter_line is None else filter_line, order, at=at)

    def has_place(self) -> bool:
        """Return whether anybody has reviewed this corpus before."""
        return bool(self._corpus.setting(_PLACE))

    def save_place(self) -> None:
        """Keep filter, order and row in the corpus for the next session, if it can be written."""
        if self.is_sample:
            return
        row = int(self.index.ids[self.cursor]) if self.cursor < len(self) else 0
        text = json.dumps({"filter": self.filter, "order": str(self.order), "row": row}, ensure_ascii=False)
        # The place is a convenience: that a corpus is locked or gone is reported where a decision is not kept.
        with suppress(CorpusError):
            if text != self._corpus.setting(_PLACE, ""):
                self._corpus.set_setting(_PLACE, text)

    # Reading

    def row(self, place: int) -> Pair | None:
        """Return the row at a place; None outside the list, and for a row that was removed or cannot be read."""
        if not 0 <= place < len(self):
            return None
        number, offset = divmod(place, _PAGE_ROWS)
        if number in self._pages:
            self._pages.move_to_end(number)
        else:
            wanted = self.index.ids[number * _PAGE_ROWS : (number + 1) * _PAGE_ROWS].tolist()
            found = self._read(wanted)
            self._pages[number] = [found.get(pair_id) for pair_id in wanted]
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[number][offset]

    def hits(self, pair: Pair) -> tuple[Span, ...]:
        """Return where the words or the pattern of the filter are in a row, so that they can be marked."""
        try:
            return self._places(pair.source.text, pair.target.text)
        except CorpusError:
            # A pattern that takes too long on one text is not tried on others while they are drawn.
            self._places = places_of(PairQuery())
            return ()

    def _read(self, pair_ids: Sequence[int]) -> dict[int | None, Pair]:
        try:
            return {pair.id: pair for pair in self._corpus.pairs(pair_ids)}
        except CorpusError:
            # One damaged row does not hide the others of its page.
            found: dict[int | None, Pair] = {}
            for pair_id in pair_ids:
                try:
                    found |= {pair.id: pair for pair in self._corpus.pairs([pair_id])}
                except CorpusError as error:
                    self._unreadable[pair_id] = str(error)
            return found

    @property
    def current(self) -> Pair | None:
        """The row under the cursor."""
        return self.row(self.cursor)

    @property
    def problem(self) -> str:
        """Why the row under the cursor cannot be read; empty where it can be, or was removed."""
        return self._unreadable.get(int(self.index.ids[self.cursor]), "") if self.cursor < len(self) else ""

    def reload(self) -> None:
        """Read the rows again when they are shown next: another program may have changed them."""
        self._pages.clear()
        self._unreadable.clear()

    def forget(self, pair_ids: Collection[int | None]) -> None:
        """Read these rows again when they are shown next; they are not known to have been seen as they are now."""
        self.seen.difference_update(pair_id for pair_id in pair_ids if pair_id is not None)
        if len(pair_ids) > _MANY_ROWS:
            self._pages.clear()
            return
        for pair_id in pair_ids:
            if (place := self.index.place(pair_id)) >= 0:
                self._pages.pop(place // _PAGE_ROWS, None)

    def renew(self, pair_ids: Sequence[int]) -> None:
        """Take over what checks found in these rows, which stay where they are."""
        if len(pair_ids) > _MANY_ROWS:
            self.renew_traits()
            return
        self.forget(pair_ids)
        for pair in self._corpus.pairs(pair_ids):
            self.index.update(pair)

    def rescore(self, pairs: Sequence[Pair]) -> None:
        """Take over the probabilities that rows have now; they stay where they are."""
        self.index.rescore(pairs)
        self._pages.clear()

    def reorder_below(self, pair_ids: Sequence[int]) -> None:
        """Put the rows below the cursor in the order they have among all rows; the others stay as they are.

        Where other rows are listed by now, nothing changes.
        """
        above = self.index.ids[: self.cursor + 1]
        below = np.array(pair_ids, dtype=np.int64)
        below = below[~np.isin(below, above)]
        if np.array_equal(np.sort(below), np.sort(self.index.ids[self.cursor + 1 :])):
            self.index.arrange(np.concatenate([above, below]))
            self._pages.clear()

    def renew_traits(self) -> None:
        """Ask for the traits of all rows again: an action has changed those of rows that it did not touch."""
        self.index.renew(self._corpus.overview(PairQuery(order=Order.ID)))
        self.reload()

    # After an action

    def follow(self, action: Action, changes: Sequence[Change]) -> None:
        """Bring the list up to date with an action."""
        self.forget(action.pair_ids)
        if len(changes) > _MANY_ROWS:
            self.show_again()
            return
        here = self._here
        found = {pair.id: pair for pair in self._corpus.pairs(action.pair_ids)}
        done = list(zip(action.pair_ids, changes, strict=True))
        self._remove_all(pair_id for pair_id, change in done if change.after is None)
        moved = []
        for pair_id, change in done:
            if change.before is not None and change.after is not None:
                # As it is stored: dismissals made in other rows may cover what a check found.
                self.index.update(found.get(pair_id, change.after))
                if _sentences(change.before) != _sentences(change.after):
                    moved.append(pair_id)
        self._put_in_order(moved)
        previous: int | None = None
        for pair_id, change in done:
            if change.before is None:
                self._insert(pair_id, behind=previous)
            previous = pair_id if change.after is not None else previous
        self._stay_at(here)

    def follow_revert(self, action: Action) -> None:
        """Bring the list up to date with an undo or redo, and go to a row it changed; stay where that is one."""
        self.reload()
        self.forget(action.pair_ids)
        if len(action.pair_ids) > _MANY_ROWS:
            self.show_again()
            return
        here = self._here
        found = {pair.id: pair for pair in self._corpus.pairs(action.pair_ids)}
        behind = next((i for i in action.pair_ids if self.index.place(i) >= 0), None)
        self._remove_all(pair_id for pair_id in action.pair_ids if pair_id not in found)
        listed = [pair_id for pair_id in action.pair_ids if self.index.place(pair_id) >= 0]
        for pair_id in listed:
            self.index.update(found[pair_id])
        self._put_in_order(listed)
        for pair_id in action.pair_ids:
            if pair_id in found and pair_id not in listed:
                self._insert(pair_id, behind=behind)
        self._stay_at(here)
        changed = sorted((pair_id for pair_id in action.pair_ids if pair_id in found), key=lambda i: i != here)
        places = map(self.index.place, changed)
        self.cursor = next((place for place in places if place >= 0), self.cursor)

    @property
    def _here(self) -> int | None:
        """Id of the row under the cursor."""
        return int(self.index.ids[self.cursor]) if self.cursor < len(self) else None

    def _stay_at(self, pair_id: int | None) -> None:
        """Put the cursor back on a row, if it is still listed."""
        if (place := self.index.place(pair_id)) >= 0:
            self.cursor = place

    @property
    def _is_in_document_order(self) -> bool:
        return self.order is Order.DOCUMENT and not self.is_sample

    def _insert(self, pair_id: int, *, behind: int | None) -> None:
        on_map = self.index.place_in_documents(lambda other: self._corpus.precedes(other, pair_id))
        near = min((self.index.place(behind) if behind is not None else self.cursor) + 1, len(self))
        at = on_map if self._is_in_document_order else near
        self.cursor += at <= self.cursor and len(self) > 0
        self.index.insert(self._corpus.pair(pair_id), at, on_map)
        self._pages.clear()

    def _put_in_order(self, pair_ids: Iterable[int]) -> None:
        """Move rows that have other sentences now to where they belong among the documents."""
        moved = [pair_id for pair_id in pair_ids if self.index.place(pair_id) >= 0]
        if self.is_sample or all(self.index.is_in_order(pair_id, self._corpus.precedes) for pair_id in moved):
            return
        # All are taken out first: the place of one is looked for among rows in order.
        if self._is_in_document_order:
            self._remove_all(moved)
            for pair_id in moved:
                self._insert(pair_id, behind=None)
        else:
            self.index.move_on_map(moved, self._corpus.precedes)

    def _remove_all(self, pair_ids: Iterable[int]) -> None:
        for pair_id in pair_ids:
            self._remove(pair_id)

    def _remove(self, pair_id: int) -> None:
        if (place := self.index.place(pair_id)) < 0:
            return
        self.index.remove(place)
        self._pages.clear()
        if place < self.cursor or self.cursor >= len(self):
            self.cursor = max(0, self.cursor - 1)


def _sentences(pair: Pair) -> tuple[tuple[SegmentSpan, ...], tuple[SegmentSpan, ...]]:
    return pair.source.spans, pair.target.spans
