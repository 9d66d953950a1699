"""docs/review.md: the review app and its keys."""

from __future__ import annotations

from workbench.review.filters import HELP
from workbench.tui.commands import LIBRARY, REVIEW, Keymap
from workbench.tui.dialogs.help import SIGNS

HEAD = f"""# The review app

    workbench review                              where you stopped last time
    workbench review --filter "status:open rule:places"
    workbench serve                               the same in a browser, for this machine alone

![The review screen](review.svg)

Every row is a pair: an article's text on the left, its counterpart on the right, both whole, between their neighbours.
Flags say what a check found, why, and what it should read. Each decision is saved when you make it; `u` takes back
anything, also after a restart. Two people may work on one corpus: a row somebody else changed is shown, and nothing
is overwritten.

A first half hour: read the row, `c` where it is right, `x` where it is wrong, `a` to apply the marked suggestion, `e`
to edit, `n` to skip. `%` says how right the unread rest is and offers a random sample to read. `ctrl+e` writes the
confirmed pairs to a TMX, TSV, JSONL, XLIFF or CSV file.

{SIGNS}

The filter (`/`) takes words in either script and

    {HELP}

## Keys

Letters are vi's or the action's first; arrows and the mouse work everywhere; `ctrl+p` finds everything by name.
"""

FOOT = """
## Settings

`~/.config/workbench/config.toml` (or `$XDG_CONFIG_HOME`, or the file that `$WORKBENCH_CONFIG` names):

    reviewer = "An Na"             # the name decisions are stored under; also $WORKBENCH_REVIEWER
    theme = "light"                # dark, light, plain, or any theme of Textual; also $WORKBENCH_THEME

    [keys]
    "row.confirm" = "c,space"      # any name of the tables above

`NO_COLOR` is honoured; no state is only a colour.

## In a browser

`workbench serve` listens on 127.0.0.1 and answers only pages it sent itself. With `--host` others can reach it, so a
token of 12 characters or more is required, in a file (`--token-file`) or in `$WORKBENCH_TOKEN`, and whoever opens
`http://HOST:PORT/?token=TOKEN` can change the corpus. Visitors export to and import from the folder named with
`--folder`, by names alone; without it they reach no file of this machine. The page loads nothing from elsewhere.
The connection is not encrypted: put a proxy with TLS before it wherever you do not trust the network.

"""


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for title, commands in (("Review", REVIEW), ("Library", LIBRARY)):
        keymap = Keymap(commands, {})
        for group, members in keymap.groups():
            parts.append(f"\n### {title}: {group.lower()}\n\n| keys | does | name |\n| --- | --- | --- |")
            for command in members:
                keys = " ".join(f"`{key}`" for key in keymap.names(command).split()).replace("```", "`` ` ``")
                parts.append(f"| {keys} | {command.help} | {command.id} |")
    return "\n".join(parts) + "\n" + FOOT
