"""docs/review.md: the review app and its keys."""

from __future__ import annotations

from workbench.review.filters import HELP
from workbench.tui.commands import LIBRARY, REVIEW, Keymap
from workbench.tui.dialogs.help import SIGNS

HEAD = f"""# The review app

    workbench review                              continues where you stopped
    workbench review --filter "status:open rule:places"
    workbench serve                               the same in a browser, for this machine alone

![The review screen](review.svg)

The page is read like a book in two languages: an article on the left, what faces it on the right, both whole, row under
row. The row under the cursor is in a band with a bar; the rows around it are the document's own, so that a wrong
border is seen at once. Where a side has several sentences, small numbers show where each begins. What is in no row
nearby, since a filter leaves it out or the order is another one, is shown dimmed around the row. Each decision is saved
when you make it; `u` undoes anything, even after a restart. Two people can work on one corpus: rows that somebody else
changed are shown as they are now, and nothing is overwritten.

The number before a row is that of its first sentence in the document (of an imported row, its place in the list); below
it stand the kind of match and the probability. Where the other side stands is said where it differs from the row above.
`Z` turns the page into one line a row, the row under the cursor still whole, and back. `z` changes the order: a corpus
opened for the first time is read in document order, from its beginning.

![One line a row](triage.svg)

The row under the cursor keeps three rows around it, as far as they fit, and after a decision the next open row
stands where the last one stood. A row taller than the page begins at its top, and `space` shows the rest: until its end
was on the screen, `c`, `x`, `w`, `C` and `S` only say so, because nothing is decided that nobody could see. For the
same reason rows of which only a line was shown count as not read when many are confirmed at once.

The strip above the page is the whole list in document order: the darker, the more is open; a flag where there are
errors; a click goes there. Below 100 columns the texts stand above one another, below 40 columns or 14 lines the app
asks for more room and decides nothing.

To begin, read the row; press `c` if it is right, `x` if it is wrong, `a` to apply the marked suggestion, `e` to edit,
`n` to skip. `%` estimates how many of the unread rows are right and offers a random sample to read; before it confirms
a hundred rows or more, a copy of the corpus is kept beside it. `ctrl+e` writes the confirmed pairs to a TMX, TSV,
JSONL, XLIFF or CSV file: it asks for format, status and folder, remembers them, and asks before it replaces a file.

Where two documents are translations of each other, the app learns while you review. After every ten decisions (the
setting `learn_every`; 0 for never) the open rows are scored again beside the screen: confirmed rows are fixed points,
rejected ones are ruled out, and the aligner's weights and probabilities move by what you decided (`docs/learning.md`).
The row under the cursor stays where it is; with the least sure rows first, the rows below it are sorted anew,
neighbours apart. No row is changed: where rows would be aligned otherwise now, `%` and then `a` show them before and
after, and `enter` takes them over as one action. `u` takes back a decision, and the next scoring what it taught. `%`
says after how many more decisions 99 % are right.

`ctrl+n` aligns two files that are translations of each other, keeps them and opens their rows; `esc` ends it, and
nothing is kept. `ctrl+l` opens another corpus and offers the last ones. `tab` completes paths. `Y` copies the pair, a
tab between its texts, or the selected words, to the clipboard of the terminal (OSC 52).

Many rows at once: `V` begins a range and ends it, `ctrl+a` takes the whole list, and `c` `x` `w` `p` `b` `D` then act
on all of it as one action. Rows of a range, or above `C`, that were never whole on the screen are confirmed by
estimate, not as read, and rows that somebody else changed meanwhile are left alone. `ctrl+f` finds words, or a
`/regular expression/`, in the rows of the list and replaces them on either side, with `\\1` or `\\g<name>` for the
groups of an expression; it shows every row in both languages first, where `space` leaves a row out. Rows decided
already are left out until they are taken by hand. `A` and `R` show what they would change in the same way. `W` lists
what was done: `enter` goes to the row, `u` takes back all that you did after the action under the cursor, or nothing
where somebody else has changed one of the rows. After ten decisions the head and `%` say how long the open rows take
at your pace, pauses left out.

A flag that is wrong is dismissed with `D`: in this row, wherever the same text stands, or wherever the rule finds the
same words. It stays dismissed when rows are checked again, and is left out of counts, filters and exports. The filter
`dismissed` shows such rows with their flags; `D` on one of these shows it again.

Below the page the inspector shows what is known of the row, in tabs: flags, possible counterparts, similar confirmed
rows (the translation memory, with [its words → the row's words]), terms, history, and the concordance. `tab` goes to
the next one, `1` to `9` take an item, `I` reads the tab whole (`enter` takes, `esc` leaves); the mouse does the same.
A row without counterpart opens on its candidates; each says how probable it is, what part of both sides is shared, and
in which row it stands now, which then gives it up. While editing, `alt+1` to `alt+9` put in a translation from memory;
where the terminal keeps alt for itself, `f1` to `f9` do; `ctrl+z` brings back what was typed. `+` puts two words into
the term base: they are marked with ᵗ and checked from then on; `delete` in the tab terms takes them out. `ctrl+g` finds
terms that the confirmed rows share; the tab then offers those that are in the row: a number takes one into the term
base, `delete` refuses it for good. A correction by hand that you make again is offered once as a rule of the corpus.

{SIGNS}

The filter (`/`) takes words in either script, and these conditions:

    {HELP}

`reviewer:` is whoever decided or changed the row last, by the beginning of the name, quoted where it has blanks;
`since:` means rows added or changed on that day or later; `edited` rows have a text that is not what was read.

## Language

The app speaks English or Simplified Chinese, by `--lang`, `$WORKBENCH_LANG`, the config file or the locale, in this
order; `workbench serve` with `--host` follows each visitor's browser. Conditions of the filter, names of rules and ids
of commands are the same in both, and `ctrl+p` finds commands by their English names too. What is stored does not depend
on the language, apart from messages of flags: they are kept as the check wrote them, and `workbench check` in another
language renews them. Nothing else rests on them: flags are known by their rule and words, so that dismissals hold in
either language.

## Keys

Letters follow vi or the name of the command; arrows and the mouse work everywhere; `ctrl+p` finds commands by name.
"""

