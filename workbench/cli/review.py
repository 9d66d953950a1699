"""`workbench review`: the terminal app."""

from __future__ import annotations

import os
import sys

import click

from workbench.cli.main import Options, use_one_thread
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.processes import end_with_parent


@click.command("review", short_help="Review the corpus in the terminal.")
@click.option(
    "--filter",
    "filter_line",
    metavar="WORDS",
    help='List only some rows, as the filter bar takes it: "status:open flagged".',
)
@click.option("--theme", help="dark, light, plain, or any theme of Textual.")
@click.option("--reviewer", metavar="NAME", help="Under which name decisions are stored; the login name otherwise.")
@click.pass_obj
def command(options: Options, filter_line: str | None, theme: str | None, reviewer: str | None) -> None:
    """Review the corpus in the terminal. Every decision is saved at once; ? shows the keys.

    Keys, theme and name can be set in ~/.config/workbench/config.toml.

    Example: workbench review --filter "status:open rule:places"
    """
    use_one_thread()
    from dataclasses import replace

    settings = options.settings
    settings = replace(settings, theme=theme or settings.theme, reviewer=reviewer or settings.reviewer)
    if filter_line is not None:
        from workbench.review.filters import parse

        parse(filter_line)
    if "TEXTUAL_DRIVER" in os.environ:
        # Under `workbench serve` the browser is the terminal; the app has no reason to outlive the server.
        end_with_parent()
    elif not sys.stdout.isatty():
        raise UsageError(
            _("The review app needs a terminal."), hint=_("For data in a pipe use export, check or search.")
        )
    elif not options.db.exists() and sys.stdin.isatty():
        _offer_main_job(options)
    from workbench.tui.app import WorkbenchApp

    app = WorkbenchApp(options.db, settings, filter_line=filter_line, encoder=options.encoder)
    app.run()
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)


def _offer_main_job(options: Options) -> None:
    """Ask whether to do the main job first, as there is nothing to review."""
    question = _("{db} does not exist yet. Do the main job on the bundled articles now?").format(db=options.db)
    if click.confirm(question, err=True):
        from workbench.cli.run import main_job

        main_job(options)
