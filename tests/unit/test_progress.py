"""The pace of a reviewer, and the time that is left."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.review.progress import PAUSE_SECONDS, SITTING_SECONDS, Decision, Pace, pace, time_left
from workbench.review.row_index import Counts
from workbench.tui import heading

GAPS = st.lists(st.floats(0, 4 * 3600), max_size=60)


def decisions(gaps: list[float], rows: int = 1) -> list[Decision]:
    times = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    return [Decision(0.0, rows), *(Decision(time, rows) for time in times)]


def test_a_steady_hand() -> None:
    found = pace(decisions([12.0] * 50))
    assert found is not None
    assert (found.rows, found.seconds, found.an_hour) == (50, 600.0, 300.0)


def test_pauses_and_earlier_sittings_are_left_out() -> None:
    steady = pace(decisions([12.0] * 50))
    assert pace(decisions([*[12.0] * 25, PAUSE_SECONDS + 1, *[12.0] * 25])) == steady
    assert pace(decisions([*[1.0] * 90, SITTING_SECONDS + 1, *[12.0] * 50])) == steady


@pytest.mark.parametrize("gaps", [[], [5.0], [5.0] * 9, [0.0] * 500, [400.0] * 50])
def test_nothing_is_claimed_of_too_little_work(gaps: list[float]) -> None:
    assert pace(decisions(gaps)) is None


def test_rows_decided_together_say_nothing() -> None:
    one_by_one = decisions([12.0] * 50)
    assert pace([*one_by_one, Decision(700.0, 5_000)]) == pace(one_by_one)


@given(GAPS, st.integers(1, 20), st.integers(0, 1_000_000))
def test_time_left_is_never_nonsense(gaps: list[float], rows: int, open_rows: int) -> None:
    found = pace(decisions(gaps, rows))
    if found is not None:
        assert 0 < found.an_hour <= found.rows * 60
        said = time_left(open_rows, found)
        assert re.fullmatch(r"less than a minute|about [1-9][\d,]* (min|h)", said), said


@given(GAPS, st.floats(0, 1e6))
def test_when_it_was_does_not_matter(gaps: list[float], start: float) -> None:
    began = [Decision(round(each.at) + round(start), each.rows) for each in decisions(gaps)]
    assert pace(began) == pace([Decision(round(each.at), each.rows) for each in decisions(gaps)])


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(10, 5_000))
def test_more_rows_never_take_less_time(one: int, other: int, rows: int) -> None:
    def minutes(open_rows: int) -> int:
        said = time_left(open_rows, Pace(rows, 3600.0))
        number = re.sub(r"\D", "", said)
        return 0 if not number else int(number) * (60 if said.endswith("h") else 1)

    assert minutes(min(one, other)) <= minutes(max(one, other))


def test_the_head_says_how_long_the_open_rows_take() -> None:
    counts = Counts(open=200, confirmed=0, by_estimate=0, flagged=0, expected=0.9)
    assert (
        heading.place(0, 300, counts, Pace(100, 1_800.0), wide=True) == "row 1 of 300 · 90% right · about 60 min left"
    )
    assert heading.place(0, 300, counts, None, wide=True) == "row 1 of 300 · 90% right"
    assert heading.place(0, 300, replace(counts, open=0), Pace(100, 1_800.0), wide=True) == "row 1 of 300 · 90% right"
