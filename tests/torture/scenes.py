"""A folder with a corpus and files of every kind, and all that can be done with it by commands and by keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.torture import children
from tests.tui import corpora
from workbench.cli.main import COMMANDS

DB = Path("corpus.db")
NEW_ROWS = 40


def build() -> None:
    """Make the folder a child begins in a place for every command, its corpus with something in every table."""
    corpora.small(DB)
    corpora.large(DB, 20)
    rows = (f"第{n}项总投资3.5亿元。\tThe total investment in item {n} is 350 million yuan." for n in range(NEW_ROWS))
    Path("pairs.tsv").write_text("\n".join(["zh\ten", *rows, ""]), "utf-8")
    Path("terms.tsv").write_text("\n".join(["zh\ten", *(f"词{n}\tterm {n}" for n in range(NEW_ROWS)), ""]), "utf-8")
    Path("zh").mkdir()
    Path("en").mkdir()
    for n in range(3):
        Path(f"en/{n}.txt").write_text("\n\n".join(f"{line} Part {n}." for line in corpora.ENGLISH), "utf-8")
        Path(f"zh/{n}.txt").write_text("\n\n".join(f"{line}第{n}部分。" for line in corpora.CHINESE), "utf-8")
    Path("notice.txt").write_text("Share this\n\nPrint\n\n" + "\n\n".join(corpora.ENGLISH), "utf-8")
    must("terms", "add", "吉林", "Jilin")
    must("terms", "export", "-o", "terms.tbx")
    must("align", "notice.txt", "zh/0.txt", "--store")
    children.press_all(DB, ("f", "c", "x", "w", "i", "Y", "enter", "b", "c", "u", "e", "X", "ctrl+s"))
    # Pairs the corpus does not know, written by the program itself.
    must("--db", "other.db", "import", "pairs.tsv", "--status", "confirmed")
    for suffix in ("tmx", "xliff", "jsonl"):
        must("--db", "other.db", "export", "-o", f"pairs.{suffix}", "--status", "any")


def must(*arguments: str) -> None:
    """A command that is to succeed."""
    outcome = children.command(*arguments)
    assert outcome.code == 0, outcome.stderr


@dataclass(frozen=True, slots=True)
class Scene:
    """One command as a person types it."""

    name: str
    arguments: tuple[str, ...]
    writes: bool = field(default=False)
    """Whether it changes the corpus or writes a file: worth killing."""

    @property
    def alone(self) -> bool:
        """Whether it works in its own process."""
        return "--jobs" not in self.arguments or "1" in self.arguments


def scene(line: str, *, writes: bool = False) -> Scene:
    return Scene(line, tuple(line.split()), writes)


_ALL = (
    scene("run en/0.txt zh/0.txt", writes=True),
    scene("align en/0.txt zh/0.txt --store", writes=True),
    scene("mine en/0.txt zh/0.txt zh/1.txt --store", writes=True),
    scene("batch . -o out --store --jobs 1", writes=True),
    scene("batch . -o out --store --jobs 2", writes=True),
    scene("check", writes=True),
    scene("check --format jsonl -o flags.jsonl", writes=True),
    scene("export -o out.tmx --status any", writes=True),
    scene("export -o out.tsv --status any", writes=True),
    scene("export -o out.jsonl --status any", writes=True),
    scene("export -o out.xliff --status any", writes=True),
    scene("export -o out.csv --status any", writes=True),
    scene("import pairs.tsv", writes=True),
    scene("import pairs.tmx", writes=True),
    scene("import pairs.xliff", writes=True),
    scene("import pairs.jsonl", writes=True),
    scene("search Tianjin"),
    scene("search --regex Tian.*n"),
    scene("terms list"),
    scene("terms add 长春 Changchun", writes=True),
    scene("terms remove 吉林", writes=True),
    scene("terms import terms.tsv", writes=True),
    scene("terms export -o out-terms.tbx", writes=True),
    scene("encode en/0.txt -o vectors.npy", writes=True),
    scene("report -o report.html", writes=True),
    scene("stats --format json"),
    scene("doctor"),
    scene("doctor --repair saved.db", writes=True),
    scene("backup copy.db", writes=True),
    scene("restore other.db", writes=True),
    scene("vacuum --vectors", writes=True),
    scene("merge corpus.db other.db -o merged.db", writes=True),
)
SCENES = tuple(each for each in _ALL if each.arguments[0] in COMMANDS)
"""Every command that opens a corpus, as far as the program has it."""

JOBS: dict[str, tuple[str, ...]] = {
    "candidates": ("enter", "escape"),
    "candidates, one chosen": ("G", "enter", "enter"),
    "realign, left": ("R", "escape"),
    "realign, done": ("R", "enter"),
    "export": ("ctrl+e", "enter"),
    "import": ("backspace", "i", *"pairs.tsv", "enter", "escape"),
    "copy": ("ctrl+o",),
    "edit with its lesson": ("f", "e", *"Mr", "ctrl+s", "escape", "escape"),
    "apply": ("f", "a"),
    "apply everywhere": ("f", "A", "enter"),
    "check again": ("r",),
    "estimate": ("percent_sign", "escape"),
    "confirm the rest": ("percent_sign", "c", "enter"),
    "merge and split": ("z", "g", "m", "s", "enter"),
    "sentences": ("z", "g", "m", "l", "J", "L"),
    "concordance": ("asterisk", *["backspace"] * 20, *"Tianjin", "enter", "escape"),
    "plot, history, words": ("d", "escape", "y", "escape", "equals_sign", "equals_sign"),
    "filter": ("slash", *"flagged", "enter", "escape"),
    "note and bookmark": ("i", *"ask", "enter", "b"),
    "undo and redo": ("c", "x", "u", "u", "ctrl+r"),
    "confirm above": ("j", "j", "C"),
    "library": ("backspace", "j", "enter"),
}
"""What the app does, each as keys pressed one after the other."""
