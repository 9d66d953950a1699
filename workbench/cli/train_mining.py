"""`workbench train mining`: learn the weights of comparable documents anew."""

from __future__ import annotations

from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output


@click.command(
    "mining",
    help="""Learn when two segments of comparable documents say the same, from sentence pairs: TSV with the columns zh
and en, neighbouring rows neighbouring sentences, or folders of documents aligned by hand (zh/NAME, en/NAME, gold/NAME).
Use several kinds of text, and pairs the encoder has not learnt from: on its own training data it is surer than it will
be elsewhere.

Example: workbench train mining news.zh-en.tsv -o mining.json""",
)
@click.argument("bitexts", nargs=-1, required=True, type=click.Path(path_type=Path))
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
def command(bitexts: tuple[Path, ...], seed: int, out: Path | None) -> None:
    from workbench.encoders.registry import bundled
    from workbench.mining.model import FILE
    from workbench.training.mining.train import train

    out = out or resources.models() / FILE
    with diagnostics.ProgressBar() as progress:
        record = train(bitexts, bundled(), out, seed=seed, progress=progress)
    output.line(f"{out}\t{record['pairs']} pairs\t{record['encoder']}")
