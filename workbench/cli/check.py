"""`workbench check`: flags for pairs in a TSV, a TMX or the corpus."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import SIGNS, block
from workbench.cli.main import Options
from workbench.cli.options import OUTPUT
from workbench.cli.rules import rule_set
from workbench.domain import Flag, Language, Relation, Severity, Side
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.checks.consistency import Consistency
    from workbench.checks.rule_set import RuleSet
    from workbench.domain import Progress, Term
    from workbench.pipeline.checking import CorpusCheck

_ORDER = list(Severity)
_STEP = 100
"""Rows of a file between two looks at the progress bar."""
_AROUND = 40
"""Characters of text shown on each side of what was found."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was checked, by its number."""

    number: int
    texts: dict[Side, str]
    labels: dict[Side, str]
    """What output calls the sides: "zh", "en"; "source", "target" where both are in one language."""
    flags: list[Flag]
    translation: bool = True
    """Whether the two sides are Chinese and English."""
    dismissed: tuple[Flag, ...] = ()
    """Flags that somebody dismissed in the corpus."""

    @property
    def chinese_side(self) -> Side:
        """The side that is Chinese, in a translation."""
        return Side.SOURCE if self.labels[Side.SOURCE] == "zh" else Side.TARGET


@click.command(
    "check",
    help="""Flag what looks mistranslated: places, people, numbers, terms, what is missing or left in the other
language. FILE is whatever `workbench import` reads, such as a TSV whose header names a zh and an en column, or a TMX;
"-" is a TSV on stdin. Without FILE the corpus (--db) is checked again, its flags are renewed, and rows are numbered as
the corpus numbers them; those that the same rules have seen as they are need no new check, so that a check that was
stopped goes on where it stopped.

Example: workbench check pairs.tsv --format jsonl --fail-on error""",
)
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
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
@click.option("--again", is_flag=True, help="Check rows of the corpus again that these rules have seen as they are.")
@click.option("--show-dismissed", is_flag=True, help="Show flags of the corpus that were dismissed, too.")
@OUTPUT
@click.pass_obj
def command(
    options: Options,
    file: Path | None,
    form: Literal["table", "jsonl"],
    fail_on: str | None,
    machine: str | None,
    terms_file: Path | None,
    names: tuple[str, ...],
    own_rules: Path | None,
    again: bool,
    show_dismissed: bool,
    out: str,
) -> int:
    from workbench.checks.consistency import Consistency

    rules = rule_set(names, own_rules)
    terms = _terms(terms_file)
    counts: Counter[Severity] = Counter()
    number = 0
    consistency = Consistency() if rules.includes(Consistency.name) else None
    with output.opened(out) as stream, diagnostics.ProgressBar() as progress:
        if file:
            rows = _file_rows(file, machine, terms, rules, progress)
        else:
            from workbench.pipeline.checking import CorpusCheck

            rows = _corpus_rows(options.db, CorpusCheck(rules, terms, machine, again), progress)
        for row in rows:
            number += 1
            flags = [found for found in row.flags if rules.includes(found.rule)]
            if consistency and row.translation:
                flags += _inconsistent(consistency, row)
            counts.update(found.severity for found in flags)
            if show_dismissed:
                flags += [found for found in row.dismissed if rules.includes(found.rule)]
            text = "".join(_json(row, found) if form == "jsonl" else _shown(row, found) for found in flags)
            stream.write(text.encode("utf-8", "replace"))
    diagnostics.say(_summary(number, counts))
    failing = _ORDER[: _ORDER.index(Severity(fail_on)) + 1] if fail_on else []
    return 1 if any(counts[severity] for severity in failing) else 0


def _terms(path: Path | None) -> tuple[Term, ...]:
    if path is None:
        return ()
    from workbench.cli.terms import read_terms

    return tuple(read_terms(path))


def _file_rows(
    path: Path, machine: str | None, terms: tuple[Term, ...], rules: RuleSet, progress: Progress
) -> Iterator[Row]:
    from workbench.checks.engine import check_pairs
    from workbench.checks.rule import Context
    from workbench.pipeline.pair_files import texts

    kept: deque[tuple[str, str]] = deque()

    def watched() -> Iterator[tuple[str, str]]:
        for pair in texts(str(path)):
            kept.append(pair)
            yield pair

    written = Side.named(machine, Language.ZH_HANS) if machine else None
    for number, flags in enumerate(check_pairs(watched(), Context(terms=terms), written, rules=rules), 1):
        zh, en = kept.popleft()
        yield Row(number, {Side.SOURCE: zh, Side.TARGET: en}, {Side.SOURCE: "zh", Side.TARGET: "en"}, flags)
        if number % _STEP == 0:
            progress("checking", number, 0)


def _corpus_rows(path: Path, check: CorpusCheck, progress: Progress) -> Iterator[Row]:
    from workbench.pipeline.checking import check_corpus
    from workbench.store.corpus import Corpus

    with Corpus.open(path) as corpus:
        for pair in check_corpus(corpus, check, progress):
            assert pair.id is not None
            texts = {side: pair.side(side).text for side in Side}
            labels = {side: pair.side_label(side) for side in Side}
            translation = pair.relation is Relation.TRANSLATION
            yield Row(pair.id, texts, labels, list(pair.flags), translation, pair.dismissed)


def _inconsistent(consistency: Consistency, row: Row) -> Iterable[Flag]:
    chinese = row.chinese_side
    return consistency.check(row.number, row.texts[chinese], row.texts[chinese.other], chinese)


def _json(row: Row, found: Flag) -> str:
    from workbench.exchange.jsonl import flag_as_json

    record = {"row": row.number, **flag_as_json(found, row.labels[found.side])}
    if found in row.dismissed:
        record["dismissed"] = True
    return json.dumps(record, ensure_ascii=False) + "\n"


def _shown(row: Row, found: Flag) -> str:
    text, side = row.texts[found.side], row.labels[found.side]
    before, after = text[max(0, found.start - _AROUND) : found.start], text[found.end : found.end + _AROUND]
    more = "…" if found.start > _AROUND else "", "…" if found.end + _AROUND < len(text) else ""
    words = _shortened(found.found)
    suggestion = "" if found.suggestion is None else f" → {_shortened(found.suggestion) or '(nothing)'}"
    dismissed = "  (dismissed)" if found in row.dismissed else ""
    head = f"row {row.number}  {SIGNS[found.severity]} {found.severity}  {found.rule}  {side}  {words}{suggestion}"
    lines = [
        head + dismissed,
        block(found.message, "    "),
        block(f"{more[0]}{before}[{words}]{after}{more[1]}", "    "),
    ]
    return printable("\n".join(lines)) + "\n\n"


def _shortened(words: str) -> str:
    return words if len(words) <= 2 * _AROUND else f"{words[:_AROUND]} … {words[-_AROUND:]}"


def _summary(rows: int, counts: Counter[Severity]) -> str:
    said = ", ".join(f"{counts[each]} {each}{'s' if counts[each] != 1 else ''}" for each in Severity if counts[each])
    return f"{rows:,} {'row' if rows == 1 else 'rows'}: {said or 'no flags'}."
