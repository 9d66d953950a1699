"""`workbench report`: a corpus, two of its documents or a checked file as one page, or a plot of it as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import COLUMNS, ENCODING, SWAP, output_format, reading_of
from workbench.errors import UsageError
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.pipeline.pair_files import Reading
    from workbench.reporting.values import Report

_FORMATS = ("html", "svg", "png")
_PLOTS = ("alignment", "probabilities", "calibration", "progress")


@click.command(
    "report",
    help="""Write one self-contained HTML page: figures, plots, progress, flags, and pairs side by side. Without FILE it
is about the corpus (--db), with --pair about two documents of it. FILE is whatever `workbench check` reads, and is
checked. A name that ends in .svg or .png gets one plot of the page, for a paper; .png needs the extra "figures". What
each figure means: docs/report.md.

Example: workbench --db corpus.db report -o corpus.html; workbench report pairs.tsv -o pairs.html; workbench report
--pair report-en report-zh -o alignment.svg""",
)
@click.argument("files", metavar="[FILE...]", nargs=-1)
@click.option("-o", "--output", "path", required=True, metavar="FILE", help="Where to write; - is stdout.")
@click.option(
    "--pair", nargs=2, metavar="SOURCE TARGET", help="Only the rows of two documents of the corpus, by their names."
)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="html unless the name of the output says otherwise."
)
@click.option("--plot", type=click.Choice(_PLOTS), help="What a picture shows; alignment by default.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    metavar="N",
    help="Rows shown at most: open ones first, of these the flagged and least certain.",
)
@ENCODING
@COLUMNS
@SWAP
@click.pass_obj
def command(
    options: Options,
    files: tuple[str, ...],
    path: str,
    pair: tuple[str, str] | None,
    form: str | None,
    plot: str | None,
    limit: int,
    encoding: str | None,
    columns: str | None,
    swap: bool,
) -> None:
    chosen = output_format(form, path, _FORMATS, "html")
    if plot and chosen == "html":
        raise UsageError(_("--plot is for a picture."), hint=_("Name one with -o NAME.svg or -o NAME.png."))
    if files and pair:
        raise UsageError(_("--pair is for a corpus, not for a file."), hint=_("Leave one of them out."))
    use_one_thread()
    reading = reading_of(encoding, columns, swap)
    with diagnostics.ProgressBar() as progress:
        report = _file_report(files, reading, limit, progress) if files else _report(options, pair, limit, progress)
    _write(report, chosen, plot or "alignment", path)
    if path != "-":
        diagnostics.say(_("Wrote {path}.").format(path=path))


def _report(options: Options, pair: tuple[str, str] | None, limit: int, progress: diagnostics.ProgressBar) -> Report:
    from workbench.domain import DocumentPair
    from workbench.reporting.gathering import bitext_report, corpus_report
    from workbench.store.corpus import Corpus

    with Corpus.read(options.db) as corpus, corpus.snapshot():
        if pair:
            return bitext_report(corpus, DocumentPair(*pair), limit, progress)
        return corpus_report(corpus, limit, progress)


def _file_report(files: tuple[str, ...], reading: Reading, limit: int, progress: diagnostics.ProgressBar) -> Report:
    from workbench.reporting.gathering import file_report

    return file_report(files, reading, limit, progress)


def _write(report: Report, form: str, plot: str, path: str) -> None:
    from workbench.reporting.page import write_page
    from workbench.reporting.pictures import png_picture, svg_picture

    picture = {"svg": svg_picture, "png": png_picture}.get(form)
    drawn = None if picture is None else picture(report, plot)
    with output.opened(path) as stream:
        if drawn is None:
            write_page(report, stream)
        else:
            stream.write(drawn)
