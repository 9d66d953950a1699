"""`workbench train mining`: learn the weights of comparable documents anew, or adapt them to the corpus."""

from __future__ import annotations

from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.models import report_adapted
from workbench.cli.train import FROM_CORPUS
from workbench.errors import UsageError
from workbench.i18n import gettext as _


@click.command(
    "mining",
    help="""Learn when two segments of comparable documents say the same, from sentence pairs: TSV with the columns zh
and en, neighbouring rows neighbouring sentences, or folders of documents aligned by hand (zh/NAME, en/NAME, gold/NAME).
Use several kinds of text, and pairs the encoder has not learnt from: on its own training data it is surer than it will
be elsewhere.

With --from-corpus it learns from what was confirmed and rejected of the rows that `run` and `mine` found in the corpus
(--db) instead: how sure the bundled weights are of a pair moves to what the decisions say. The model is kept beside the
corpus, and is used for it from then on if decisions about documents held back become likelier: see `workbench models`.

Examples: workbench --db visit.db train mining --from-corpus;
workbench train mining news.zh-en.tsv -o mining.json""",
)
@click.argument("bitexts", nargs=-1, type=click.Path(path_type=Path))
@FROM_CORPUS
@click.option("--seed", default=1, show_default=True, help="Of everything drawn at random.")
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Where the weights go; default: over the bundled ones.",
)
@click.pass_obj
def command(options: Options, bitexts: tuple[Path, ...], from_corpus: bool, seed: int, out: Path | None) -> None:
    if from_corpus:
        if bitexts or out:
            raise UsageError(_("--from-corpus goes without texts and -o."), hint=_("Leave them out."))
        from workbench.adaptation.mining import adapt_mining

        with diagnostics.ProgressBar() as progress:
            adapted = adapt_mining(options.db, progress=progress)
        report_adapted(adapted)
        return
    if not bitexts:
        raise UsageError(_("Name sentence pairs to learn from, or give --from-corpus."), hint=_("See --help."))
    from workbench.encoders.registry import bundled
    from workbench.mining.model import FILE
    from workbench.training.mining.train import train

    out = out or resources.models() / FILE
    with diagnostics.ProgressBar() as progress:
        record = train(bitexts, bundled(), out, seed=seed, progress=progress)
    output.line(f"{out}\t{record['pairs']} pairs\t{record['encoder']}")
