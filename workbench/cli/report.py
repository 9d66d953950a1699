"""`workbench report`: one self-contained HTML page about the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import click
from lxml import etree

from workbench.cli import diagnostics, output
from workbench.cli.html import head, message, node, table, text_cell, titles_row
from workbench.cli.main import Options
from workbench.domain import Pair, Relation, Side

if TYPE_CHECKING:
    from workbench.store.corpus import Corpus

BINS = 20
"""Bars of the probability histogram."""


@click.command(
    "report",
    help="""Write one self-contained HTML page: figures, plots, pairs and flags.

Example: workbench --db corpus.db report -o corpus.html""",
)
@click.option("-o", "--output", "path", required=True, metavar="FILE.html", help="Where to write; - is stdout.")
@click.option(
    "--limit", default=1000, show_default=True, metavar="N", help="Rows shown, flagged and least certain first."
)
@click.pass_obj
def command(options: Options, path: str, limit: int) -> None:
    from workbench.store.corpus import Corpus

    with Corpus.read(options.db) as corpus, corpus.snapshot(), output.opened(path) as stream:
        page = _page(options.db.name, corpus, limit)
        stream.write(
            etree.tostring(page, method="html", encoding="utf-8", doctype="<!DOCTYPE html>", pretty_print=True)
        )
    if path != "-":
        diagnostics.say(f"Wrote {path}.")


@dataclass
class _Counts:
    """What one pass over the corpus adds up."""

    relations: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    probabilities: Counter[int] = field(default_factory=Counter)
    corrections: int = 0

    def seen(self, pairs: Iterator[Pair]) -> Iterator[Pair]:
        for pair in pairs:
            self.relations[pair.relation, pair.status] += 1
            self.rules.update((flag.rule, flag.severity) for flag in pair.flags)
            self.corrections += len(pair.corrections)
            if pair.relation is not Relation.UNALIGNED and pair.scored:
                self.probabilities[min(int(pair.probability * BINS), BINS - 1)] += 1
            yield pair


def _page(name: str, corpus: Corpus, limit: int) -> etree._Element:
    from workbench.store.queries import Order, PairQuery

    counts = _Counts()
    rows = counts.seen(corpus.iter_pairs(PairQuery(order=Order.VALUE)))
    shown = [_row(pair) for pair in islice((pair for pair in rows if pair.relation is not Relation.UNALIGNED), limit)]
    for _ in rows:
        pass
    total = sum(counts.relations.values())
    titles = ("row", "p", "status", "source", "target", "flags")
    body = node(
        "body",
        node("h1", name),
        node("p", f"{total:,} rows, {counts.corrections:,} corrections."),
        node("h2", "Pairs"),
        table(("relation", "status", "pairs"), [(*key, n) for key, n in sorted(counts.relations.items())]),
        node("h2", "Flags by rule"),
        table(("rule", "severity", "flags"), [(*key, n) for key, n in counts.rules.most_common()]),
        node("h2", "Probability of the pairs"),
        _histogram(counts.probabilities),
        node("h2", "Rows"),
        node("p", f"{len(shown):,} shown, flagged and least certain first."),
        node("table", titles_row(titles), node("tbody", *shown)),
    )
    return node("html", head(name), body, lang="en")


def _histogram(bins: Counter[int]) -> etree._Element:
    width, height, bar = 640, 140, 640 // BINS
    tallest = max(bins.values(), default=1)
    svg = node("svg", viewBox=f"0 0 {width} {height + 20}", width=str(width), role="img")
    for index in range(BINS):
        tall = round(height * bins[index] / tallest)
        label = node("title", f"{index / BINS:.2f} to {(index + 1) / BINS:.2f}: {bins[index]:,}")
        x, y = index * bar + 1, height - tall
        svg.append(node("rect", label, x=str(x), y=str(y), width=str(bar - 2), height=str(tall)))
    for tenth in range(0, 11, 2):
        svg.append(node("text", f"{tenth / 10:.1f}", x=str(min(tenth * width // 10, width - 18)), y=str(height + 14)))
    return svg


def _row(pair: Pair) -> etree._Element:
    return node(
        "tr",
        node("td", str(pair.id)),
        node("td", f"{pair.probability:.2f}" if pair.scored else "—"),
        node("td", pair.status),
        *[text_cell(pair.side(side).text, pair.side(side).language, side, pair.flags) for side in Side],
        node("td", *map(message, pair.flags)),
    )
