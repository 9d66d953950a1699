"""The app on a small corpus, driven by keys; checks are left out unless a test asks for them, as they load much."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui import corpora
from tests.tui.screen import text_of
from workbench.config import Settings
from workbench.domain import Pair
from workbench.review.row_list import RowList
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery
from workbench.tui.app import WorkbenchApp
from workbench.tui.controllers.inspection import REST_SECONDS


@dataclass
class Driver:
    """Presses keys and reads the corpus through a connection of its own."""

    app: WorkbenchApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the last one is done with."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def settle(self) -> None:
        """Wait for jobs in threads; dialogs that are open stay open."""
        # The inspector waits until the cursor rests.
        await self.pilot.pause(REST_SECONDS + 0.05)
        while self.app.workspace.busy:
            await self.pilot.pause(0.02)
        await self.pilot.pause(0.1)

    def shows(self, kind: type[Screen[Any]]) -> bool:
        """Whether a screen of this kind is in front."""
        return isinstance(self.app.screen, kind)

    @property
    def screen(self) -> str:
        """What is on the screen."""
        return text_of(self.app)

    @property
    def said(self) -> list[str]:
        """The messages shown."""
        return [notification.message for notification in self.app._notifications]

    @property
    def session(self) -> ReviewSession:
        """The session on the screen."""
        return self.app.workspace.session

    @property
    def rows(self) -> RowList:
        """The rows on the screen."""
        return self.session.rows

    @property
    def current(self) -> Pair:
        """The row under the cursor."""
        pair = self.rows.current
        assert pair is not None
        return pair

    def stored(self) -> dict[int, Pair]:
        """All rows as they are on the disk."""
        with Corpus.read(self.app.workspace.db) as corpus:
            return {pair.id or 0: pair for pair in corpus.iter_pairs(PairQuery(order=Order.ID))}


Started = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """Start the app for an `async with` statement; `build` makes the corpus, `size` is columns and lines.

    A corpus opens with its most doubtful row first unless a test asks for another order.
    """
    monkeypatch.setenv("WORKBENCH_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    @asynccontextmanager
    async def start(
        *,
        build: Callable[[Path], object] = corpora.small,
        size: tuple[int, int] = (120, 36),
        filter_line: str | None = None,
        settings: Settings | None = None,
        checks: bool = False,
        path: Path | None = None,
        order: Order = Order.VALUE,
    ) -> AsyncIterator[Driver]:
        path = path or tmp_path / "corpus.db"
        if not path.exists():
            build(path)
        app = WorkbenchApp(path, settings or Settings("An Na"), filter_line=filter_line)
        app.workspace.session.rows.order = order
        # The checks are loaded beside the screen only in tests of that.
        app.workspace.session.check_later = None
        if not checks:
            app.workspace.session.recheck = lambda pair: pair
            monkeypatch.setattr(app.workspace, "load_checks", lambda: None)
            monkeypatch.setattr(app.workspace, "_check_again", lambda pair_ids, corpus: None)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Driver(app, pilot)

    return start
