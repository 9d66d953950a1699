"""`workbench candidates`: the nearest statements in the corpus, whatever their probability."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import block
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import OUTPUT, output_format
from workbench.cli.statements import INDENT, difference_lines, head_line
from workbench.domain import Language, PairSide
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.script import is_chinese, printable

if TYPE_CHECKING:
    from workbench.pipeline.counterparts import Counterpart
    from workbench.store.corpus import Corpus

FORMATS = ("table", "jsonl")


@click.command(
    "candidates",
    help="""Show the statements of the corpus that are nearest to a row or a text, best first, whatever their
probability. A number is a row, of which the source is compared, or its only side; anything else is a text in English
or Chinese. The document a row's side is from is left out.

Each comes with its kind (same, part: one has a part of the other; form: the same form with other facts; unrelated),
the probability that both say the same, and how much of each is in the other.

Example: workbench --db visit.db candidates 5""",
)
@click.argument("wanted", metavar="ROW|TEXT")
@click.option("--limit", default=3, show_default=True, type=click.IntRange(1), help="At most so many.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: by FILE, or table]")
@OUTPUT
@click.pass_obj
def command(options: Options, wanted: str, limit: int, form: str | None, out: str) -> None:
    use_one_thread()
    chosen = output_format(form, out, FORMATS, "table")
    from workbench.cli import encoders
    from workbench.pipeline.counterparts import statements_near
    from workbench.store.corpus import Corpus

    with Corpus.open(options.db) as corpus, diagnostics.ProgressBar() as progress:
        known = _side(corpus, wanted.strip())
        encoder = encoders.load(options.encoder, progress)
        found = statements_near(corpus, encoder, known, limit=limit)
    with output.opened(out) as stream:
        for each in found:
            text = _json(each) if chosen == "jsonl" else _table(each)
            stream.write(text.encode("utf-8", "replace"))
    if not found:
        diagnostics.say(_("The corpus has no other documents to look in."))


def _side(corpus: Corpus, wanted: str) -> PairSide:
    if not wanted:
        raise UsageError(_("There is nothing to compare."), hint=_("Name a row or a text."))
    if not (wanted.isascii() and wanted.isdecimal()):
        return PairSide("", Language.ZH_HANS if is_chinese(wanted) else Language.EN, (), wanted)
    pair = corpus.pair(int(wanted))
    return pair.source if pair.source.text else pair.target


def _table(each: Counterpart) -> str:
    head = head_line(each.kind, each.probability, each.comparison.coverage, each.side)
    lines = [head, block(each.side.text, INDENT), *difference_lines(each.comparison)]
    return printable("\n".join(lines)) + "\n"


def _json(each: Counterpart) -> str:
    from workbench.exchange.jsonl import coverage_as_json
    from workbench.pipeline.output import comparison_as_json

    record: dict[str, Any] = {
        "probability": round(each.probability, 4),
        "kind": each.kind,
        "document": each.side.document,
        "segments": list(each.side.segments),
        "text": each.side.text,
        "similarity": round(each.similarity, 4),
        "coverage": coverage_as_json(each.comparison.coverage),
        **comparison_as_json(each.comparison),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"
