"""Filter lines, as `review --filter` and the filter bar take them, read as queries.

status:open flagged rule:places dismissed p<0.8 kind:part doc:tianjin relation:unaligned bookmarked /regex/ any words
"""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from workbench.domain import OPEN, MatchKind, Relation, Status
from workbench.errors import UsageError
from workbench.store.queries import PairQuery

HELP = (
    "status:open|confirmed|rejected|needs-review  kind:same|part|form  flagged  rule:places  dismissed  p<0.8"
    "  not-scored  by-estimate  doc:NAME  bookmarked  /regex/  words"
)
"""What a filter line may hold, shown below it."""

_SWITCHES: dict[str, Any] = {
    **{word: {word: True} for word in ("flagged", "dismissed", "bookmarked")},
    "by-estimate": {"by_estimate": True},
    "not-scored": {"scored": False},
}
_PROBABILITY = re.compile(r"p([<>])=?(0?\.\d+|[01](?:\.0*)?)")


def parse(text: str) -> PairQuery:
    """Return the query of a filter line; other words are searched for in both texts.

    Raises UsageError for an unknown status or relation, and for a regex that does not compile.
    """
    try:
        words = shlex.split(text, posix=True) if '"' in text else text.split()
    except ValueError as error:
        raise UsageError(f"The filter has an unclosed quote: {text}") from error
    query, rest = PairQuery(), []
    pattern = re.search(r"(?:^|\s)/(.+)/(?:\s|$)", text)
    if pattern:
        query = replace(query, regex=_compiled(pattern[1]))
        words = (text[: pattern.start()] + " " + text[pattern.end() :]).split()
    for word in words:
        known = _known(query, word)
        if known is None:
            rest.append(word)
        else:
            query = known
    if rest:
        query = replace(query, text=" ".join(rest))
    # The rule of a dismissed flag does not make its row a flagged one.
    return replace(query, flagged=None) if query.dismissed else query


def _known(query: PairQuery, word: str) -> PairQuery | None:
    """Return the query with a word's condition added; None for a word to search for."""
    name, _, value = word.partition(":")
    if word in _SWITCHES:
        return replace(query, **_SWITCHES[word])
    if probability := _PROBABILITY.fullmatch(word):
        limit = float(probability[2])
        below = probability[1] == "<"
        return replace(query, max_probability=limit) if below else replace(query, min_probability=limit)
    if not value:
        return None
    if name == "status":
        return replace(query, statuses=(query.statuses or frozenset()) | _statuses(value))
    if name == "relation":
        return replace(query, relations=(query.relations or frozenset()) | {_member(Relation, name, value)})
    if name == "kind":
        return replace(query, kinds=(query.kinds or frozenset()) | {_member(MatchKind, name, value)})
    if name == "rule":
        return replace(query, rule=value, flagged=True)
    if name in ("doc", "document"):
        return replace(query, document=value)
    return None


Member = TypeVar("Member", bound=StrEnum)


def _member(kind: type[Member], name: str, value: str) -> Member:
    try:
        return kind(value)
    except ValueError as error:
        raise UsageError(f"Unknown {name} {value}.", hint=f"One of {', '.join(kind)}.") from error


def _statuses(value: str) -> frozenset[Status]:
    if value == "open":
        return OPEN
    try:
        return frozenset({Status(value)})
    except ValueError as error:
        raise UsageError(f"Unknown status {value}.", hint=f"One of open, {', '.join(Status)}.") from error


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise UsageError(f"/{pattern}/ is not a valid regular expression: {error}.") from error
    return pattern
