"""What is typed is stored as typed or stays on the screen: never lost, and nothing else changes with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from tests.tui.corpora import CHINESE, ENGLISH
from workbench.domain import Language, Pair, PairSide, Relation, Status
from workbench.exchange.fields import fields_of
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.tui.dialogs.base import AskDialog, QuitDialog
from workbench.tui.dialogs.edit import EditDialog
from workbench.tui.screens.review import ReviewScreen

LINES = " One.\r\nTwo.\x0bThree.\u2028 "
WITH_LINES = PairSide("", Language.EN, (), LINES), PairSide("", Language.ZH_HANS, (), "一。\n二。 ")


def with_lines(path: Path) -> None:
    with Corpus.create(path) as corpus:
        corpus.add_pairs([Pair(*WITH_LINES, Relation.TRANSLATION)])


def other_reviewer(driver: Driver, source: str) -> None:
    """Somebody else changes the source of the row under the cursor."""
    with Corpus.open(driver.app.workspace.db) as corpus:
        row = corpus.pair(driver.current.id or 0)
        ReviewSession(corpus, "Li").edit(row, source, row.target.text)


def lock(driver: Driver) -> sqlite3.Connection:
    """Another program writes; the app's own patience is not what is tested here."""
    driver.app.workspace.corpus._connection.sqlite.execute("PRAGMA busy_timeout = 10")
    connection = sqlite3.connect(driver.app.workspace.db, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


async def test_ctrl_c_copies_the_selection_or_the_whole_text(started: Started) -> None:
    async with started() as driver:
        await driver.press("e", "X", "shift+left", "ctrl+c")
        assert driver.app.clipboard == "X"
        await driver.press("end", "tab", "ctrl+c")
        assert driver.app.clipboard == CHINESE[2]
        assert driver.shows(EditDialog)
        await driver.press("escape", "i", *"ask", "ctrl+c")
        assert driver.app.clipboard == "ask"
        assert driver.shows(AskDialog)


async def test_quitting_with_an_open_edit_asks(started: Started) -> None:
    async with started() as driver:
        await driver.press("e", "X", "ctrl+q")
        assert driver.shows(QuitDialog)
        await driver.press("ctrl+q", "escape")
        assert driver.shows(EditDialog)
        await driver.press("ctrl+s")
        assert "KyrgyzstanX" in driver.stored()[driver.current.id or 0].source.text
        await driver.press("i", *"ask", "ctrl+q")
        assert driver.shows(QuitDialog)
        await driver.press("enter")
        assert not driver.app.is_running


async def test_quitting_where_nothing_was_typed_does_not_ask(started: Started) -> None:
    async with started() as driver:
        await driver.press("e", "ctrl+q")
        assert not driver.app.is_running


async def test_a_conflict_shows_both_versions_and_keeps_what_one_wants(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("e", "X", "tab", "end", "吉")
        other_reviewer(driver, "Li wrote this.")
        await driver.press("ctrl+s")
        assert driver.shows(EditDialog)
        assert "KyrgyzstanX" in driver.screen
        assert "Li wrote this." in driver.screen
        assert "was changed by Li meanwhile" in driver.screen
        assert driver.stored()[row].source.text == "Li wrote this."
        await driver.press("ctrl+s")
        stored = driver.stored()[row]
        assert "KyrgyzstanX" in stored.source.text
        assert stored.target.text == CHINESE[2] + "吉"
        assert [correction.reviewer for correction in stored.corrections] == ["Li", "An Na", "An Na"]


async def test_a_side_nobody_typed_in_takes_what_the_other_reviewer_wrote(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("e", "tab", "end", "吉")
        other_reviewer(driver, "Li wrote this.")
        await driver.press("ctrl+s", "ctrl+s")
        stored = driver.stored()[row]
        assert (stored.source.text, stored.target.text) == ("Li wrote this.", CHINESE[2] + "吉")


async def test_the_text_stays_where_the_row_is_gone(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "e", "end", "X")
        with Corpus.open(driver.app.workspace.db) as corpus:
            first, second = corpus.pairs(corpus.pair_ids()[:2])
            ReviewSession(corpus, "Li").link(second, first)
        await driver.press("ctrl+s")
        assert driver.shows(EditDialog)
        assert "There is no row" in driver.screen
        assert f"{ENGLISH[0]}X"[:20] in driver.screen


async def test_an_edit_that_cannot_be_written_stays_open_and_says_why(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("e", "X")
        other = lock(driver)
        await driver.press("ctrl+s")
        assert driver.shows(EditDialog)
        assert "in use by another program" in " ".join(driver.screen.split())
        assert driver.stored()[row].source.text == ENGLISH[2]
        other.close()
        await driver.press("ctrl+s")
        assert "KyrgyzstanX" in driver.stored()[row].source.text


async def test_an_edit_on_a_full_disk_stays_open(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        connection = driver.app.workspace.corpus._connection.sqlite
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        await driver.press("e")
        driver.app.screen.query_one("#source").insert("word " * 20_000)  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        await driver.press("ctrl+s")
        assert driver.shows(EditDialog)
        assert "There is no space left" in driver.screen
        connection.execute("PRAGMA max_page_count = 1000000")
        await driver.press("ctrl+s")
        assert driver.stored()[row].source.text.count("word ") == 20_000


async def test_a_note_that_cannot_be_written_stays_open(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        other = lock(driver)
        await driver.press("i", *"ask", "enter")
        assert driver.shows(AskDialog)
        assert "Not kept: " in driver.screen
        other.close()
        await driver.press("enter")
        assert driver.stored()[row].note == "ask"


@pytest.mark.parametrize(
    ("keys", "source"),
    [
        ((), LINES),
        (("X", "backspace"), LINES),
        (("X",), " One.X\r\nTwo.\x0bThree.\u2028 "),
        (("enter", "X"), " One. X\r\nTwo.\x0bThree.\u2028 "),
    ],
)
async def test_only_what_was_typed_is_changed(started: Started, keys: tuple[str, ...], source: str) -> None:
    async with started(build=with_lines) as driver:
        await driver.press("e", "ctrl+home", "up", "up", "up", "up", "home", *["right"] * 4, *keys, "ctrl+s")
        (stored,) = driver.stored().values()
        assert stored.source.text == source
        assert stored.target.text == WITH_LINES[1].text


@pytest.mark.parametrize(("keys", "side"), [(("e",), "source"), (("j", "e", "tab"), "target")])
async def test_a_missing_side_can_be_written(started: Started, keys: tuple[str, ...], side: str) -> None:
    async with started(filter_line="relation:unaligned") as driver:
        await driver.press(*keys, *"津1", "ctrl+s")
        row = driver.current
        stored = driver.stored()[row.id or 0]
        assert (stored.relation, stored.status, stored.reviewer) == (Relation.TRANSLATION, Status.CONFIRMED, "An Na")
        assert stored.side(side).text == "津1"
        assert stored.is_human
        assert fields_of(stored)["origin"] == "human"
        assert "written here" in driver.screen
        await driver.press("u")
        assert driver.stored()[row.id or 0].side(side).text == ""
        assert not driver.stored()[row.id or 0].is_human


async def test_a_missing_side_without_text_stays_missing(started: Started) -> None:
    async with started(filter_line="relation:unaligned") as driver:
        row = driver.current
        await driver.press("e", "tab", "space", "ctrl+s")
        assert driver.stored()[row.id or 0] == row


async def test_export_asks_before_it_replaces_a_file(started: Started, tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("precious", encoding="utf-8")
    async with started() as driver:
        await driver.press("c", "ctrl+e", "ctrl+u", *str(path), "enter")
        await driver.settle()
        assert path.read_text(encoding="utf-8") == "precious"
        assert "already exists" in " ".join(driver.screen.split())
        await driver.press("enter")
        await driver.settle()
        assert driver.shows(ReviewScreen)
        assert "precious" not in path.read_text(encoding="utf-8")


def test_the_small_corpus_has_both_kinds_of_rows_without_counterpart(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.read(tmp_path / "corpus.db") as corpus:
        alone = [pair for pair in corpus.iter_pairs() if pair.relation is Relation.UNALIGNED]
    assert sorted(bool(pair.source.text) for pair in alone) == [False, True]
