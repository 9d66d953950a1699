"""What the page shows of a row: signs, numbers, marks, places, and what stands around it in its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain import OPEN, Flag, Pair, PairSide, Relation, Segment, Severity, Side, Status, joined
from workbench.i18n import gettext as _
from workbench.review.labels import label
from workbench.review.neighbours import rest_of_sentence
from workbench.review.row_list import RowList
from workbench.review.side_history import Segments, history_of, segment_starts
from workbench.store.queries import Order
from workbench.tui.page_layout import Density
from workbench.tui.row_block import RowView, SideView
from workbench.tui.text import Mark, percent, superscript

SIGNS = {Status.PROPOSED: "·", Status.CONFIRMED: "✓", Status.NEEDS_REVIEW: "?", Status.REJECTED: "✗"}
"""A sign for every status, so that none is only a colour."""
BY_ESTIMATE = "≈"
"""For a row that was confirmed without being read."""
FLAG, BOOKMARK, NOTE, CORRECTED, LINK = "⚑", "*", "†", "✎", "∞"

_TONES = {Status.PROPOSED: "text", Status.CONFIRMED: "good", Status.NEEDS_REVIEW: "fair", Status.REJECTED: "poor"}
_SHORT = 40
"""Characters up to which the words of a chosen flag are shown reversed."""
_LOOKED_BACK = 6
"""Rows before and behind one in document order that may hold the sentence next to its own."""
_FOLLOWING = 2
"""Sentences that are shown behind those of a row."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What is shown of the row under the cursor alone."""

    side: Side
    flags: tuple[Flag, ...] = ()
    """Those to mark."""
    chosen: Flag | None = None
    words: Mapping[Side, tuple[Mark, ...]] = field(default_factory=dict)
    """Marks on matching words."""
    differs: str = ""
    """In what the sides differ."""


