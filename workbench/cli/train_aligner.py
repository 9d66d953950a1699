"""`workbench train aligner`: learn the aligner's weights."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.models import report_adapted
from workbench.cli.train import FROM_CORPUS, require
from workbench.errors import UsageError
from workbench.i18n import gettext as _


@click.command(
    "aligner",
    help="""Learn the aligner's weights from hand-aligned documents. Each FOLDER holds zh/NAME, en/NAME and gold/NAME;
one named twice counts twice. Add a folder of your own confirmed alignments to adapt the aligner to your texts.

Prints the figures of cross-validation: every document is aligned with weights learnt from the others.

With --encoder the weights are learnt for that encoder: by default they are kept beside the bundled ones, under the
encoder's signature, and are used from then on wherever it is named.

With --from-corpus it learns from what was confirmed and rejected in the aligned documents of the corpus (--db) instead:
the weights are drawn to the bundled ones, so that two hundred rows are enough, and their calibration follows. They are
kept beside the corpus, and are used for it from then on if they make decisions about parts held back likelier: see
`workbench models`.

Examples: workbench --db novel.db train aligner --from-corpus;
workbench train aligner novels novels medical news -o models/aligner.json;
workbench train aligner --encoder sentence-transformers/LaBSE novels novels medical news""",
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@FROM_CORPUS
@click.option("-o", "out", type=click.Path(path_type=Path), help="Where to write; default: the encoder's weights.")
@click.option("--groups", default=6, show_default=True, type=click.IntRange(2), help="Groups of cross-validation.")
@click.option("--encoder", "named", metavar="NAME|FOLDER", help="Whose vectors to learn with.")
@click.pass_obj
def command(
    options: Options, folders: tuple[Path, ...], from_corpus: bool, out: Path | None, groups: int, named: str | None
) -> None:
    if from_corpus:
        if folders or out or named:
            raise UsageError(_("--from-corpus goes without folders, -o and --encoder."), hint=_("Leave them out."))
        from workbench.adaptation.aligner import adapt_aligner

        with diagnostics.ProgressBar() as progress:
            adapted = adapt_aligner(options.db, progress=progress)
        report_adapted(adapted)
        return
    if not folders:
        raise UsageError(_("Name a folder of aligned documents, or give --from-corpus."), hint=_("See --help."))
    require("scipy")
    import json

    from workbench import resources
    from workbench.alignment.model import MODEL_FILE, weights_file
    from workbench.cli import encoders
    from workbench.encoders.registry import bundled
    from workbench.training.aligner.train import train

    with diagnostics.ProgressBar() as progress:
        encoder = encoders.load(named or options.encoder, progress)
        model = train(folders, groups=groups, encoder=encoder, progress=progress)
    is_bundled = encoder.signature == bundled().signature
    path = out or (resources.models() / MODEL_FILE if is_bundled else weights_file(encoder.signature))
    model.save(path)
    output.line(json.dumps(model.record, ensure_ascii=False, indent=1))
    diagnostics.say(_("Weights are in {path}.").format(path=path))
