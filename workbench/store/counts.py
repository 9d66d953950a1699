"""Counts of what the corpus holds."""

from __future__ import annotations

from workbench.domain import DocumentPair, MatchKind, Relation, Severity, Status
from workbench.i18n import N_
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.values import KindCount, RuleCount, Stats, Tally

_TALLY = Columns(N_("A count"), str, str, Relation, Status, bool, int)
_KIND = Columns(N_("A count of kinds"), MatchKind, Status, int)
_RULE = Columns(N_("A count of flags"), str, Severity, int, int)
_BITEXT = Columns(N_("A pair of documents"), str, str)


_RULES_UNDISMISSED = "SELECT rule, severity, count(*), 0 FROM flags GROUP BY rule, severity"
_RULES = (
    "SELECT rule, severity, sum(live), sum(NOT live) FROM (SELECT rule, severity, TRUE AS live FROM flags UNION ALL"
    " SELECT rule, severity, FALSE FROM dismissed_flags) GROUP BY rule, severity"
)


def tallies(connection: Connection) -> list[Tally]:
    """See Corpus.tallies."""
    sql = (
        "SELECT ifnull(h.name, ''), ifnull(t.name, ''), relation, status, flagged, count FROM tallies"
        " LEFT JOIN documents h ON h.id = home LEFT JOIN documents t ON t.id = target"
        " WHERE count > 0 ORDER BY home, target, relation, status, flagged"
    )
    return [Tally(*tally) for tally in _TALLY.read(connection.execute(sql))]


def bitexts(connection: Connection) -> list[DocumentPair]:
    """See Corpus.bitexts."""
    sql = (
        "SELECT DISTINCT h.name, t.name FROM tallies JOIN documents h ON h.id = home JOIN documents t ON t.id = target"
        " WHERE count > 0 AND home <> target ORDER BY home, target"
    )
    return [DocumentPair(*names) for names in _BITEXT.read(connection.execute(sql))]


def stats(connection: Connection) -> Stats:
    """See Corpus.stats."""

    def count(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    with connection.reading():
        counted = tuple(tallies(connection))
        kind = connection.column("kind")
        kinds = connection.execute(
            f"SELECT {kind}, status, count(*) FROM pairs WHERE relation <> 'unaligned' GROUP BY 1, 2"
        )
        rules = connection.execute(_RULES if connection.has("dismissed_flags") else _RULES_UNDISMISSED)
        return Stats(
            documents=count("SELECT count(*) FROM documents WHERE text IS NOT NULL"),
            segments=count("SELECT count(*) FROM segments"),
            pairs=sum(tally.count for tally in counted),
            tallies=counted,
            kinds=tuple(KindCount(*kind) for kind in _KIND.read(kinds)),
            rules=tuple(RuleCount(*rule) for rule in _RULE.read(rules)),
            actions=count("SELECT count(*) FROM actions"),
            terms=count("SELECT count(*) FROM terms"),
        )
