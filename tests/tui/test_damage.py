"""The app on corpora with impossible values: it goes on, or ends with a sentence; never with a traceback."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.config import Settings
from workbench.domain import ActionKind
from workbench.errors import CorpusError
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order
from workbench.tui.app import WorkbenchApp

DAMAGE = (
    "UPDATE pairs SET relation = 'odd' WHERE id = 3",
    "UPDATE pairs SET source_segments = 'x y' WHERE id = 3",
    "UPDATE pairs SET source_segments = '99999' WHERE id = 3",
    "UPDATE pairs SET source_segments = '', target_segments = '', source_text = '', target_text = ''",
    "UPDATE pairs SET probability = 9e999, severity = 99, bookmarked = 7",
    "UPDATE pairs SET home = 77, source_document = 77 WHERE id > 2",
    "UPDATE flags SET side = 'odd'",
    'UPDATE flags SET "start" = -9, "end" = 999999',
    "DELETE FROM segments",
    "DELETE FROM documents",
    "DELETE FROM pairs WHERE id = 3",
    "UPDATE changes SET before = '[]', after = 'nothing'",
    "UPDATE actions SET kind = 'odd'",
    'UPDATE settings SET value = \'{"order": "odd", "filter": "status:odd"}\'',
)
"""Done behind the store's back; what a column's own type forbids cannot be in a file."""

KEYS = (
    *("j", "f", "n", "o", "G", "g", "c", "u", "ctrl+r", "b", "r", "e", "X", "ctrl+s", "A", "enter", "a"),
    *("m", "u", "s", "enter", "J", "L", "U", "u", "d", "escape", "y", "escape", "percent_sign", "r"),
    *("enter", "escape", "R", "escape", "z", "z", "slash", "T", "enter", "escape", "backspace", "j", "enter", "q"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A corpus with something in every table."""
    path = tmp_path_factory.mktemp("sound") / "corpus.db"
    corpora.small(path)
    with Corpus.open(path) as corpus:
        session = ReviewSession(corpus, "An Na")
        session.rows.show("", Order.DOCUMENT)
        for pair in corpus.pairs([1, 2]):
            session.judge(pair, ActionKind.CONFIRM)
        session.rows.save_place()
    return path.read_bytes()


@pytest.mark.parametrize("damage", DAMAGE)
async def test_damage_never_ends_in_a_traceback(
    tmp_path: Path, sound: bytes, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_CONFIG", str(tmp_path / "none.toml"))
    path = tmp_path / "corpus.db"
    path.write_bytes(sound)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = 1")
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(damage)
        for _, sql in triggers:
            db.execute(sql)
    with contextlib.suppress(CorpusError):
        app = WorkbenchApp(path, Settings("An Na"))
        monkeypatch.setattr(app.workspace, "load_checks", lambda: None)
        async with app.run_test(size=(120, 36)) as pilot:
            for key in KEYS:
                if not app.is_running:
                    break
                await pilot.press(key)
                await pilot.pause()
                while app.workspace.busy:
                    await pilot.pause(0.02)
        assert app.return_code in (0, 1)
