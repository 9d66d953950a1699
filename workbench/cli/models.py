"""`workbench models`: what a corpus taught."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.encoders.adapted import AdaptedModel


@click.group(
    "models",
    invoke_without_command=True,
    help="""List the models adapted to the corpus (--db) by `workbench train … --from-corpus`: encoder, aligner and
mining weights, with what they were learnt from, their figures on documents held back, before and after, and whether
they are used. They are kept beside the corpus, in the folder CORPUS.models, and every command that works on the corpus
uses them, unless --encoder or its setting names another encoder, such as zh-en-static.

Example: workbench --db visit.db models""",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def command(ctx: click.Context, form: str) -> None:
    if ctx.invoked_subcommand is None:
        _show(ctx.obj, form)


def _show(options: Options, form: str) -> None:
    from workbench.adaptation.stored import size
    from workbench.encoders.adapted import folder_of, read_record, usable
    from workbench.encoders.registry import bundled

    folder = folder_of(options.db)
    models = read_record(folder)
    found = usable(folder, bundled())
    in_use = {model.name for model in found.models}
    if form == "json":
        listed = [
            asdict(model) | {"kind": model.kind, "in_use": model.name in in_use, "bytes": size(options.db, model)}
            for model in models
        ]
        output.line(json.dumps({"folder": str(folder), "models": listed}, ensure_ascii=False, indent=2))
    elif models:
        for model in models:
            _describe(model, model.name in in_use)
    else:
        diagnostics.say(
            _("No models are adapted to {db}; see `workbench train encoder --from-corpus`.").format(db=options.db)
        )
    for problem in found.problems:
        diagnostics.say(problem)


def report_adapted(model: AdaptedModel) -> None:
    """Print what was learnt from a corpus, and say whether it is used."""
    _describe(model, model.used)
    diagnostics.say(
        _("It was better on documents held back and is used with this corpus from now on.")
        if model.used
        else _("It was not clearly better on documents held back; the models in use stay as they are.")
    )


def _describe(model: AdaptedModel, in_use: bool) -> None:
    learnt = _("{pairs:,} pairs of {documents:,} documents").format(pairs=model.pairs, documents=model.documents)
    state = _("in use") if in_use else _("not used")
    output.line(printable(f"{model.name}\t{state}\t{model.made_at}\t{learnt}\t{figures(model.before, model.after)}"))


def figures(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Figures on documents held back: "retrieval .9459 → .9512"."""
    shared = [name for name in before if name in after]
    return ", ".join(f"{name} {_figure(before[name])} → {_figure(after[name])}" for name in shared)


def _figure(value: float) -> str:
    """A share with four places, a count as it is."""
    return f"{value:,.0f}" if value.is_integer() and value > 1 else f"{value:.4f}"


@command.command(
    "remove",
    help="""Remove models adapted to the corpus, by name or by kind (encoder, aligner, mining), or all of them; the
bundled ones are used again.

Examples: workbench models remove encoder; workbench models remove --all""",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="All of them, damaged ones too.")
@click.pass_obj
def remove(options: Options, names: tuple[str, ...], everything: bool) -> None:
    from workbench.adaptation import stored

    if everything == bool(names):
        raise UsageError(_("Name the models to remove, or give --all."), hint=_("See `workbench models`."))
    if everything:
        count = stored.remove_all(options.db)
        diagnostics.say(ngettext("{count} file removed.", "{count} files removed.", count).format(count=count))
        return
    for name in stored.remove(options.db, names):
        diagnostics.say(_("Removed: {name}.").format(name=name))
