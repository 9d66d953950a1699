"""A query as SQL, and a pattern with a limit on its patience."""

from __future__ import annotations

import re
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from workbench.errors import CorpusError, UsageError
from workbench.i18n import gettext as _
from workbench.language.text_pattern import TextPattern
from workbench.store import search
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.overview import NOT_SCORED, TRAITS, Overview
from workbench.store.queries import Order, PairQuery
from workbench.store.values import Span

PATTERN_SECONDS = 20.0
"""How long one search by pattern may take."""

_ORDERS = {
    Order.DOCUMENT: "home, place, pairs.id",
    Order.VALUE: (
        "status IN ('confirmed', 'rejected'), relation = 'unaligned' AND severity < 2, severity < 2,"
        " {kind} NOT IN ('same', 'part'), probability, home, place, pairs.id"
    ),
    Order.PROBABILITY: "probability, home, place, pairs.id",
    Order.UPDATED: "updated_at DESC, pairs.id DESC",
}


_ROWS_OF = (
    "SELECT {}(id) FROM (SELECT id FROM pairs WHERE home = ? UNION ALL SELECT id FROM pairs WHERE target_document = ?)"
)

_EDITED = (
    "SELECT c.pair_id FROM corrections c JOIN pairs p ON p.id = c.pair_id"
    " WHERE c.before <> iif(c.side = 'source', p.source_text, p.target_text) AND c.number ="
    " (SELECT min(number) FROM corrections first WHERE first.pair_id = c.pair_id AND first.side = c.side)"
)
"""Ids of the rows with a text that is not what was read, which the first correction of a side has."""


class Pattern:
    """A regular expression over either side, in Simplified characters."""

    def __init__(self, text: str) -> None:
        try:
            self._pattern = TextPattern(text)
        except ValueError as error:
            raise UsageError(
                _("“{text}” is not a regular expression: {error}.").format(text=text, error=error)
            ) from error
        self._deadline = time.monotonic() + PATTERN_SECONDS
        self.given_up: CorpusError | None = None
        """Why the search was given up."""

    def found(self, source: str, target: str) -> bool:
        """Return whether it matches on either side."""
        if time.monotonic() > self._deadline:
            self.given_up = CorpusError(
                _("The pattern was not found in all rows within {pattern_seconds:.0f} seconds.").format(
                    pattern_seconds=PATTERN_SECONDS
                ),
                hint=_("Ask for fewer rows, or for a Chinese word in the pattern."),
            )
            raise self.given_up
        return self._search(source) or self._search(target)

    def _search(self, text: str) -> bool:
        try:
            return self._pattern.found(text)
        except TimeoutError as error:
            self.given_up = too_slow()
            raise self.given_up from error

    def spans(self, source: str, target: str) -> tuple[Span, ...]:
        """Return where it matches, in order."""
        found = []
        for side, text in (("source", source), ("target", target)):
            try:
                found += [Span(side, *match.span()) for match in self._pattern.matches(text)]
            except TimeoutError as error:
                raise too_slow() from error
        return tuple(found)

    def candidates(self) -> str | None:
        """Return what FTS5 must find wherever the pattern matches; None where nothing is sure."""
        try:
            parsed = _parser.parse(self._pattern.simplified)
        except (re.error, RecursionError, OverflowError):
            return None
        if parsed.state.flags & re.VERBOSE:
            return None
        words: list[str] = []
        for literal in _literals(parsed):
            words += search.sure_tokens(literal)
        return " AND ".join(dict.fromkeys(words)) or None


def too_slow() -> CorpusError:
    """Return what is raised where a pattern takes too long on one text."""
    return CorpusError(
        _("The pattern takes too long."),
        hint=_("Make it simpler: a repeat inside a repeat, as in (a+)+, is the usual cause."),
    )


def _literals(parsed: _parser.SubPattern) -> Iterator[str]:
    """Runs of characters that every match contains: those outside of branches and repeats."""
    run = ""
    for operation, value in parsed:
        if operation is _constants.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
        run = ""
    if run:
        yield run


