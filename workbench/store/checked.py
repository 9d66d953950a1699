"""Flags that checks renew, and which rows they have seen: a check that was stopped resumes where it stopped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain import Flag, Pair
from workbench.store import rows
from workbench.store.connection import Connection
from workbench.store.dismissals import Dismissals

_SEEN = "FROM checked JOIN pairs ON pairs.id = pair_id AND pairs.revision = checked.revision WHERE rules = ?"


def replace_flags(connection: Connection, found: Sequence[tuple[Pair, Sequence[Flag]]], rules: int | None) -> int:
    """Replace the flags of rows that are as they were read, in one transaction; the number of those rows."""
    with connection.writing():
        now = rows.revisions(connection, [pair.id for pair, _ in found])
        kept = [
            (pair.id, replace(pair, flags=tuple(flags), dismissed=()))
            for pair, flags in found
            if pair.id is not None and now.get(pair.id) == pair.revision
        ]
        settled = Dismissals(connection).settled
        rows.set_flags(connection, [(pair_id, settled(pair)) for pair_id, pair in kept])
        if rules is not None:
            connection.execute_many(
                "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)",
                ((pair_id, pair.revision, rules) for pair_id, pair in kept),
            )
    return len(kept)


def set_probabilities(connection: Connection, scored: Sequence[Pair]) -> int:
    """See Corpus.set_probabilities."""
    with connection.writing():
        now = rows.revisions(connection, [pair.id for pair in scored])
        kept = [pair for pair in scored if pair.id is not None and now.get(pair.id) == pair.revision]
        connection.execute_many(
            "UPDATE pairs SET probability = ?, scored = ? WHERE id = ?",
            ((pair.probability, int(pair.scored), pair.id) for pair in kept),
        )
    return len(kept)


def unchanged(connection: Connection, pair_ids: Sequence[int], rules: int) -> set[int]:
    """See Corpus.checked."""
    sql = f"SELECT pair_id {_SEEN} AND pair_id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(sql, (rules, json.dumps(list(pair_ids))))}


def count(connection: Connection, rules: int) -> int:
    """See Corpus.count_checked."""
    return int(connection.execute(f"SELECT count(*) {_SEEN}", (rules,)).fetchone()[0])
