"""Pictures of the app on the bundled articles, made by the app: python -m tests.tui.screenshots [FOLDER].

They come without the web fonts that Rich would name: a picture fetches nothing.
"""

from __future__ import annotations

import asyncio
import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len

from tests.tui.screen import items_of
from workbench.i18n import use_language

ROOT = Path(__file__).resolve().parents[2]

_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)

MISTRANSLATED = "Kyrgyzstan"
"""Word of the row that is shown."""

SIZE = (120, 36)
SHOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "review": ("en", ()),
    "review.zh": ("zh", ()),
    "triage": ("en", ("Z",)),
}
"""Name: the language, and keys pressed before the picture is taken."""


async def _shot(path: Path, keys: Sequence[str]) -> str:
    from workbench.config import Settings
    from workbench.tui.app import WorkbenchApp

    app = WorkbenchApp(path, Settings("An Na"), filter_line="")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        while not any(MISTRANSLATED in item for item in items_of(app)):
            await pilot.press("f")
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        return _FONTS.sub("", _in_cells(app.export_screenshot(title="workbench review")))


def _in_cells(picture: str) -> str:
    """Return an SVG whose Chinese characters take two cells: Rich measures texts in characters."""

    def measured(found: re.Match[str]) -> str:
        length, text = float(found[1]), html.unescape(found[3])
        return f'textLength="{length * cell_len(text) / max(len(text), 1):.1f}"{found[2]}>{found[3]}</text>'

    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>', measured, picture)


def main(folder: Path = ROOT / "docs") -> None:
    """Write one SVG for each of SHOTS."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (code, keys) in SHOTS.items():
        use_language(code)
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary) / "corpus.db"
            command = [sys.executable, "-m", "workbench", "--quiet", "--db", str(path), "run"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            (folder / f"{name}.svg").write_text(asyncio.run(_shot(path, keys)), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
