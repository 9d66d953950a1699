"""`workbench train`: rebuild or adapt the bundled models."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output

_COMMANDS = {
    "encoder": "Rebuild the bundled encoder from dictionaries and sentence pairs.",
    "aligner": "Fit the aligner's weights to gold alignments.",
    "mining": "Learn when sentences of comparable documents match.",
}


class _TrainGroup(click.Group):
    """Knows its commands' help lines; imports the others' only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "encoder":
            return encoder
        if cmd_name in _COMMANDS:
            found = importlib.import_module(f"workbench.cli.train_{cmd_name}").command
            assert isinstance(found, click.Command)
            return found
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_TrainGroup,
    help="""Rebuild or adapt the bundled models.

Example: workbench train encoder --data corpora -o my-encoder""",
)
def command() -> None:
    pass


@click.command(
    "encoder",
    help="""Rebuild the bundled encoder from CC-CEDICT, the term tables that come with the workbench, and every TSV
of the folders named with --data (columns zh and en, or two columns, Chinese first). The same inputs and seed give the
same model on the same machine. Needs the extra `train`: pip install 'alignment-workbench[train]'.

Example: workbench train encoder --data corpora -o my-encoder, then: workbench --encoder my-encoder align a.zh a.en""",
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="A folder of TSV files; may be given again.",
)
@click.option("--seed", default=1, show_default=True, help="Of everything drawn at random.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="FOLDER",
    help="Where the model goes; default: over the bundled one.",
)
@click.option("--epochs", type=click.IntRange(1), default=None, help="Passes over the data, if not the recipe's.")
@click.option(
    "--dimension", type=click.IntRange(8, 4096), default=None, help="Length of a vector, if not the recipe's."
)
def encoder(data: tuple[Path, ...], seed: int, folder: Path | None, epochs: int | None, dimension: int | None) -> None:
    from workbench.training.encoder.train import train_encoder

    folder = folder or resources.models() / "zh-en-static"
    with diagnostics.ProgressBar() as progress:
        trained = train_encoder(data, folder, seed=seed, epochs=epochs, dimension=dimension, progress=progress)
    output.line(f"{folder}\t{trained.pieces} pieces\t{trained.pairs} pairs\t{trained.signature}")
