"""`workbench search`: a concordance over the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import block
from workbench.cli.main import Options
from workbench.cli.options import KINDS, OUTPUT, PAIR_FORMATS, STATUSES, chosen_kinds, output_format
from workbench.domain import PairSide, Side, Status
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.store.values import Hit

FORMATS = ("table", *PAIR_FORMATS)


@click.command(
    "search",
    help="""Find words in the corpus and show both sides. Either language; Simplified Chinese finds Traditional and
the reverse; the last word may be unfinished (from three letters on). Neighbouring English words are a phrase, Chinese
words apart by a space may stand anywhere, and 天津 Tianjin asks for both.

Example: workbench --db visit.db search 天津 --format tsv -o tianjin.tsv""",
)
@click.argument("text")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression.")
@click.option("--status", type=click.Choice(STATUSES), default="any", show_default=True)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, default=("any",), show_default=True)
@click.option("--document", metavar="NAME", help="Only pairs of this document.")
@click.option("--limit", default=100, show_default=True, help="At most so many pairs; 0 for all.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: by FILE, or table]")
@OUTPUT
@click.pass_obj
def command(
    options: Options,
    text: str,
    regex: bool,
    status: str,
    kinds: tuple[str, ...],
    document: str | None,
    limit: int,
    form: str | None,
    out: str,
) -> None:
    from workbench.exchange.formats import FORMATS as WRITERS
    from workbench.store.corpus import Corpus
    from workbench.store.queries import Order, PairQuery

    if not text.strip():
        raise UsageError(_("There is nothing to search for."), hint=_("Name a word of either language."))
    if limit < 0:
        raise UsageError(_("--limit is 0 or more."))
    chosen = output_format(form, out, FORMATS, "table")
    query = PairQuery(
        text=None if regex else text,
        regex=text if regex else None,
        statuses=None if status == "any" else frozenset({Status(status)}),
        kinds=chosen_kinds(kinds),
        document=document,
        order=Order.ID,
    )
    with Corpus.read(options.db) as corpus, corpus.snapshot(), output.opened(out) as stream:
        count = 0

        def counted() -> Iterator[Hit]:
            nonlocal count
            for hit in corpus.hits(query, limit or None):
                count += 1
                yield hit

        if chosen in _SHOWN:
            for hit in counted():
                stream.write(_SHOWN[chosen](hit).encode("utf-8", "replace"))
        else:
            WRITERS[chosen].write((hit.pair for hit in counted()), stream, diagnostics.say)
    diagnostics.say(
        ngettext("{count:,} pair holds “{text}”.", "{count:,} pairs hold “{text}”.", count).format(
            count=count, text=text
        )
    )
    if limit and count == limit:
        diagnostics.say(_("There may be more: --limit {limit}.").format(limit=limit))


def _pieces(hit: Hit, name: Side, side: PairSide) -> Iterator[tuple[str, bool]]:
    """The side's text cut at what was found; whether a piece was."""
    at = 0
    for span in hit.spans:
        if span.side == name:
            yield side.text[at : span.start], False
            yield side.text[span.start : span.end], True
            at = span.end
    yield side.text[at:], False


def _table(hit: Hit) -> str:
    pair = hit.pair
    where = " ↔ ".join(side.document or "–" for side in (pair.source, pair.target))
    scored = f"{pair.probability:.2f}" if pair.scored else _("not scored")
    lines = [f"{pair.id}  {where}  {_(pair.status)}  {scored}"]
    for name in Side:
        marked = "".join(f"[{piece}]" if found else piece for piece, found in _pieces(hit, name, pair.side(name)))
        lines.append(block(marked, "    "))
    return printable("\n".join(lines)) + "\n\n"


def _jsonl(hit: Hit) -> str:
    from workbench.exchange.jsonl import coverage_as_json, side_as_json

    pair = hit.pair
    record: dict[str, Any] = {
        "id": pair.id,
        "relation": pair.relation,
        "status": pair.status,
        "probability": round(pair.probability, 6) if pair.scored else None,
        "kind": pair.kind,
        "coverage": coverage_as_json(pair.coverage),
    }
    for name in Side:
        found = [[span.start, span.end] for span in hit.spans if span.side == name]
        record[name] = side_as_json(pair.side(name)) | {"found": found}
    return json.dumps(record, ensure_ascii=False) + "\n"


_SHOWN = {"table": _table, "jsonl": _jsonl}
"""Formats that show where in a text the words are; the others hold pairs as `export` writes them."""
