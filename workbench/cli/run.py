"""`workbench run`: the main job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import SIGNS, block
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import ENCODING
from workbench.cli.statements import INDENT, difference_lines, first_line, head_line, place_of
from workbench.domain import (
    STATED,
    Document,
    Flag,
    MatchKind,
    Pair,
    PairSide,
    PreparedDocument,
    Relation,
    Role,
    Severity,
)
from workbench.errors import UsageError
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.pipeline.comparable import Summary

MOST_SENTENCES = 60
"""Sentences of an article that the summary goes through."""
LONGEST_FOUND = 60
"""Characters of the flagged words that the summary shows."""


@click.command(
    "run",
    help="""Do the main job: read an article and its coverage, pair their sentences, check the pairs and store all
in the corpus. Without arguments it works on the bundled articles.

Example: workbench --db visit.db run article.txt paper1.txt paper2.txt""",
)
@click.argument("files", nargs=-1, metavar="[ARTICLE COVERAGE...]", type=click.Path(path_type=Path))
@ENCODING
@click.option("--best", default=8, show_default=True, metavar="N", help="How many proposals the summary shows.")
@click.pass_obj
def command(options: Options, files: tuple[Path, ...], encoding: str | None, best: int) -> None:
    use_one_thread()
    from workbench.cli import encoders
    from workbench.cli.rules import rule_set
    from workbench.documents.prepare import prepare
    from workbench.pipeline.comparable import run
    from workbench.store.corpus import Corpus

    documents = _documents(files, encoding)
    with diagnostics.ProgressBar() as progress:
        encoder = encoders.load(options.encoder, progress)
        summary = run(
            [prepare(each) for each in documents], partial(Corpus.create, options.db), encoder, progress, rule_set()
        )
    output.write(_summary(summary, best))
    diagnostics.say(f"Stored in {options.db}. Review it with: workbench --db {options.db} review")


def _documents(files: Sequence[Path], encoding: str | None) -> list[Document]:
    from workbench.documents.reading import read_document
    from workbench.documents.sources import seed_documents

    if not files:
        return list(seed_documents())
    if len(files) == 1:
        raise UsageError("There is an article but no coverage.", hint="Name at least one document to compare it with.")
    article, *coverage = files
    return [
        read_document(article, encoding=encoding, role=Role.ARTICLE),
        *(read_document(path, encoding=encoding, role=Role.COVERAGE) for path in coverage),
    ]


def _summary(summary: Summary, best: int) -> str:
    lines = [f"Read {len(summary.documents)} documents."]
    lines += [_document_line(each) for each in summary.documents]
    lines += ["", *_counts(summary)]
    for title, relation in (
        ("Best translation pairs", Relation.TRANSLATION),
        ("Best same-language pairs", Relation.SAME_LANGUAGE),
    ):
        likely = [pair for pair in summary.likely if pair.relation is relation]
        if likely:
            lines += ["", title]
            lines += [_pair_block(pair) for pair in likely[:best]]
    for document in summary.documents:
        if document.document.role is Role.ARTICLE:
            lines += ["", *_sentences(document, summary)]
    flags = _distinct_flags(summary.pairs)
    lines += ["", f"Flags: {len(flags)}"]
    lines += [_flag_block(pair, flag) for pair, flag in flags]
    return printable("\n".join(lines)) + "\n"


def _counts(summary: Summary) -> list[str]:
    alone = sum(pair.relation is Relation.UNALIGNED for pair in summary.pairs)
    stated = [pair for pair in summary.pairs if pair.kind in STATED and pair.relation is not Relation.UNALIGNED]
    translations = sum(pair.relation is Relation.TRANSLATION for pair in stated)
    proposed = (
        f"Proposed {translations} translation pairs and {len(stated) - translations} same-language pairs that say the "
        f"same or a part of it, and {len(summary.pairs) - alone - len(stated)} pairs of the same form with other "
        f"facts; {alone} sentences of the article have no counterpart in the coverage."
    )
    new = f"{summary.added} rows are new in the corpus." if summary.added else "The corpus had all of them already."
    return [block(proposed, ""), new]


def _sentences(article: PreparedDocument, summary: Summary) -> Iterator[str]:
    """Every sentence of an article with what faces it."""
    yield block(
        f"What faces each sentence of {article.name}: kind, the probability that both say the same, how much of the "
        "sentence is in the other, how much of the other is in the sentence.",
        "",
    )
    for segment in article.segments[:MOST_SENTENCES]:
        yield f"{segment.position:>4}  {first_line(segment.text)}"
        facing = summary.facing(article.name, segment.position)
        yield from _facing(facing) if facing else _alone(PairSide.of(article.name, [segment]), summary)
    if len(article.segments) > MOST_SENTENCES:
        yield f"  … and {len(article.segments) - MOST_SENTENCES:,} more sentences: see them with `workbench review`."


def _facing(pairs: Sequence[Pair]) -> Iterator[str]:
    from workbench.pipeline.comparison import comparison_of
    from workbench.review.groups import grouped

    best, *others = pairs
    yield head_line(best.kind, best.probability, best.coverage, best.target)
    yield INDENT + first_line(best.target.text)
    if best.kind is MatchKind.FORM:
        yield from difference_lines(comparison_of(best))
    if best.note:
        yield block(best.note, INDENT)
    if others:
        yield block("also " + ", ".join(f"{place_of(pair.target)} ({pair.kind})" for pair in others), INDENT)
    if group := grouped(pairs):
        source = place_of(group.rows[0].target)
        yield block(f"in {len(group.rows)} papers; likely source {source}: {group.reason}", INDENT)


def _alone(side: PairSide, summary: Summary) -> Iterator[str]:
    yield INDENT + "no counterpart"
    if near := summary.nearest.get(side):
        yield f"{INDENT}nearest: {near.probability:.2f}  {place_of(near.side)}"
        yield INDENT + first_line(near.side.text)


def _document_line(prepared: PreparedDocument) -> str:
    from workbench.documents.cleaning import cleaning_report

    document = prepared.document
    languages = " + ".join(prepared.languages)
    return (
        f"  {document.name:<24} {document.role:<9} {languages:<14} {len(prepared.segments):>4} segments  "
        f"{document.encoding}; {cleaning_report(prepared.clean)}"
    )


def _pair_block(pair: Pair) -> str:
    head = (
        f"  {pair.probability:.2f}  {len(pair.source.segments)}-{len(pair.target.segments)}  "
        f"{place_of(pair.source)} ↔ {place_of(pair.target)}"
    )
    return "\n".join([head, block(pair.source.text, " " * 8), block(pair.target.text, " " * 8)])


def _distinct_flags(pairs: Sequence[Pair]) -> list[tuple[Pair, Flag]]:
    """Every flag once, though a segment may stand in several pairs; errors and those with a suggestion first."""
    seen: dict[tuple[object, ...], tuple[Pair, Flag]] = {}
    for pair in pairs:
        for flag in pair.flags:
            side = pair.side(flag.side)
            seen.setdefault((side.document, side.segments, flag.rule, flag.start, flag.end), (pair, flag))
    order = list(Severity)

    def rank(each: tuple[Pair, Flag]) -> tuple[int, bool, tuple[int, ...], int]:
        pair, flag = each
        return order.index(flag.severity), flag.suggestion is None, pair.source.segments, flag.start

    return sorted(seen.values(), key=rank)


def _flag_block(pair: Pair, flag: Flag) -> str:
    side = pair.side(flag.side)
    suggestion = f" → {flag.suggestion}" if flag.suggestion else ""
    found = flag.found if len(flag.found) <= LONGEST_FOUND else flag.found[: LONGEST_FOUND - 1] + "…"
    head = f"  {SIGNS[flag.severity]} {flag.rule:<10} {place_of(side)}: {found}{suggestion}"
    return "\n".join([head, block(flag.message, " " * 8)])
