"""The export dialog: what is chosen is what is written, and it is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui import corpora
from tests.tui.conftest import Driver, Started
from workbench.config import VISITORS
from workbench.domain import Relation
from workbench.tui import paths, state


async def typed(driver: Driver, text: str) -> None:
    """Replace what the field holds."""
    await driver.press("ctrl+u")
    for character in text:
        await driver.pilot.press(character)
    await driver.settle()


def exported(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_format_status_and_relation_are_chosen(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with started() as driver:
        await driver.press("c", "c", "x", "ctrl+e")
        await driver.settle()
        assert "[tmx]" in driver.screen
        assert "[confirmed]" in driver.screen
        assert "2 pairs will be written." in driver.screen
        await driver.press("down", "right", "right")
        assert "corpus.jsonl" in driver.screen
        await driver.press("down", *["right"] * 5)
        await driver.settle()
        assert "[rejected]" in driver.screen
        assert "1 pair will be written." in driver.screen
        await driver.press("right")
        await driver.settle()
        assert "9 pairs will be written." in driver.screen
        await driver.press("enter")
        await driver.settle()
        assert driver.said[-1].startswith("9 pairs written to")
        ids = {line["id"] for line in exported(tmp_path / "corpus.jsonl")}
        assert ids == {id for id, pair in driver.stored().items() if pair.relation is Relation.TRANSLATION}


async def test_what_was_read_is_apart_from_what_an_estimate_confirmed(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with started() as driver:
        await driver.press("c")
        await driver.press("percent_sign", "c", "enter")
        await driver.settle()
        await driver.press("ctrl+e", "down", "down", "right")
        await driver.settle()
        assert "[read]" in driver.screen
        assert "1 pair will be written." in driver.screen
        await driver.press("right")
        await driver.settle()
        assert "[by-estimate]" in driver.screen
        assert "8 pairs will be written." in driver.screen


async def test_the_name_decides_the_format_and_the_format_the_name(started: Started) -> None:
    async with started() as driver:
        await driver.press("ctrl+e")
        await typed(driver, "pairs.csv")
        assert "[csv]" in driver.screen
        await driver.press("down", "left")
        await driver.settle()
        assert "pairs.xliff" in driver.screen
        await driver.press("up")
        await typed(driver, "pairs")
        assert "[xliff]" in driver.screen
        await driver.press("enter")
        await driver.settle()
        assert "format is not clear from the name" in " ".join(driver.screen.split())


async def test_the_next_export_begins_where_the_last_one_ended(started: Started, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    async with started() as driver:
        await driver.press("c", "ctrl+e")
        await typed(driver, str(folder / "mine.csv"))
        await driver.press("down", "down", "right", "enter")
        await driver.settle()
        assert (folder / "mine.csv").exists()
        assert driver.said[-1].startswith("1 pair written to")
    async with started(path=tmp_path / "corpus.db") as driver:
        await driver.press("ctrl+e")
        await driver.settle()
        screen = driver.screen
        assert "out/corpus.csv" in screen
        assert "[csv]" in screen
        assert "[read]" in screen
    kept = json.loads((tmp_path / "state" / "workbench" / "review.json").read_text(encoding="utf-8"))
    assert kept["export"]["folder"] == str(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"recent": 3, "export": {}}', b"\xff", b"[" * 50_000, b" " * 99_999])
async def test_a_state_file_that_is_none_is_nothing_to_remember(
    started: Started, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "state" / "workbench" / "review.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    async with started() as driver:
        await driver.press("ctrl+e")
        await driver.settle()
        assert "[tmx]" in driver.screen


async def test_tab_completes_a_path(started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deliveries" / "november").mkdir(parents=True)
    async with started() as driver:
        await driver.press("ctrl+e")
        await typed(driver, "del")
        await driver.press("tab", "tab")
        await driver.settle()
        assert "deliveries/november/" in driver.screen
        await driver.press("tab")
        await driver.settle()
        assert "›format" in driver.screen


def test_how_a_path_may_go_on(tmp_path: Path) -> None:
    for name in ("novel.en.txt", "novel.zh.txt", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "notes").mkdir()
    start = str(tmp_path) + "/"
    assert paths.matches(start + "no", {}) == [start + "notes/", start + "novel.en.txt", start + "novel.zh.txt"]
    assert paths.matches(start + ".", {}) == [start + ".hidden"]
    assert paths.matches(start + "none/x", {}) == []
    assert paths.common_start(paths.matches(start + "nov", {})) == start + "novel."


def test_visitors_see_the_names_of_their_folder_only(tmp_path: Path) -> None:
    corpora.small(tmp_path / "corpus.db")
    (tmp_path / "folder").mkdir()
    visitor = {VISITORS: str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert paths.matches("", visitor) == ["corpus.db"]
    assert paths.matches("/", visitor) == []
    assert paths.matches("../", visitor) == []
    assert paths.matches("c", {VISITORS: ""}) == []
    state.keep(state.UserState(("/secret.db",)), {"XDG_STATE_HOME": str(tmp_path / "state")})
    assert state.load(visitor) == state.UserState()
    state.keep(state.UserState(("/mine.db",)), visitor)
    assert state.load({"XDG_STATE_HOME": str(tmp_path / "state")}).recent == ("/secret.db",)
