"""The review app on 100,000 rows: how long it takes to open, from a key to the repaint, to filter by a pattern and
to merge, and what memory it takes.

Run: python -m tests.benchmarks.app [ROWS]
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App

from tests.benchmarks.scale import scaled
from tests.tui import corpora

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp

KEYS = ("j", "k", "n", "f", "N", "F", "pagedown", "pageup", "c", "b", "G", "g", "x", "u")
ROUNDS = scaled(12, 1)
PATTERNS = ("/[0-9]{3}7/", "/会(见|谈)/")
BETWEEN_KEYS = 0.08
"""Seconds, about as a key that is held down repeats."""
QUIET = 0.03
"""Seconds without drawing after which a repaint is over."""
SLOWEST = 2.0


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


class Watch:
    """Sees when the app draws, and presses keys without the waiting that a test's pilot does."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._drawn: list[float] = []
        display = app._display

        def watched(*arguments: Any) -> None:
            display(*arguments)
            self._drawn.append(time.perf_counter())

        app._display = watched  # type: ignore[method-assign,assignment]

    async def press(self, key: str) -> float:
        """Seconds from a key to the end of the last repaint it caused."""
        self._drawn.clear()
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(self._app)
        start = time.perf_counter()
        self._app.post_message(event)
        while time.perf_counter() - start < SLOWEST:
            await asyncio.sleep(0.002)
            if self._drawn and time.perf_counter() - self._drawn[-1] > QUIET:
                break
        return (self._drawn[-1] if self._drawn else time.perf_counter()) - start


def _peak() -> float:
    """Most memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _filtered(app: WorkbenchApp, watch: Watch, pattern: str) -> tuple[float, list[float]]:
    """Seconds from a filter line to its rows, and the milliseconds of keys pressed until then."""
    rows = app.workspace.session.rows
    for key in ("slash", *(["backspace"] * len(rows.filter)), *pattern):
        await watch.press(key)
    start = time.perf_counter()
    keys = []
    await watch.press("enter")
    while rows.filter != pattern:
        keys.append(1000 * await watch.press("j"))
        await asyncio.sleep(BETWEEN_KEYS)
    return time.perf_counter() - start, keys


async def _merges(app: WorkbenchApp, watch: Watch) -> dict[str, float]:
    """Milliseconds of the first merge, of the keys while it is checked, until it is checked, and of later merges."""
    found = {"first": 1000 * await watch.press("m")}
    start, keys = time.perf_counter(), []
    while app.workspace.session.unchecked:
        keys.append(1000 * await watch.press("j"))
    found["slowest key until it is checked"] = max(keys, default=0)
    found["checked after"] = 1000 * (time.perf_counter() - start)
    found["second"] = 1000 * await watch.press("m")
    found["third"] = 1000 * await watch.press("m")
    return found


async def _measure(path: Path) -> None:
    start = time.perf_counter()
    from workbench.config import Settings
    from workbench.tui.app import WorkbenchApp

    imported = time.perf_counter() - start
    start = time.perf_counter()
    app = WorkbenchApp(path, Settings("bench"), filter_line="")
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        opened = time.perf_counter() - start
        watch = Watch(app)
        taken: dict[str, list[float]] = {key: [] for key in KEYS}
        busy = time.process_time()
        for key in KEYS * ROUNDS:
            taken[key].append(1000 * await watch.press(key))
        busy = (time.process_time() - busy) * 1000 / (len(KEYS) * ROUNDS)
        filters = {pattern: await _filtered(app, watch, pattern) for pattern in PATTERNS}
        await watch.press("escape")
        before = _peak()
        merges = await _merges(app, watch)
    every = [value for values in taken.values() for value in values]
    print(f"import {imported:.2f} s, open {opened:.2f} s")
    print(
        f"key to repaint: median {_percentile(every, 0.5):.1f} ms, p95 {_percentile(every, 0.95):.1f} ms, "
        f"worst {max(every):.1f} ms over {len(every)} keys ({busy:.1f} ms of processor time a key)"
    )
    print("worst by key: " + "  ".join(f"{key} {max(values):.0f}" for key, values in taken.items()))
    for pattern, (seconds, keys) in filters.items():
        print(
            f"filter {pattern}: {seconds:.2f} s; keys meanwhile: {len(keys)}, the slowest {max(keys, default=0):.0f} ms"
        )
    print("merges, key to repaint: " + ", ".join(f"{name} {taken:.0f} ms" for name, taken in merges.items()))
    print(f"peak memory {before:.0f} MB before the first merge, {_peak():.0f} MB after it")


def main(rows: int = scaled(100_000, 2_000)) -> None:
    """Build a corpus, then measure in a process of its own, so that building does not count."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        corpora.large(path, rows)
        print(f"{rows:,} rows, 160×50")
        subprocess.run([sys.executable, "-m", "tests.benchmarks.app", "--measure", str(path)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        asyncio.run(_measure(Path(sys.argv[2])))
    else:
        main(*map(int, sys.argv[1:]))
