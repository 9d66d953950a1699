"""`workbench merge`: corpora become one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.store.merging.values import Conflict, Version

MOST_CONFLICTS = 20
"""Conflicts that are reported one by one."""


@click.command(
    "merge",
    help="""Make a new corpus of two or more: documents, rows, decisions, notes, flags, history and terms. Documents
and rows that are the same become one. Where somebody decided about a row in one corpus only, the decision holds. Where
two decided differently, the row needs review, and its note has both versions; the history keeps what each did.

The corpora are read and stay as they are. Merging the result with one of them again adds nothing. A JSON summary
comes at the end; it lists the conflicts.

Example: workbench merge ann.db bob.db -o both.db""",
)
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="The new corpus.")
@click.pass_obj
def command(options: Options, corpora: tuple[Path, ...], target: Path) -> None:
    from workbench.store.merging.merge import merge

    if len(corpora) < 2:
        raise UsageError(
            _("There is nothing to merge {path} with.").format(path=corpora[0]),
            hint=_("Name two corpora or more; `workbench backup` copies one."),
        )
    with diagnostics.ProgressBar() as progress:
        merged = merge(corpora, target, options.settings.reviewer, progress)
    _report(merged.conflicts)
    record = {"corpus": str(target), **asdict(merged)}
    output.line(json.dumps(record, ensure_ascii=False, indent=2))


def _report(conflicts: Sequence[Conflict]) -> None:
    for each in conflicts[:MOST_CONFLICTS]:
        here, there = map(_described, each.versions)
        if each.row is None:
            said = _("Term: {here}; {there}").format(here=here, there=there)
        else:
            said = _("Row {row} needs review: {here}; {there}").format(row=each.row, here=here, there=there)
        diagnostics.say(printable(said))
    if conflicts:
        diagnostics.say(
            ngettext(
                "{count:,} conflict; the summary lists it.", "{count:,} conflicts; the summary lists them.",
                len(conflicts),
            ).format(count=len(conflicts))
        )  # fmt: skip


def _described(version: Version) -> str:
    return _("{corpus}: {who} {status}, {source} | {target}").format(
        corpus=version.corpus,
        who=version.reviewer or "—",
        status=_(version.status),
        source=version.source,
        target=version.target,
    )
