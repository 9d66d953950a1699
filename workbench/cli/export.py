"""`workbench export`: pairs of the corpus as a file for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.options import KINDS, chosen_kinds
from workbench.domain import Relation, Status

if TYPE_CHECKING:
    from workbench.store.corpus import Corpus
    from workbench.store.queries import PairQuery

FORMAT_NAMES = ("tmx", "tsv", "tsv-plain", "jsonl", "xliff", "csv", "csv-safe")
RELATIONS = (Relation.TRANSLATION.value, Relation.SAME_LANGUAGE.value, "any")


@click.command(
    "export",
    help="""Write pairs of the corpus to a file: confirmed translations, unless --status and --relation say otherwise.
Pairs whose sides have the same form but other facts (--kind form) stay behind unless they are asked for.

Example: workbench export -o corpus.tmx --status any""",
)
@click.option("-o", "--output", "path", required=True, metavar="FILE", help="Where to write; - is stdout.")
@click.option("--format", "name", type=click.Choice(FORMAT_NAMES), help="Without it the file's name decides.")
@click.option(
    "--status",
    type=click.Choice([*(status.value for status in Status), "any"]),
    default=Status.CONFIRMED.value,
    show_default=True,
    help="Which pairs, by where they stand in review.",
)
@click.option(
    "--relation",
    type=click.Choice(RELATIONS),
    default=Relation.TRANSLATION.value,
    show_default=True,
    help="Which pairs, by how the two sides belong together.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    default=("same", "part"),
    show_default=True,
    help="Which pairs, by what the two sides have in common; may be given several times.",
)
@click.option(
    "--min-probability",
    type=click.FloatRange(0.0, 1.0),
    metavar="P",
    help="Only pairs at least so probable, 0 to 1.",
)
@click.option("--show-dismissed", is_flag=True, help="Write flags that were dismissed, too.")
@click.pass_obj
def command(
    options: Options,
    path: str,
    name: str | None,
    status: str,
    relation: str,
    kinds: tuple[str, ...],
    min_probability: float | None,
    show_dismissed: bool,
) -> None:
    from workbench.exchange.formats import format_of
    from workbench.pipeline.exporting import TWO_SIDED, export
    from workbench.store.corpus import Corpus
    from workbench.store.queries import PairQuery

    form = format_of(path, name)
    query = PairQuery(
        statuses=None if status == "any" else frozenset({Status(status)}),
        relations=frozenset(TWO_SIDED) if relation == "any" else frozenset({Relation(relation)}),
        kinds=chosen_kinds(kinds),
        min_probability=min_probability,
    )
    with Corpus.read(options.db) as corpus, corpus.snapshot():
        with output.opened(path) as stream, diagnostics.ProgressBar() as progress:
            count = export(corpus, query, form, stream, diagnostics.say, progress, dismissed=show_dismissed)
        if count == 0:
            diagnostics.say(_nothing(corpus, query))
        elif path != "-":
            diagnostics.say(f"Wrote {count:,} {'pair' if count == 1 else 'pairs'} to {path}.")


def _nothing(corpus: Corpus, query: PairQuery) -> str:
    """What to say when no pair matches: which option would let some through."""
    from dataclasses import replace

    from workbench.pipeline.exporting import TWO_SIDED

    looser = (
        ("--status any", replace(query, statuses=None)),
        ("--relation any", replace(query, relations=frozenset(TWO_SIDED))),
        ("--kind any", replace(query, kinds=None)),
        ("a lower --min-probability", replace(query, min_probability=None)),
        ("--status any --relation any", replace(query, statuses=None, relations=frozenset(TWO_SIDED))),
    )
    for option, other in looser:
        count = corpus.count(other)
        if count:
            return f"No pair matches, so there is none in the file. With {option} there would be {count:,}."
    return "The corpus has no such pairs, so there is none in the file. `workbench stats` shows what it holds."
