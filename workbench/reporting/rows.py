"""The pairs side by side: a row of the page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml import etree

from workbench.domain import Flag, Pair, PairSide, Relation, Severity, Side, Status
from workbench.i18n import gettext as _
from workbench.reporting.elements import node
from workbench.reporting.texts import Content, annotated
from workbench.reporting.values import ReportRow
from workbench.reporting.wording import (
    KIND,
    RELATION,
    STATUS,
    STATUS_SIGNS,
    number,
    side_documents,
)
from workbench.review import labels

_LONGEST_QUOTE = 80
"""Characters of what was found that a note repeats."""


def row_element(row: ReportRow) -> etree._Element:
    """Return a row: what it is, both sides, what was found, and who corrected it."""
    pair = row.pair
    notes = [*pair.flags, *pair.dismissed]
    element = node(
        "li",
        _head(row),
        node("div", *[_side(pair, side, notes) for side in Side], class_="sides"),
        id=f"row-{row.number}",
        class_="row",
        tabindex="-1",
        data_status=pair.status,
        data_flags=" ".join(_flag_names(pair)),
    )
    if notes:
        items = [_note(place, flag, flag in pair.dismissed) for place, flag in enumerate(notes, 1)]
        element.append(node("ul", *items, class_="notes"))
    for line in (_made(pair), pair.note and _("Note: {note}").format(note=pair.note)):
        if line:
            element.append(node("p", line, class_="made"))
    return element


def _flag_names(pair: Pair) -> list[str]:
    """Return what the filter of the page finds a row by: its rules, "some" for any, "corrected"."""
    names = sorted({flag.rule for flag in pair.flags})
    serious = any(flag.severity is not Severity.INFO for flag in pair.flags)
    return [*names, *["some"] * serious, *["corrected"] * bool(pair.corrections)]


def _head(row: ReportRow) -> etree._Element:
    pair = row.pair
    facts = [node("h3", _("Row {number}").format(number=number(row.number)))]
    if "status" not in pair.unstated:
        status = f"{STATUS_SIGNS[pair.status]} {_(STATUS[pair.status])}"
        said = _("{status}, by estimate").format(status=status) if pair.by_estimate else status
        facts.append(node("span", said, class_=pair.status))
    if pair.relation is Relation.UNALIGNED:
        facts.append(node("span", _(RELATION[pair.relation])))
    elif pair.scored:
        facts.append(node("span", _("probability {value}").format(value=f"{pair.probability:.2f}")))
    if pair.kind.value != "same":
        facts.append(node("span", _("in common: {kind}").format(kind=_(KIND[pair.kind]))))
    if pair.source.document or pair.target.document:
        facts.append(node("span", side_documents(*map(_place, (pair.source, pair.target)))))
    if pair.reviewer and pair.status is not Status.PROPOSED:
        facts.append(node("span", pair.reviewer))
    return node("div", *facts, class_="head")


def _place(side: PairSide) -> str:
    """Return a document and the sentences of it, from 1: "report: 5–6"."""
    segments = side.segments
    if not segments:
        return side.document
    first, last = segments[0] + 1, segments[-1] + 1
    return f"{side.document}: {first:,}" + (f"–{last:,}" if last > first else "")


def _side(pair: Pair, side: Side, notes: Sequence[Flag]) -> etree._Element:
    held = pair.side(side)
    if not held.text:
        return node("p", _("(nothing faces it)"), class_="absent")
    return node("p", *annotated(pair, side, notes), lang=held.lang)


def _note(place: int, flag: Flag, dismissed: bool) -> etree._Element:
    """Return a numbered note: sign, severity, rule, what was found and should be, and why."""
    found = flag.found if len(flag.found) <= _LONGEST_QUOTE else f"{flag.found[:_LONGEST_QUOTE]}…"
    quoted = f"“{found}”" if found else ""
    if flag.suggestion is not None:
        quoted += f" → “{flag.suggestion}”" if flag.suggestion else " → ∅"
    label: Content = [
        f"{place}. ",
        node("span", labels.SEVERITY_SIGNS[flag.severity], class_="sign", aria_hidden="true"),
        f" {labels.label(flag.severity)} ",
        node("b", flag.rule),
        f" {quoted}: {flag.message}" if quoted else f": {flag.message}",
    ]
    if dismissed:
        return node("li", *label, " ", _("(dismissed)"), class_=f"{flag.severity} dismissed")
    return node("li", *label, class_=flag.severity)


def _made(pair: Pair) -> str:
    """Who corrected the row, by which rules, and when last."""
    if not pair.corrections:
        return ""
    who = Counter((each.reviewer or _("nobody named"), each.rule) for each in pair.corrections)
    times = ((reviewer, rule, f" ×{count}" if count > 1 else "") for (reviewer, rule), count in who.items())
    by = _(", ").join(f"{reviewer} ({rule}{often})" for reviewer, rule, often in times)
    return _("Corrected by {who}, last on {date}.").format(who=by, date=pair.corrections[-1].at[:10])
