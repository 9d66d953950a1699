"""What reviewers said of what the corpus teaches: harvested terms that they refused, corrections made a rule."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.i18n import N_
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.history import now

_REFUSED = Columns(N_("A refused term"), str, str)


def refused_terms(connection: Connection) -> list[tuple[str, str]]:
    """Chinese and English words that were offered as terms and refused, sorted."""
    if not connection.has("refused_terms"):
        return []
    found = connection.execute("SELECT zh, en FROM refused_terms ORDER BY zh, en")
    return [(zh, en) for zh, en in _REFUSED.read(found)]


def refuse_terms(connection: Connection, terms: Iterable[tuple[str, str]], reviewer: str) -> None:
    """Keep that terms are not wanted."""
    with connection.writing():
        at = now()
        connection.execute_many(
            "INSERT OR IGNORE INTO refused_terms VALUES (?, ?, ?, ?)", ((zh, en, reviewer, at) for zh, en in terms)
        )
