"""`workbench stats`: what the corpus holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from workbench.cli import output
from workbench.cli.main import Options
from workbench.domain import MatchKind, Relation, Status
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.store.values import DocumentEntry, ImportRecord, Stats


@click.command(
    "stats",
    help="""Count what the corpus holds: documents, segments, pairs by relation, kind and status, flags by rule.

Example: workbench --db visit.db stats --format json""",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def command(options: Options, form: str) -> None:
    from workbench.store.corpus import Corpus

    with Corpus.read(options.db) as corpus:
        stats, documents, imports = corpus.stats(), corpus.documents(), corpus.imports()
    output.write((_json if form == "json" else _table)(stats, documents, imports))


def _counts(stats: Stats) -> Counter[tuple[Relation, Status]]:
    counts: Counter[tuple[Relation, Status]] = Counter()
    for tally in stats.tallies:
        counts[tally.relation, tally.status] += tally.count
    return counts


def _by_kind(stats: Stats) -> Mapping[tuple[MatchKind, Status], int]:
    return Counter({(each.kind, each.status): each.count for each in stats.kinds})


def _json(stats: Stats, documents: Iterable[DocumentEntry], imports: Iterable[ImportRecord]) -> str:
    counts, kinds = _counts(stats), _by_kind(stats)
    record = {
        "documents": stats.documents,
        "segments": stats.segments,
        "pairs": stats.pairs,
        "flagged": sum(tally.count for tally in stats.tallies if tally.flagged),
        "by_relation": {relation: {s: counts[relation, s] for s in Status} for relation in Relation},
        "by_kind": {kind: {s: kinds[kind, s] for s in Status} for kind in MatchKind},
        "flags": [
            {"rule": each.rule, "severity": each.severity, "count": each.count, "dismissed": each.dismissed}
            for each in stats.rules
        ],
        "actions": stats.actions,
        "terms": stats.terms,
        "document_list": [asdict(document) for document in documents],
        "imports": [
            {
                "file": each.source.name,
                "pairs": each.source.total,
                "done": each.done,
                "added": each.added,
                "finished": each.is_finished,
                "updated_at": each.updated_at,
            }
            for each in imports
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _how_far(record: ImportRecord) -> str:
    return "all" if record.is_finished else f"unfinished: {record.done:,} of {record.source.total:,} pairs"


def _table(stats: Stats, documents: Iterable[DocumentEntry], imports: Iterable[ImportRecord]) -> str:
    counts, kinds = _counts(stats), _by_kind(stats)
    lines = [
        f"documents  {stats.documents:>10,}",
        f"segments   {stats.segments:>10,}",
        f"pairs      {stats.pairs:>10,}",
        f"actions    {stats.actions:>10,}",
        f"terms      {stats.terms:>10,}",
        "",
        f"{'pairs':<14}" + "".join(f"{status:>14}" for status in Status) + f"{'together':>14}",
    ]
    for relation in Relation:
        row = [counts[relation, status] for status in Status]
        lines.append(f"{relation:<14}" + "".join(f"{number:>14,}" for number in [*row, sum(row)]))
    lines += ["", f"{'kinds':<14}" + "".join(f"{status:>14}" for status in Status) + f"{'together':>14}"]
    for kind in MatchKind:
        row = [kinds[kind, status] for status in Status]
        lines.append(f"{kind:<14}" + "".join(f"{number:>14,}" for number in [*row, sum(row)]))
    if stats.rules:
        lines += ["", f"{'flags':<28}{'severity':<10}{'count':>10}{'dismissed':>12}"]
        lines += [f"{each.rule:<28}{each.severity:<10}{each.count:>10,}{each.dismissed:>12,}" for each in stats.rules]
    entries = [f"{each.segments:>9,}  {each.role:<9}  {each.name}" for each in documents]
    if entries:
        lines += ["", f"{'segments':>9}  {'role':<9}  document", *entries]
    files = [f"{each.added:>9,}  {_how_far(each):<9}  {each.source.name}" for each in imports]
    if files:
        lines += ["", f"{'added':>9}  {'':<9}  imported file", *files]
    return printable("\n".join(lines)) + "\n"
