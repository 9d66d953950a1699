"""What is done without leaving the app: copying, aligning two files, opening another corpus."""

from __future__ import annotations

import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from tests.tui.test_terminal import Tmux, shown, tmux
from workbench.config import VISITORS
from workbench.domain import Progress, Relation
from workbench.store.corpus import Corpus
from workbench.tui import state
from workbench.tui.dialogs.align import AlignDialog
from workbench.tui.dialogs.corpora import CorpusDialog
from workbench.tui.screens.library import LibraryScreen
from workbench.tui.screens.review import ReviewScreen

__all__ = ["tmux"]

ENGLISH = "\n".join(corpora.ENGLISH)
CHINESE = "\n".join(corpora.CHINESE)


def empty(path: Path) -> None:
    Corpus.create(path).close()


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, the current one, with two texts that translate each other."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "visit.en.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "visit.zh.txt").write_text(CHINESE, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def fill(driver: Driver, *values: str) -> None:
    """Put values into the fields of a dialog, as typing them would."""
    for field, value in zip(driver.app.screen.query(Input), values, strict=False):
        field.value = value


async def until(driver: Driver, words: str, seconds: float = 30.0) -> None:
    """Wait until the screen or a message shows words."""

    def seen() -> str:
        framed = re.findall(r"│(.*)│", driver.screen)
        return " ".join([*driver.screen.split(), *" ".join(framed).split(), *driver.said])

    end = time.monotonic() + seconds
    while words not in seen() and time.monotonic() < end:
        await driver.pilot.pause(0.05)
    assert words in seen()


# The clipboard


async def test_the_pair_is_copied_as_a_line_of_a_table(started: Started) -> None:
    async with started() as driver:
        pair = driver.current
        await driver.press("Y")
        assert driver.app.clipboard == f"{pair.source.text}\t{pair.target.text}"
        assert driver.said == [f"Copied row {pair.id}: both texts with a tab between them."]


async def test_what_is_selected_is_copied_instead(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    async with started() as driver:
        monkeypatch.setattr(ReviewScreen, "selection", "Jilin Province")
        await driver.press("Y")
        assert driver.app.clipboard == "Jilin Province"
        assert driver.said == ["Copied the selected words."]


async def test_no_escape_sequence_reaches_the_clipboard(started: Started) -> None:
    async with started(build=corpora.tricky) as driver:
        await driver.press("Y")
        assert driver.app.clipboard.count("\t") == 1
        assert all(character.isprintable() or character == "\t" for character in driver.app.clipboard)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_terminal_takes_the_pair_into_its_clipboard(tmp_path: Path, tmux: Tmux) -> None:
    path = tmp_path / "corpus.db"
    corpora.small(path)
    app = ["env", f"WORKBENCH_CONFIG={tmp_path / 'none'}", sys.executable, "-m", "workbench", "--db", str(path)]
    tmux("new-session", "-d", "-s", "app", "-x", "100", "-y", "30", *app, "review")
    tmux("set-option", "-s", "set-clipboard", "on")
    shown(tmux, "Kyrgyzstan")
    tmux("send-keys", "-t", "app", "Y")
    shown(tmux, "Copied row 1")
    assert tmux("show-buffer") == f"{corpora.ENGLISH[0]}\t{corpora.CHINESE[0]}"


# Two files


async def test_two_files_are_aligned_from_the_empty_corpus(started: Started, texts: Path) -> None:
    async with started(build=empty) as driver:
        assert "ctrl+n" in driver.screen
        await driver.press("ctrl+n", *"visit.e", "tab")
        await driver.settle()
        await until(driver, "visit.en.txt")
        await until(driver, "English, 11 sentences")
        await driver.press("tab", *"visit.z", "tab", "enter")
        await until(driver, "right on average")
        await driver.settle()
        assert driver.shows(ReviewScreen)
        assert driver.rows.filter == "doc:visit.en"
        stored = driver.stored().values()
        assert len([pair for pair in stored if pair.relation is Relation.TRANSLATION]) >= 8
        assert any(flag.found == "Kyrgyzstan" for pair in stored for flag in pair.flags)
        before = len(driver.stored())
        await driver.press("ctrl+n")
        await driver.settle()
        fill(driver, "visit.en.txt", "visit.zh.txt")
        await driver.press("enter")
        await until(driver, "0 new rows")
        assert len(driver.stored()) == before


async def test_what_cannot_be_aligned_says_why_and_stays(started: Started, texts: Path) -> None:
    (texts / "blank.txt").write_text(" \n", encoding="utf-8")
    async with started(build=empty) as driver:
        await driver.press("ctrl+n", "enter")
        assert driver.shows(AlignDialog)
        for name, reason in (
            ("typo.txt", "There is no file"),
            ("blank.txt", "nothing but white space"),
            (str(texts), "is a folder"),
        ):
            fill(driver, "visit.en.txt", name)
            await driver.press("enter")
            await until(driver, reason)
            assert driver.shows(AlignDialog)
            assert name[-12:] in driver.screen
        assert driver.stored() == {}
        await driver.press("escape")
        assert driver.shows(LibraryScreen)


def endless(_source: Any, _target: Any, _encoder: Any, progress: Progress) -> None:
    for done in range(10**6):
        progress("aligning", done % 100, 100)
        time.sleep(0.01)


async def test_an_alignment_that_is_ended_leaves_nothing(
    started: Started, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.pipeline.alignment.align_documents", endless)
    async with started(build=empty) as driver:
        await driver.press("ctrl+n")
        fill(driver, "visit.en.txt", "visit.zh.txt")
        await driver.press("enter")
        await until(driver, "Aligning…")
        assert "esc ends it" in driver.screen
        await driver.press("ctrl+c")
        await driver.press("escape")
        await until(driver, "Ended; nothing was kept.")
        assert driver.shows(AlignDialog)
        assert "visit.zh.txt" in driver.screen
        assert driver.app.workspace.corpus.documents() == []


async def test_the_app_ends_while_two_files_are_aligned(
    started: Started, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.pipeline.alignment.align_documents", endless)
    async with started(build=empty) as driver:
        await driver.press("ctrl+n")
        fill(driver, "visit.en.txt", "visit.zh.txt")
        await driver.press("enter")
        await until(driver, "Aligning…")
        path = driver.app.workspace.db
    with Corpus.read(path) as corpus:
        assert corpus.documents() == []


async def test_visitors_align_files_of_their_folder_by_name(
    started: Started, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VISITORS, str(texts))
    async with started(build=empty) as driver:
        await driver.press("ctrl+n")
        fill(driver, str(texts / "visit.en.txt"), "visit.zh.txt")
        await driver.press("enter")
        await until(driver, "Give a name without a folder")
        fill(driver, "visit.en.txt", "visit.zh.txt")
        await driver.press("enter")
        await until(driver, "right on average")
        assert len(driver.stored()) > 8


# Another corpus


async def test_another_corpus_is_opened_and_the_last_ones_are_offered(started: Started, tmp_path: Path) -> None:
    corpora.tricky(tmp_path / "other.db")
    async with started() as driver:
        await driver.press("j", "c", "ctrl+l")
        await driver.settle()
        assert driver.shows(CorpusDialog)
        fill(driver, str(tmp_path / "other.db"))
        await driver.press("enter")
        await driver.settle()
        assert driver.app.workspace.db == tmp_path / "other.db"
        assert driver.shows(ReviewScreen)
        assert len(driver.rows) == 1
        await driver.press("x")
        assert [pair.status.value for pair in driver.stored().values()] == ["rejected"]
        await driver.press("ctrl+l")
        await driver.settle()
        assert "corpus.db" in driver.screen
        await driver.press("down", "enter")
        await driver.settle()
        assert driver.app.workspace.db == tmp_path / "corpus.db"
        assert len(driver.rows) == 11
        assert [pair.status.value for pair in driver.stored().values()].count("confirmed") == 1
        await driver.press("u")
        assert [pair.status.value for pair in driver.stored().values()].count("confirmed") == 0
    assert [Path(path).name for path in state.load().recent] == ["corpus.db", "other.db"]


async def test_what_is_not_a_corpus_is_refused(started: Started, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear corpus", encoding="utf-8")
    async with started() as driver:
        await driver.press("ctrl+l")
        for name, reason in (("letter.txt", "letter.txt is not"), ("none.db", "There is no corpus"), (".", "a folder")):
            fill(driver, str(tmp_path / name))
            await driver.press("enter")
            await until(driver, reason)
            assert driver.shows(CorpusDialog)
        assert not (tmp_path / "none.db").exists()
        await driver.press("escape", "c")
        assert [pair.status.value for pair in driver.stored().values()].count("confirmed") == 1


async def test_visitors_open_corpora_of_their_folder_only(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    corpora.tricky(folder / "theirs.db")
    corpora.tricky(tmp_path / "ours.db")
    monkeypatch.setenv(VISITORS, str(folder))
    async with started() as driver:
        await driver.press("ctrl+l")
        fill(driver, str(tmp_path / "ours.db"))
        await driver.press("enter")
        await until(driver, "Give a name without a folder")
        fill(driver, "theirs.db")
        await driver.press("enter")
        await driver.settle()
        assert driver.app.workspace.db == folder / "theirs.db"
