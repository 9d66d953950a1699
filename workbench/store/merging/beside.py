"""What a corpus holds beside its documents, rows and history: terms, records of imports and batches, vectors."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from workbench.domain import Term, TermKind
from workbench.i18n import N_
from workbench.store import imports
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.merging.values import Conflict, Version
from workbench.store.vectors import BATCH, VectorCache

KEPT_SETTINGS = "batch.*"
"""Settings that come along: which document pairs batches have done. Others are of one corpus, such as its identity."""

_TERM = Columns(N_("A term"), str, str, TermKind, str, str)
_TERMS = "SELECT zh, en, kind, note, source FROM terms ORDER BY zh, en"
_BETWEEN = " / "

_LESSON = "found, replacement, beside, place, chinese, kept, reviewer, at"
_HOLDS = "NOT EXISTS (SELECT 1 FROM actions WHERE id = {}.action AND undone IS NOT NULL)"
"""Whether a decision about a correction is not undone."""


def join_terms(merged: Connection, source: Connection, labels: tuple[str, str]) -> tuple[int, list[Conflict]]:
    """Copy the terms that are new; the number of those, and those that the two have differently.

    Of such, the stricter kind stays, with the notes and sources of both.
    """
    ours = {(term.zh, term.en): term for term in _terms(merged)}
    added = 0
    conflicts = []
    for theirs in _terms(source):
        here = ours.get((theirs.zh, theirs.en))
        joined = theirs if here is None else _joined(here, theirs)
        if joined != here:
            merged.execute("INSERT OR REPLACE INTO terms VALUES (?, ?, ?, ?, ?)", astuple(joined))
            added += here is None
        if here is not None and joined != here and here.kind is not theirs.kind:
            conflicts.append(Conflict(None, (_version(labels[0], here), _version(labels[1], theirs))))
    return added, conflicts


def _terms(connection: Connection) -> list[Term]:
    return [Term(*term) for term in _TERM.read(connection.execute(_TERMS))]


def _version(corpus: str, term: Term) -> Version:
    return Version(corpus, "", "", term.kind.value, term.zh, term.en, term.note)


def _joined(one: Term, other: Term) -> Term:
    kinds = list(TermKind)
    apart = one.kind is not other.kind or _names_kinds(one) or _names_kinds(other)
    return Term(
        one.zh,
        one.en,
        min(one.kind, other.kind, key=kinds.index),
        _parts(*map(_with_kind, (one, other))) if apart else _parts(one.note, other.note),
        _parts(one.source, other.source),
    )


def _names_kinds(term: Term) -> bool:
    """Whether the note is of a term that corpora had differently."""
    return any(part.partition(":")[0] in list(TermKind) for part in term.note.split(_BETWEEN))


def _with_kind(term: Term) -> str:
    if _names_kinds(term):
        return term.note
    return f"{term.kind}: {term.note}" if term.note else term.kind.value


def _parts(*texts: str) -> str:
    """The parts of texts, each once."""
    parts = {part for text in texts for part in text.split(_BETWEEN) if part}
    return _BETWEEN.join(sorted(parts))


def join_learnt(merged: Connection, source: Connection) -> None:
    """Copy what was made or refused of harvested terms and of corrections; of two decisions the later one stays."""
    merged.execute_many(
        "INSERT INTO refused_terms (zh, en, reviewer, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET reviewer = excluded.reviewer, at = excluded.at"
        " WHERE (excluded.at, excluded.reviewer) > (refused_terms.at, refused_terms.reviewer)",
        source.execute("SELECT zh, en, reviewer, at FROM refused_terms"),
    )
    found = source.execute(
        f"SELECT {_LESSON}, action, undone FROM lessons LEFT JOIN (SELECT id, undone FROM actions) ON id = action"
    )
    for *lesson, theirs, undone in found.fetchall():
        ours, undone_here = merged.execute(
            "SELECT ours, undone FROM action_map LEFT JOIN actions ON id = ours WHERE theirs = ?", (theirs,)
        ).fetchone() or (None, None)
        if undone is not None and undone_here is None:
            # The undo became an action of its own, which nothing leads to from here.
            merged.execute("DELETE FROM lessons WHERE action = ?", (ours,))
            continue
        merged.execute(
            f"INSERT INTO lessons ({_LESSON}, action) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET kept = excluded.kept, reviewer = excluded.reviewer, at = excluded.at, action = excluded.action"
            f" WHERE ({_HOLDS.format('excluded')}, excluded.at, excluded.reviewer)"
            f" > ({_HOLDS.format('lessons')}, lessons.at, lessons.reviewer)",
            (*lesson, ours),
        )


def join_settings(merged: Connection, source: Connection) -> None:
    """Copy the records of what batches have done."""
    found = source.execute("SELECT key, value FROM settings WHERE key GLOB ?", (KEPT_SETTINGS,))
    merged.execute_many("INSERT OR IGNORE INTO settings VALUES (?, ?)", found)


def join_imports(merged: Connection, source: Connection) -> None:
    """Copy the records of imported files; of two of the same file, the one that came further stays."""
    for record in imports.records(source):
        named = (record.source.checksum, record.source.options, record.source.total)
        known = merged.execute(
            "SELECT id, done FROM imports WHERE checksum = ? AND options = ? AND total = ? AND name = ?"
            " ORDER BY done DESC LIMIT 1",
            (*named, record.source.name),
        ).fetchone()
        first_row = merged.execute(
            "SELECT min(ours) FROM row_map WHERE theirs >= ? AND ours IS NOT NULL", (record.first_row,)
        ).fetchone()[0]
        if known is None:
            merged.execute(
                "INSERT INTO imports (name, checksum, options, total, first_row, done, added, started_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*astuple(record.source), first_row or 0, record.done, record.added, record.started_at,
                 record.updated_at),
            )  # fmt: skip
        elif known[1] < record.done:
            merged.execute(
                "UPDATE imports SET done = ?, added = max(added, ?), updated_at = ? WHERE id = ?",
                (record.done, record.added, record.updated_at, known[0]),
            )


def join_vectors(merged: Connection, source: Connection) -> None:
    """Copy the vectors that encoders made of texts, as far as they fit."""
    cache = VectorCache(merged)
    for encoder, signature, dimension in source.execute("SELECT id, signature, dimension FROM encoders").fetchall():
        known = merged.execute("SELECT dimension FROM encoders WHERE signature = ?", (signature,)).fetchone()
        if known is not None and known[0] != dimension:
            continue
        found = source.execute("SELECT key, vector FROM vectors WHERE encoder = ? ORDER BY id", (encoder,))
        while page := found.fetchmany(BATCH):
            vectors = {key: np.frombuffer(vector, "<f4") for key, vector in page if len(vector) == 4 * dimension}
            cache.put(signature, vectors, dimension)
