"""What `workbench run` shows of the main job: for people, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cells import fit
from workbench.cli.layout import SIGNS, block
from workbench.cli.statements import INDENT, difference_lines, first_line, head_line, place_of
from workbench.domain import (
    STATED,
    Flag,
    MatchKind,
    Pair,
    PairSide,
    PreparedDocument,
    Relation,
    Role,
    Severity,
)
from workbench.i18n import NN_, counted, ngettext
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.pipeline.comparable import Summary

MOST_SENTENCES = 60
"""Sentences of an article that the summary goes through."""
LONGEST_FOUND = 60
"""Characters of the flagged words that the summary shows."""


def as_json(summary: Summary, db: Path, best: int) -> str:
    """The summary as one object: documents, how many pairs of which kind, the best of them, the flags."""
    from workbench.exchange.jsonl import flag_as_json

    kinds = Counter(pair.kind for pair in summary.pairs if pair.relation is not Relation.UNALIGNED)
    relations = Counter(pair.relation for pair in summary.pairs)
    flags = [
        {**flag_as_json(flag, flag.side), "document": side.document, "segments": list(side.segments)}
        for pair, flag in _distinct_flags(summary.pairs)
        for side in (pair.side(flag.side),)
    ]
    record = {
        "corpus": str(db),
        "documents": [
            {
                "name": each.name,
                "role": each.document.role,
                "languages": list(each.languages),
                "segments": len(each.segments),
                "encoding": each.document.encoding,
            }
            for each in summary.documents
        ],
        "relations": {relation: relations[relation] for relation in Relation},
        "kinds": {kind: kinds[kind] for kind in MatchKind},
        "added": summary.added,
        "parallel": [list(names) for names in summary.parallel()],
        "best": [_pair_record(pair) for pair in summary.likely[:best]],
        "flags": flags,
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _pair_record(pair: Pair) -> dict[str, object]:
    sides = {"source": pair.source, "target": pair.target}
    return {
        "relation": pair.relation,
        "kind": pair.kind,
        "probability": pair.probability,
        **{
            name: {"document": side.document, "segments": list(side.segments), "text": side.text}
            for name, side in sides.items()
        },
    }


def as_text(summary: Summary, best: int) -> str:
    """The summary in paragraphs."""
    documents = len(summary.documents)
    lines = [ngettext("Read {count} document.", "Read {count} documents.", documents).format(count=documents)]
    lines += [_document_line(each) for each in summary.documents]
    lines += ["", *_counts(summary)]
    for title, relation in (
        (_("Best translation pairs"), Relation.TRANSLATION),
        (_("Best same-language pairs"), Relation.SAME_LANGUAGE),
    ):
        likely = [pair for pair in summary.likely if pair.relation is relation]
        if likely:
            lines += ["", title]
            lines += [_pair_block(pair) for pair in likely[:best]]
    for document in summary.documents:
        if document.document.role is Role.ARTICLE:
            lines += ["", *_sentences(document, summary)]
    flags = _distinct_flags(summary.pairs)
    lines += ["", _("Flags: {count}").format(count=len(flags))]
    lines += [_flag_block(pair, flag) for pair, flag in flags]
    return printable("\n".join(lines)) + "\n"


def _counts(summary: Summary) -> list[str]:
    alone = sum(pair.relation is Relation.UNALIGNED for pair in summary.pairs)
    stated = [pair for pair in summary.pairs if pair.kind in STATED and pair.relation is not Relation.UNALIGNED]
    translations = sum(pair.relation is Relation.TRANSLATION for pair in stated)
    forms = len(summary.pairs) - alone - len(stated)
    proposed = _("Proposed {translations} and {same_language} that say the same or a part of it, and {forms}; {alone}.")
    proposed = proposed.format(
        translations=counted(NN_("{count} translation pair", "{count} translation pairs"), translations),
        same_language=counted(
            NN_("{count} same-language pair", "{count} same-language pairs"), len(stated) - translations
        ),
        forms=counted(
            NN_("{count} pair of the same form with other facts", "{count} pairs of the same form with other facts"),
            forms,
        ),
        alone=counted(
            NN_(
                "{count} sentence of the article has no counterpart in the coverage",
                "{count} sentences of the article have no counterpart in the coverage",
            ),
            alone,
        ),
    )
    new = counted(NN_("{count} row is new in the corpus.", "{count} rows are new in the corpus."), summary.added)
    return [block(proposed, ""), new if summary.added else _("The corpus had all of them already.")]


def _sentences(article: PreparedDocument, summary: Summary) -> Iterator[str]:
    """Every sentence of an article with what faces it."""
    yield block(
        _(
            "What faces each sentence of {name}: kind, the probability that both say the same, how much of the "
            "sentence is in the other, how much of the other is in the sentence."
        ).format(name=article.name),
        "",
    )
    for segment in article.segments[:MOST_SENTENCES]:
        yield f"{segment.position:>4}  {first_line(segment.text)}"
        facing = summary.facing(article.name, segment.position)
        yield from _facing(facing) if facing else _alone(PairSide.of(article.name, [segment]), summary)
    if len(article.segments) > MOST_SENTENCES:
        more = len(article.segments) - MOST_SENTENCES
        yield "  " + ngettext(
            "… and {count:,} more sentence: see it with `workbench review`.",
            "… and {count:,} more sentences: see them with `workbench review`.",
            more,
        ).format(count=more)


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
        yield block(
            _("also {places}").format(places=", ".join(f"{place_of(pair.target)} ({_(pair.kind)})" for pair in others)),
            INDENT,
        )
    if group := grouped(pairs):
        source = place_of(group.rows[0].target)
        yield block(
            _("in {count} papers; likely source {source}: {reason}").format(
                count=len(group.rows), source=source, reason=group.reason
            ),
            INDENT,
        )


def _alone(side: PairSide, summary: Summary) -> Iterator[str]:
    yield INDENT + _("no counterpart")
    if near := summary.nearest.get(side):
        yield INDENT + _("nearest: {probability:.2f}  {place}").format(
            probability=near.probability, place=place_of(near.side)
        )
        yield INDENT + first_line(near.side.text)


def _document_line(prepared: PreparedDocument) -> str:
    from workbench.documents.cleaning import cleaning_report

    document = prepared.document
    languages = " + ".join(prepared.languages)
    segments = counted(NN_("{count:>4} segment", "{count:>4} segments"), len(prepared.segments))
    return (
        f"  {document.name:<24} {fit(_(document.role), 9)} {languages:<14} {segments}  "
        f"{document.encoding}; {cleaning_report(prepared.clean)}"
    )


def _pair_block(pair: Pair) -> str:
    head = (
        f"  {pair.probability:.2f}  {len(pair.source.segments)}-{len(pair.target.segments)}  "
        f"{place_of(pair.source)} ↔ {place_of(pair.target)}"
    )
    return "\n".join([head, block(pair.source.text, " " * 8), block(pair.target.text, " " * 8)])


def _distinct_flags(pairs: Sequence[Pair]) -> list[tuple[Pair, Flag]]:
    """Every flag once, though a segment may be in several pairs; errors and those with a suggestion first."""
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
