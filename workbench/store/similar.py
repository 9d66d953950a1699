"""Which rows have much in common with a text, by the words they share: what a fuzzy match is chosen from.

The rarest tokens of the text are looked up first, as long as the rows that hold them are few enough to be counted; of
a text that has only frequent ones, rows are taken that hold several of them. So a lookup reads a bounded number of
index entries, whatever the text and the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from workbench.domain import Status
from workbench.store import search
from workbench.store.connection import Connection

_TOKENS = 40
"""Tokens of a text that are looked up; of a longer one, such as are spread over it."""

_PROBED = 64
"""Rows read of each token, from which the number of all that hold it is estimated."""

_READ = 12_000
"""Rows read for all rare tokens together."""

_ENOUGH = 12
"""Rare tokens that find a row."""

_FEW = 4
"""Rare tokens from which frequent ones are not looked up: fewer may all have been replaced."""

_STEPS = 20_000
"""Index entries gone through for rows that hold several frequent tokens; where there are more, the newest rows."""

_TOGETHER = 400
"""Rows read that hold several frequent tokens."""

_BATCHES = (125, 500, 2_000)
"""Rows whose status is looked at, best first."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Token:
    """A token of the text and the rows that hold it."""

    match: str
    """As FTS5 takes it."""
    count: float
    """Of rows that hold it; estimated where `rows` are not all."""
    rows: Rows
    """The first of them."""

    @property
    def is_complete(self) -> bool:
        return len(self.rows) < _PROBED


def similar_rows(connection: Connection, text: str, statuses: Collection[Status] | None, limit: int) -> list[int]:
    """Return the ids of rows that share words with a text on either side, those that share most and rarest first.

    Of rows with one of the statuses; None for all. Only the search index is read; how similar the rows are is for the
    caller to compare.
    """
    last = int(connection.execute("SELECT ifnull(max(id), 0) FROM pairs").fetchone()[0])
    tokens = sorted(_probed(connection, text, last), key=lambda token: token.count)
    found: list[Rows] = []
    weights: list[float] = []
    read = 0
    for token in tokens[:_ENOUGH]:
        read += round(token.count)
        if read > _READ:
            break
        found.append(token.rows if token.is_complete else _holding(connection, token.match, _READ))
        weights.append(_weight(token, last))
    for part in _parts(tokens[len(found) : _ENOUGH]) if len(found) < _FEW else ():
        found.append(_holding_all(connection, part, last))
        weights.append(sum(_weight(token, last) for token in part))
    return _of_status(connection, _by_votes(found, weights), statuses, limit)


def _probed(connection: Connection, text: str, last: int) -> Iterator[_Token]:
    tokens = list(dict.fromkeys(search.tokens(text)))
    step = max(1, -(-len(tokens) // _TOKENS))
    for token in tokens[::step]:
        match = f'"{token}"'
        rows = _holding(connection, match, _PROBED)
        if len(rows):
            yield _Token(match, len(rows) if len(rows) < _PROBED else _PROBED * last / int(rows[-1]), rows)


def _weight(token: _Token, last: int) -> float:
    return float(np.log(1 + last / token.count))


def _parts(tokens: Sequence[_Token]) -> list[Sequence[_Token]]:
    """Return all tokens, and each half of them: what rows that hold several of them are looked up by."""
    half = len(tokens) // 2
    parts = (tokens, tokens[:half], tokens[half:], tokens[::2], tokens[1::2])
    return [part for part in dict.fromkeys(map(tuple, parts)) if part]


def _holding(connection: Connection, match: str, limit: int, first: int = 0) -> Rows:
    sql = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? LIMIT ?"
    return np.fromiter(chain.from_iterable(connection.execute(sql, (match, first, limit))), dtype=np.int64)


def _holding_all(connection: Connection, tokens: Sequence[_Token], last: int) -> Rows:
    """Return rows that hold all tokens; of frequent tokens only the newest rows, to bound the index reads."""
    share = min(1.0, _STEPS / min(token.count for token in tokens))
    return _holding(connection, " AND ".join(token.match for token in tokens), _TOGETHER, round(last * (1 - share)))


def _by_votes(found: Sequence[Rows], weights: Sequence[float]) -> Rows:
    """Return the rows by the weight of what they hold, greatest first; of equal ones the older first."""
    if not found:
        return np.empty(0, dtype=np.int64)
    rows, places = np.unique(np.concatenate(found), return_inverse=True)
    votes = np.bincount(places, weights=np.repeat(weights, [len(each) for each in found]))
    order: Rows = rows[np.argsort(-votes, kind="stable")]
    return order


def _of_status(connection: Connection, ids: Rows, statuses: Collection[Status] | None, limit: int) -> list[int]:
    found: list[int] = []
    wanted = json.dumps(list(Status if statuses is None else statuses))
    start = 0
    for size in _BATCHES:
        batch = ids[start : start + size].tolist()
        rows = connection.execute(
            "SELECT id FROM pairs WHERE status IN (SELECT value FROM json_each(?))"
            " AND id IN (SELECT value FROM json_each(?))",
            (wanted, json.dumps(batch)),
        )
        kept = {row[0] for row in rows}
        found += [pair_id for pair_id in batch if pair_id in kept]
        start += size
        if len(found) >= limit or start >= len(ids):
            break
    return found[:limit]
