"""The catalogues of messages: extracted from the code, merged with the translations there are, compiled.

`python -m docs.generate.messages` adds what is new untranslated, drops what the code no longer has, and compiles;
`python -m docs.generate` does so too. Everything is sorted and undated, so that merges stay local.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from workbench.cli.main import COMMANDS, cli
from workbench.i18n import use_language

PACKAGE = Path(__file__).resolve().parents[2] / "workbench"
LOCALE = PACKAGE / "locale"

KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}

CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "default: {default}",
    "env var: {var}",
    "required",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "Missing argument",
    "Missing option",
    "Missing command.",
    "Choose from:\n\t{choices}",
    "No such option {name!r}.",
    "No such command {name!r}.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    "Option {name!r} does not take a value.",
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
)
"""What click shows of its own, by the texts of its source."""


Message = str | tuple[str, str]
"""A message, or its singular and plural."""


class _Catalogue(Catalog):
    """A catalogue whose header changes neither with the day nor with Babel's version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def messages() -> Iterator[Message]:
    """Yield every message of the code: what is marked, the help of every command, and click's own."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for _, found, _, _ in extract_from_file("python", path, KEYWORDS):
            yield found if isinstance(found, str) else (found[0], found[1])
    yield from COMMANDS.values()
    yield from _helps(cli, click.Context(cli))
    yield from CLICK


def merged(path: Path) -> Catalog:
    """Return the catalogue of a language: the code's messages, with the translations that a file has."""
    with path.open("rb") as stream:
        known = read_po(stream)
    catalogue = _Catalogue(path.parent.parent.name, header_comment="", fuzzy=False)
    for message in messages():
        key = message if isinstance(message, str) else message[0]
        translated = known.get(key)
        catalogue.add(message, translated.string if translated and translated.id == message else None)
    return catalogue


def text(catalogue: Catalog) -> bytes:
    """Return a catalogue as a .po file."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, no_location=True, sort_output=True)
    return stream.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as an .mo file."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def catalogues() -> list[Path]:
    """Return the .po file of every language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/workbench.po"))


def files() -> dict[Path, bytes]:
    """Return what every catalogue's files must hold."""
    found = {}
    for path in catalogues():
        catalogue = merged(path)
        found[path], found[path.with_suffix(".mo")] = text(catalogue), compiled(catalogue)
    return found


def update() -> None:
    """Bring every catalogue up to date with the code, and compile it."""
    use_language("en")
    for path, content in files().items():
        path.write_bytes(content)


def _helps(command: click.Command, context: click.Context) -> Iterator[str]:
    for said in (command.help, command.epilog, *(getattr(param, "help", None) for param in command.params)):
        if said:
            yield inspect.cleandoc(said)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None, name
            yield from _helps(child, context)


if __name__ == "__main__":
    update()
