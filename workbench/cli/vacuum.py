"""`workbench vacuum`: unused space back to the disk."""

from __future__ import annotations

import click

from workbench.cli import diagnostics
from workbench.cli.main import Options


@click.command(
    "vacuum",
    help="""Give unused space of the corpus back to the disk and put its search index in order. It needs as much free
room as the corpus takes, while it runs. Decisions and history stay.

Example: workbench --db visit.db vacuum --vectors""",
)
@click.option("--vectors", is_flag=True, help="Forget cached vectors too; they are made again when needed.")
@click.pass_obj
def command(options: Options, vectors: bool) -> None:
    from workbench.store.corpus import Corpus

    before = options.db.stat().st_size if options.db.is_file() else 0
    with Corpus.open(options.db) as corpus:
        if vectors:
            diagnostics.say(f"Forgot {corpus.vectors.clear():,} vectors.")
        corpus.vacuum()
    after = options.db.stat().st_size
    diagnostics.say(f"{options.db}: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now.")
