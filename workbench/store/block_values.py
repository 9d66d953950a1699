"""Places and inline elements as columns hold them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from workbench.domain import Inline, InlineKind, Place

_PLACE: dict[str, type] = {"page": int, "headings": list, "cell": list, "time": list, "key": str, "element": str}


_HIGHEST = 1 << 40
"""No row, column or time is higher."""


def place_text(place: Place) -> str:
    """Return a place as JSON."""
    fields = {name: getattr(place, name) for name in _PLACE}
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def place(value: str) -> Place:
    """Return a place from JSON. Raises ValueError where it is invalid."""
    found = json.loads(value)
    if not isinstance(found, dict) or any(type(each) is not _PLACE.get(name) for name, each in found.items()):
        raise ValueError(value)
    return Place(
        page=found.get("page"),
        headings=tuple(_all(found.get("headings", ()), str)),
        cell=_two(found.get("cell")),
        time=_two(found.get("time")),
        key=found.get("key", ""),
        element=found.get("element", ""),
    )


def inlines_text(inlines: Sequence[Inline]) -> str:
    """Inline elements as JSON."""
    return json.dumps([[one.kind.value, one.start, one.end, one.data] for one in inlines], ensure_ascii=False)


def inlines(value: str) -> tuple[Inline, ...]:
    """Inline elements from JSON. Raises ValueError where they are invalid."""
    return tuple(_inline(each) for each in _all(json.loads(value), list))


def _inline(fields: list[Any]) -> Inline:
    if [type(field) for field in fields] != [str, int, int, str]:
        raise ValueError(fields)
    return Inline(InlineKind(fields[0]), *fields[1:])


def _two(values: list[Any] | None) -> tuple[int, int] | None:
    if values is None:
        return None
    one, other = _all(values, int)
    if not 0 <= min(one, other) <= max(one, other) <= _HIGHEST:
        raise ValueError(values)
    return one, other


def _all(values: Any, kind: type) -> list[Any]:  # noqa: ANN401 - whatever JSON held
    if not isinstance(values, list | tuple) or any(type(value) is not kind for value in values):
        raise ValueError(values)
    return list(values)
