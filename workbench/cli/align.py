"""`workbench align`: two documents that translate each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import ENCODING, LINES, OUTPUT_UNLESS_STORED, PAIR_FORMATS, STORE, pair_format
from workbench.domain import Language, PreparedDocument, Role
from workbench.i18n import gettext as _
from workbench.i18n import ngettext

if TYPE_CHECKING:
    from workbench.pipeline.bitext import Bitext

FORMATS = ("beads", *PAIR_FORMATS)


@click.command(
    "align",
    help="""Align two documents that are translations of each other; either may be the Chinese one. They are read,
cleaned and split into sentences; with --lines every line is a segment and stays as it is. With --store the pairs go
into the corpus, and elsewhere only where -o or --format asks for it.

Formats: beads ([0]:[1, 2], positions from 0, source first), jsonl (with texts and probability), tsv and tmx (pairs
with two sides only). Blocks that change places are paired crosswise and marked in jsonl; beads keep the order of both
sides, which other programs rely on, unless --crossing is given.

Example: workbench align novel.zh.txt novel.en.txt -o pairs.jsonl""",
)
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@LINES
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: by FILE, or beads]")
@click.option("--crossing", is_flag=True, help="Beads out of order too, where blocks change places.")
@OUTPUT_UNLESS_STORED
@STORE
@ENCODING
@click.pass_obj
def command(
    options: Options,
    source: Path,
    target: Path,
    lines: bool,
    form: str | None,
    crossing: bool,
    out: str | None,
    keep: bool,
    encoding: str | None,
) -> None:
    use_one_thread()
    written = out or ("-" if form or not keep else "")
    form = pair_format(form, written, FORMATS, "beads", options.settings)
    from workbench.cli import encoders
    from workbench.cli.rules import rule_set
    from workbench.documents.prepare import read_prepared
    from workbench.pipeline.alignment import align_documents
    from workbench.pipeline.output import write_bitext

    # Before the work: a mistake in the config file must not cost an alignment.
    rules = rule_set(options.settings) if keep else None
    left = read_prepared(source, Role.ARTICLE, lines=lines, encoding=encoding)
    right = read_prepared(target, Role.COVERAGE, lines=lines, encoding=encoding)
    _say_sides(source, left, target, right)
    with diagnostics.ProgressBar() as progress:
        aligned = align_documents(left, right, encoders.load(options.encoder, progress), progress)
    if written:
        with output.opened(written) as stream:
            write_bitext(aligned, form, stream, report=diagnostics.say, crossing=crossing)
    _say_result(aligned)
    if rules is not None:
        from workbench.pipeline.storing import store_bitext
        from workbench.store.corpus import Corpus

        with Corpus.create(options.db) as corpus, diagnostics.ProgressBar() as progress:
            added = store_bitext(corpus, aligned, progress, rules)
        diagnostics.stored(added, options.db)


def _say_sides(source: Path, left: PreparedDocument, target: Path, right: PreparedDocument) -> None:
    """One line on what is aligned with what, so that files named in the wrong order are noticed."""
    sides = [
        ngettext(
            "{path} is {language}, {count:,} segment", "{path} is {language}, {count:,} segments", len(side.units)
        ).format(path=path, language=_name(side.language), count=len(side.units))
        for path, side in ((source, left), (target, right))
    ]
    diagnostics.say(_("Source {source}; target {target}.").format(source=sides[0], target=sides[1]))
    for path, side in ((source, left), (target, right)):
        diagnostics.read_as(path, side.document.encoding)
        if not side.segments:
            diagnostics.say(_("{path} holds no text: nothing can be paired.").format(path=path))
        if diagnostics.is_verbose():
            # Its patterns take a good part of a short command's start, and lines need none of them.
            from workbench.documents.cleaning import cleaning_report

            diagnostics.detail(_("{path}: {report}.").format(path=path, report=cleaning_report(side.clean)))
    if left.segments and right.segments and left.language.side == right.language.side:
        diagnostics.say(_("Both sides are in one language: they are aligned as two versions of one text."))
    for path, side, mark in ((source, left, "en"), (target, right, "zh"), (source, left, "zh"), (target, right, "en")):
        if side.segments and path.suffix.lower() == f".{mark}" and side.language.side != mark:
            diagnostics.say(
                _("{path} is named as {mark} but is {name}: were two files mixed up?").format(
                    path=path, mark=mark, name=_name(side.language)
                )
            )


def _name(language: Language) -> str:
    return {
        Language.EN: _("English"),
        Language.ZH_HANS: _("Chinese (Simplified)"),
        Language.ZH_HANT: _("Chinese (Traditional)"),
    }[language]


def _say_result(aligned: Bitext) -> None:
    from workbench.pipeline.agreement import agreement

    found = agreement(aligned)
    diagnostics.say(
        ngettext(
            "{count:,} pair, {sure:,} with a probability of 90 % or more, {probability:.0%} on average; {share:.0%} of "
            "the segments face something.",
            "{count:,} pairs, {sure:,} of them with a probability of 90 % or more, {probability:.0%} on average; "
            "{share:.0%} of the segments face something.",
            found.pairs,
        ).format(count=found.pairs, sure=found.sure, probability=found.probability, share=found.share)
    )
    crossing = sum(bool(bead.source and bead.target) for bead in aligned.beads if bead.crossing)
    if crossing:
        diagnostics.say(
            ngettext(
                "{count:,} pair crosses the others: a block seems to stand elsewhere in the target.",
                "{count:,} pairs cross the others: blocks seem to stand elsewhere in the target.",
                crossing,
            ).format(count=crossing)
        )
    if found.is_doubtful:
        diagnostics.say(_("These are probably not translations of each other: were two files mixed up?"))
