"""Where rows stand: under which document, and in which order.

A row is listed under its source document, at the place of its first segment there. A row without a source side is
listed with the rows that face the same target document, where it came among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from workbench.domain import Change, Pair, PairSide
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.stored_pair import StoredPair


class Placer:
    """Places the rows of an action: new ones after the row the action names before them, all in document order."""

    def __init__(
        self, connection: Connection, names: DocumentNames, changes: Sequence[Change], stored: Mapping[int, StoredPair]
    ) -> None:
        self._connection = connection
        self._names = names
        self._last: tuple[str, float] | None = None
        ids = [change.before.id for change in changes if change.before is not None and change.before.id is not None]
        self._waiting = set(ids)
        """Rows of the action that are still as they were before it: where those stand means nothing."""
        first = next((stored[pair_id] for pair_id in ids if pair_id in stored), None)
        self._first = None if first is None else (first.home, first.place)

    def pass_by(self, stored: StoredPair) -> None:
        """A row of the action that was there before."""
        self._last = (stored.home, stored.place)

    def written(self, pair_id: int) -> None:
        """A row of the action is now what the action makes of it."""
        self._waiting.discard(pair_id)

    def place_new(self, pair: Pair) -> tuple[str, float]:
        """Home and place of a new row, or of one that comes under another document."""
        home = pair.source.document
        near = self._last or self._first
        if not home and near is not None and near[0]:
            home = near[0]
        home = home or pair.target.document
        if near is not None and near[0] == home:
            place = self._after(home, near[1]) if self._last else self._before(home, near[1])
        else:
            place = self._by_segment(home, pair)
        self._last = (home, self._in_order(home, place, pair))
        return self._last

    def place_again(self, current: StoredPair, after: Pair) -> tuple[str, float]:
        """Home and place of a row that has other sentences now: where it stood, unless that is out of order."""
        return current.home, self._in_order(current.home, current.place, after)

    def _in_order(self, home: str, place: float, pair: Pair) -> float:
        """Return the place, or one between the rows with earlier and with later sentences where it is not between them.

        Sentences of the home decide; in a row without any, those of the other document. Where those cross, the place
        stays.
        """
        by_source = bool(pair.source.spans) and pair.source.document == home
        side = pair.source if by_source else pair.target
        if not side.spans:
            return place
        column = "source" if by_source else "target"
        earlier, later = (self._nearest(home, column, side, pair.id, later=later) for later in (False, True))
        crossing = earlier is not None and later is not None and earlier >= later
        if crossing or ((earlier is None or earlier < place) and (later is None or place < later)):
            return place
        if later is not None:
            return self._before(home, later)
        assert earlier is not None
        return self._after(home, earlier)

    def _nearest(self, home: str, column: str, side: PairSide, pair_id: int | None, *, later: bool) -> float | None:
        """Return the place of the row that begins with the nearest earlier or later sentence."""
        sign, order = (">", "ASC") if later else ("<", "DESC")
        # A row holds "" where its first segment is whole, else "5:12-30" first: it begins at 12.
        start = f"CAST(substr({column}_spans, instr({column}_spans, ':') + 1) AS INTEGER)"
        row = self._connection.execute(
            "SELECT place FROM members JOIN pairs ON pairs.id = pair_id"
            f" WHERE document = ? AND position {sign}= ? AND (position, {start}) {sign} (?, ?) AND home = ?"
            f" AND {column}_document = document AND CAST({column}_segments AS INTEGER) = position"
            " AND pair_id NOT IN (SELECT value FROM json_each(?))"
            f" ORDER BY position {order}, {start} {order}, place {order} LIMIT 1",
            (
                self._names.id(side.document),
                side.spans[0].position,
                *side.spans[0].begin,
                self._names.id(home) or 0,
                json.dumps([*self._waiting, *([] if pair_id is None else [pair_id])]),
            ),
        ).fetchone()
        return None if row is None else float(row[0])

    def _after(self, home: str, place: float) -> float:
        following = self._neighbour("min(place)", ">", home, place)
        return place + 1 if following is None else (place + following) / 2

    def _before(self, home: str, place: float) -> float:
        preceding = self._neighbour("max(place)", "<", home, place)
        return place - 1 if preceding is None else (place + preceding) / 2

    def _neighbour(self, which: str, side: str, home: str, place: float) -> float | None:
        row = self._connection.execute(
            f"SELECT {which} FROM pairs WHERE home = ? AND place {side} ?", (self._names.id(home) or 0, place)
        ).fetchone()
        return None if row[0] is None else float(row[0])

    def _by_segment(self, home: str, pair: Pair) -> float:
        if pair.source.segments and pair.source.document == home:
            return float(pair.source.segments[0])
        return last_place(self._connection, self._names.id(home) or 0) + 1


def precedes(connection: Connection, first: int, second: int) -> bool:
    """See Corpus.precedes."""
    found = connection.execute(
        "SELECT (a.home, a.place, a.id) < (b.home, b.place, b.id) FROM pairs a, pairs b WHERE a.id = ? AND b.id = ?",
        (first, second),
    ).fetchone()
    return found is not None and bool(found[0])


_NO_ROW = 2**62
"""Higher than the id of any row."""


def last_place(connection: Connection, home: int, before: int = _NO_ROW) -> float:
    """Place of the last row under a document, of the rows whose id is below `before`; -1 where there is none."""
    row = connection.execute("SELECT max(place) FROM pairs WHERE home = ? AND id < ?", (home, before)).fetchone()
    return -1.0 if row[0] is None else float(row[0])


class ImportPlacer:
    """Places rows as they stream in; the same stream, begun again, gets the same places."""

    def __init__(self, connection: Connection, names: DocumentNames, first_row: int) -> None:
        self._connection = connection
        self._names = names
        self._first_row = first_row
        """Rows from this id on are of the stream itself."""
        self._next_free: dict[str, float] = {}
        """By home: the next place for rows without segments."""
        self._furthest: dict[str, tuple[float, int]] = {}
        """By home: the furthest place in this stream, and how many rows without a source side followed it."""
        self._homes: dict[str, str] = {}
        """By target document: where its rows without a source side are listed."""

    def place(self, pairs: Sequence[Pair]) -> list[tuple[str, float]]:
        """Home and place of each pair of a batch, in order."""
        for pair in pairs:
            # Looked up ahead: a document's first rows may be of the target alone.
            if pair.source.document and pair.target.document:
                self._homes.setdefault(pair.target.document, pair.source.document)
        return [self._one(pair) for pair in pairs]

    def _one(self, pair: Pair) -> tuple[str, float]:
        source, target = pair.source.document, pair.target.document
        if source or not target:
            if not pair.source.spans:
                return source, self._next(source)
            first = pair.source.spans[0]
            place = float(first.position)
            base = self._furthest.get(source, (-1.0, 0))[0]
            if first.start and place >= base:
                # Behind what came before it of the segment.
                self._furthest[source] = max(self._furthest.get(source, (place, 0)), (place, 0))
                return source, self._following(source)
            if place >= base:
                self._furthest[source] = (place, 0)
            return source, place
        if target not in self._homes:
            self._homes[target] = self._known_home(target)
        home = self._homes[target]
        if home == target:
            # Nothing faces this document: its own order.
            return home, float(pair.target.segments[0]) if pair.target.segments else self._next(home)
        return home, self._following(home)

    def _following(self, home: str) -> float:
        """Return the next place behind the furthest, before the next whole one, however many follow."""
        base, run = self._furthest.get(home, (-1.0, 0))
        self._furthest[home] = (base, run + 1)
        return base + 1 - 1 / (run + 2)

    def _known_home(self, target: str) -> str:
        row = self._connection.execute(
            "SELECT home FROM pairs WHERE target_document = ? AND source_document IS NOT NULL AND id < ? LIMIT 1",
            (self._names.find(target), self._first_row),
        ).fetchone()
        return target if row is None else self._names.name(row[0])

    def _next(self, home: str) -> float:
        if home not in self._next_free:
            known = self._names.find(home) if home else 0
            self._next_free[home] = 0.0 if known is None else last_place(self._connection, known, self._first_row) + 1
        self._next_free[home] += 1
        return self._next_free[home] - 1
