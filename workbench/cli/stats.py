"""`workbench stats`: what the corpus holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import click

from workbench.cells import width
from workbench.cli import output
from workbench.cli.main import Options
from workbench.domain import MatchKind, Relation, Status
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.store.values import DocumentEntry, ImportRecord, Stats

_Name = TypeVar("_Name", bound=StrEnum)


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
    if record.is_finished:
        return _("all")
    return _("unfinished: {done:,} of {total:,} pairs").format(done=record.done, total=record.source.total)


def _table(stats: Stats, documents: Iterable[DocumentEntry], imports: Iterable[ImportRecord]) -> str:
    totals = (
        (_("documents"), stats.documents),
        (_("segments"), stats.segments),
        (_("pairs"), stats.pairs),
        (_("actions"), stats.actions),
        (_("terms"), stats.terms),
    )
    lines = [f"{_left(name, 9)}  {count:>10,}" for name, count in totals]
    lines += ["", *_by_status(_("pairs"), Relation, _counts(stats))]
    lines += ["", *_by_status(_("kinds"), MatchKind, _by_kind(stats))]
    if stats.rules:
        lines += [
            "",
            _left(_("flags"), 28) + _left(_("severity"), 10) + _right(_("count"), 10) + _right(_("dismissed"), 12),
        ]
        lines += [
            f"{each.rule:<28}{_left(_(each.severity), 10)}{each.count:>10,}{each.dismissed:>12,}"
            for each in stats.rules
        ]
    entries = [
        f"{each.segments:>9,}  {_left(_(each.role), 9)}  {each.name}" + (f"  {each.date}" if each.date else "")
        for each in documents
    ]
    if entries:
        lines += ["", "  ".join([_right(_("segments"), 9), _left(_("role"), 9), _("document")]), *entries]
    files = [f"{each.added:>9,}  {_left(_how_far(each), 9)}  {each.source.name}" for each in imports]
    if files:
        lines += ["", "  ".join([_right(_("added"), 9), " " * 9, _("imported file")]), *files]
    return printable("\n".join(lines)) + "\n"


def _by_status(title: str, names: Iterable[_Name], counts: Mapping[tuple[_Name, Status], int]) -> Iterator[str]:
    """A table of how many rows of each name have each status."""
    yield _left(title, 14) + "".join(_right(_(status), 14) for status in Status) + _right(_("together"), 14)
    for name in names:
        row = [counts[name, status] for status in Status]
        yield _left(_(name), 14) + "".join(f"{number:>14,}" for number in [*row, sum(row)])


def _left(text: str, cells: int) -> str:
    """A text at the left end of a column."""
    return text + " " * (cells - width(text))


def _right(text: str, cells: int) -> str:
    """A text at the right end of a column."""
    return " " * (cells - width(text)) + text
