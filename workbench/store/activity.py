"""What reviewers did, minute by minute, as far as it still holds."""

from __future__ import annotations

from workbench.domain import ActionKind, DocumentPair
from workbench.store.columns import Columns, minute
from workbench.store.connection import Connection
from workbench.store.values import Activity

_ACTIVITY = Columns("An action", minute, str, ActionKind, int)

_DECISIONS = """
    SELECT substr(actions.at, 1, 16), actions.reviewer, actions.kind, count(*) FROM pairs JOIN actions ON actions.id = (
        SELECT max(action_id) FROM changes JOIN actions AS decisions ON decisions.id = action_id
        WHERE pair_id = pairs.id AND decisions.kind IN ('confirm', 'reject', 'needs-review')
        AND decisions.reverts IS NULL AND decisions.undone IS NULL
    )
    WHERE (pairs.status, actions.kind)
        IN (VALUES ('confirmed', 'confirm'), ('rejected', 'reject'), ('needs-review', 'needs-review'))
"""
"""A row whose text or segments changed since a decision is proposed again: that decision does not hold any more."""

_CORRECTIONS = """
    SELECT substr(at, 1, 16), corrections.reviewer, 'edit', count(*)
    FROM corrections JOIN pairs ON pairs.id = pair_id WHERE TRUE
"""

_OF_BITEXT = """
    AND source_document = (SELECT id FROM documents WHERE name = ?)
    AND target_document = (SELECT id FROM documents WHERE name = ?)
"""


def activity(connection: Connection, bitext: DocumentPair | None) -> list[Activity]:
    """See Corpus.activity."""
    condition, names = ("", ()) if bitext is None else (_OF_BITEXT, (bitext.source, bitext.target))
    found: list[Activity] = []
    for rows in (_DECISIONS, _CORRECTIONS):
        sql = f"{rows} {condition} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        found += [Activity(*each) for each in _ACTIVITY.read(connection.execute(sql, names))]
    return sorted(found, key=lambda each: each.at)