class RowViews:
    """Makes rows of a list ready to be drawn."""

    def __init__(
        self,
        rows: RowList,
        segments: Segments,
        terms: Callable[[Pair], Mapping[Side, Sequence[Mark]]] = lambda _: {},
    ) -> None:
        """`terms` returns marks on the terms of a row."""
        self._rows, self._segments, self._terms = rows, segments, terms
        self.linked: int | None = None
        """Id of the row marked for a link."""
        self.density = Density.READING

    def row(self, place: int) -> RowView | None:
        """Return the row at a place of the list, without the cursor; None where it cannot be read."""
        pair = self._rows.row(place)
        if pair is None:
            return None
        whole = self.density is Density.READING
        before = self._rows.row(place - 1)
        sides = [
            SideView(
                pair.side(side).text,
                self._marks(pair, side, pair.flags) if whole else (),
                self._place_if_new(pair, before) if whole and side is Side.TARGET else "",
                is_repeated=before is not None and _is_repeated(pair.side(side), before.side(side)),
            )
            for side in Side
        ]
        return self._view(pair, sides, whole=whole, selected=place in self._rows.selected)

    def focused(self, place: int, focus: Focus) -> RowView | None:
        """Return the row under the cursor, whole, with what stands around it in its documents."""
        pair = self._rows.row(place)
        if pair is None:
            return None
        sides = [
            SideView(
                pair.side(side).text,
                self._marks(pair, side, focus.flags, focus),
                self._location(pair, pair.side(side)),
                self._context(pair, side, place, -1),
                self._context(pair, side, place, 1),
            )
            for side in Side
        ]
        differs = focus.differs and _("differs: {facts}").format(facts=focus.differs)
        aside = " · ".join(filter(None, (shared(pair), differs)))
        return self._view(pair, sides, active=focus.side, aside=aside)

    def _view(
        self,
        pair: Pair,
        sides: Sequence[SideView],
        *,
        whole: bool = True,
        active: Side | None = None,
        aside: str = "",
        selected: bool = False,
    ) -> RowView:
        errors = sum(flag.severity is not Severity.INFO for flag in pair.flags)
        decided = pair.status not in OPEN
        signs = {
            LINK: pair.id is not None and pair.id == self.linked,
            BOOKMARK: pair.bookmarked,
            NOTE: bool(pair.note),
            CORRECTED: bool(pair.corrections),
        }
        return RowView(
            sides[0],
            sides[1],
            number=self._number(pair),
            sign=BY_ESTIMATE if pair.by_estimate else SIGNS[pair.status],
            tone=_TONES[pair.status],
            flags=f"{FLAG}{min(errors, 9)}" if errors else "",
            marks="".join(sign for sign, held in signs.items() if held)[:3],
            notes=() if decided and active is None else _notes(pair),
            style="done" if decided else "text",
            aside=aside,
            active=active,
            whole=whole,
            selected=selected,
        )

    def _number(self, pair: Pair) -> str:
        """Return the place of a row in its document: its first sentence, or its place in the list."""
        side = pair.source if pair.source.text else pair.target
        if side.segments:
            return str(min(side.segments) + 1)
        return str(self._rows.index.place_on_map(pair.id) + 1)

    def _place_if_new(self, pair: Pair, before: Pair | None) -> str:
        """Return where the target stands, unless it follows that of the row before."""
        here = pair.target
        if not here.text or (not here.document and not pair.is_human):
            return ""
        if before is not None and before.target.document == here.document:
            there = before.target.segments
            if not here.segments or (there and min(here.segments) in (max(there), max(there) + 1)):
                return ""
        return self._location(pair, here)

    def _location(self, pair: Pair, side: PairSide) -> str:
        """Return where a side stands: its document, and the numbers of its sentences there."""
        if not side.text:
            return ""
        if not side.document:
            return _("written here") if pair.is_human else _("imported")
        return f"{side.document} {numbers(side)}".rstrip()

    def _marks(self, pair: Pair, side: Side, flags: Iterable[Flag], focus: Focus | None = None) -> tuple[Mark, ...]:
        words = focus.words.get(side, ()) if focus else ()
        return (
            *(() if words else self._borders(pair, side)),
            *self._terms(pair).get(side, ()),
            *(Mark(hit.start, hit.end, "hit") for hit in self._rows.hits(pair) if hit.side == side),
            *(_flag_mark(flag, focus) for flag in flags if flag.side is side),
            *words,
        )

    def _borders(self, pair: Pair, side: Side) -> tuple[Mark, ...]:
        """Return small numbers at the beginnings of sentences, where there are several."""
        if len(pair.side(side).segments) < 2:
            return ()
        starts = [0, *segment_starts(history_of(pair, side), self._segments)]
        return tuple(Mark(at, at, "border", superscript(number)) for number, at in enumerate(starts, 1))

    def _context(self, pair: Pair, name: Side, place: int, step: int) -> str:
        """Return what comes before (-1) or behind (1) a side in its document and is in no row next to it."""
        side = pair.side(name)
        segments = self._segments(side.document)
        if not side.segments or max(side.segments) >= len(segments):
            return ""
        in_order = self._rows.order is Order.DOCUMENT and not self._rows.is_sample
        reach = _LOOKED_BACK if in_order else 1
        shown = {
            position
            for row in map(self._rows.row, range(place + step, place + step * (reach + 1), step))
            if row is not None and row.side(name).document == side.document
            for position in row.side(name).segments
        }
        rest = "" if side.segments[-1 if step > 0 else 0] in shown else self._rest(pair, name, step)
        first, last = min(side.segments), max(side.segments)
        wanted = range(last + 1, len(segments))[:_FOLLOWING] if step > 0 else range(first)[-1:]
        held = next((number for number, position in enumerate(wanted) if position in shown), len(wanted))
        wanted = wanted[:held]
        found = joined(_at(segments, wanted))
        parts = (rest, found) if step > 0 else (found, rest)
        return side.language.concatenate(*parts)

    def _rest(self, pair: Pair, side: Side, step: int) -> str:
        """Return what is in another row of the sentence that a side begins or ends in."""
        return rest_of_sentence(pair, side, step, self._segments)


def _is_repeated(side: PairSide, before: PairSide) -> bool:
    return bool(side.segments) and side == before


def numbers(side: PairSide) -> str:
    """Return the numbers of a side's sentences: "s3", "s3–4"; nothing for an imported unit."""
    if not side.segments:
        return ""
    first, last = min(side.segments) + 1, max(side.segments) + 1
    return f"s{first}" + (f"–{last}" if last > first else "")


def shared(pair: Pair) -> str:
    """Return what the sides of a mined pair have in common, how probably they say the same, and how much they share."""
    if pair.coverage is None:
        return ""
    return f"{label(pair.kind)} {pair.probability:.2f} · {pair.coverage.source:.0%} ↔ {pair.coverage.target:.0%}"


def _at(segments: Sequence[Segment], positions: range) -> Sequence[Segment]:
    return segments[positions.start : positions.stop]


def _notes(pair: Pair) -> tuple[str, ...]:
    """Return the kind of a mined pair and the probability of one that has any."""
    # A row that nothing was proposed for has no probability, not one of nought.
    guessed = pair.scored and (pair.relation is not Relation.UNALIGNED or pair.probability > 0)
    kind = (label(pair.kind),) if pair.coverage is not None else ()
    unknown = () if pair.relation is Relation.UNALIGNED else ("—",)
    return (*kind, *((percent(pair.probability),) if guessed else unknown))


def _flag_mark(flag: Flag, focus: Focus | None) -> Mark:
    # A whole sentence reversed could not be read.
    chosen = focus is not None and flag is focus.chosen and flag.end - flag.start <= _SHORT
    return Mark(flag.start, flag.end, "chosen" if chosen else flag.severity.value)
