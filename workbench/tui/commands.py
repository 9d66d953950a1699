"""Every command of the app in one table: bindings, footer, help, palette and the config file are made from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from workbench.config import unknown
from workbench.i18n import N_, gettext
from workbench.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Command:
    """Something the app can do at a key."""

    id: str
    """Stable; the name in the config file: "row.confirm"."""
    keys: str
    """Textual key names, comma-separated; the first is shown in the footer."""
    label: str
    """For the footer: a word or two, in English."""
    help: str
    """One sentence for the help and the palette, in English."""
    group: str
    """Heading in the help, in English."""

    @property
    def title(self) -> str:
        """The label in the language in force."""
        return gettext(self.label)

    @property
    def explanation(self) -> str:
        """The help in the language in force."""
        return gettext(self.help).format(key=self.keys)

    @property
    def action(self) -> str:
        """The action that Textual runs for its keys."""
        return f"command({self.id!r})"


MOVE, DECIDE, TEXT, ALIGNMENT = N_("Move"), N_("Decide"), N_("Edit the text"), N_("Edit the alignment")
INSPECT, VIEW, APP = N_("Take from the inspector"), N_("View"), N_("The app")
"""Headings in the help."""

CHANGING = frozenset({DECIDE, TEXT, ALIGNMENT, INSPECT})
"""Groups of commands about the row under the cursor, which has to be seen."""

DECISIONS = frozenset({"row.confirm", "row.reject", "row.later", "row.confirm-above", "row.confirm-group"})
"""Commands about a row that has to have been seen to its end."""


_Row = tuple[str, str, str, str]

_OPENING: tuple[_Row, ...] = (
    (
        "app.align",
        "ctrl+n",
        N_("align files"),
        N_("Align two files that are translations of each other, and review them."),
    ),
    ("app.open", "ctrl+l", N_("open corpus"), N_("Open another corpus.")),
)
_ANYWHERE: tuple[_Row, ...] = (
    (
        "app.rescue",
        "ctrl+o",
        N_("save a copy"),
        N_("Write a copy of the corpus next to it, even after it was deleted."),
    ),
    ("app.help", "question_mark", N_("help"), N_("Every key and what it does.")),
    ("app.theme", "ctrl+t", N_("theme"), N_("Switch between dark, light and no colours.")),
    ("app.palette", "ctrl+p", N_("commands"), N_("Find any command by name.")),
)
_QUIT: _Row = ("app.quit", "q", N_("quit"), N_("Quit; everything is saved already."))
"""Rows of both screens."""


def _group(heading: str, *rows: _Row) -> Iterator[Command]:
    """Yield the commands of rows of id, keys, label and help."""
    for row in rows:
        yield Command(*row, heading)


REVIEW: tuple[Command, ...] = (
    *_group(
        MOVE,
        ("go.next", "j,down", N_("next"), N_("Next row.")),
        ("go.previous", "k,up", N_("previous"), N_("Previous row.")),
        ("go.next-open", "n", N_("next open"), N_("Next row that is not decided.")),
        ("go.previous-open", "N", N_("previous open"), N_("Previous row that is not decided.")),
        ("go.next-flagged", "f", N_("next flag"), N_("Next row with a flag.")),
        ("go.previous-flagged", "F", N_("previous flag"), N_("Previous row with a flag.")),
        ("go.next-uneven", "o", N_("next not 1–1"), N_("Next row that is not one sentence facing one.")),
        ("go.previous-uneven", "O", N_("previous not 1–1"), N_("Previous row that is not one sentence facing one.")),
        ("go.next-bookmark", "B", N_("next bookmark"), N_("Next bookmarked row.")),
        ("go.first", "g,home", N_("first"), N_("First row.")),
        ("go.last", "G,end", N_("last"), N_("Last row.")),
        ("go.page-down", "pagedown,ctrl+d", N_("page down"), N_("A screen of rows down.")),
        ("go.page-up", "pageup", N_("page up"), N_("A screen of rows up.")),
        ("go.back", "grave_accent", N_("back"), N_("Back to the row before the last jump.")),
    ),
    *_group(
        DECIDE,
        ("row.confirm", "c", N_("confirm"), N_("Confirm the row and go to the next open one.")),
        ("row.reject", "x", N_("reject"), N_("Reject the row and go to the next open one.")),
        ("row.later", "w", N_("later"), N_("Needs review: postpone the row and go to the next open one.")),
        ("row.reopen", "p", N_("reopen"), N_("Make the row a proposal again.")),
        ("row.confirm-above", "C", N_("confirm above"), N_("Confirm this row and every open row above it.")),
        ("range.toggle", "V", N_("range"), N_("Begin a range of rows here, or end it; c x w p b D act on all of it.")),
        ("range.all", "ctrl+a", N_("all rows"), N_("Choose all rows of the list as a range.")),
        (
            "row.confirm-group",
            "S",
            N_("confirm group"),
            N_("Confirm this sentence in every paper that states it, at once."),
        ),
        ("row.bookmark", "b", N_("bookmark"), N_("Set or remove a bookmark.")),
        ("row.note", "i", N_("note"), N_("Write a note on the row.")),
        ("app.undo", "u", N_("undo"), N_("Undo the last action, even of an earlier day.")),
        ("app.redo", "ctrl+r", N_("redo"), N_("Redo what was undone.")),
    ),
    *_group(
        TEXT,
        ("text.edit", "e", N_("edit"), N_("Edit the texts (tab: other side, ctrl+s: keep, esc: drop).")),
        ("text.apply", "a", N_("apply"), N_("Apply the chosen flag's suggestion.")),
        (
            "text.apply-everywhere",
            "A",
            N_("apply everywhere"),
            N_("Apply the suggestion wherever the same flag is, after a preview."),
        ),
        ("text.replace", "ctrl+f", N_("replace"), N_("Find and replace in the rows of the list, after a preview.")),
        ("text.next-flag", "t", N_("choose flag"), N_("Choose the next flag of this row.")),
        ("text.dismiss", "D", N_("dismiss"), N_("Dismiss the chosen flag, or show a dismissed one again.")),
        ("text.check", "r", N_("check again"), N_("Run the checks on this row again.")),
        ("text.term", "plus", N_("term"), N_("Put two words of the row into the term base.")),
        (
            "text.harvest",
            "ctrl+g",
            N_("harvest"),
            N_("Find terms that confirmed rows share; the tab terms offers them."),
        ),
    ),
    *_group(
        ALIGNMENT,
        ("row.merge-next", "m", N_("merge next"), N_("Merge this row with the next one of the document.")),
        ("row.merge-previous", "M", N_("merge previous"), N_("Merge this row with the previous one of the document.")),
        ("row.split", "s", N_("split"), N_("Split the row at a cursor in each text.")),
        ("side.source", "h,left", N_("left side"), N_("Work on the left text's sentences.")),
        ("side.target", "l,right", N_("right side"), N_("Work on the right text's sentences.")),
        ("sentence.down", "J", N_("sentence down"), N_("Move this side's last sentence to the next row.")),
        ("sentence.up", "K", N_("sentence up"), N_("Move this side's first sentence to the previous row.")),
        ("sentence.take-next", "L", N_("take next"), N_("Move the next row's first sentence of this side here.")),
        (
            "sentence.take-previous",
            "H",
            N_("take previous"),
            N_("Move the previous row's last sentence of this side here."),
        ),
        ("row.link", "v", N_("link"), N_("Mark this row; pressed on another row, join the two.")),
        ("row.unlink", "U", N_("unlink"), N_("Make each side a row.")),
        ("row.candidates", "enter", N_("candidates"), N_("Other possible counterparts, best first.")),
        ("row.take-part", "T", N_("take the part"), N_("Keep only what both sides share, as a pair of its own.")),
        ("rows.realign", "R", N_("realign"), N_("Align the open rows around this one again.")),
    ),
    *_group(
        INSPECT,
        (
            "item.1",
            "1",
            N_("take"),
            N_(
                "Take the first item of the open tab: choose a flag, face a candidate, put in a text or term, "
                "go to a row."
            ),
        ),
        *(
            (f"item.{number}", f"{number}", N_("take"), N_("Take item {key} of the open tab."))
            for number in range(2, 10)
        ),
    ),
    *_group(
        VIEW,
        ("look.filter", "slash", N_("filter"), N_("Show only some rows: by status, rule, probability or words.")),
        (
            "look.clear",
            "escape",
            N_("clear filter"),
            N_("Clear the range, the mark for a link, or the filter; nothing else."),
        ),
        (
            "look.order",
            "z",
            N_("order"),
            N_("Flagged and least sure rows first, document order, or latest change first."),
        ),
        ("look.density", "Z", N_("density"), N_("Whole texts, or one line a row.")),
        ("look.words", "equals_sign", N_("matching words"), N_("Show which words of the two texts match.")),
        ("look.copy", "Y", N_("copy"), N_("Copy the pair, or the selected words, to the clipboard.")),
        ("look.scroll", "space", N_("scroll text"), N_("Scroll texts that do not fit.")),
        ("look.concordance", "asterisk", N_("concordance"), N_("Find words in the whole corpus, in either script.")),
        ("look.plot", "d", N_("dot plot"), N_("Plot the alignment of the two documents, and go to a row of it.")),
        ("look.history", "y", N_("history"), N_("What was done to this row, and by whom.")),
        (
            "app.history",
            "W",
            N_("what was done"),
            N_("What was done, newest first: go to its row, or take back all after it."),
        ),
        ("inspector.next", "tab", N_("next tab"), N_("Open the next tab of the inspector.")),
        ("inspector.previous", "shift+tab", N_("previous tab"), N_("Open the previous tab of the inspector.")),
        ("inspector.read", "I", N_("read all"), N_("Read the open tab whole, with a cursor: enter takes, esc leaves.")),
        (
            "look.estimate",
            "percent_sign",
            N_("estimate"),
            N_("Estimate how many unread rows are right; confirm them at once."),
        ),
    ),
    *_group(
        APP,
        *_OPENING,
        ("app.export", "ctrl+e", N_("export"), N_("Write pairs to a file: format, status and folder are asked for.")),
        ("app.library", "backspace", N_("library"), N_("Documents, bitexts and their progress.")),
        *_ANYWHERE,
        _QUIT,
    ),
)

LIBRARY: tuple[Command, ...] = (
    *_group(
        MOVE,
        ("library.next", "j,down", N_("next"), N_("Next bitext.")),
        ("library.previous", "k,up", N_("previous"), N_("Previous bitext.")),
        ("library.open", "enter", N_("open"), N_("Review the chosen rows.")),
        ("library.open-all", "a", N_("all"), N_("Review all rows.")),
        ("library.filter", "slash", N_("filter"), N_("Review the rows that pass a filter.")),
    ),
    *_group(
        APP,
        ("library.import", "i", N_("import"), N_("Read a TMX, TSV, XLIFF or JSONL file into the corpus.")),
        *_OPENING,
        ("app.export", "ctrl+e,e", N_("export"), N_("Write pairs to a file: format, status and folder are asked for.")),
        ("app.undo", "u", N_("undo"), N_("Undo the last action.")),
        *_ANYWHERE,
        ("library.back", "escape", N_("back"), N_("Back to the rows.")),
        _QUIT,
    ),
)

NAMES = {
    "slash": "/",
    "question_mark": "?",
    "equals_sign": "=",
    "asterisk": "*",
    "percent_sign": "%",
    "plus": "+",
    "grave_accent": "`",
    "space": "space",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "backspace": "bksp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}
"""How a key is shown, where that is not its name in Textual."""


def shown(key: str) -> str:
    """Return a key as it is shown: "/" for "slash"."""
    return NAMES.get(key, key)


def key_names(line: str) -> list[str]:
    """Return the keys of a line as Textual names them: "c", "full_stop" for "c, ."."""
    return [_key_name(key.strip()) for key in line.split(",") if key.strip()]


def _key_name(key: str) -> str:
    if len(key) == 1 and not key.isalnum():
        name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
        return KEY_NAME_REPLACEMENTS.get(name, name)
    return key


_MODIFIERS = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
_KEYS = frozenset(key.value for key in Keys)


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+")
    return key in _KEYS or (_MODIFIERS.issuperset(modifiers) and (base in _KEYS or key_to_character(base) is not None))


@dataclass(frozen=True, slots=True)
class Keymap:
    """The commands of a screen with the keys of the config file."""

    commands: tuple[Command, ...]
    own: Mapping[str, str]
    """Keys from the config file by command id."""

    def keys(self, command: Command) -> list[str]:
        """Return the keys of a command, as Textual names them."""
        return key_names(self.own.get(command.id, "")) or key_names(command.keys)

    def names(self, command: Command) -> str:
        """Return the keys of a command as they are shown: "j ↓"."""
        return " ".join(shown(key) for key in self.keys(command))

    def first(self, command_id: str) -> str:
        """Return the key to show for a command."""
        return shown(self.keys(self.find(command_id))[0])

    def find(self, command_id: str) -> Command:
        """Return the command with an id."""
        return next(command for command in self.commands if command.id == command_id)

    def changes_rows(self, key: str) -> bool:
        """Return whether a key, as Textual names it, runs a command about the row under the cursor."""
        return any(command.group in CHANGING and key in self.keys(command) for command in self.commands)

    def takes_item(self, key: str) -> bool:
        """Return whether a key, as Textual names it, takes an item of the inspector."""
        return any(command.group == INSPECT and key in self.keys(command) for command in self.commands)

    def groups(self) -> Iterator[tuple[str, list[Command]]]:
        """Yield headings with their commands, in the order of the table."""
        for group in dict.fromkeys(command.group for command in self.commands):
            yield group, [command for command in self.commands if command.group == group]


def own_keys(own: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of a config file, by command id, in the form that Textual takes."""
    return {name: ",".join(key_names(line)) for name, line in own.items()}


def problems(own: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the keys of a config file: unknown commands and keys, keys of two commands."""
    known = {command.id for command in (*REVIEW, *LIBRARY)}
    found = [unknown("command", name, sorted(known)) for name in own if name not in known]
    keys = [key for line in own.values() for key in key_names(line)]
    found += [unknown("key", key, sorted(_KEYS)) for key in keys if not _is_key(key)]
    return list(dict.fromkeys([*found, *clashes(REVIEW, own), *clashes(LIBRARY, own)]))


def clashes(commands: tuple[Command, ...], own: Mapping[str, str]) -> list[str]:
    """Return a sentence for each key that two commands of a screen have."""
    keymap = Keymap(commands, own)
    taken: dict[str, str] = {}
    found = []
    for command in commands:
        for key in keymap.keys(command):
            other = taken.setdefault(key, command.id)
            if other != command.id:
                clash = _("{key} is bound to {one} and to {other}; give one of them another key.")
                found.append(clash.format(key=shown(key), one=other, other=command.id))
    return found
