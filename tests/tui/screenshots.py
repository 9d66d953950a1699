"""Pictures of the app for the README, made by the app: python -m tests.tui.screenshots [FOLDER]."""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len

from tests.tui import corpora

ROOT = Path(__file__).resolve().parents[2]

SHOTS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "review": ((120, 36), ("f",)),
    "words": ((120, 36), ("f", "equals_sign")),
    "edit": ((120, 36), ("f", "e")),
    "triage": ((120, 36), ("f", "Z")),
    "narrow": ((80, 24), ("f",)),
    "library": ((120, 20), ("backspace",)),
    "estimate": ((100, 30), ("percent_sign",)),
}
"""Name: columns and lines, keys pressed before the picture is taken."""


async def _shoot(folder: Path, path: Path, name: str) -> None:
    from workbench.config import Settings
    from workbench.tui.app import WorkbenchApp

    size, keys = SHOTS[name]
    app = WorkbenchApp(path, Settings("An Na"), filter_line="")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        picture = _without_fonts(_in_cells(app.export_screenshot(title="workbench review")))
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def _in_cells(picture: str) -> str:
    """Return an SVG whose Chinese characters take two cells: Rich measures texts in characters."""

    def measured(found: re.Match[str]) -> str:
        length, text = float(found[1]), html.unescape(found[3])
        return f'textLength="{length * cell_len(text) / max(len(text), 1):.1f}"{found[2]}>{found[3]}</text>'

    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>', measured, picture)


def _without_fonts(picture: str) -> str:
    """Return an SVG that asks no other server for fonts; it is drawn in the reader's own fixed-width font."""
    return re.sub(r"\s*@font-face \{[^}]*\}", "", picture)


def main(folder: Path = ROOT / "docs") -> None:
    """Write one SVG for each of SHOTS."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHOTS:
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary) / "corpus.db"
            corpora.small(path)
            asyncio.run(_shoot(folder, path, name))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
