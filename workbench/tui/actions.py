"""Everything a key does, in one table: bindings, footer, help, palette and the config file are all made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the app can do."""

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
        """The method that does it: action_row_confirm for "row.confirm"."""
        return self.id.replace(".", "_").replace("-", "_")


MOVING, DECIDING, WORDS, SENTENCES, LOOKING, APP = (
    "Move",
    "Decide",
    "Mend the text",
    "Mend the alignment",
    "Look",
    "The app",
)

REVIEW: tuple[Command, ...] = (
    Command("go.next", "j,down", "next", "Next row.", MOVING),
    Command("go.previous", "k,up", "previous", "Previous row.", MOVING),
    Command("go.next-open", "n", "next open", "Next row nobody has decided about.", MOVING),
    Command("go.previous-open", "N", "previous open", "Previous row nobody has decided about.", MOVING),
    Command("go.next-flagged", "f", "next flag", "Next row with a flag.", MOVING),
    Command("go.previous-flagged", "F", "previous flag", "Previous row with a flag.", MOVING),
    Command("go.next-uneven", "o", "next not 1–1", "Next row that is not one sentence facing one.", MOVING),
    Command("go.previous-uneven", "O", "previous not 1–1", "Previous row that is not one sentence facing one.", MOVING),
    Command("go.next-bookmark", "B", "next bookmark", "Next bookmarked row.", MOVING),
    Command("go.first", "g,home", "first", "First row.", MOVING),
    Command("go.last", "G,end", "last", "Last row.", MOVING),
    Command("go.page-down", "pagedown,ctrl+d", "page down", "A screen of rows down.", MOVING),
    Command("go.page-up", "pageup", "page up", "A screen of rows up.", MOVING),
    Command("go.back", "grave_accent", "back", "Back to the row you jumped from.", MOVING),
    Command("row.confirm", "c", "confirm", "Right: confirm, and go on to the next open row.", DECIDING),
    Command("row.reject", "x", "reject", "Wrong: reject, and go on to the next open row.", DECIDING),
    Command("row.later", "w", "later", "Needs review: somebody works on it later.", DECIDING),
    Command("row.reopen", "p", "reopen", "Make the row a proposal again.", DECIDING),
    Command("row.confirm-above", "C", "confirm above", "Confirm every open row above and this one.", DECIDING),
    Command("row.bookmark", "b", "bookmark", "Set or take away a bookmark.", DECIDING),
    Command("row.note", "i", "note", "Write a note on the row.", DECIDING),
    Command("app.undo", "u", "undo", "Undo the last action, also one of an earlier day.", DECIDING),
    Command("app.redo", "ctrl+r", "redo", "Do again what was undone.", DECIDING),
    Command("text.edit", "e", "edit", "Edit the texts (tab: other side, ctrl+s: keep, esc: drop).", WORDS),
    Command("text.apply", "a", "apply", "Apply the chosen flag's suggestion.", WORDS),
    Command(
        "text.apply-everywhere", "A", "apply everywhere", "Apply it wherever the same is found; preview first.", WORDS
    ),
    Command("text.next-flag", "t", "choose flag", "Choose the next flag of this row.", WORDS),
    Command("text.check", "r", "check again", "Run the checks on this row again.", WORDS),
    Command("row.merge-next", "m", "merge next", "Merge this row with the next one of the document.", SENTENCES),
    Command(
        "row.merge-previous", "M", "merge previous", "Merge this row with the previous one of the document.", SENTENCES
    ),
    Command("row.split", "s", "split", "Split the row at a cursor in each text.", SENTENCES),
    Command("side.source", "h,left", "left side", "Work on the left text's sentences.", SENTENCES),
    Command("side.target", "l,right", "right side", "Work on the right text's sentences.", SENTENCES),
    Command("sentence.down", "J", "sentence down", "Give this side's last sentence to the next row.", SENTENCES),
    Command("sentence.up", "K", "sentence up", "Give this side's first sentence to the previous row.", SENTENCES),
    Command("sentence.take-next", "L", "take next", "Take the next row's first sentence of this side.", SENTENCES),
    Command(
        "sentence.take-previous", "H", "take previous", "Take the previous row's last sentence of this side.", SENTENCES
    ),
    Command("row.link", "v", "link", "Remember this row; pressed on another row, join the two.", SENTENCES),
    Command("row.unlink", "U", "unlink", "Take the two sides apart.", SENTENCES),
    Command("row.candidates", "enter", "candidates", "Other possible counterparts, best first.", SENTENCES),
    Command(
        "rows.realign", "R", "realign", "Align anew the rows between the confirmed ones around this one.", SENTENCES
    ),
    Command("look.filter", "slash", "filter", "Show only some rows: status, rule, probability, words.", LOOKING),
    Command(
        "look.clear", "escape", "clear filter", "Show all rows again; without a filter, back to the library.", LOOKING
    ),
    Command("look.order", "z", "order", "Least sure and flagged first, or in the order of the document.", LOOKING),
    Command("look.words", "equals_sign", "matching words", "Show which words of the two texts match.", LOOKING),
    Command("look.scroll", "space", "scroll text", "Scroll texts that are longer than their place.", LOOKING),
    Command(
        "look.concordance", "asterisk", "concordance", "Find words in the whole corpus, in either script.", LOOKING
    ),
    Command("look.plot", "d", "dot plot", "The alignment as a plot: one axis a text.", LOOKING),
    Command("look.history", "y", "history", "What was done to this row, and by whom.", LOOKING),
    Command(
        "look.estimate", "percent_sign", "how right?", "How right the unread rest is; confirm it at once.", LOOKING
    ),
    Command("app.export", "ctrl+e", "export", "Write the confirmed pairs to a file.", APP),
    Command("app.library", "backspace", "library", "Documents, bitexts and how far they are.", APP),
    Command("app.rescue", "ctrl+o", "copy", "Write a copy of the corpus beside it, even of one that was deleted.", APP),
    Command("app.help", "question_mark", "help", "Every key and what it does.", APP),
    Command("app.theme", "ctrl+t", "theme", "Dark, light, or without colours.", APP),
    Command("app.palette", "ctrl+p", "commands", "All of this by name.", APP),
    Command("app.quit", "q", "quit", "Quit; everything is saved already.", APP),
)

