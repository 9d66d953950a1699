"""`workbench import`: pairs from other tools into the corpus."""

from __future__ import annotations

import click

from workbench.cli import diagnostics
from workbench.cli.export import FORMAT_NAMES
from workbench.cli.main import Options
from workbench.cli.options import COLUMNS, ENCODING, SWAP, reading_of
from workbench.domain import Status
from workbench.errors import CorpusError


@click.command(
    "import",
    help="""Read pairs from a TMX, TSV, XLIFF, JSON Lines or CSV file into the corpus. Pairs it has already stay as
they are. A table names at least the columns of its texts: zh and en, source and target, en-US and zh-CN, English and
Chinese; where it names none, --columns does. The whole file is checked before anything is stored; an import that was
interrupted goes on when the same file is imported again.

Example: workbench --db corpus.db import memory.tmx --status confirmed""",
)
@click.argument("path", metavar="FILE")
@click.option("--format", "name", type=click.Choice(FORMAT_NAMES), help="Without it the file's name decides.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    help="The status of all pairs; without it what the file says of each, else proposed.",
)
@ENCODING
@COLUMNS
@SWAP
@click.option("--atomic", is_flag=True, help="All pairs or none: in one step, in which nobody else can write.")
@click.pass_obj
def command(
    options: Options,
    path: str,
    name: str | None,
    status: str | None,
    encoding: str | None,
    columns: str | None,
    swap: bool,
    atomic: bool,
) -> None:
    from workbench.pipeline.importing import ImportSettings, import_file

    reading = reading_of(encoding, columns, swap)
    settings = ImportSettings(name, Status(status) if status else None, reading, atomic)
    try:
        with diagnostics.ProgressBar() as progress:
            done = import_file(options.db, path, settings, progress)
    except KeyboardInterrupt as stopped:
        diagnostics.say(" ".join(_notes(stopped)) or f"Nothing of {path} was kept.")
        raise
    except CorpusError as error:
        for note in _notes(error):
            diagnostics.say(note)
        raise
    diagnostics.read_as(path, done.encoding)
    if done.sides.remark:
        diagnostics.say(done.sides.remark)
    known = done.total - done.added
    diagnostics.say(
        (f"Went on behind pair {done.resumed_at:,}. " if done.resumed_at else "")
        + f"Added {done.added:,} of {done.total:,} pairs to {options.db}."
        + (f" The corpus knew {known:,} already, or the file repeats them." if known else "")
    )
    if done.left_out.count:
        first, *others = done.left_out.sentences
        diagnostics.say(f"Left out {done.left_out.count:,}: {first}")
        for sentence in others:
            diagnostics.detail(sentence)


def _notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])
