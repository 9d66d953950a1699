"""`workbench train aligner`: learn the aligner's weights."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import diagnostics, output
from workbench.cli.train import require
from workbench.i18n import gettext as _


@click.command(
    "aligner",
    help="""Learn the aligner's weights from hand-aligned documents. Each FOLDER holds zh/NAME, en/NAME and gold/NAME;
one named twice counts twice. Add a folder of your own confirmed alignments to adapt the aligner to your texts.

Prints the figures of cross-validation: every document is aligned with weights learnt from the others.

Example: workbench train aligner novels novels medical news -o models/aligner.json""",
)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path), help="Where to write; default: the weights in use.")
@click.option("--groups", default=6, show_default=True, type=click.IntRange(2), help="Groups of cross-validation.")
def command(folders: tuple[Path, ...], out: Path | None, groups: int) -> None:
    require("scipy")
    import json

    from workbench import resources
    from workbench.alignment.model import MODEL_FILE
    from workbench.training.aligner.train import train

    path = out or resources.models() / MODEL_FILE
    with diagnostics.ProgressBar() as progress:
        model = train(folders, groups=groups, progress=progress)
    model.save(path)
    output.line(json.dumps(model.record, ensure_ascii=False, indent=1))
    diagnostics.say(_("Weights are in {path}.").format(path=path))