LIBRARY: tuple[Command, ...] = (
    Command("library.next", "j,down", "next", "Next bitext.", MOVING),
    Command("library.previous", "k,up", "previous", "Previous bitext.", MOVING),
    Command("library.open", "enter", "open", "Review the chosen rows.", MOVING),
    Command("library.open-all", "a", "all", "Review all rows.", MOVING),
    Command("library.filter", "slash", "filter", "Review the rows a filter lets through.", MOVING),
    Command("library.import", "i", "import", "Read a TMX, TSV, XLIFF or JSONL file into the corpus.", APP),
    Command("app.export", "ctrl+e,e", "export", "Write the confirmed pairs to a file.", APP),
    Command("app.undo", "u", "undo", "Undo the last action.", APP),
    Command("app.rescue", "ctrl+o", "copy", "Write a copy of the corpus beside it, even of one that was deleted.", APP),
    Command("app.help", "question_mark", "help", "Every key and what it does.", APP),
    Command("app.theme", "ctrl+t", "theme", "Dark, light, or without colours.", APP),
    Command("app.palette", "ctrl+p", "commands", "All of this by name.", APP),
    Command("library.back", "escape", "back", "Back to the rows.", APP),
    Command("app.quit", "q", "quit", "Quit; everything is saved already.", APP),
)

NAMES = {
    "slash": "/",
    "question_mark": "?",
    "equals_sign": "=",
    "asterisk": "*",
    "percent_sign": "%",
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
"""How a key is written for a reader where Textual's name is not what stands on it."""


def shown(key: str) -> str:
    """A key as a reader knows it: "/" for "slash"."""
    return NAMES.get(key, key)


@dataclass(frozen=True, slots=True)
class Keymap:
    """The commands of a screen with the keys a person gave them."""

    commands: tuple[Command, ...]
    own: Mapping[str, str]
    """Keys from the config file by command id."""

    def keys(self, command: Command) -> list[str]:
        """The keys of a command, in Textual's names."""
        return [key.strip() for key in self.own.get(command.id, command.keys).split(",")]

    def first(self, command_id: str) -> str:
        """The key to show for a command, as a reader knows it."""
        return shown(self.keys(self.find(command_id))[0])

    def find(self, command_id: str) -> Command:
        """The command of that id."""
        return next(command for command in self.commands if command.id == command_id)

    def groups(self) -> Iterator[tuple[str, list[Command]]]:
        """Headings with their commands, in the order of the table."""
        for group in dict.fromkeys(command.group for command in self.commands):
            yield group, [command for command in self.commands if command.group == group]


def clashes(commands: tuple[Command, ...], own: Mapping[str, str]) -> list[str]:
    """What is wrong with keys from a config file: unknown names, and keys that two commands of a screen share."""
    known = {command.id for command in (*REVIEW, *LIBRARY)}
    problems = [f"There is no command {name}." for name in own if name not in known]
    keymap = Keymap(commands, own)
    taken: dict[str, str] = {}
    for command in commands:
        for key in keymap.keys(command):
            if key in taken and taken[key] != command.id:
                problems.append(f"{shown(key)} is both {taken[key]} and {command.id}.")
            taken[key] = command.id
    return problems