def places_of(query: PairQuery) -> Callable[[str, str], tuple[Span, ...]]:
    """Return what finds the words and the pattern of a query in two texts: source, target. It raises CorpusError."""
    questions: list[Pattern | search.Words] = [] if query.regex is None else [Pattern(query.regex)]
    if (words := search.parse(query.text or "")) is not None:
        questions.append(words)
    return lambda source, target: tuple(span for each in questions for span in each.spans(source, target))


class Finder:
    """Answers queries over one connection."""

    def __init__(self, connection: Connection, names: DocumentNames) -> None:
        self._connection = connection
        self._names = names

    def ids(self, query: PairQuery, limit: int | None = None) -> Iterator[int]:
        """Yield the ids in the query's order."""
        with self._plan(query) as plan:
            sql = f"SELECT {plan.id} FROM {plan.tables} WHERE {plan.where} ORDER BY {plan.order(query.order)}"
            if limit is not None:
                sql += f" LIMIT {limit:d}"
            for (pair_id,) in self._connection.execute(sql, plan.values):
                yield pair_id

    def overview(self, query: PairQuery) -> Overview:
        """Return a few bits of every row in the query's order."""
        found = Overview(array("q"), array("H"), array("f"))
        scored, by_estimate = self._connection.column("scored"), self._connection.column("by_estimate")
        with self._plan(query) as plan:
            traits = TRAITS.format(kind=plan.kind, by_estimate=by_estimate)
            columns = f"pairs.id, {traits}, iif({scored}, probability, {NOT_SCORED})"
            sql = f"SELECT {columns} FROM {plan.rows} WHERE {plan.where}"
            rows = self._connection.execute(f"{sql} ORDER BY {plan.order(query.order)}", plan.values)
            try:
                for pair_id, traits, probability in rows:
                    found.ids.append(pair_id)
                    found.traits.append(traits)
                    found.probabilities.append(probability)
            except (TypeError, OverflowError) as error:
                # The arrays check the types; a million rows are too many to check each by itself.
                raise CorpusError(
                    _("Row {pair_id} holds an invalid value.").format(pair_id=pair_id),
                    hint=_("`workbench doctor` shows more."),
                ) from error
        return found

    def count(self, query: PairQuery) -> int:
        """Return how many rows."""
        # In no order but the index's own, which alone may do.
        with self._plan(replace(query, order=Order.ID)) as plan:
            sql = f"SELECT count(*) FROM {plan.tables} WHERE {plan.where}"
            return int(self._connection.execute(sql, plan.values).fetchone()[0])

    @contextmanager
    def _plan(self, query: PairQuery) -> Iterator[Plan]:
        """The plan of a query; within the block, a pattern that takes too long raises CorpusError."""
        pattern = None if query.regex is None else Pattern(query.regex)
        if pattern is not None:
            self._connection.sqlite.create_function("pattern_found", 2, pattern.found)
        try:
            yield self._planned(query, pattern)
        except sqlite3.OperationalError as error:
            if pattern is not None and pattern.given_up is not None:
                raise pattern.given_up from error
            raise

    def _planned(self, query: PairQuery, pattern: Pattern | None) -> Plan:
        match = None
        plan = Plan(self._connection.column("kind"))
        if query.text:
            words = search.parse(query.text)
            if words is None:
                plan.add("(instr(source_text, ?) OR instr(target_text, ?))", query.text, query.text)
            else:
                match = words.match()
        self._add_columns(query, plan)
        if pattern is not None:
            sure = pattern.candidates()
            match = " AND ".join(filter(None, [match, sure])) or None
            # The unary plus makes SQLite evaluate this last: it is by far the most expensive condition.
            plan.add("+pattern_found(source_text, target_text)")
        if match is not None:
            plan.begin_with(match, alone=not plan.conditions and query.order is Order.ID)
            if query.document is not None:
                # The rows of a document were mostly added together: the index need not go through all others.
                document = self._names.find(query.document)
                for end, bound in (("min", ">="), ("max", "<=")):
                    plan.add(f"words.rowid {bound} ({_ROWS_OF.format(end)})", document, document)
        return plan

    def _add_columns(self, query: PairQuery, plan: Plan) -> None:
        if query.document is not None:
            document = self._names.find(query.document)
            plan.add("(home = ? OR target_document = ?)", document, document)
        column = self._connection.column
        chosen = (("status", query.statuses), ("relation", query.relations), (column("kind"), query.kinds))
        for name, members in chosen:
            if members is not None:
                plan.add(f"{name} IN ({','.join('?' * len(members))})", *sorted(member.value for member in members))
        self._add_flags(query, plan)
        for name, wanted in (
            ("bookmarked", query.bookmarked),
            (column("scored"), query.scored),
            (column("by_estimate"), query.by_estimate),
        ):
            if wanted is not None:
                plan.add(f"{name} = {int(wanted)}")
        self._add_people(query, plan)
        if query.min_probability is not None:
            plan.add(f"probability >= ? AND {column('scored')}", query.min_probability)
        if query.max_probability is not None:
            plan.add(f"probability < ? AND {column('scored')}", query.max_probability)

    @staticmethod
    def _add_people(query: PairQuery, plan: Plan) -> None:
        """Conditions about what people did to a row."""
        if query.noted is not None:
            plan.add("note <> ''" if query.noted else "note = ''")
        if query.edited is not None:
            plan.add(f"pairs.id {'' if query.edited else 'NOT '}IN ({_EDITED})")
        if query.reviewer is not None:
            plan.add("substr(lower(ifnull(reviewer, '')), 1, length(?)) = lower(?)", query.reviewer, query.reviewer)
        if query.since is not None:
            plan.add("updated_at >= ?", query.since)

    def _add_flags(self, query: PairQuery, plan: Plan) -> None:
        dismissed = self._connection.has("dismissed_flags")
        if query.dismissed is not None:
            condition = "EXISTS (SELECT 1 FROM dismissed_flags WHERE pair_id = pairs.id)" if dismissed else "FALSE"
            plan.add(condition if query.dismissed else f"NOT {condition}")
        if query.rule is not None:
            table = "dismissed_flags" if query.dismissed and dismissed else "flags"
            plan.add(f"pairs.id IN (SELECT pair_id FROM {table} WHERE rule = ?)", query.rule)
        if query.flagged is not None:
            plan.add("severity > 1" if query.flagged else "severity <= 1")


class Plan:
    """The pieces of a SELECT."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        """The column of that name, or what rows of an older corpus have instead."""
        self.tables = "pairs"
        """The tables that ids and counts are read from."""
        self.rows = "pairs"
        """The same with every column of the rows."""
        self.id = "pairs.id"
        self.conditions: list[str] = []
        self.values: list[Any] = []

    @property
    def where(self) -> str:
        """The conditions as SQL."""
        return " AND ".join(self.conditions) or "TRUE"

    def add(self, condition: str, *values: Any) -> None:
        """One more condition."""
        self.conditions.append(condition)
        self.values.extend(values)

    def begin_with(self, match: str, *, alone: bool) -> None:
        """Let the search index lead: in order of id its rows come one by one, nothing is sorted.

        `alone`: nothing else is asked, so the rows themselves need not be read.
        """
        self.rows = "words CROSS JOIN pairs ON pairs.id = words.rowid"
        self.tables = "words" if alone else self.rows
        self.id = "words.rowid"
        self.conditions.insert(0, "words MATCH ?")
        self.values.insert(0, match)

    def order(self, order: Order) -> str:
        """Return the ORDER BY clause."""
        return self.id if order is Order.ID else _ORDERS[order].format(kind=self.kind)
