"""What `workbench check` writes: rows with what was found in them, for people, for programs, or as a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workbench.cli.layout import SIGNS, block
from workbench.domain import Flag, Language, Pair, PairSide, Severity, Side, relation_of
from workbench.i18n import gettext as _
from workbench.script import printable

_AROUND = 40
"""Characters of text shown on each side of what was found."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was checked, by its number."""

    number: int
    texts: dict[Side, str]
    languages: dict[Side, Language]
    flags: list[Flag]
    score: float | None = None
    """The probability that the two sides belong together, where the corpus has one."""
    dismissed: tuple[Flag, ...] = ()
    """Flags that somebody dismissed in the corpus."""

    @property
    def chinese_side(self) -> Side:
        """The side that is Chinese, in a translation."""
        return Side.SOURCE if self.languages[Side.SOURCE].is_chinese else Side.TARGET

    @property
    def translation(self) -> bool:
        """Whether the two sides are Chinese and English."""
        return self.languages[Side.SOURCE].side != self.languages[Side.TARGET].side and all(self.texts.values())

    def label(self, side: Side) -> str:
        """What output calls a side: "zh", "en"; "source", "target" where both are in one language."""
        same = self.languages[Side.SOURCE].side == self.languages[Side.TARGET].side
        return side.value if same else self.languages[side].side


@dataclass(slots=True)
class Counts:
    """How many rows were checked, and what was found in them; flags that were dismissed do not count."""

    rows: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, flags: Sequence[Flag]) -> None:
        """Count a row and its flags."""
        self.rows += 1
        self.severities.update(found.severity for found in flags)
        self.rules.update(found.rule for found in flags)

    def record(self) -> dict[str, Any]:
        """What JSON says of them."""
        return {
            "rows": self.rows,
            "severities": {severity: self.severities[severity] for severity in Severity},
            "rules": dict(self.rules.most_common()),
        }


Write = Callable[[Row, Sequence[Flag]], None]
"""Called with a row and its flags; one without flags is only counted."""


@contextmanager
def written_as_lines(stream: BinaryIO, name: str) -> Iterator[Write]:
    """A paragraph for each flag."""
    yield lambda row, flags: _write(stream, "".join(_shown(row, found) for found in flags))


@contextmanager
def written_as_json(stream: BinaryIO, name: str) -> Iterator[Write]:
    """An object a line for each flag."""
    yield lambda row, flags: _write(stream, "".join(_json(row, found) for found in flags))


@contextmanager
def written_as_object(stream: BinaryIO, name: str) -> Iterator[Write]:
    """One object: every flag as a line of the list "flags", then what they add up to."""
    counts = Counts()

    def write(row: Row, flags: Sequence[Flag]) -> None:
        lines = [json.dumps(_record(row, found), ensure_ascii=False) for found in flags]
        if lines:
            separator = ",\n" if counts.rules else "\n"
            _write(stream, separator + ",\n".join(lines))
        counts.add(flags)

    _write(stream, '{"flags": [')
    yield write
    _write(stream, "\n]," + json.dumps(counts.record(), ensure_ascii=False)[1:] + "\n")


@contextmanager
def written_as_page(stream: BinaryIO, name: str) -> Iterator[Write]:
    """One self-contained page called `name`: the rows with flags as they come, then the figures."""
    from workbench.reporting.check_page import CheckPage

    with CheckPage.opened(stream, name) as page:
        yield lambda row, flags: page.add(_pair(row, flags), row.number)


def _pair(row: Row, flags: Sequence[Flag]) -> Pair:
    source, target = (PairSide("", row.languages[side], (), row.texts[side]) for side in Side)
    live = tuple(flag for flag in flags if flag not in row.dismissed)
    dismissed = tuple(flag for flag in flags if flag in row.dismissed)
    return Pair(
        source,
        target,
        relation_of(source, target),
        probability=row.score or 0.0,
        scored=row.score is not None,
        flags=live,
        dismissed=dismissed,
        unstated=frozenset({"status"}),
    )


_COLUMNS = ("row", "rule", "severity", "side", "start", "end", "found", "suggestion", "message", "score", "dismissed")


def written_as_table(delimiter: str) -> Callable[[BinaryIO, str], AbstractContextManager[Write]]:
    """A row for each flag, with columns named as in JSON; a suggestion of nothing and none are both empty."""

    @contextmanager
    def written(stream: BinaryIO, name: str) -> Iterator[Write]:
        from workbench.exchange.delimited import write_quoted

        def cells(row: Row, found: Flag) -> list[str]:
            record = _record(row, found)
            return ["" if record.get(name) is None else str(record[name]) for name in _COLUMNS]

        write_quoted([_COLUMNS], delimiter, "\n", stream)
        yield lambda row, flags: _ignored(write_quoted([cells(row, found) for found in flags], delimiter, "\n", stream))

    return written


WRITERS: dict[str, Callable[[BinaryIO, str], AbstractContextManager[Write]]] = {
    "table": written_as_lines,
    "jsonl": written_as_json,
    "json": written_as_object,
    "tsv": written_as_table("\t"),
    "csv": written_as_table(","),
    "html": written_as_page,
}
"""By the name --format takes."""


def _write(stream: BinaryIO, text: str) -> None:
    stream.write(text.encode("utf-8", "replace"))


def _ignored(_: int) -> None:
    """Take no notice of a number of rows."""


def _json(row: Row, found: Flag) -> str:
    return json.dumps(_record(row, found), ensure_ascii=False) + "\n"


def _record(row: Row, found: Flag) -> dict[str, Any]:
    from workbench.exchange.jsonl import flag_as_json

    record = {"row": row.number, **flag_as_json(found, row.label(found.side))}
    if row.score is not None:
        record["score"] = round(row.score, 4)
    if found in row.dismissed:
        record["dismissed"] = True
    return record


def _shown(row: Row, found: Flag) -> str:
    text, side = row.texts[found.side], row.label(found.side)
    before, after = text[max(0, found.start - _AROUND) : found.start], text[found.end : found.end + _AROUND]
    more = "…" if found.start > _AROUND else "", "…" if found.end + _AROUND < len(text) else ""
    words = _shortened(found.found)
    suggestion = "" if found.suggestion is None else " → " + (_shortened(found.suggestion) or _("(nothing)"))
    dismissed = "  " + _("(dismissed)") if found in row.dismissed else ""
    head = _("row {number}").format(number=row.number)
    head += f"  {SIGNS[found.severity]} {_(found.severity)}  {found.rule}  {side}  {words}{suggestion}"
    lines = [
        head + dismissed,
        block(found.message, "    "),
        block(f"{more[0]}{before}[{words}]{after}{more[1]}", "    "),
    ]
    return printable("\n".join(lines)) + "\n\n"


def _shortened(words: str) -> str:
    return words if len(words) <= 2 * _AROUND else f"{words[:_AROUND]} … {words[-_AROUND:]}"
