"""The inspector by keys and by mouse: which tab is open, what taking an item leaves in the corpus."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import TextArea

from tests.store.builders import alone, english, pair
from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from tests.tui.corpora import CHINESE, ENGLISH
from tests.tui.screen import items_of
from workbench.domain import Relation, Side, Status, Term
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui.dialogs.base import ConfirmDialog
from workbench.tui.dialogs.edit import EditDialog, VisibleTextArea
from workbench.tui.dialogs.term import TermDialog
from workbench.tui.screens.review import ReviewScreen

TEXT = "The delegation visited the port and the free trade zone in {}."


def remembered(path: Path) -> None:
    """A row without counterpart, and confirmed rows nearly like it."""
    with Corpus.create(path) as corpus:
        corpus.add_pairs(
            [
                alone(english(0, TEXT.format("Tianjin"))),
                replace(pair(1, TEXT.format("Jilin"), "代表团在吉林参观。"), status=Status.CONFIRMED),
                replace(pair(2, TEXT.format("Tianjin today"), "代表团今天在天津参观。"), status=Status.CONFIRMED),
            ]
        )


def with_terms(path: Path) -> None:
    corpora.small(path)
    with Corpus.open(path) as corpus:
        corpus.add_terms([Term("津吉合作", "Tianjin-Jilin cooperation"), Term("代表团", "delegation")])


def open_tab(driver: Driver) -> str:
    line = next(line for line in driver.screen.splitlines() if line.startswith("├─") and "▸" in line)
    return line.split("▸")[1].split()[0]


async def test_tabs_are_switched_and_remembered_from_row_to_row(started: Started) -> None:
    async with started() as driver:
        assert open_tab(driver) == "flags"
        await driver.press("tab", "tab", "tab", "j")
        assert open_tab(driver) == "terms"
        await driver.press("shift+tab")
        assert open_tab(driver) == "memory"
        await driver.press("o")
        assert open_tab(driver) == "candidates"
        await driver.press("tab")
        assert open_tab(driver) == "memory"
        await driver.press("g")
        assert open_tab(driver) == "memory"
        await driver.press("shift+tab", "shift+tab", "shift+tab", "tab")
        assert open_tab(driver) == "flags"


async def test_a_number_chooses_a_flag_and_a_applies_it(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("1", "a")
        assert any("no suggestion" in message for message in driver.said)
        await driver.press("2", "a")
        assert driver.stored()[row].source.text == ENGLISH[2].replace("Kyrgyzstan", "Jilin")
        await driver.press("9")
        assert any("has no item 9" in message for message in driver.said)


async def test_a_row_without_counterpart_fills_its_candidates_and_a_number_takes_one(started: Started) -> None:
    async with started(filter_line="relation:unaligned") as driver:
        await driver.press("j")
        await driver.settle()
        assert open_tab(driver) == "candidates"
        row, before = driver.current, driver.stored()
        assert "sichuan-forum s" in items_of(driver.app)[0] or "tianjin-visit s" in items_of(driver.app)[0]
        await driver.press("2")
        assert driver.current.relation is Relation.TRANSLATION
        await driver.press("u")
        after = driver.stored()
        assert {i: (p.source, p.target) for i, p in after.items()} == {
            i: (p.source, p.target) for i, p in before.items()
        }
        assert driver.current.id == row.id


async def test_a_candidate_that_somebody_took_meanwhile_is_not_taken_unseen(started: Started) -> None:
    async with started(filter_line="Nobody") as driver:
        await driver.settle()
        lines = items_of(driver.app)
        chosen = next(number for number, line in enumerate(lines) if CHINESE[8] in line)
        assert "now in" not in lines[chosen]
        with Corpus.open(driver.app.workspace.db) as corpus:
            theirs = corpus.pair(corpus.pair_ids()[0])
            (single,) = corpus.pairs(corpus.pairs_with("sichuan-forum", 8))
            session = ReviewSession(corpus, "Li")
            session.take_counterpart(theirs, single.target, 0.9, keep=Side.SOURCE)
        before = driver.stored()
        await driver.press(str(chosen + 1))
        assert driver.stored() == before
        assert any("Somebody changed the row" in message for message in driver.said)
        await driver.settle()
        (now,) = [line for line in items_of(driver.app) if CHINESE[8] in line]
        assert "now in row 1, proposed" in now


async def test_history_shows_and_changes_nothing(started: Started) -> None:
    async with started() as driver:
        await driver.press("b", "y")
        await driver.settle()
        assert open_tab(driver) == "history"
        assert "bookmark  An Na" in items_of(driver.app)[0]
        before = driver.stored()
        await driver.press("1", "enter", "delete")
        assert driver.stored() == before
        await driver.press("escape", "j", "c")
        assert open_tab(driver) == "flags"
        assert sum(each.status is Status.CONFIRMED for each in driver.stored().values()) == 1


async def test_the_concordance_goes_to_a_row_and_back(started: Started) -> None:
    async with started(filter_line="flagged") as driver:
        first = driver.current.id
        await driver.press("asterisk", *"總投資", "enter")
        await driver.settle()
        assert open_tab(driver) == "concordance"
        assert CHINESE[7] in items_of(driver.app)[0]
        await driver.press("enter")
        assert driver.current.target.text == CHINESE[7]
        await driver.press("grave_accent")
        assert driver.current.id == first
        await driver.press("asterisk", *"nosuchword", "enter")
        await driver.settle()
        assert "“nosuchword” is not in the corpus." in driver.screen
        await driver.press("escape", "j")
        assert driver.shows(ReviewScreen)


async def test_a_match_of_the_memory_is_put_into_the_editor(started: Started) -> None:
    async with started(build=remembered, filter_line="relation:unaligned") as driver:
        row = driver.current.id or 0
        await driver.settle()
        await driver.press("tab")
        assert [line.split("  ⇒ ")[1].split("  ")[0] for line in items_of(driver.app)] == [
            "代表团今天在天津参观。", "代表团在吉林参观。",
        ]  # fmt: skip
        assert "Tianjin[ today → –]." in items_of(driver.app)[0]
        await driver.press("2")
        assert driver.shows(EditDialog)
        await driver.press("ctrl+s")
        stored = driver.stored()[row]
        assert (stored.target.text, stored.status) == ("代表团在吉林参观。", Status.CONFIRMED)


@pytest.mark.parametrize("key", ["alt+1", "f1"])
async def test_memory_is_put_in_while_editing_and_what_was_typed_comes_back(started: Started, key: str) -> None:
    async with started(build=remembered, filter_line="relation:unaligned") as driver:
        row = driver.current.id or 0
        await driver.press("e", "tab", *"津1")
        await driver.settle()
        assert "代表团今天在天津参观。" in driver.screen
        await driver.press(key)
        area = driver.app.screen.query_one("#target", VisibleTextArea)
        assert area.value == "代表团今天在天津参观。"
        await driver.press("ctrl+z")
        assert area.value == "津1"
        await driver.press(key, "end", "津", "ctrl+s")
        assert driver.stored()[row].target.text == "代表团今天在天津参观。津"


async def test_two_words_become_a_term_that_is_checked_from_then_on(started: Started) -> None:
    async with started(checks=True, filter_line="3.5") as driver:
        row = driver.current.id or 0
        await driver.press("plus")
        assert driver.shows(TermDialog)
        await driver.settle()
        await driver.press("tab", "tab")
        for name, words in (("zh", "总投资"), ("en", "overall investment")):
            driver.app.screen.query_one(f"#{name}").value = words  # type: ignore[attr-defined]
        await driver.press("enter")
        await driver.settle()
        assert driver.shows(ReviewScreen)
        with Corpus.read(driver.app.workspace.db) as corpus:
            assert [(term.zh, term.en) for term in corpus.terms()] == [("总投资", "overall investment")]
        assert [flag.found for flag in driver.stored()[row].flags if flag.rule == "terms"] == ["总投资"]
        assert "总投资ᵗ" in driver.screen
        assert any("`workbench terms remove 总投资`" in message for message in driver.said)
        await driver.press("tab", "tab", "tab", "I")
        assert "✗ missing   总投资 – overall investment" in items_of(driver.app)[0]
        await driver.press("delete")
        assert driver.shows(ConfirmDialog)
        await driver.press("enter")
        await driver.settle()
        with Corpus.read(driver.app.workspace.db) as corpus:
            assert corpus.terms() == []
        assert "terms" not in {flag.rule for flag in driver.stored()[row].flags}


def with_confirmed_names(path: Path) -> None:
    """Rows whose names agree, two of them confirmed."""
    rows = [
        pair(0, "The scholar Wang Qiyao came.", "学者王琦瑶来了。"),
        pair(1, "The writer Wu Peizhen left.", "作家吴佩珍走了。"),
        pair(2, "Wang Qiyao and Wu Peizhen met.", "王琦瑶和吴佩珍见面了。"),
    ]
    with Corpus.create(path) as corpus:
        corpus.add_pairs([replace(row, status=Status.CONFIRMED) for row in rows[:2]] + rows[2:])


async def test_harvested_terms_are_offered_taken_and_refused(started: Started) -> None:
    async with started(build=with_confirmed_names, order=Order.DOCUMENT) as driver:
        await driver.press("G", "tab", "tab", "tab", "ctrl+g")
        await driver.settle()
        assert any("2 terms were harvested" in message for message in driver.said)
        assert open_tab(driver) == "terms"
        await driver.press("I")
        offered = items_of(driver.app)
        assert "? offered   吴佩珍 – Wu Peizhen   person, in 1 confirmed row" in offered[0]
        assert "王琦瑶 – Wang Qiyao" in offered[1]
        await driver.press("enter")
        await driver.settle()
        await driver.press("j", "delete")
        await driver.settle()
        with Corpus.read(driver.app.workspace.db) as corpus:
            assert [(term.zh, term.en) for term in corpus.terms()] == [("吴佩珍", "Wu Peizhen")]
            assert corpus.refused_terms() == [("王琦瑶", "Wang Qiyao")]
        await driver.press("ctrl+g")
        await driver.settle()
        assert any("0 terms were harvested" in message for message in driver.said)


def with_three_faults(path: Path) -> None:
    """Three rows with the same fault."""
    texts = [
        ("The cooperation of Tianjin and Kyrgyzstan deepens.", "津吉合作不断深化。"),
        ("Enterprises of Tianjin and Kyrgyzstan met.", "津吉两地企业会面。"),
        ("Officials of Tianjin and Kyrgyzstan talked.", "津吉两地官员会谈。"),
    ]
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(number, en, zh) for number, (en, zh) in enumerate(texts))


async def correct(driver: Driver, row: int) -> None:
    """Correct the fault of a row, from 0, as a reviewer does."""
    await driver.press("g", *("j" for _ in range(row)), "e")
    area = driver.app.screen.focused
    assert isinstance(area, TextArea)
    area.text = area.text.replace("Kyrgyzstan", "Jilin")
    await driver.press("ctrl+s")
    await driver.settle()


@pytest.mark.slow
@pytest.mark.parametrize(("key", "kept"), [("enter", True), ("escape", False)])
async def test_a_correction_made_again_is_offered_once_as_a_rule(started: Started, key: str, kept: bool) -> None:
    async with started(build=with_three_faults, order=Order.DOCUMENT) as driver:
        for row in range(3):
            await correct(driver, row)
            assert driver.shows(ConfirmDialog) is (row == 1)
            if row == 1:
                assert "吉 here is Jilin: Kyrgyzstan becomes Jilin." in driver.screen
                await driver.press(key)
        with Corpus.read(driver.app.workspace.db) as corpus:
            (offered,) = corpus.offered_rules()
        assert (offered.correction.found, offered.is_in_force) == ("Kyrgyzstan", kept)


async def test_rows_with_the_words_of_a_rule_are_checked_when_it_comes_and_when_it_is_undone(started: Started) -> None:
    async with started(build=with_three_faults, order=Order.DOCUMENT) as driver:
        for row in range(2):
            await correct(driver, row)
        for key, flagged in (("enter", True), ("u", False), ("ctrl+r", True)):
            await driver.press(key)
            await driver.settle()
            third = driver.rows.row(2)
            assert third is not None
            assert any(flag.rule == "learnt" for flag in third.flags) is flagged


async def test_words_that_are_no_pair_are_refused(started: Started) -> None:
    async with started() as driver:
        await driver.press("plus", "ctrl+u", *"English", "tab", "ctrl+u", *"words", "enter")
        assert driver.shows(TermDialog)
        assert "The first word is the Chinese one" in driver.screen
        await driver.press("escape")
        with Corpus.read(driver.app.workspace.db) as corpus:
            assert corpus.terms() == []


async def test_a_missing_term_is_put_into_the_editor(started: Started) -> None:
    async with started(build=with_terms) as driver:
        row = driver.current.id or 0
        await driver.settle()
        await driver.press("tab", "tab", "tab")
        lines = items_of(driver.app)
        chosen = next(number for number, line in enumerate(lines) if "津吉合作" in line)
        assert lines[chosen].startswith("✗ missing")
        await driver.press(str(chosen + 1), "ctrl+s")
        assert driver.stored()[row].source.text == f"{ENGLISH[2]} Tianjin-Jilin cooperation"


async def test_the_mouse_opens_a_tab_and_takes_an_item(started: Started) -> None:
    async with started() as driver:
        await driver.pilot.click("#tabs", offset=(18, 0))
        await driver.settle()
        assert open_tab(driver) == "candidates"
        await driver.pilot.click("#tabs", offset=(5, 0))
        assert open_tab(driver) == "flags"
        await driver.pilot.click("#items", offset=(20, 0))
        await driver.press("a")
        assert any("no suggestion" in message for message in driver.said)


async def test_what_is_asked_for_another_row_is_dropped(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    async with started(filter_line="relation:unaligned") as driver:
        await driver.press("j", "k", "j", "k", "j")
        await driver.settle()
        own = driver.current.side("source").document or driver.current.side("target").document
        assert all(f" {own} s" not in line for line in items_of(driver.app))


@pytest.mark.parametrize("size", [(40, 14), (80, 24), (120, 36), (200, 60)])
async def test_nothing_hostile_reaches_the_terminal_from_any_tab(started: Started, size: tuple[int, int]) -> None:
    async with started(build=corpora.tricky, size=size) as driver:
        for _ in range(6):
            await driver.press("tab", "I")
            await driver.settle()
            assert not set(driver.screen) & set("\x1b\u202e\x07")
            await driver.press("I")
        assert driver.app.is_running


async def test_what_was_to_be_looked_up_for_another_row_is_not_shown(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started() as driver:
        screen, late = driver.app.screen, list[Coroutine[Any, Any, None]]()
        assert isinstance(screen, ReviewScreen)
        await driver.press("g")
        await driver.settle()
        there = [line for line in driver.screen.splitlines() if " terms " in line]
        monkeypatch.setattr(screen, "start", late.append)
        await driver.press("j")
        await driver.settle()
        await driver.press("k")
        await late[0]
        await driver.settle()
        assert "terms" not in {str(tab) for tab in screen._inspection._found}
        monkeypatch.undo()
        for job in late[1:]:
            await job
        assert [line for line in driver.screen.splitlines() if " terms " in line] == there
