"""Counts of what the corpus holds."""

from __future__ import annotations

from workbench.domain import DocumentPair, Relation, Severity, Status
from workbench.errors import CorpusError
from workbench.store.connection import Connection
from workbench.store.values import RuleCount, Stats, Tally


def tallies(connection: Connection) -> list[Tally]:
    """See Corpus.tallies."""
    sql = (
        "SELECT ifnull(h.name, ''), ifnull(t.name, ''), relation, status, flagged, count FROM tallies"
        " LEFT JOIN documents h ON h.id = home LEFT JOIN documents t ON t.id = target"
        " WHERE count > 0 ORDER BY home, target, relation, status, flagged"
    )
    try:
        return [
            Tally(home, target, Relation(relation), Status(status), flagged == 1, count)
            for home, target, relation, status, flagged, count in connection.execute(sql)
        ]
    except ValueError as error:
        raise CorpusError(
            "The counts hold something that is not ours.", hint="`workbench doctor` says more."
        ) from error


def bitexts(connection: Connection) -> list[DocumentPair]:
    """See Corpus.bitexts."""
    sql = (
        "SELECT DISTINCT h.name, t.name FROM tallies JOIN documents h ON h.id = home JOIN documents t ON t.id = target"
        " WHERE count > 0 AND home <> target ORDER BY home, target"
    )
    return [DocumentPair(source, target) for source, target in connection.execute(sql)]


def stats(connection: Connection) -> Stats:
    """See Corpus.stats."""

    def count(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    with connection.reading():
        counted = tuple(tallies(connection))
        rules = connection.execute("SELECT rule, severity, count(*) FROM flags GROUP BY rule, severity")
        return Stats(
            documents=count("SELECT count(*) FROM documents WHERE text IS NOT NULL"),
            segments=count("SELECT count(*) FROM segments"),
            pairs=sum(tally.count for tally in counted),
            tallies=counted,
            rules=tuple(RuleCount(rule, Severity(severity), number) for rule, severity, number in rules),
            actions=count("SELECT count(*) FROM actions"),
            terms=count("SELECT count(*) FROM terms"),
        )
