"""`workbench train`: rebuild or adapt the bundled models."""

from __future__ import annotations

import click

from workbench.cli.groups import LazyGroup
from workbench.extras import required
from workbench.i18n import N_
from workbench.i18n import gettext as _

_COMMANDS = {
    "encoder": N_("Rebuild the bundled encoder from dictionaries and sentence pairs."),
    "aligner": N_("Fit the aligner's weights to gold alignments."),
    "mining": N_("Learn when sentences of comparable documents match."),
}


FROM_CORPUS = click.option(
    "--from-corpus", is_flag=True, help="Learn from the decisions in the corpus, and keep the model next to it."
)


@click.group(
    cls=LazyGroup,
    lines=_COMMANDS,
    module=lambda name: f"workbench.cli.train_{name}",
    help="""Rebuild or adapt the bundled models.

Example: workbench train encoder --data corpora -o my-encoder""",
)
def command() -> None:
    pass


def require(*libraries: str) -> None:
    """Raise InputError, naming the extra, where a library that training needs is not installed."""
    for library in libraries:
        required(library, _("Training"), "train")
