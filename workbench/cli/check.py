"""`workbench check`: flags for pairs in a TSV, a TMX or the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.check_output import WRITERS, Counts, Row, Write
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import COLUMNS, ENCODING, OUTPUT, SUMMARY, SWAP, completed_file, output_format, reading_of
from workbench.cli.rules import rule_set
from workbench.domain import Flag, Language, Relation, Severity, Side
from workbench.errors import UsageError
from workbench.i18n import N_, NN_, counted, ngettext
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.checks.consistency import Consistency
    from workbench.domain import Progress, Term
    from workbench.pipeline.checked_files import FileCheck
    from workbench.pipeline.checking import CorpusCheck
    from workbench.pipeline.pair_files import Reading

_ORDER = list(Severity)
_STEP = 100
"""Rows of a file between two looks at the progress bar."""


@click.command(
    "check",
    help="""Flag what looks mistranslated: places, people, organisations, numbers, terms, what is missing or left in
the other language. FILE is whatever `workbench import` reads, such as a TSV whose header names a zh and an en
column, a TMX, or two files with a text a line; "-" is stdin. Without FILE the corpus (--db) is checked again, its
flags are renewed, and rows are numbered as the corpus numbers them; those that the same rules have seen as they are
need no new check, so that a check that was stopped resumes where it stopped.

