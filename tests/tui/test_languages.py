"""The app in both languages: every screen fits, keys do the same, and flags are known without their messages."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.containers import Container, Vertical
from textual.widgets import Static

from tests.tui import corpora
from tests.tui.conftest import Started
from tests.tui.screen import text_of
from tests.tui.test_snapshots import SCREENS, shown
from workbench.checks.rule_set import RuleSet
from workbench.domain import DismissalScope, Flag, Pair
from workbench.i18n import LANGUAGES, sentences
from workbench.pipeline.checking import CorpusCheck, check_corpus
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.tui.widgets.bars import KeyBar

SMALL = (80, 24)


def outside(app: App[None]) -> list[str]:
    """What reaches beyond the box it is in, and what lies over its neighbour in a box, of the screen in front."""
    found = []
    for box in [app.screen, *app.screen.query(Vertical)]:
        placed = [each for each in box.children if each.display and each.region and each.styles.layer != "overlay"]
        found += [f"{each} reaches beyond {box}" for each in placed if not box.region.contains_region(each.region)]
        flowing = [each for each in placed if not isinstance(each, Container | Vertical)]
        found += [f"{a} lies over {b}" for a, b in pairwise(flowing) if a.region.overlaps(b.region)]
    return found


def cut_lines(app: App[None]) -> list[str]:
    """Texts that are wider than the only line they have."""
    texts = [each for each in app.screen.query(Static) if each.display and each.size.height == 1]
    return [str(each.visual) for each in texts if cell_len(str(each.visual)) > each.size.width]


def keys_shown(app: App[None]) -> int:
    """How many keys the last line of the screen shows."""
    pieces = [piece for bar in app.screen.query(KeyBar) for piece in bar._pieces()]
    return sum(piece.style == "key" and piece.text != "…" for piece in pieces)


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_fits_in_either_language(tmp_path: Path, name: str) -> None:
    cut, keys = {}, {}
    for language in LANGUAGES:
        path = tmp_path / language / "corpus.db"
        path.parent.mkdir()
        corpora.small(path)
        async with shown(path, name, SMALL, language=language) as app:
            text = text_of(app)
            assert max(map(cell_len, text.splitlines())) <= SMALL[0]
            assert outside(app) == []
            assert cut_lines(app) == []
            cut[language], keys[language] = text.count("…"), keys_shown(app)
    assert cut["zh"] <= cut["en"], "something is cut in Chinese that is whole in English"
    assert keys["zh"] >= keys["en"]


KEYS: tuple[tuple[str, ...], ...] = (
    ("f", "a"),
    ("c",),
    ("j", "x"),
    ("e", *"So", "ctrl+s"),
    ("w", "u", "ctrl+r"),
    ("i", *"note", "enter"),
    ("b", "question_mark", "escape", "percent_sign", "escape"),
    ("m", "s", "enter", "J", "u"),
    ("slash", *"status:confirmed", "enter", "p"),
    ("escape", "V", "j", "j", "c"),
    ("ctrl+f", *"吉林", "down", *"JL", "enter", "enter"),
)
"""A session: a suggestion, decisions, an edit, undo, redo, a note, merge, split, move, a filter, a range, replacing."""


async def worked(started: Started, path: Path, target: Path) -> tuple[list[Pair], list[object], list[object]]:
    """What a session leaves: rows, actions, and an export of the confirmed pairs."""
    async with started(path=path, size=SMALL, filter_line="") as driver:
        for keys in KEYS:
            await driver.press(*keys)
            await driver.settle()
        await driver.press("ctrl+e", "ctrl+u", *str(target), "enter")
        await driver.settle()
        rows = [replace(row, updated_at=None, corpus="") for row in driver.stored().values()]
        corpus = driver.app.workspace.corpus
        done = corpus.actions(corpus.action_ids())
        actions: list[object] = [(each.kind, each.pair_ids, each.undone) for each in done]
        exported = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        return rows, actions, [{**pair, "updated_at": "", "corpus": ""} for pair in exported]


async def test_a_session_in_chinese_leaves_what_one_in_english_does(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.history.now", lambda: "2026-11-21T08:00:00Z")
    monkeypatch.setattr("workbench.review.session.now", lambda: "2026-11-21T08:00:00Z")
    left = {}
    for language in LANGUAGES:
        monkeypatch.setenv("WORKBENCH_LANG", language)
        folder = tmp_path / language
        folder.mkdir()
        corpora.small(folder / "corpus.db")
        left[language] = await worked(started, folder / "corpus.db", folder / "pairs.jsonl")
    rows, actions, exported = left["en"]
    assert left["zh"] == left["en"]
    assert exported
    assert len(actions) > len(KEYS)
    assert any(row.corrections for row in rows)


@pytest.mark.parametrize("name", ["书签", "bookmark"])
async def test_the_palette_finds_commands_by_their_names_in_both_languages(
    started: Started, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("WORKBENCH_LANG", "zh")
    async with started() as driver:
        await driver.press("ctrl+p", *name)
        await driver.settle()
        await driver.pilot.pause(0.3)
        assert "书签  (b)" in driver.screen


def known(flag: Flag) -> tuple[object, ...]:
    """A flag without its words for people."""
    return flag.rule, flag.severity, flag.side, flag.start, flag.end, flag.found, flag.suggestion


def test_a_corpus_checked_in_two_languages_keeps_its_dismissals_and_has_each_flag_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora.small(tmp_path / "corpus.db")
    found, messages = {}, {}
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        for language in LANGUAGES:
            monkeypatch.setenv("WORKBENCH_LANG", language)
            rows = list(check_corpus(corpus, CorpusCheck(RuleSet())))
            if language == "en":
                row = next(row for row in rows if row.flags)
                ReviewSession(corpus, "An Na").dismiss(corpus.pair(row.id or 0), row.flags[0], DismissalScope.WORD)
                rows = list(corpus.iter_pairs())
            flags = {row.id: (row.flags, row.dismissed) for row in rows}
            found[language] = {key: [list(map(known, each)) for each in both] for key, both in flags.items()}
            messages[language] = [flag.message for both in flags.values() for each in both for flag in each]
    assert found["zh"] == found["en"]
    assert any(dismissed for _, dismissed in found["zh"].values())
    assert set(messages["zh"]).isdisjoint(messages["en"])


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("The row is gone.", "Reload the list."), "The row is gone. Reload the list."),
        (("该行已不存在。", "请刷新列表。"), "该行已不存在。请刷新列表。"),
        (("", "Reload the list.", ""), "Reload the list."),
        ((), ""),
    ],
)
def test_sentences_have_a_space_between_them_but_not_behind_a_chinese_mark(parts: tuple[str, ...], text: str) -> None:
    assert sentences(*parts) == text
