"""`workbench vacuum`: unused space back to the disk."""

from __future__ import annotations

import click

from workbench.cli import diagnostics
from workbench.cli.main import Options
from workbench.i18n import gettext as _
from workbench.i18n import ngettext


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
            forgotten = corpus.vectors.clear()
            diagnostics.say(
                ngettext("Forgot {count:,} vector.", "Forgot {count:,} vectors.", forgotten).format(count=forgotten)
            )
        corpus.vacuum()
    after = options.db.stat().st_size
    diagnostics.say(
        _("{db}: {before:,.1f} MB before, {after:,.1f} MB now.").format(
            db=options.db, before=before / 1e6, after=after / 1e6
        )
    )
