"""Pictures of the app on the bundled articles, made by the app: python -m tests.tui.screenshots [FOLDER].

Each in English (`NAME.svg`) and in Chinese (`NAME.zh.svg`), without the web fonts that Rich would name: a picture
fetches nothing.
"""

from __future__ import annotations

import asyncio
import html
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len

from tests.tui.screen import items_of
from workbench.i18n import LANGUAGES, language, use_language

ROOT = Path(__file__).resolve().parents[2]

_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)

MISTRANSLATED = "Kyrgyzstan"
"""Word of the row that is shown."""

SHOTS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "review": ((120, 36), ()),
    "edit": ((120, 36), ("e",)),
    "triage": ((120, 36), ("Z",)),
}
"""Name: columns and lines, keys pressed before the picture is taken."""


async def _shoot(folder: Path, path: Path, name: str) -> None:
    from workbench.config import Settings
    from workbench.tui.app import WorkbenchApp

    size, keys = SHOTS[name]
    app = WorkbenchApp(path, Settings("An Na"), filter_line="")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        while not any(MISTRANSLATED in item for item in items_of(app)):
            await pilot.press("f")
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        picture = _in_cells(app.export_screenshot(title="workbench review"))
        suffix = "" if language() == "en" else f".{language()}"
        (folder / f"{name}{suffix}.svg").write_text(_FONTS.sub("", picture), encoding="utf-8")


def _in_cells(picture: str) -> str:
    """Return an SVG whose Chinese characters take two cells: Rich measures texts in characters."""

    def measured(found: re.Match[str]) -> str:
        length, text = float(found[1]), html.unescape(found[3])
        return f'textLength="{length * cell_len(text) / max(len(text), 1):.1f}"{found[2]}>{found[3]}</text>'

    return re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>', measured, picture)


def main(folder: Path = ROOT / "docs") -> None:
    """Write one SVG for each of SHOTS and each language."""
    folder.mkdir(parents=True, exist_ok=True)
    for code in LANGUAGES:
        use_language(code)
        for name in SHOTS:
            with tempfile.TemporaryDirectory() as temporary:
                path = Path(temporary) / "corpus.db"
                subprocess.run(
                    [sys.executable, "-m", "workbench", "--quiet", "--db", path, "run"],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                asyncio.run(_shoot(folder, path, name))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
