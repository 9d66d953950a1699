"""Which rows have much in common with a text, by the words they share: what a fuzzy match is chosen from."""

from __future__ import annotations

import json
from collections import Counter
from math import log

from workbench.domain import Status
from workbench.store import search
from workbench.store.connection import Connection

_TOKENS = 60
"""Tokens of a text that are looked up."""

_COMMON = 2_000
"""Rows from which a token is common: which rows hold it is then asked only together with other tokens."""

_TOGETHER = 400
"""Rows read for common tokens that stand together."""

_BATCH = 500
_BATCHES = 8
"""Rows whose status is looked at, best first."""


def similar_rows(connection: Connection, text: str, status: Status, limit: int) -> list[int]:
    """Ids of rows of a status that share words with a text on either side, those that share most and rarest first.

    Only the search index is read; how similar the rows are is for the caller to compare.
    """
    tokens = list(dict.fromkeys(search.tokens(text)))[:_TOKENS]
    votes: Counter[int] = Counter()
    common: list[str] = []
    for token in tokens:
        rows = _holding(connection, f'"{token}"', _COMMON + 1)
        if len(rows) > _COMMON:
            common.append(token)
            continue
        weight = log(4 * _COMMON / (1 + len(rows)))
        for row in rows:
            votes[row] += weight  # type: ignore[assignment]  # A Counter adds up any number.
    _add_common(connection, common, votes)
    return _of_status(connection, [row for row, _ in votes.most_common(_BATCH * _BATCHES)], status, limit)


def _add_common(connection: Connection, common: list[str], votes: Counter[int]) -> None:
    """Count rows that hold all common tokens, or all of one half of them."""
    half = len(common) // 2
    for part in dict.fromkeys((tuple(common), tuple(common[:half]), tuple(common[half:]))):
        if part:
            for row in _holding(connection, " AND ".join(f'"{token}"' for token in part), _TOGETHER):
                votes[row] += len(part)


def _holding(connection: Connection, match: str, limit: int) -> list[int]:
    found = connection.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (match, limit))
    return [row[0] for row in found]


def _of_status(connection: Connection, ids: list[int], status: Status, limit: int) -> list[int]:
    found: list[int] = []
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = connection.execute(
            "SELECT id FROM pairs WHERE status = ? AND id IN (SELECT value FROM json_each(?))",
            (status.value, json.dumps(batch)),
        )
        kept = {row[0] for row in rows}
        found += [pair_id for pair_id in batch if pair_id in kept]
        if len(found) >= limit:
            break
    return found[:limit]
