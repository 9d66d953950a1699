"""The command line: one group whose commands are imported only when they are called."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, language, output
from workbench.cli.groups import LazyGroup, localised
from workbench.errors import EncoderError, InputError, explained
from workbench.i18n import LANGUAGES, N_

if TYPE_CHECKING:
    from workbench.config import Settings

COMMANDS: dict[str, str] = {
    "run": "Do the main job: read, pair, check and store an article and its coverage.",
    "review": "Review the corpus in the terminal.",
    "read": "Show the blocks and segments of a file.",
    "align": "Align two documents that translate each other.",
    "mine": "Find matching sentences in comparable documents.",
    "candidates": "Show the nearest statements to a row or a text.",
    "batch": "Align many document pairs, unattended.",
    "check": "Flag mistranslations in a file of pairs or the corpus.",
    "export": "Write the corpus as TMX, XLIFF, TSV, JSONL, XLSX and more.",
    "import": "Read TMX, XLIFF, tables, JSONL or linked texts into the corpus.",
    "search": "Find words in the corpus, in both languages.",
    "terms": "List, add, remove, import and export terms.",
    "encode": "Turn lines of text into vectors.",
    "train": "Rebuild the bundled models, or adapt them to the corpus.",
    "models": "List and remove the models adapted to the corpus.",
    "evaluate": "Score alignments against gold ones.",
    "report": "Write one HTML page, or a plot, about a corpus or a file.",
    "stats": "Count what the corpus holds.",
    "doctor": "Check installation, encoder and corpus.",
    "merge": "Make one corpus of several, with all decisions.",
    "backup": "Copy the corpus while it is in use.",
    "restore": "Make the corpus what a backup holds.",
    "vacuum": "Return unused space to the disk.",
    "serve": "Serve the review app to a browser.",
    "completion": "Complete commands and names in bash, zsh and fish.",
}
"""Every command with its line in --help; NAME is `command` in workbench/cli/NAME.py, "import" in imports.py."""

_MODULES = {"import": "imports"}


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for every command: the options of the program, and the settings behind those that were not given."""

    db: Path
    named_encoder: str
    """As it was given or set."""
    settings: Settings
    origins: Mapping[str, str] = field(default_factory=dict)
    """By setting where its value is from: "--db", "$WORKBENCH_DB", the path of the config file, "default"."""

    @property
    def encoder(self) -> str:
        """Name of the encoder in force: the one that was given or set, else the models adapted to the corpus."""
        if self.origins.get("encoder") != "default":
            return self.named_encoder
        folder = self.db.with_name(f"{self.db.name}.models")
        return str(folder) if folder.is_dir() and _has_models(folder) else self.named_encoder


@cache
def _has_models(folder: Path) -> bool:
    """Whether models adapted to a corpus can be used; those that cannot are reported, once."""
    from workbench.encoders import adapted
    from workbench.encoders.registry import bundled

    try:
        found = adapted.usable(folder, bundled())
    except EncoderError as error:
        diagnostics.say(str(error))
        return False
    for problem in found.problems:
        diagnostics.say(problem)
    return bool(found.models)


def use_one_thread() -> None:
    """Have matrix products use one thread, unless the environment has another number; call it before numpy is imported.

    Thousands of small products cost more with a second thread than it brings.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class _Commands(LazyGroup):
    """All commands, each taking the options of the program after its own name too."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        return command and _with_options_after(command)

    def invoke(self, ctx: click.Context) -> object:
        # Caught here, since click itself prints an empty line first, and takes a closed pipe for a failure.
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            diagnostics.interrupted()
            raise click.exceptions.Exit(130) from None
        except BrokenPipeError:
            # The reader of our output went away (`workbench … | head`): nothing more to say to it.
            output.discard()
            raise click.exceptions.Exit(0) from None


def _with_options_after(command: click.Command) -> click.Command:
    """The command, taking the options of `workbench` after its own name too; its help leaves them out."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            _with_options_after(child)
    known = {name for param in command.params for name in param.opts}
    for names in (("--db",), ("--encoder",), ("--lang",), ("--quiet", "-q"), ("--verbose", "-v")):
        if known.isdisjoint(names):
            is_flag = names[0] in ("--quiet", "--verbose")
            kind = {"--db": click.Path(path_type=Path), "--encoder": str, "--lang": _LANGUAGE}.get(names[0])
            command.params.append(
                click.Option(names, is_flag=is_flag, type=kind, hidden=True, expose_value=False, callback=_said_after)
            )
    return command


def _said_after(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if not value or param.name == "lang":
        # The language was chosen before the command line was parsed.
        return
    if param.name == "quiet":
        diagnostics.set_verbosity(quiet=True, verbose=False)
    elif param.name == "verbose":
        diagnostics.set_verbosity(quiet=False, verbose=True)
    else:
        assert param.name is not None
        field_name = "named_encoder" if param.name == "encoder" else param.name
        ctx.obj = replace(ctx.obj, **{field_name: value}, origins={**ctx.obj.origins, param.name: f"--{param.name}"})


_GARBAGE = 20_000
"""Values made before cycles among them are looked for: by default 700, which takes a twelfth of a short command."""

_LANGUAGE = click.Choice(list(LANGUAGES))


@click.group(
    cls=_Commands,
    lines=COMMANDS,
    module=lambda name: f"workbench.cli.{_MODULES.get(name, name)}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    help="The corpus; commands that write make it.  [default: corpus.db]",
)
@click.option(
    "--encoder",
    metavar="NAME|FOLDER",
    help="The bundled encoder, any sentence-transformers name, or a folder.  [default: zh-en-static]",
)
@click.option(
    "--lang", type=_LANGUAGE, expose_value=False, help="The language of messages; otherwise that of the locale."
)
@click.option("--quiet", "-q", is_flag=True, help="Only errors on stderr.")
@click.option("--verbose", "-v", is_flag=True, help="More detail on stderr.")
@click.version_option(package_name="alignment-workbench", prog_name="workbench", help=N_("Show the version and exit."))
@click.pass_context
def cli(ctx: click.Context, db: Path | None, encoder: str | None, quiet: bool, verbose: bool) -> None:
    """Alignment Workbench: English and Chinese texts into a clean parallel corpus.

    Options not given come from the environment (WORKBENCH_DB, WORKBENCH_ENCODER …), then from the config file;
    `workbench doctor` shows the values in use.

    Example: workbench run      (the main job on the bundled articles), then: workbench review
    """
    diagnostics.set_verbosity(quiet, verbose)
    from workbench import config

    settings = config.load()
    given = {name: f"--{name}" for name, value in (("db", db), ("encoder", encoder)) if value is not None}
    ctx.obj = Options(
        settings.db if db is None else db,
        settings.encoder if encoder is None else encoder,
        settings,
        {**settings.origins, **given, "language": ctx.obj or "default"},
    )


def main() -> None:
    """Run the command line; 1 for what a person can act on, 2 for wrong usage, 130 when interrupted."""
    output.open_closed_streams()
    gc.set_threshold(_GARBAGE)
    warnings.showwarning = diagnostics.warned
    try:
        origin = language.choose(sys.argv[1:])
        code = localised(cli).main(standalone_mode=False, obj=origin)
        output.flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        diagnostics.interrupted()
        sys.exit(130)
    except click.ClickException as error:
        diagnostics.usage(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        output.discard()
        sys.exit(0)
    except Exception as error:
        known = explained(error)
        if known is None:
            raise
        if known is not error:
            import traceback

            diagnostics.detail("".join(traceback.format_exception(error)))
        diagnostics.error(str(known))
        with suppress(InputError):
            output.flush()
        sys.exit(known.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
