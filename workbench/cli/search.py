"""`workbench search`: a concordance over the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import block
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import KINDS, OUTPUT, PAIR_FORMATS, STATUSES, chosen_kinds, output_format
from workbench.domain import Language, MatchKind, Pair, PairSide, Side, Status
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.script import is_chinese, printable

if TYPE_CHECKING:
    from workbench.store.corpus import Corpus
    from workbench.store.values import Hit

FORMATS = ("table", *PAIR_FORMATS)


@click.command(
    "search",
    help="""Find words in the corpus and show both sides. Either language; Simplified Chinese finds Traditional and
the reverse; the last word may be unfinished (from three letters on). Neighbouring English words are a phrase, Chinese
words apart by a space may stand anywhere, and 天津 Tianjin asks for both.

With --fuzzy TEXT is a sentence, and the rows are those with a side that is nearly the same, most similar first: a
translation memory. What differs is shown as [its words → yours].

Example: workbench --db visit.db search 天津 --format tsv -o tianjin.tsv""",
)
@click.argument("text")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression.")
@click.option("--fuzzy", is_flag=True, help="TEXT is a sentence; find rows with nearly the same.")
@click.option(
    "--min-similarity",
    type=click.FloatRange(0, 1),
    default=0.6,
    show_default=True,
    help="With --fuzzy: share of words that both must have.",
)
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
    fuzzy: bool,
    min_similarity: float,
    status: str,
    kinds: tuple[str, ...],
    document: str | None,
    limit: int,
    form: str | None,
    out: str,
) -> None:
    from workbench.exchange.formats import FORMATS as WRITERS
    from workbench.store.corpus import Corpus

    if not text.strip():
        raise UsageError(_("There is nothing to search for."), hint=_("Name a word of either language."))
    if limit < 0:
        raise UsageError(_("--limit is 0 or more."))
    if regex and fuzzy:
        raise UsageError(_("TEXT is either a pattern or a sentence."), hint=_("Leave out --regex or --fuzzy."))
    chosen = output_format(form, out, FORMATS, "table")
    statuses = None if status == "any" else frozenset({Status(status)})
    filters = _Filters(statuses, chosen_kinds(kinds), document, limit or None)
    find = partial(_similar, options, text, min_similarity) if fuzzy else partial(_holding, text, regex)
    with Corpus.read(options.db) as corpus, corpus.snapshot(), output.opened(out) as stream:
        count = 0

        def counted() -> Iterator[_Found]:
            nonlocal count
            for found in find(corpus, filters):
                count += 1
                yield found

        if chosen in _SHOWN:
            for found in counted():
                stream.write(_SHOWN[chosen](found).encode("utf-8", "replace"))
        else:
            WRITERS[chosen].write((found.pair for found in counted()), stream, diagnostics.say)
    diagnostics.say(_summary(text, count, fuzzy))
    if limit and count == limit:
        diagnostics.say(_("There may be more: --limit {limit}.").format(limit=limit))


@dataclass(frozen=True, slots=True)
class _Filters:
    """Which rows are wanted."""

    statuses: frozenset[Status] | None
    kinds: frozenset[MatchKind] | None
    document: str | None
    limit: int | None

    def take(self, pair: Pair) -> bool:
        """Whether a row is of one of the kinds and of the document."""
        documents = (pair.source.document, pair.target.document)
        of_document = self.document is None or self.document in documents
        return of_document and (self.kinds is None or pair.kind in self.kinds)


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that was found."""

    pair: Pair
    marked: tuple[str, str]
    """Source and target, with what was found, or what differs, in brackets."""
    record: dict[str, Any]
    """What jsonl holds beside the row; under the name of a side, what it holds of that side."""


def _holding(text: str, regex: bool, corpus: Corpus, filters: _Filters) -> Iterator[_Found]:
    """Yield the rows that hold words, or what a pattern finds."""
    from workbench.store.queries import Order, PairQuery

    query = PairQuery(
        text=None if regex else text,
        regex=text if regex else None,
        statuses=filters.statuses,
        kinds=filters.kinds,
        document=filters.document,
        order=Order.ID,
    )
    for hit in corpus.hits(query, filters.limit):
        marked = tuple(
            "".join(f"[{piece}]" if found else piece for piece, found in _pieces(hit, side, hit.pair.side(side)))
            for side in Side
        )
        places = {
            side.value: {"found": [[span.start, span.end] for span in hit.spans if span.side == side]} for side in Side
        }
        yield _Found(hit.pair, (marked[0], marked[1]), places)


def _similar(options: Options, text: str, least: float, corpus: Corpus, filters: _Filters) -> Iterable[_Found]:
    """Yield the rows with a side that is nearly a text, most similar first."""
    use_one_thread()
    from workbench.encoders.registry import load_encoder
    from workbench.review.memory import similar

    this = PairSide("", Language.ZH_HANS if is_chinese(text) else Language.EN, (), text)
    encoder = partial(load_encoder, options.encoder)
    found = similar(corpus, this, Side.TARGET, filters.statuses, filters.take, least=least, encoder=encoder)
    for __, match in found[: filters.limit]:
        parts, at = [], 0
        for each in match.differences:
            parts += [match.text[at : each.start], f"[{match.text[each.start : each.end]} → {each.instead}]"]
            at = each.end
        marked = {match.side: "".join([*parts, match.text[at:]]), match.side.other: match.translation}
        record = {"similarity": round(match.similarity, 4), "side": match.side.value}
        yield _Found(match.pair, (marked[Side.SOURCE], marked[Side.TARGET]), record)


def _summary(text: str, count: int, fuzzy: bool) -> str:
    if fuzzy:
        near = ngettext("{count:,} pair is similar to “{text}”.", "{count:,} pairs are similar to “{text}”.", count)
        return near.format(count=count, text=text)
    held = ngettext("{count:,} pair holds “{text}”.", "{count:,} pairs hold “{text}”.", count)
    return held.format(count=count, text=text)


def _pieces(hit: Hit, name: Side, side: PairSide) -> Iterator[tuple[str, bool]]:
    """The side's text cut at what was found; whether a piece was."""
    at = 0
    for span in hit.spans:
        if span.side == name:
            yield side.text[at : span.start], False
            yield side.text[span.start : span.end], True
            at = span.end
    yield side.text[at:], False


def _table(found: _Found) -> str:
    pair = found.pair
    where = " ↔ ".join(side.document or "–" for side in (pair.source, pair.target))
    scored = f"{pair.probability:.2f}" if pair.scored else _("not scored")
    similar = f"{found.record['similarity']:.0%}  " if "similarity" in found.record else ""
    lines = [f"{similar}{pair.id}  {where}  {_(pair.status)}  {scored}"]
    lines += [block(text, "    ") for text in found.marked]
    return printable("\n".join(lines)) + "\n\n"


def _jsonl(found: _Found) -> str:
    from workbench.exchange.jsonl import coverage_as_json, side_as_json

    pair = found.pair
    record: dict[str, Any] = {
        "id": pair.id,
        "relation": pair.relation,
        "status": pair.status,
        "probability": round(pair.probability, 6) if pair.scored else None,
        "kind": pair.kind,
        "coverage": coverage_as_json(pair.coverage),
    }
    record |= {key: value for key, value in found.record.items() if key not in list(Side)}
    for name in Side:
        record[name] = side_as_json(pair.side(name)) | found.record.get(name, {})
    return json.dumps(record, ensure_ascii=False) + "\n"


_SHOWN = {"table": _table, "jsonl": _jsonl}
"""Formats that show where in a text the words are; the others hold pairs as `export` writes them."""
