"""Laws of the page of aligned rows: nothing of the row under the cursor is lost, nothing is too wide, nothing jumps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.cells import width
from workbench.domain import Side
from workbench.tui.page_layout import MARGIN, Density, Layout, lay_out, resting_line
from workbench.tui.row_block import BAR, Block, Columns, Frame, RowView, SideView, block, frame_lines
from workbench.tui.text import Mark

PIECES = ["a", "bc ", "Jilin ", "吉林", "，。", "\x1b[31m", "\u202e", "e\u0301", "❤\ufe0f", "👨\u200d👩\u200d👧", "\n"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
WORDS = st.text("ab吉 ", max_size=30)
SIDES = st.builds(
    SideView,
    TEXTS,
    st.lists(st.builds(Mark, st.integers(0, 9), st.integers(0, 99), st.just("error"), st.sampled_from(["", "²"]))).map(
        tuple
    ),
    WORDS,
    TEXTS,
    TEXTS,
    st.booleans(),
)
ROWS = st.builds(
    RowView,
    SIDES,
    SIDES,
    number=st.sampled_from(["", "1", "999"]),
    sign=st.sampled_from("·✓≈"),
    flags=st.sampled_from(["", "⚑9"]),
    marks=st.sampled_from(["", "*", "*†✎"]),
    notes=st.sampled_from([(), (".62",), ("unrelated", ".62"), ("part", "—")]),
    aside=WORDS,
    active=st.sampled_from([None, *Side]),
    whole=st.booleans(),
)
COLUMNS = st.builds(Columns, st.integers(40, 220), st.just(3))
HEIGHTS = st.integers(3, 60)
BLOCKS = st.builds(
    lambda lead, body, trail: Block(((),) * (lead + body + trail), lead, body, 0),
    st.integers(0, 4),
    st.integers(1, 30),
    st.integers(0, 4),
)
PLAIN = st.integers(1, 30).map(lambda body: Block(((),) * body, 0, body, 0))


@given(ROWS, COLUMNS, st.integers(0, 4))
def test_no_line_is_wider_than_the_page(row: RowView, columns: Columns, context: int) -> None:
    for line in block(row, columns, context).lines:
        assert sum(width(part.text) for part in line) <= columns.width


@given(WORDS, WORDS, WORDS, COLUMNS)
def test_nor_is_what_stands_above_and_below_the_rows(one: str, other: str, end: str, columns: Columns) -> None:
    for line in frame_lines(Frame(one, other, end), columns):
        assert sum(width(part.text) for part in line) <= columns.width


@given(ROWS, COLUMNS, st.integers(0, 4))
def test_the_rows_own_lines_are_told_apart_without_colour(row: RowView, columns: Columns, context: int) -> None:
    drawn = block(row, columns, context)
    barred = ["".join(part.text for part in line).startswith(BAR) for line in drawn.lines]
    assert barred == [drawn.is_body(number) and row.active is not None for number in range(len(barred))]


@given(TEXTS, TEXTS, COLUMNS, HEIGHTS, st.integers(-90, 90))
def test_every_character_of_the_row_is_on_the_page_or_reached_by_scrolling(
    source: str, target: str, columns: Columns, height: int, wanted: int
) -> None:
    row = RowView(SideView(source + "START"), SideView(target + "完"), active=Side.SOURCE)
    drawn = block(row, columns, 0)
    layout = lay_out(lambda _: drawn, 1, 0, wanted if wanted > 0 else 0, 0, height)
    seen = {spot.line for spot in layout.spots if spot}
    assert 0 in seen, "a row is shown from its first line"
    while layout.hidden:
        layout = lay_out(lambda _: drawn, 1, 0, layout.top - max(1, height - 2), 0, height)
        seen |= {spot.line for spot in layout.spots if spot}
    assert seen == set(range(len(drawn.lines)))
    text = "".join(part.text for line in drawn.lines for part in line)
    assert sum(text.count(character) for character in "吉林完") == sum(
        (source + target + "完").count(character) for character in "吉林完"
    )


@given(st.lists(PLAIN, min_size=1, max_size=12), BLOCKS, st.data(), HEIGHTS, st.integers(-9, 70))
def test_rows_stand_below_one_another_in_order(
    others: list[Block], here: Block, data: st.DataObject, height: int, wanted: int
) -> None:
    cursor = data.draw(st.integers(0, len(others)))
    blocks = [*others[:cursor], here, *others[cursor:]]
    layout = lay_out(blocks.__getitem__, len(blocks), cursor, wanted, height // 3, height)
    shown = [(spot.row, spot.line) for spot in layout.spots if spot]
    every = [(row, line) for row, each in enumerate(blocks) for line in range(len(each.lines))]
    start = every.index(shown[0])
    assert shown == every[start : start + len(shown)]
    assert len(layout.spots) == height


@given(st.lists(st.integers(1, 4), min_size=8, max_size=20), st.data(), st.integers(36, 60), st.integers(-9, 70))
def test_three_rows_around_the_cursor_are_seen_where_there_is_room(
    heights: list[int], data: st.DataObject, height: int, wanted: int
) -> None:
    blocks = [Block(((),) * lines, 0, lines, 0) for lines in heights]
    cursor = data.draw(st.integers(MARGIN, len(blocks) - 1 - MARGIN))
    layout = lay_out(blocks.__getitem__, len(blocks), cursor, wanted, height // 3, height)
    shown = [spot.row for spot in layout.spots if spot]
    for row in range(cursor - MARGIN, cursor + MARGIN + 1):
        assert shown.count(row) == heights[row]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=20), st.data(), st.integers(27, 60))
def test_the_next_row_stands_where_the_last_one_stood(heights: list[int], data: st.DataObject, height: int) -> None:
    blocks = [Block(((),) * lines, 0, lines, 0) for lines in heights]
    rest = resting_line(height, Density.READING)

    def laid_out(cursor: int, wanted: int) -> Layout:
        return lay_out(blocks.__getitem__, len(blocks), cursor, wanted, rest, height)

    first = data.draw(st.integers(0, len(blocks) - 2))
    following = data.draw(st.integers(first + 1, len(blocks) - 1))
    top = laid_out(first, rest).top
    assert top == rest
    assert laid_out(following, top).top == top
    assert laid_out(first, laid_out(following, top).top).top == top, "and undo brings it back"


@given(st.integers(0, 99_999), HEIGHTS)
def test_a_hundred_thousand_rows_are_not_laid_out(cursor: int, height: int) -> None:
    asked: set[int] = set()

    def rows(place: int) -> Block:
        asked.add(place)
        return Block(((),), 0, 1, 0)

    lay_out(rows, 100_000, cursor, 0, 0, height)
    assert len(asked) <= 2 * height + 1
