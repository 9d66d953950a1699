"""A query as SQL, and a pattern with a limit on its patience."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from workbench.conversion import simplify
from workbench.errors import CorpusError, UsageError
from workbench.store import search
from workbench.store.connection import Connection
from workbench.store.names import DocumentNames
from workbench.store.overview import TRAITS, Overview
from workbench.store.queries import Order, PairQuery
from workbench.store.values import Span

PATTERN_SECONDS = 10.0
"""How long one search by pattern may take."""

TEXT_SECONDS = 0.25
"""How long a pattern may take on one text: a good one takes a millionth of it."""

_ORDERS = {
    Order.DOCUMENT: "home, place, id",
    Order.VALUE: (
        "status IN ('confirmed', 'rejected'), relation = 'unaligned' AND severity < 2, severity < 2, probability,"
        " home, place, id"
    ),
    Order.PROBABILITY: "probability, home, place, id",
    Order.ID: "id",
    Order.UPDATED: "updated_at DESC, id DESC",
}


class Pattern:
    """A regular expression over either side, in Simplified characters."""

    def __init__(self, text: str) -> None:
        import regex  # type: ignore[import-untyped]  # it keeps to a time limit, which re cannot

        self._text = simplify(text)
        try:
            self._compiled = regex.compile(self._text)
        except (regex.error, RecursionError, OverflowError) as error:
            raise UsageError(f"“{text}” is no regular expression: {error}.") from error
        self._deadline = time.monotonic() + PATTERN_SECONDS
        self.given_up = False

    def found(self, source: str, target: str) -> bool:
        """Whether it matches on either side."""
        return self._search(source) or self._search(target)

    def _search(self, text: str) -> bool:
        left = self._deadline - time.monotonic()
        try:
            if left > 0:
                return self._compiled.search(simplify(text), timeout=min(left, TEXT_SECONDS)) is not None
        except TimeoutError:
            pass
        self.given_up = True
        raise self.too_slow()

    def too_slow(self) -> CorpusError:
        """What to say when time is up."""
        return CorpusError(
            "The pattern takes too long.",
            hint="Make it simpler: a repeat inside a repeat, as in (a+)+, is the usual cause.",
        )

    def spans(self, source: str, target: str) -> tuple[Span, ...]:
        """Where it matches, in order."""
        found = []
        for side, text in (("source", source), ("target", target)):
            try:
                matches = self._compiled.finditer(simplify(text), timeout=TEXT_SECONDS)
                found += [Span(side, match.start(), match.end()) for match in matches]
            except TimeoutError as error:
                raise self.too_slow() from error
        return tuple(found)

    def candidates(self) -> str | None:
        """What FTS5 must find wherever the pattern matches; None where nothing is sure."""
        try:
            parsed = _parser.parse(self._text)
        except (re.error, RecursionError, OverflowError):
            return None
        if parsed.state.flags & re.VERBOSE:
            return None
        words: list[str] = []
        for literal in _literals(parsed):
            words += search.sure_tokens(literal)
        return " AND ".join(f'"{word}"' for word in dict.fromkeys(words)) or None


def _literals(parsed: Any) -> Iterator[str]:
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


class Finder:
    """Answers queries over one connection."""

    def __init__(self, connection: Connection, names: DocumentNames) -> None:
        self._connection = connection
        self._names = names

    @contextmanager
    def condition(self, query: PairQuery) -> Iterator[tuple[str, list[Any]]]:
        """The WHERE clause of a query; valid within the block, where a pattern that takes too long is told of."""
        pattern = None if query.regex is None else Pattern(query.regex)
        if pattern is not None:
            self._connection.db.conn.create_function("pattern_found", 2, pattern.found)
        try:
            yield self._where(query, pattern)
        except Exception as error:
            if pattern is not None and pattern.given_up:
                raise pattern.too_slow() from error
            raise

    def _where(self, query: PairQuery, pattern: Pattern | None) -> tuple[str, list[Any]]:
        conditions: list[str] = []
        values: list[Any] = []

        def add(condition: str, *parameters: Any) -> None:
            conditions.append(condition)
            values.extend(parameters)

        if query.document is not None:
            document = self._names.find(query.document)
            add("(home = ? OR target_document = ?)", document, document)
        for column, members in (("status", query.statuses), ("relation", query.relations)):
            if members is not None:
                add(f"{column} IN ({','.join('?' * len(members))})", *sorted(member.value for member in members))
        if query.rule is not None:
            add("id IN (SELECT pair_id FROM flags WHERE rule = ?)", query.rule)
        if query.flagged is not None:
            add("severity > 1" if query.flagged else "severity <= 1")
        if query.bookmarked is not None:
            add(f"bookmarked = {int(query.bookmarked)}")
        if query.min_probability is not None:
            add("probability >= ?", query.min_probability)
        if query.max_probability is not None:
            add("probability < ?", query.max_probability)
        if query.text:
            self._add_text(query.text, add)
        if pattern is not None:
            candidates = pattern.candidates()
            if candidates is not None:
                add("id IN (SELECT rowid FROM words WHERE words MATCH ?)", candidates)
            # The unary plus keeps this last: it is by far the dearest test.
            add("+pattern_found(source_text, target_text)")
        return " AND ".join(conditions) or "TRUE", values

    def _add_text(self, text: str, add: Any) -> None:
        words = search.parse(text)
        if words is None:
            add("(instr(source_text, ?1) OR instr(target_text, ?1))".replace("?1", "?"), text, text)
        else:
            add("id IN (SELECT rowid FROM words WHERE words MATCH ?)", words.match())

    def ids(self, query: PairQuery, limit: int | None = None) -> Iterator[int]:
        """Ids in the query's order."""
        with self.condition(query) as (where, values):
            sql = f"SELECT id FROM pairs WHERE {where} ORDER BY {_ORDERS[query.order]}"
            if limit is not None:
                sql += f" LIMIT {limit:d}"
            for (pair_id,) in self._connection.db.conn.cursor().execute(sql, values):
                yield pair_id

    def overview(self, query: PairQuery) -> Overview:
        """A few bits of every row in the query's order."""
        found = Overview(array("q"), array("B"), array("f"))
        with self.condition(query) as (where, values):
            sql = f"SELECT id, {TRAITS}, probability FROM pairs WHERE {where} ORDER BY {_ORDERS[query.order]}"
            for pair_id, traits, probability in self._connection.db.conn.cursor().execute(sql, values):
                found.ids.append(pair_id)
                found.traits.append(traits)
                found.probabilities.append(probability)
        return found

    def count(self, query: PairQuery) -> int:
        """How many rows."""
        with self.condition(query) as (where, values):
            return int(self._connection.execute(f"SELECT count(*) FROM pairs WHERE {where}", values).fetchone()[0])
