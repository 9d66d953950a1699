"""Filter lines, as `review --filter` and the filter bar take them, read as queries.

status:open flagged -noted rule:places p<0.8 kind:part doc:tianjin reviewer:"An Na" since:today /regex/ any words
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from workbench.domain import OPEN, MatchKind, Relation, Status
from workbench.errors import UsageError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.text_pattern import TextPattern
from workbench.store.queries import PairQuery

HELP = N_(
    "status:open|confirmed|rejected|needs-review  kind:same|part|form  flagged  rule:places  dismissed  noted  edited"
    "  bookmarked  p<0.8  not-scored  by-estimate  reviewer:NAME  since:today|2026-11-01  doc:NAME  /regex/  words"
    "  -flagged (not flagged)"
)
"""What a filter line may hold, shown below it."""

_SWITCHES: dict[str, tuple[str, bool]] = {
    **{word: (word, True) for word in ("flagged", "dismissed", "bookmarked", "noted", "edited")},
    "by-estimate": ("by_estimate", True),
    "not-scored": ("scored", False),
}
"""Words that filter by themselves: the field of the query, and its value."""

_PROBABILITY = re.compile(r"p([<>])=?(0?\.\d+|[01](?:\.0*)?)")
_PATTERN = re.compile(r"(?:^|(?<=\s))/(.+)/(?=\s|$)")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WORD = re.compile(rf'-?[a-z]+:{_QUOTED}(?=\s|$)|{_QUOTED}|[^\s"]+|"', re.DOTALL)
_CONDITION = re.compile(r"(-?)([a-z]+):(.+)", re.DOTALL)


def parse(text: str) -> PairQuery:
    """Return the query of a filter line; other words are searched for in both texts.

    Raises UsageError for a condition with an unknown name or value, and for a regex that does not compile.
    """
    query, rest = PairQuery(), []
    if pattern := _PATTERN.search(text):
        query = replace(query, regex=_compiled(pattern[1]))
        text = f"{text[: pattern.start()]} {text[pattern.end() :]}"
    for word in _words(text):
        known = _known(query, word)
        if known is None:
            rest.append(word)
        else:
            query = known
    if rest:
        query = replace(query, text=" ".join(rest))
    # The rule of a dismissed flag does not make its row a flagged one.
    return replace(query, flagged=None) if query.dismissed else query


def _words(text: str) -> Iterator[str]:
    """Yield the words of a line; what is quoted is one word, and keeps its quotes where it is not a condition."""
    for match in _WORD.finditer(text):
        word = match[0]
        if word == '"':
            raise UsageError(_("The filter has an unclosed quote."), hint=_('Quote words like this: "two words".'))
        quoted = word[1:-1]
        yield quoted if word[0] == '"' and _CONDITION.fullmatch(quoted) else word


def _unquoted(value: str) -> str:
    """Return what quotes stand around, without the backslashes before quotes and backslashes."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if len(value) > 1 and value[0] == value[-1] == '"' else value


def _known(query: PairQuery, word: str) -> PairQuery | None:
    """Return the query with a word's condition added; None for a word to search for."""
    switch = _SWITCHES.get(word.removeprefix("-"))
    if switch is not None:
        field, wanted = switch
        condition: dict[str, Any] = {field: wanted != word.startswith("-")}
        return replace(query, **condition)
    if probability := _PROBABILITY.fullmatch(word):
        limit = float(probability[2])
        below = probability[1] == "<"
        return replace(query, max_probability=limit) if below else replace(query, min_probability=limit)
    match = _CONDITION.fullmatch(word)
    if match is None:
        return None
    negated, name, value = bool(match[1]), match[2], _unquoted(match[3])
    known = (*_CHOICES, *_VALUES)
    if name not in known:
        if get_close_matches(name, known, 1, 0.75):
            choices = ", ".join(f"{each}:" for each in known)
            raise UsageError(
                _("Unknown condition {name}:.").format(name=name), hint=_("One of {choices}.").format(choices=choices)
            )
        return None
    if name in _CHOICES:
        return _chosen(query, name, value, negated=negated)
    if negated:
        raise UsageError(
            _("{name}: cannot be turned round.").format(name=name),
            hint=_("These can: {conditions}.").format(conditions=_TURNED),
        )
    return replace(query, **_VALUES[name](value))


def _chosen(query: PairQuery, name: str, value: str, *, negated: bool) -> PairQuery:
    """Return the query with one more value of a condition that takes several, or with one less."""
    field, kind = _CHOICES[name]
    members = OPEN if (name, value) == ("status", "open") else frozenset({_member(kind, name, value)})
    before = getattr(query, field)
    condition: dict[str, Any] = {
        field: (before or frozenset(kind)) - members if negated else (before or frozenset()) | members
    }
    return replace(query, **condition)


_CHOICES: dict[str, tuple[str, type[StrEnum]]] = {
    "status": ("statuses", Status),
    "relation": ("relations", Relation),
    "kind": ("kinds", MatchKind),
}
"""Conditions that take one of a few values: the field of the query."""

_TURNED = ", ".join(f"-{word}" for word in (*_SWITCHES, *(f"{name}:…" for name in _CHOICES)))


def _since(value: str) -> dict[str, Any]:
    """Return the condition of a day, which begins at midnight where the reviewer is."""
    try:
        day = date.today() if value == "today" else date.fromisoformat(value)
        midnight = datetime.combine(day, time()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            _("“{value}” is not a day.").format(value=value), hint=_("One is since:today or since:2026-11-01.")
        ) from error
    return {"since": midnight.strftime("%Y-%m-%dT%H:%M:%SZ")}


_VALUES: dict[str, Callable[[str], dict[str, Any]]] = {
    "rule": lambda value: {"rule": value, "flagged": True},
    "doc": lambda value: {"document": value},
    "document": lambda value: {"document": value},
    "reviewer": lambda value: {"reviewer": value},
    "since": _since,
}
"""Conditions that take any value of a form."""

Member = TypeVar("Member", bound=StrEnum)


def _member(kind: type[Member], name: str, value: str) -> Member:
    try:
        return kind(value)
    except ValueError as error:
        known = ("open", *kind) if name == "status" else tuple(kind)
        raise UsageError(
            _("Unknown {condition} {value}.").format(condition=name, value=value),
            hint=_("One of {choices}.").format(choices=", ".join(known)),
        ) from error


def _compiled(pattern: str) -> str:
    try:
        TextPattern(pattern)
    except ValueError as error:
        raise UsageError(
            _("{pattern} is not a valid regular expression: {error}.").format(pattern=f"/{pattern}/", error=error)
        ) from error
    return pattern
