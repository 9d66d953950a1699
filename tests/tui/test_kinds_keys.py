"""Keys on mined rows: their kind is shown, a group is reviewed at once, a part becomes a pair of its own."""

from __future__ import annotations

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.domain import Coverage, MatchKind, Status


def _statuses(driver: Driver) -> dict[str, Status]:
    return {f"{pair.target.document} {pair.kind}": pair.status for pair in driver.stored().values()}


async def test_the_row_shows_its_kind_and_both_numbers(started: Started) -> None:
    for size in ((120, 36), (80, 24)):
        async with started(build=corpora.comparable, size=size, filter_line="kind:part") as driver:
            assert driver.current.kind is MatchKind.PART
            assert "part 0.60 · 45% ↔ 40%" in driver.screen
            assert "S confirms daily s1, evening s1" in driver.screen
            assert "T take the part" in driver.screen


async def test_one_key_confirms_a_statement_in_every_paper_and_one_undo_takes_it_back(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:part") as driver:
        await driver.press("S")
        confirmed = {"daily same": Status.CONFIRMED, "evening part": Status.CONFIRMED, "daily form": Status.PROPOSED}
        assert _statuses(driver) == confirmed
        await driver.press("u")
        assert set(_statuses(driver).values()) == {Status.PROPOSED}
        await driver.press("ctrl+r")
        assert _statuses(driver) == confirmed


async def test_the_likely_source_is_said_with_its_reason(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:same") as driver:
        assert "likely source the first: 100% of the sentence is in it, 45% in the next" in driver.screen


async def test_a_form_is_in_no_group(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:form") as driver:
        await driver.press("S")
        assert any("No second paper" in message for message in driver.said)
        assert set(_statuses(driver).values()) == {Status.PROPOSED}
        await driver.press("T")
        assert any("no part" in message for message in driver.said)


async def test_the_part_is_taken_as_a_pair_of_its_own_and_given_back(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="doc:evening") as driver:
        before = driver.current
        await driver.press("T")
        await driver.settle()
        taken = driver.stored()[before.id or 0]
        assert (taken.kind, taken.coverage) == (MatchKind.SAME, Coverage(1.0, 1.0))
        assert "两地召开合作交流座谈会" in taken.source.text
        assert "两地召开合作交流座谈会" in taken.target.text
        assert "博物馆" not in taken.target.text
        assert {each.rule for each in taken.corrections} == {"part"}
        await driver.press("u")
        given_back = driver.stored()[before.id or 0]
        assert (given_back.kind, given_back.target.text) == (MatchKind.PART, before.target.text)


async def test_candidates_come_with_their_kind(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:form") as driver:
        await driver.press("enter")
        await driver.settle()
        assert ".00 unrelated daily s1" in driver.screen


async def test_what_both_sides_share_is_marked(started: Started) -> None:
    async with started(build=corpora.comparable, filter_line="kind:part") as driver:
        plain = driver.app.export_screenshot()
        await driver.press("equals_sign")
        assert driver.app.export_screenshot() != plain