FOOT = """
## Settings

`~/.config/workbench/config.toml` (or `$XDG_CONFIG_HOME`, or the file that `$WORKBENCH_CONFIG` names):

    reviewer = "An Na"             # the name stored with your decisions; also $WORKBENCH_REVIEWER
    theme = "light"                # dark, light, plain, or any theme of Textual; also $WORKBENCH_THEME

    [keys]
    "row.confirm" = "c,f2"         # any name from the tables above

    [severity]
    terms = "info"                 # error, warning, info or off, by rule or family of rules (docs/rules.md)

All settings, and what goes before what: [Settings](settings.md). A name that does not exist, and a key that two
commands of a screen have, are named when the app starts, and it continues without them. What the app remembers of you,
the last corpora and the last export, is in `~/.local/state/workbench/` (or `$XDG_STATE_HOME`). `NO_COLOR` is honoured;
every state has a sign as well as a colour.

## In a browser

`workbench serve` listens on 127.0.0.1 and answers only pages it sent itself. With `--host` others can reach it, so a
token of 12 characters or more is required, in a file (`--token-file`) or in `$WORKBENCH_TOKEN`, and whoever opens
`http://HOST:PORT/?token=TOKEN` can change the corpus. Each visitor is asked once for a name, which is stored with their
decisions (`&name=NAME` in the address answers that), and sees what the others do. Exports are saved by the browser.
Visitors import, align and open only files in the folder named with `--folder`, by names alone; without it they reach no
file of this machine. The page loads nothing from elsewhere. A page may copy only over https or on this machine.
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
                parts.append(f"| {keys} | {command.explanation} | {command.id} |")
    return "\n".join(parts) + "\n" + FOOT
