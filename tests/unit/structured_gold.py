"""Gold documents given a form: headings, paragraphs, tables and listings, the same on both sides or damaged on one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.alignment.structure import Cell, Landmark, Structure
from workbench.domain import Block, BlockKind
from workbench.evaluation.gold import GoldDocument, complete
from workbench.evaluation.scoring import Link


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its form."""

    text: str
    kind: BlockKind
    block: int
    bead: int
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One side of a document: its segments, and where listings stand."""

    units: tuple[Unit, ...]
    listings: tuple[tuple[int, int], ...]
    """How many segments come before each, and which one it is."""

    def structure(self) -> Structure:
        blocks = tuple(Block(unit.kind, 0, 1, level=2 * (unit.kind is BlockKind.HEADING)) for unit in self.units)
        landmarks = tuple(Landmark(position, ("code", name)) for position, name in self.listings)
        return Structure(blocks, tuple(unit.block for unit in self.units), tuple(u.cell for u in self.units), landmarks)

    @property
    def texts(self) -> list[str]:
        return [unit.text for unit in self.units]


def dressed(document: GoldDocument, seed: int) -> tuple[Form, Form]:
    """Both sides in one form: blocks hold whole beads; one in six is a heading, one in eight a table of 2 by 3."""
    choose = random.Random(f"{document.name} {seed}")
    sides: tuple[list[Unit], list[Unit]] = ([], [])
    listings: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    stretches = complete(document)
    bead = block = 0
    while bead < len(stretches):
        drawn = choose.random()
        size, kind = choose.randint(2, 6), BlockKind.PARAGRAPH
        if drawn < 0.16:
            size, kind = 1, BlockKind.HEADING
        elif drawn < 0.28:
            size, kind = 6, BlockKind.TABLE_CELL
        for number, stretch in enumerate(stretches[bead : bead + size]):
            is_cell = kind is BlockKind.TABLE_CELL
            cell = Cell(number // 3 + 1, number % 3 + 1, 2, 3) if is_cell else None
            own = block + number * is_cell
            texts = (
                document.zh[stretch.zh : stretch.zh + stretch.zh_count],
                document.en[stretch.en : stretch.en + stretch.en_count],
            )
            for side, mine in zip(sides, texts, strict=True):
                side += [Unit(text, kind, own, bead + number, cell) for text in mine]
        bead, block = bead + size, block + 6
        if choose.random() < 0.3:
            for side, here in zip(sides, listings, strict=True):
                here.append((len(side), block))
    zh, en = (Form(tuple(side), tuple(here)) for side, here in zip(sides, listings, strict=True))
    return zh, en


def links(zh: Form, en: Form) -> list[Link]:
    """The gold beads between two sides, whatever order they are in."""
    beads = sorted({unit.bead for unit in (*zh.units, *en.units)})
    places = [
        {bead: [n for n, unit in enumerate(side.units) if unit.bead == bead] for bead in beads} for side in (zh, en)
    ]
    return [(tuple(places[0][bead]), tuple(places[1][bead])) for bead in beads]


def intact(form: Form, choose: random.Random) -> Form:
    return form


def headings_dropped(form: Form, choose: random.Random) -> Form:
    kept = [number for number, unit in enumerate(form.units) if unit.kind is not BlockKind.HEADING]
    before = [sum(number < at for number in kept) for at in range(len(form.units) + 1)]
    return Form(tuple(form.units[n] for n in kept), tuple((before[at], name) for at, name in form.listings))


def headings_as_text(form: Form, choose: random.Random) -> Form:
    plain = {BlockKind.HEADING: BlockKind.PARAGRAPH}
    return replace(form, units=tuple(replace(unit, kind=plain.get(unit.kind, unit.kind)) for unit in form.units))


def sections_swapped(form: Form, choose: random.Random) -> Form:
    """The two quarters in the middle change places."""
    quarter = len(form.units) // 4
    first, second, third = (_border(form.units, quarter * number) for number in (1, 2, 3))
    units = form.units
    moved = (*units[:first], *units[second:third], *units[first:second], *units[third:])
    shifts = [(first, 0), (second, third - second), (third, first - second)]
    listings = [(at + next((shift for end, shift in shifts if at < end), 0), name) for at, name in form.listings]
    return Form(moved, tuple(sorted(listings)))


def _border(units: Sequence[Unit], at: int) -> int:
    while 0 < at < len(units) and units[at].block == units[at - 1].block:
        at += 1
    return at


def tables_rewritten(form: Form, choose: random.Random) -> Form:
    """Every other table is running text, and the others have another shape."""
    units = []
    for unit in form.units:
        if unit.cell is not None and unit.block // 6 % 2:
            unit = replace(unit, kind=BlockKind.PARAGRAPH, cell=None)
        elif unit.cell is not None:
            turned = Cell(unit.cell.column, unit.cell.row, 2, 3)
            unit = replace(unit, cell=turned)
        units.append(unit)
    return replace(form, units=tuple(units))


def listings_elsewhere(form: Form, choose: random.Random) -> Form:
    """The same listings, each at a wrong place."""
    places = sorted(choose.randint(0, len(form.units)) for _ in form.listings)
    return replace(form, listings=tuple((at, name) for at, (_, name) in zip(places, form.listings, strict=True)))


def paragraphs_redrawn(form: Form, choose: random.Random) -> Form:
    """Paragraphs begin somewhere else."""
    number, units = 0, []
    for unit in form.units:
        number += choose.random() < 0.3
        units.append(replace(unit, block=number) if unit.kind is BlockKind.PARAGRAPH else unit)
    return replace(form, units=tuple(units))


DAMAGES: tuple[Callable[[Form, random.Random], Form], ...] = (
    intact,
    headings_dropped,
    headings_as_text,
    sections_swapped,
    tables_rewritten,
    listings_elsewhere,
    paragraphs_redrawn,
)
