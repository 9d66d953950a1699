"""Keys pressed by somebody who does not look, on corpora of every shape: the app never ends, the corpus stays well."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.torture import children
from tests.torture.children import look
from tests.torture.harness import COUNTS, LONG, call, copied, done, each, none, times
from tests.torture.scenes import DB, JOBS, must
from tests.tui import corpora
from workbench.tui.commands import LIBRARY, REVIEW

LEAVING = {"q", "ctrl+q", "ctrl+c"}
TYPED = (
    "enter",
    "escape",
    "tab",
    "space",
    "backspace",
    "delete",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "ctrl+s",
)
PRESSED = times(40, 150)
"""Keys in one go."""
SIZES = ((120, 36), (80, 24), (40, 12), (200, 60))


def keys(chance: Random) -> list[str]:
    """Keys the app knows, keys of texts and dialogs, and whole jobs, in any order."""
    known = [key for command in (*REVIEW, *LIBRARY) for key in command.keys.split(",") if key not in LEAVING]
    pressed: list[str] = []
    while len(pressed) < PRESSED:
        job = chance.choice([*JOBS.values()])
        pressed += chance.choice([[chance.choice(known)], [chance.choice(known)], [chance.choice(TYPED)], "xX吉 ", job])
    return pressed


def exported_and_imported() -> None:
    """Rows that name documents and segments the corpus does not have."""
    corpora.small(Path("first.db"))
    must("--db", "first.db", "export", "-o", "all.jsonl", "--status", "any", "--relation", "any")
    must("import", "all.jsonl")


def odd_texts() -> None:
    """Rows whose texts are empty, huge, one-sided, or made of what a terminal obeys."""
    texts = ("", " ", "x" * 300_000, "\n\n", "\x1b]0;x\x07\u202e", "e\u0301" * 500, "津" * 3000, "[b]x[/b]", "\t")
    with Path("odd.jsonl").open("w", encoding="utf-8") as stream:
        for source in texts:
            for target in texts[:4]:
                sides = {"source": {"text": source, "lang": "en"}, "target": {"text": target, "lang": "zh-Hans"}}
                stream.write(json.dumps(sides) + "\n")
    must("import", "odd.jsonl")


CORPORA: dict[str, Callable[[], object]] = {
    "small": partial(corpora.small, DB),
    "large": partial(corpora.large, DB, 3000),
    "tricky": partial(corpora.tricky, DB),
    "imported": exported_and_imported,
    "odd texts": odd_texts,
    "no rows": partial(must, "terms", "add", "津", "Tianjin"),
}


@pytest.mark.parametrize("name", CORPORA if LONG else ["imported"])
def test_no_keys_end_the_app(name: str, place: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    done(base, CORPORA[name])

    def trouble(number: int) -> str:
        chance = Random(f"{name} {number}")
        folder = copied(base, tmp_path / str(number))
        pressed = keys(chance)
        end = call(folder, children.press_all, DB, pressed, chance.choice(SIZES))
        COUNTS["keys pressed"] += len(pressed)
        _, wrong = done(folder, look, DB)
        found = end.trouble or wrong
        return f"{number}: {found}\n{pressed}" if found else ""

    troubles = [found for found in each(trouble, range(times(1, 12))) if found]
    none(name, troubles)