Example: workbench check pairs.tsv --format jsonl --fail-on error""",
)
@click.argument("files", metavar="[FILE...]", nargs=-1, shell_complete=completed_file)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WRITERS)),
    help="table unless the name of the output says otherwise; json is one object, html one page of rows with flags.",
)
@click.option(
    "--fail-on",
    type=click.Choice([str(each) for each in Severity]),
    help="End with code 1 when there is such a flag, or a worse one.",
)
@click.option("--machine", type=click.Choice(["en", "zh"]), help="The side a machine wrote, where that is known.")
@click.option(
    "--terms", "terms_file", type=click.Path(path_type=Path), help="Terms on top of the built-in ones: TSV or TBX."
)
@click.option("--rule", "names", multiple=True, metavar="RULE", help="Run only this rule or family; may be repeated.")
@click.option(
    "--rules", "own_rules", type=click.Path(path_type=Path), help="Rules of your own in a TOML file: see docs/rules.md."
)
@click.option(
    "--context",
    type=click.IntRange(0, 1000),
    metavar="N",
    help="Read each row of FILE in the context of N rows before and after it; with a column document, of all its rows.",
)
@click.option("--again", is_flag=True, help="Check rows of the corpus again that these rules have seen as they are.")
@click.option("--show-dismissed", is_flag=True, help="Show flags of the corpus that were dismissed, too.")
@ENCODING
@COLUMNS
@SWAP
@OUTPUT
@SUMMARY
@click.pass_obj
def command(
    options: Options,
    files: tuple[str, ...],
    form: str | None,
    fail_on: str | None,
    machine: str | None,
    terms_file: Path | None,
    names: tuple[str, ...],
    own_rules: Path | None,
    context: int | None,
    again: bool,
    show_dismissed: bool,
    encoding: str | None,
    columns: str | None,
    swap: bool,
    out: str,
    summary: str,
) -> int:
    use_one_thread()
    from workbench.checks.consistency import Consistency

    if context is not None and not files:
        raise UsageError(_("--context is for a FILE."), hint=_("Rows of a corpus are read with their documents."))
    reading = reading_of(encoding, columns, swap)
    rules = rule_set(options.settings, names, own_rules)
    terms = _terms(terms_file)
    counts = Counts()
    consistency = Consistency() if rules.includes(Consistency.name) else None
    name = " and ".join(Path(each).name for each in files) or options.db.name
    with (
        _written(form, out, name, only_counted=summary == "json" and out == "-") as write,
        diagnostics.ProgressBar() as progress,
    ):
        if files:
            from workbench.checks.rule import Context
            from workbench.pipeline.checked_files import FileCheck

            written = Side.named(machine, Language.ZH_HANS) if machine else None
            rows = _file_rows(files, reading, FileCheck(rules, Context(terms=terms), written, context or 0), progress)
        else:
            from workbench.pipeline.checking import CorpusCheck

            _score(options, progress)
            rows = _corpus_rows(options.db, CorpusCheck(rules, terms, machine, again), progress)
        for row in rows:
            flags = [found for found in row.flags if rules.includes(found.rule)]
            if consistency and row.translation:
                flags += _inconsistent(consistency, row)
            counts.add(flags)
            if show_dismissed:
                flags += [found for found in row.dismissed if rules.includes(found.rule)]
            write(row, flags)
    if summary == "json":
        output.line(json.dumps({**counts.record(), "output": None if out == "-" else out}, ensure_ascii=False))
    else:
        diagnostics.say(_summary(counts))
    failing = _ORDER[: _ORDER.index(Severity(fail_on)) + 1] if fail_on else []
    return 1 if any(counts.severities[severity] for severity in failing) else 0


@contextmanager
def _written(form: str | None, out: str, name: str, *, only_counted: bool) -> Iterator[Write]:
    """Where rows with their flags go; nowhere where they are only counted."""
    chosen = output_format(form, out, tuple(WRITERS), "table")
    if only_counted:
        yield lambda row, flags: None
    else:
        with output.opened(out) as stream, WRITERS[chosen](stream, name) as write:
            yield write


def _terms(path: Path | None) -> tuple[Term, ...]:
    if path is None:
        return ()
    from workbench.cli.terms import read_terms

    return tuple(read_terms(path))


def _file_rows(
    paths: tuple[str, ...], reading: Reading, check: FileCheck, progress: diagnostics.ProgressBar
) -> Iterator[Row]:
    from workbench.pipeline.checked_files import checked
    from workbench.pipeline.pair_files import SwappedSides, count, rows

    sides = SwappedSides()
    total = count(paths, reading) if progress.shown and paths != ("-",) else 0
    languages = {Side.SOURCE: Language.ZH_HANS, Side.TARGET: Language.EN}
    for number, (row, flags) in enumerate(checked(rows(paths, reading), lambda row: row, check), 1):
        sides.look(row.zh, row.en)
        yield Row(number, {Side.SOURCE: row.zh, Side.TARGET: row.en}, languages, flags)
        if number % _STEP == 0:
            progress(N_("checking"), number, total)
    if sides.remark:
        diagnostics.say(sides.remark)


def _score(options: Options, progress: Progress) -> None:
    """Score the rows that came without a probability."""
    from workbench.cli import encoders
    from workbench.pipeline.scoring import UNSCORED, score_corpus
    from workbench.store.corpus import Corpus

    with Corpus.open(options.db) as corpus:
        if corpus.count(UNSCORED):
            score_corpus(corpus, encoders.load(options.encoder, progress), progress)


def _corpus_rows(path: Path, check: CorpusCheck, progress: Progress) -> Iterator[Row]:
    from workbench.pipeline.checking import check_corpus
    from workbench.store.corpus import Corpus

    with Corpus.open(path) as corpus:
        for pair in check_corpus(corpus, check, progress):
            assert pair.id is not None
            texts = {side: pair.side(side).text for side in Side}
            languages = {side: pair.side(side).language for side in Side}
            score = pair.probability if pair.relation is not Relation.UNALIGNED and pair.scored else None
            yield Row(pair.id, texts, languages, list(pair.flags), score, pair.dismissed)


def _inconsistent(consistency: Consistency, row: Row) -> Iterable[Flag]:
    chinese = row.chinese_side
    return consistency.check(row.number, row.texts[chinese], row.texts[chinese.other], chinese)


def _summary(counts: Counts) -> str:
    found = counts.severities
    said = _(", ").join(counted(_COUNTED[each], found[each]) for each in Severity if found[each])
    return ngettext("{count:,} row: {flags}.", "{count:,} rows: {flags}.", counts.rows).format(
        count=counts.rows, flags=said or _("no flags")
    )


_COUNTED = {
    Severity.ERROR: NN_("{count} error", "{count} errors"),
    Severity.WARNING: NN_("{count} warning", "{count} warnings"),
    Severity.INFO: NN_("{count} info", "{count} infos"),
}
