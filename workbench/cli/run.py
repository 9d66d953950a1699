"""`workbench run`: the main job."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import ENCODING
from workbench.domain import Document, Role
from workbench.errors import UsageError
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.pipeline.comparable import Summary


@click.command(
    "run",
    help="""Do the main job: read an article and its coverage, pair their sentences, check the pairs and store all
in the corpus. Without arguments it works on the bundled articles.

Example: workbench --db visit.db run article.txt paper1.txt paper2.txt""",
)
@click.argument("files", nargs=-1, metavar="[ARTICLE COVERAGE...]", type=click.Path(path_type=Path))
@ENCODING
@click.option("--best", default=8, show_default=True, metavar="N", help="How many proposals the summary shows.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(options: Options, files: tuple[Path, ...], encoding: str | None, best: int, form: str) -> None:
    from workbench.cli.run_output import as_json, as_text

    summary = main_job(options, files, encoding)
    output.write(as_json(summary, options.db, best) if form == "json" else as_text(summary, best))
    paths = {document.name: str(path) for document, path in zip(summary.documents, files, strict=False)}
    for source, target in summary.parallel():
        if source in paths:
            diagnostics.say(
                _(
                    "{target} translates {source} sentence by sentence. Aligning fits such files better: "
                    "workbench align {files} --store"
                ).format(target=paths[target], source=paths[source], files=shlex.join((paths[source], paths[target])))
            )
    diagnostics.say(
        _("Stored in {db}. Review it with: workbench --db {quoted} review").format(
            db=options.db, quoted=shlex.quote(str(options.db))
        )
    )


def main_job(options: Options, files: Sequence[Path] = (), encoding: str | None = None) -> Summary:
    """Do it, on an article and its coverage, or on the bundled articles."""
    use_one_thread()
    from workbench.cli import encoders
    from workbench.cli.rules import rule_set
    from workbench.documents.prepare import prepare
    from workbench.pipeline.comparable import run
    from workbench.store.corpus import Corpus

    documents = _documents(files, encoding)
    with diagnostics.ProgressBar() as progress:
        encoder = encoders.load(options.encoder, progress)
        return run(
            [prepare(each) for each in documents],
            partial(Corpus.create, options.db),
            encoder,
            progress,
            rule_set(options.settings),
        )


def _documents(files: Sequence[Path], encoding: str | None) -> list[Document]:
    from workbench.documents.reading import read_document
    from workbench.documents.sources import seed_documents

    if not files:
        return list(seed_documents())
    if len(files) == 1:
        raise UsageError(
            _("There is an article but no coverage."), hint=_("Name at least one document to compare it with.")
        )
    article, *coverage = files
    return [
        read_document(article, encoding=encoding, role=Role.ARTICLE),
        *(read_document(path, encoding=encoding, role=Role.COVERAGE) for path in coverage),
    ]
