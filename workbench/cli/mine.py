"""`workbench mine`: matching sentences in comparable documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.domain import Relation

if TYPE_CHECKING:
    from workbench.pipeline.alignment import Side
    from workbench.pipeline.comparable_files import Mined

FORMATS = ("tsv", "jsonl", "tmx")
"""As in workbench.pipeline.comparable_files, which is imported only when the command runs."""


@click.command(
    "mine",
    help="""Find the sentences of an article that other documents have too: translations where the languages differ,
the same statement where they do not. Most sentences have no counterpart and are left out. Best first.

With --lines every line is a segment and stays as it is. jsonl has a row a pair, with texts, probability, relation and
the name of the file the pair is from.

Example: workbench mine article.txt paper1.txt paper2.txt --format jsonl -o pairs.jsonl""",
)
@click.argument("article", type=click.Path(path_type=Path))
@click.argument("coverage", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lines", is_flag=True, help="One segment a line, taken as is.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="tsv", show_default=True)
@click.option("-o", "--output", "out", default="-", metavar="FILE", help="Write to FILE instead of stdout.")
@click.option("--store", "keep", is_flag=True, help="Keep documents and pairs in the corpus (--db).")
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="P",
    help="Leave out what is less probable.",
)
@click.option("--encoding", help="How the files are encoded, where guessing goes wrong (utf-8, gb18030, big5, utf-16).")
@click.pass_obj
def command(
    options: Options,
    article: Path,
    coverage: tuple[Path, ...],
    lines: bool,
    form: str,
    out: str,
    keep: bool,
    min_probability: float,
    encoding: str | None,
) -> None:
    from workbench.cli import encoders
    from workbench.pipeline import comparable_files as pipeline

    paths = (article, *coverage)
    sides = pipeline.read_files(article, coverage, lines=lines, encoding=encoding)
    _say_sides(paths, sides)
    with diagnostics.ProgressBar() as progress:
        mined = pipeline.mine_files(sides, paths, encoders.load(options.encoder, progress), min_probability, progress)
    with output.opened(out) as stream:
        pipeline.write_mined(mined, form, stream)
    _say_result(mined)
    if keep:
        from workbench.store.corpus import Corpus

        with Corpus.open(options.db) as corpus:
            added = pipeline.store_mined(corpus, mined)
        diagnostics.say(f"{added:,} rows are new in {options.db}.")


def _say_sides(paths: tuple[Path, ...], sides: list[Side]) -> None:
    for path, side in zip(paths, sides, strict=True):
        diagnostics.read_as(path, side.document.encoding)
        if not side.segments:
            diagnostics.say(f"{path} holds no text: nothing can be paired.")
        elif side.report:
            diagnostics.detail(f"{path}: {side.report}.")


def _say_result(mined: Mined) -> None:
    found = mined.proposals
    same = sum(pair.relation is Relation.SAME_LANGUAGE for pair in found)
    alone, segments = len(mined.pairs) - len(found), len(mined.article.segments)
    diagnostics.say(
        f"{len(found) - same:,} translation pairs and {same:,} same-language pairs; "
        f"{alone:,} of the article's {segments:,} segments have no counterpart."
    )
