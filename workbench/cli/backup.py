"""`workbench backup`: a copy of the corpus while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import diagnostics
from workbench.cli.main import Options
from workbench.i18n import ngettext


@click.command(
    "backup",
    help="""Copy the corpus to FILE, also while somebody is working in it. The copy is one file and holds everything:
documents, pairs, decisions, history, terms. An older copy is replaced in one step when the new one is complete;
one that another program has open is left alone. `workbench restore` brings a copy back.

Example: workbench --db visit.db backup visit-2026-11-21.db""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def command(options: Options, file: Path) -> None:
    from workbench.store.corpus import Corpus

    with Corpus.read(options.db) as corpus:
        corpus.backup(file)
        pairs = corpus.stats().pairs
    diagnostics.say(
        ngettext("Copied {db} to {file}: {count:,} row.", "Copied {db} to {file}: {count:,} rows.", pairs).format(
            db=options.db, file=file, count=pairs
        )
    )
