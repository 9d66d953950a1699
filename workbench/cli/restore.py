"""`workbench restore`: the corpus as a backup holds it."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import diagnostics
from workbench.cli.main import Options
from workbench.i18n import gettext as _
from workbench.i18n import ngettext


@click.command(
    "restore",
    help="""Make the corpus (--db) what BACKUP holds, a file written by backup or one of the copies kept beside the
corpus before risky steps. The backup is checked first; the corpus as it was is kept as a copy.

Example: workbench --db visit.db restore visit-2026-11-21.db""",
)
@click.argument("backup", type=click.Path(path_type=Path))
@click.pass_obj
def command(options: Options, backup: Path) -> None:
    from workbench.store.copies import restore
    from workbench.store.corpus import Corpus

    kept = restore(options.db, backup)
    with Corpus.read(options.db) as corpus:
        rows = corpus.count()
    diagnostics.say(
        ngettext(
            "Restored {db} from {backup}: {count:,} row.", "Restored {db} from {backup}: {count:,} rows.", rows
        ).format(db=options.db, backup=backup, count=rows)
    )
    if kept is not None:
        diagnostics.say(_("The corpus as it was is kept as {kept}.").format(kept=kept))
