"""Keys that change which sentences face which: nothing occurs twice, nothing confirmed goes unasked, order is kept."""

from __future__ import annotations

from tests.tui.conftest import Driver, Started
from tests.tui.corpora import CHINESE, ENGLISH
from tests.tui.screen import items_of
from workbench.domain import Pair, Relation, Side, Status
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery
from workbench.tui.dialogs.base import ConfirmDialog
from workbench.tui.row_view import Focus, RowViews
from workbench.tui.screens.review import ReviewScreen


def holders(driver: Driver, text: str) -> list[Pair]:
    return [pair for pair in driver.stored().values() if text in (pair.source.text, pair.target.text)]


def in_order(driver: Driver) -> bool:
    """Whether list and corpus are in document order."""
    with Corpus.read(driver.app.workspace.db) as corpus:
        rows = list(corpus.iter_pairs(PairQuery()))
    firsts = [pair.source.segments[0] for pair in rows if pair.source.segments]
    return firsts == sorted(firsts) and driver.rows.index.ids.tolist() == [pair.id for pair in rows]


async def candidate(driver: Driver, text: str) -> str:
    """Ask for the candidates of the row, take the one with a text, and return its lines."""
    await driver.press("enter")
    await driver.settle()
    lines = items_of(driver.app)
    chosen = next(number for number, item in enumerate(lines) if text in item)
    await driver.press(*["j"] * chosen, "enter")
    await driver.settle()
    return lines[chosen]


async def test_taking_a_candidate_moves_it_and_one_undo_takes_both_back(started: Started) -> None:
    async with started() as driver:
        before = driver.stored()
        (held,) = holders(driver, CHINESE[3])
        await driver.press("z", "slash", *"Nobody", "enter")
        row = driver.current.id or 0
        lines = await candidate(driver, CHINESE[3])
        assert "now in row 4, proposed" in lines
        assert [pair.id for pair in holders(driver, CHINESE[3])] == [row]
        left = driver.stored()[held.id or 0]
        assert (left.relation, left.target.text, left.source.text) == (Relation.UNALIGNED, "", ENGLISH[3])
        await driver.press("u")
        after = driver.stored()
        for each in (row, held.id or 0):
            assert (after[each].source, after[each].target) == (before[each].source, before[each].target)


async def test_a_corrected_sentence_moves_with_its_correction(started: Started) -> None:
    async with started(filter_line="Changsong") as driver:
        await driver.press("e", "tab", "end", "津", "ctrl+s", "escape", "slash", *"Nobody", "enter")
        await candidate(driver, CHINESE[3])
        taken = driver.stored()[driver.current.id or 0]
        assert taken.target.text == CHINESE[3] + "津"
        assert [correction.before for correction in taken.corrections] == [CHINESE[3]]


async def test_a_sentence_of_a_confirmed_row_is_only_taken_after_a_question(started: Started) -> None:
    async with started() as driver:
        (held,) = holders(driver, CHINESE[3])
        await driver.press("slash", *"Changsong", "enter", "c", "escape", "slash", *"Nobody", "enter")
        lines = await candidate(driver, CHINESE[3])
        assert "confirmed" in lines
        assert driver.shows(ConfirmDialog)
        await driver.press("escape")
        await driver.settle()
        (still,) = holders(driver, CHINESE[3])
        assert (still.id, still.status) == (held.id, Status.CONFIRMED)
        await driver.press("enter", "enter")
        await driver.settle()
        assert driver.shows(ReviewScreen)
        assert [pair.id for pair in holders(driver, CHINESE[3])] == [driver.current.id]


async def test_moving_a_sentence_out_of_a_confirmed_row_asks(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "j", "c", "g", "L")
        assert driver.shows(ConfirmDialog)
        await driver.press("escape")
        assert len(driver.current.source.segments) == 1
        await driver.press("L", "enter")
        await driver.settle()
        assert driver.stored()[driver.current.id or 0].source.segments == (0, 1)
        await driver.press("u", "j", "J")
        assert driver.shows(ConfirmDialog)


async def test_rows_keep_document_order_after_every_operation_and_undo(started: Started) -> None:
    jobs = (
        ("g", "j", "m"), ("g", "j", "j", "M"), ("g", "s", "enter"), ("g", "j", "J"), ("g", "j", "K"), ("g", "U"),
        ("G", "v", "g", "j", "v"), ("g", "v", "G", "k", "v"), ("g", "j", "l", "J"), ("G", "k", "U"),
    )  # fmt: skip
    async with started() as driver:
        await driver.press("z")
        for job in jobs:
            before = driver.stored()
            await driver.press(*job)
            assert driver.stored() != before, job
            assert in_order(driver), job
            await driver.press("u")
            assert in_order(driver), f"{job} undone"
            await driver.press("ctrl+r")
            assert in_order(driver), f"{job} redone"
            await driver.press("u")


async def test_rows_aligned_again_stand_in_order_among_those_that_stayed(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "m", "j", "j", "m", "R")
        await driver.settle()
        await driver.press("enter")
        await driver.settle()
        assert all(len(pair.source.segments) <= 1 for pair in driver.stored().values())
        assert in_order(driver)


async def test_the_other_half_of_a_split_sentence_is_the_neighbour(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "j", "s", "enter")
        halves = [pair for pair in driver.stored().values() if pair.source.segments == (1,)]
        assert len(halves) == 2
        await driver.press("m")
        assert driver.stored()[driver.current.id or 0].source.text == ENGLISH[1]
        await driver.press("u", "j", "M")
        assert driver.stored()[driver.current.id or 0].target.text == CHINESE[1]
        await driver.press("u", "g", "j", "J")
        assert sorted(pair.source.text for pair in driver.stored().values() if pair.source.segments == (1,)) == [
            ENGLISH[1]
        ]


async def test_realigning_repeats_nothing_of_a_confirmed_half(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "j", "s", "enter", "c", "j", "j", "m", "R")
        await driver.settle()
        await driver.press("enter")
        await driver.settle()
        read = "".join(
            pair.source.text for pair in sorted(driver.stored().values(), key=lambda pair: pair.source.segments)
        )
        assert "".join(read.split()).count("".join(ENGLISH[1].split())[-20:]) == 1
        assert len("".join(read.split())) == len("".join("".join(ENGLISH).split()))


async def test_the_rest_of_a_split_sentence_is_shown_around_its_row_where_no_row_shows_it(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "j", "s", "enter")
        views = RowViews(driver.rows, driver.session.segments)
        for filter_line, before, after in (("Jing", 0, 4), ("speech", 0, 4)):
            driver.rows.show(filter_line, Order.DOCUMENT)
            row = views.focused(0, Focus(Side.TARGET))
            assert row is not None
            shown = row.target
            assert shown.before + shown.text + shown.after == "".join(CHINESE[before:after])
        driver.rows.show("", Order.DOCUMENT)
        rows = [views.focused(place, Focus(Side.TARGET)) for place in (1, 2)]
        assert {(row.target.before, row.target.after) for row in rows if row} == {("", "")}
