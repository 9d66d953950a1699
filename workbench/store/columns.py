"""Values that leave the corpus: the one place where their types are checked, since a file may be damaged or hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from workbench.domain import SegmentSpan
from workbench.errors import CorpusError
from workbench.i18n import gettext as _
from workbench.store.block_values import inlines, place

Kind = type | UnionType | Callable[[Any], Any]


def positions(value: str) -> tuple[int, ...]:
    """Segment positions as a column holds them: "5 6". Raises ValueError where one is negative."""
    if "-" in value:
        raise ValueError(value)
    return tuple(map(int, value.split()))


def spans(value: str) -> tuple[SegmentSpan, ...]:
    """Spans of segments as a column holds them: "5:0-12 6:0-"; nothing where all segments are whole.

    Raises ValueError for anything else.
    """
    return tuple(map(SegmentSpan.read, value.split()))


def real(value: float) -> float:
    """Return a floating-point number, which JSON may have written as an integer."""
    return float(value)


def minute(value: str) -> datetime:
    """The beginning of a time as the corpus keeps it: "2026-11-21T05:19", UTC. Raises ValueError for anything else."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)


_STORED_AS: dict[Kind, frozenset[type]] = {
    positions: frozenset({str}),
    spans: frozenset({str}),
    real: frozenset({float, int}),
    minute: frozenset({str}),
    bool: frozenset({int}),
    place: frozenset({str}),
    inlines: frozenset({str}),
}


def _stored_as(kind: Kind) -> frozenset[type]:
    """Types a value of a kind has in SQLite or JSON."""
    if kind in _STORED_AS:
        return _STORED_AS[kind]
    if isinstance(kind, UnionType):
        return frozenset(get_args(kind))
    assert isinstance(kind, type)
    return frozenset({str if issubclass(kind, StrEnum) else kind})


class Columns:
    """What the columns of a row hold: a type, an enumeration, `bool` for 0 and 1, or a function."""

    def __init__(self, what: str, *kinds: Kind) -> None:
        self._what = what
        self._types = tuple(map(_stored_as, kinds))
        conversions = ((number, _conversion(kind)) for number, kind in enumerate(kinds))
        self._conversions = [(number, convert) for number, convert in conversions if convert is not None]
        self._seen: set[tuple[type, ...]] = set()
        """Types of rows that were found right: most rows have the same."""

    def __call__(self, row: Sequence[Any]) -> list[Any]:
        """Return the values, converted. Raises CorpusError for one that is invalid."""
        types = tuple(map(type, row))
        if types not in self._seen:
            if len(types) != len(self._types):
                raise self._invalid(row, len(types))
            for value, found, allowed in zip(row, types, self._types, strict=True):
                if found not in allowed:
                    raise self._invalid(row, value)
            self._seen.add(types)
        values = list(row)
        for number, convert in self._conversions:
            try:
                values[number] = convert(values[number])
            except (KeyError, ValueError, RecursionError) as error:
                raise self._invalid(row, values[number]) from error
        return values

    def read(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """Return each row's values. Raises as a call does."""
        return map(self, rows)

    def _invalid(self, row: Sequence[Any], value: object) -> CorpusError:
        name = f"{_(self._what)} {row[0]}" if row and isinstance(row[0], int) else _(self._what)
        return CorpusError(
            _("{name} holds an invalid value ({value!r}).").format(name=name, value=str(value)[:40]),
            hint=_("`workbench doctor` examines all of them."),
        )


def _conversion(kind: Kind) -> Callable[[Any], Any] | None:
    """From the value in SQLite or JSON to the one of the domain; None where they are the same."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__
    if kind is bool:
        return {0: False, 1: True}.__getitem__
    return kind if kind in _STORED_AS and not isinstance(kind, UnionType) else None
