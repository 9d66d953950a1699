"""`workbench mine`: matching sentences in comparable documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import (
    ENCODING,
    LINES,
    OUTPUT_UNLESS_STORED,
    PAIR_FORMATS,
    SCHEDULER,
    SHARED,
    STORE,
    pair_format,
)
from workbench.domain import STATED, MatchKind, PreparedDocument, Relation, Role
from workbench.i18n import NN_, counted
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.pipeline.bitext import Bitext

FORMATS = PAIR_FORMATS


@click.command(
    "mine",
    help="""Find the sentences of an article that other documents have too: translations where the languages differ,
the same statement where they do not. Most sentences have no counterpart and are left out. Best first.

Each pair has a kind: same; part, where one says a part of what the other says; form, where people, places, dates or
numbers differ. With --kind part, form or any, sentences without a likely pair come with what they have of that kind,
at most three each, however improbable.

With --lines every line is a segment and stays as it is. jsonl has one pair a line, with texts, probability, kind,
how much of each side is in the other and where, the facts that differ, relation and the name of the file it is from.

For tens of thousands of segments or more, the extra `search` finds neighbours by an index, in bounded memory as well.
With --scheduler the article is compared with many documents on a Dask cluster, a block of them at a time; the pairs are
the same.

Example: workbench mine article.txt paper1.txt paper2.txt -o pairs.jsonl""",
)
@click.argument("article", type=click.Path(path_type=Path))
@click.argument("coverage", nargs=-1, required=True, type=click.Path(path_type=Path))
@LINES
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: by FILE, or tsv]")
@OUTPUT_UNLESS_STORED
@STORE
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="P",
    help="Leave out what is less probable.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(["same", "part", "form", "any"]),
    multiple=True,
    help="Also pairs of this kind, however improbable; may be given several times.",
)
@SCHEDULER
@SHARED
@ENCODING
@click.pass_obj
def command(
    options: Options,
    article: Path,
    coverage: tuple[Path, ...],
    lines: bool,
    form: str | None,
    out: str | None,
    keep: bool,
    min_probability: float,
    kinds: tuple[str, ...],
    scheduler: str | None,
    shared: bool,
    encoding: str | None,
) -> None:
    use_one_thread()
    written = out or ("-" if form or not keep else "")
    form = pair_format(form, written, FORMATS, "tsv", options.settings)
    from workbench.cli import encoders
    from workbench.documents.prepare import language_by_line, read_prepared, under_own_names
    from workbench.pipeline.comparable import PROPOSED, mine_documents, mine_into
    from workbench.pipeline.output import write_bitext

    paths = (article, *coverage)
    roles = (Role.ARTICLE, *[Role.COVERAGE] * len(coverage))
    read = [read_prepared(path, role, lines=lines, encoding=encoding) for path, role in zip(paths, roles, strict=True)]
    documents = under_own_names([language_by_line(each) for each in read] if lines else read)
    _say_documents(paths, documents)
    wanted = PROPOSED if "any" in kinds else frozenset(map(MatchKind, kinds))
    with diagnostics.ProgressBar() as progress:
        encoder = encoders.load(options.encoder, progress)
        search = None
        if scheduler:
            from workbench.pipeline.cluster import on_cluster
            from workbench.pipeline.mining_work import BlockSearch

            executor = on_cluster(scheduler, diagnostics.say, send=not shared)
            search = BlockSearch(executor, paths, options.encoder, lines, encoding, not shared, progress)
        if keep:
            from workbench.cli.rules import rule_set
            from workbench.store.corpus import Corpus

            with Corpus.create(options.db) as corpus:
                mined, added = mine_into(
                    corpus,
                    documents[0],
                    documents[1:],
                    encoder,
                    minimum=min_probability,
                    kinds=wanted,
                    progress=progress,
                    rules=rule_set(options.settings),
                    search=search,
                )
        else:
            mined = mine_documents(
                documents[0],
                documents[1:],
                encoder,
                minimum=min_probability,
                kinds=wanted,
                progress=progress,
                search=search,
            )
    files = {each.name: path.name for each, path in zip(mined.targets, coverage, strict=True)}
    if written:
        with output.opened(written) as stream:
            write_bitext(mined, form, stream, files, diagnostics.say)
    _say_result(mined)
    if keep:
        diagnostics.stored(added, options.db)


def _say_documents(paths: tuple[Path, ...], documents: list[PreparedDocument]) -> None:
    from workbench.documents.cleaning import cleaning_report

    for path, document in zip(paths, documents, strict=True):
        diagnostics.read_as(path, document.document.encoding)
        if document.segments:
            diagnostics.detail(_("{path}: {report}.").format(path=path, report=cleaning_report(document.clean)))
        else:
            diagnostics.say(_("{path} holds no text: nothing can be paired.").format(path=path))


def _say_result(mined: Bitext) -> None:
    found = [pair for pair in mined.pairs if pair.kind in STATED]
    forms = len(mined.pairs) - len(found)
    same = sum(pair.relation is Relation.SAME_LANGUAGE for pair in found)
    alone, segments = len(mined.unaligned), len(mined.source.segments)
    diagnostics.say(
        _(
            "{translations}, {same_language}, {forms}; {alone:,} of the article's {segments:,} segments face nothing."
        ).format(
            translations=counted(NN_("{count:,} translation pair", "{count:,} translation pairs"), len(found) - same),
            same_language=counted(NN_("{count:,} same-language pair", "{count:,} same-language pairs"), same),
            forms=counted(
                NN_(
                    "{count:,} pair of the same form with other facts",
                    "{count:,} pairs of the same form with other facts",
                ),
                forms,
            ),
            alone=alone,
            segments=segments,
        )
    )
