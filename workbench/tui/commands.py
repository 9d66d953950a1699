"""Every command of the app in one table: bindings, footer, help, palette and the config file are made from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from workbench.config import unknown


@dataclass(frozen=True, slots=True)
class Command:
    """Something the app can do at a key."""

    id: str
    """Stable; the name in the config file: "row.confirm"."""
    keys: str
    """Textual key names, comma-separated; the first is shown in the footer."""
    label: str
    """For the footer: a word or two."""
    help: str
    """One sentence for the help and the palette."""
    group: str
    """Heading in the help."""

    @property
    def action(self) -> str:
        """The action that Textual runs for its keys."""
        return f"command({self.id!r})"


MOVE, DECIDE, TEXT, ALIGNMENT, VIEW, APP = "Move", "Decide", "Edit the text", "Edit the alignment", "View", "The app"
INSPECT = "Take from the inspector"
"""Headings in the help."""

CHANGING = frozenset({DECIDE, TEXT, ALIGNMENT, INSPECT})
"""Groups of commands about the row under the cursor, which has to be seen."""

DECISIONS = frozenset({"row.confirm", "row.reject", "row.later", "row.confirm-above", "row.confirm-group"})
"""Commands about a row that has to have been seen to its end."""


def _group(heading: str, *rows: tuple[str, str, str, str]) -> Iterator[Command]:
    """Yield the commands of rows of id, keys, label and help."""
    for row in rows:
        yield Command(*row, heading)


REVIEW: tuple[Command, ...] = (
    *_group(
        MOVE,
        ("go.next", "j,down", "next", "Next row."),
        ("go.previous", "k,up", "previous", "Previous row."),
        ("go.next-open", "n", "next open", "Next row that is not decided."),
        ("go.previous-open", "N", "previous open", "Previous row that is not decided."),
        ("go.next-flagged", "f", "next flag", "Next row with a flag."),
        ("go.previous-flagged", "F", "previous flag", "Previous row with a flag."),
        ("go.next-uneven", "o", "next not 1–1", "Next row that is not one sentence facing one."),
        ("go.previous-uneven", "O", "previous not 1–1", "Previous row that is not one sentence facing one."),
        ("go.next-bookmark", "B", "next bookmark", "Next bookmarked row."),
        ("go.first", "g,home", "first", "First row."),
        ("go.last", "G,end", "last", "Last row."),
        ("go.page-down", "pagedown,ctrl+d", "page down", "A screen of rows down."),
        ("go.page-up", "pageup", "page up", "A screen of rows up."),
        ("go.back", "grave_accent", "back", "Back to the row before the last jump."),
    ),
    *_group(
        DECIDE,
        ("row.confirm", "c", "confirm", "Confirm the row and go to the next open one."),
        ("row.reject", "x", "reject", "Reject the row and go to the next open one."),
        ("row.later", "w", "later", "Needs review: postpone the row and go to the next open one."),
        ("row.reopen", "p", "reopen", "Make the row a proposal again."),
        ("row.confirm-above", "C", "confirm above", "Confirm this row and every open row above it."),
        (
            "range.toggle",
            "V",
            "range",
            "Begin a range of rows here, or end it; c x w p b D act on all of it.",
        ),
        ("range.all", "ctrl+a", "all rows", "Choose all rows of the list as a range."),
        ("row.confirm-group", "S", "confirm group", "Confirm this sentence in every paper that states it, at once."),
        ("row.bookmark", "b", "bookmark", "Set or remove a bookmark."),
        ("row.note", "i", "note", "Write a note on the row."),
        ("app.undo", "u", "undo", "Undo the last action, even of an earlier day."),
        ("app.redo", "ctrl+r", "redo", "Redo what was undone."),
    ),
    *_group(
        TEXT,
        ("text.edit", "e", "edit", "Edit the texts (tab: other side, ctrl+s: keep, esc: drop)."),
        ("text.apply", "a", "apply", "Apply the chosen flag's suggestion."),
        (
            "text.apply-everywhere",
            "A",
            "apply everywhere",
            "Apply the suggestion wherever the same flag is, after a preview.",
        ),
        ("text.replace", "ctrl+f", "replace", "Find and replace in the rows of the list, after a preview."),
        ("text.next-flag", "t", "choose flag", "Choose the next flag of this row."),
        ("text.dismiss", "D", "dismiss", "Dismiss the chosen flag, or show a dismissed one again."),
        ("text.check", "r", "check again", "Run the checks on this row again."),
        ("text.term", "plus", "term", "Put two words of the row into the term base."),
    ),
    *_group(
        ALIGNMENT,
        ("row.merge-next", "m", "merge next", "Merge this row with the next one of the document."),
        ("row.merge-previous", "M", "merge previous", "Merge this row with the previous one of the document."),
        ("row.split", "s", "split", "Split the row at a cursor in each text."),
        ("side.source", "h,left", "left side", "Work on the left text's sentences."),
        ("side.target", "l,right", "right side", "Work on the right text's sentences."),
        ("sentence.down", "J", "sentence down", "Move this side's last sentence to the next row."),
        ("sentence.up", "K", "sentence up", "Move this side's first sentence to the previous row."),
        ("sentence.take-next", "L", "take next", "Move the next row's first sentence of this side here."),
        ("sentence.take-previous", "H", "take previous", "Move the previous row's last sentence of this side here."),
        ("row.link", "v", "link", "Mark this row; pressed on another row, join the two."),
        ("row.unlink", "U", "unlink", "Make each side a row."),
        ("row.candidates", "enter", "candidates", "Other possible counterparts, best first."),
        ("row.take-part", "T", "take the part", "Keep only what both sides share, as a pair of its own."),
        ("rows.realign", "R", "realign", "Align the open rows around this one again."),
    ),
    *_group(
        INSPECT,
        (
            "item.1",
            "1",
            "take",
            "Take the first item of the open tab: choose a flag, face a candidate, put in a text or term, go to a row.",
        ),
        *((f"item.{number}", f"{number}", "take", f"Take item {number} of the open tab.") for number in range(2, 10)),
    ),
    *_group(
        VIEW,
        ("look.filter", "slash", "filter", "Show only some rows: by status, rule, probability or words."),
        (
            "look.clear",
            "escape",
            "clear filter",
            "Clear the range, the mark for a link, or the filter; nothing else.",
        ),
        ("look.order", "z", "order", "Flagged and least sure rows first, document order, or latest change first."),
        ("look.density", "Z", "density", "Whole texts, or one line a row."),
        ("look.words", "equals_sign", "matching words", "Show which words of the two texts match."),
        ("look.copy", "Y", "copy", "Copy the pair, or the selected words, to the clipboard."),
        ("look.scroll", "space", "scroll text", "Scroll texts that do not fit."),
        ("look.concordance", "asterisk", "concordance", "Find words in the whole corpus, in either script."),
        ("look.plot", "d", "dot plot", "Plot the alignment of the two documents, and go to a row of it."),
        ("look.history", "y", "history", "What was done to this row, and by whom."),
        ("app.history", "W", "what was done", "What was done, newest first: go to its row, or take back all after it."),
        ("inspector.next", "tab", "next tab", "Open the next tab of the inspector."),
        ("inspector.previous", "shift+tab", "previous tab", "Open the previous tab of the inspector."),
        (
            "inspector.read",
            "I",
            "read all",
            "Read the open tab whole, with a cursor: enter takes, esc leaves.",
        ),
        ("look.estimate", "percent_sign", "estimate", "Estimate how many unread rows are right; confirm them at once."),
    ),
    *_group(
        APP,
        ("app.align", "ctrl+n", "align files", "Align two files that are translations of each other, and review them."),
        ("app.open", "ctrl+l", "open corpus", "Open another corpus."),
        ("app.export", "ctrl+e", "export", "Write pairs to a file: format, status and folder are asked for."),
        ("app.library", "backspace", "library", "Documents, bitexts and their progress."),
        ("app.rescue", "ctrl+o", "copy", "Write a copy of the corpus next to it, even after it was deleted."),
        ("app.help", "question_mark", "help", "Every key and what it does."),
        ("app.theme", "ctrl+t", "theme", "Switch between dark, light and no colours."),
        ("app.palette", "ctrl+p", "commands", "Find any command by name."),
        ("app.quit", "q", "quit", "Quit; everything is saved already."),
    ),
)

LIBRARY: tuple[Command, ...] = (
    *_group(
        MOVE,
        ("library.next", "j,down", "next", "Next bitext."),
        ("library.previous", "k,up", "previous", "Previous bitext."),
        ("library.open", "enter", "open", "Review the chosen rows."),
        ("library.open-all", "a", "all", "Review all rows."),
        ("library.filter", "slash", "filter", "Review the rows that pass a filter."),
    ),
    *_group(
        APP,
        ("library.import", "i", "import", "Read a TMX, TSV, XLIFF or JSONL file into the corpus."),
        ("app.align", "ctrl+n", "align files", "Align two files that are translations of each other, and review them."),
        ("app.open", "ctrl+l", "open corpus", "Open another corpus."),
        ("app.export", "ctrl+e,e", "export", "Write pairs to a file: format, status and folder are asked for."),
        ("app.undo", "u", "undo", "Undo the last action."),
        ("app.rescue", "ctrl+o", "copy", "Write a copy of the corpus next to it, even after it was deleted."),
        ("app.help", "question_mark", "help", "Every key and what it does."),
        ("app.theme", "ctrl+t", "theme", "Switch between dark, light and no colours."),
        ("app.palette", "ctrl+p", "commands", "Find any command by name."),
        ("library.back", "escape", "back", "Back to the rows."),
        ("app.quit", "q", "quit", "Quit; everything is saved already."),
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
                found.append(f"{shown(key)} is bound to {other} and to {command.id}; give one of them another key.")
    return found
